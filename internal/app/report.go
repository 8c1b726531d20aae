package app

import "jikim/internal/sign"

// Report is a document of words, charts and tables for paper, and Section a part of it. Words come as they are to be printed.
type (
	Report       = sign.Report
	Section      = sign.Section
	ReportBars   = sign.Bars
	ReportBar    = sign.BarRow
	ReportPoints = sign.Quadrants
	ReportPoint  = sign.Point
)

// PrintReport makes a PDF file of a report in the language "ko" or "en". It shows nothing but what it is given.
func (s *Service) PrintReport(r *Report, lang string) ([]byte, error) {
	return sign.PDF(r.Title, lang, r.Paper())
}

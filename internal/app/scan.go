package app

import (
	"context"
	"slices"
	"time"
)

// Scanner looks for harmful software in files.
type Scanner interface {
	// Scan tells whether a file is harmful. An error means that nobody knows.
	Scan(ctx context.Context, body []byte) (harmful bool, err error)
}

// scanTime bounds how long a sender waits for the files of one form to be looked at.
const scanTime = 20 * time.Second

// scanned is what a look at a file found.
type scanned uint8

const (
	unscanned scanned = iota // nobody looked: there is no scanner, or it is away
	clean
	harmful
)

// scan looks at files before anything else is done with them. A scanner that is away holds nobody up: the files are taken
// and marked, so that an officer knows before opening one. It is not asked again for the other files of the form.
func (s *Service) scan(ctx context.Context, files []Attachment) []Attachment {
	if s.scanner == nil || len(files) == 0 || len(files) > MaxAttachments {
		return files
	}
	files = slices.Clone(files)
	ctx, cancel := context.WithTimeout(ctx, scanTime)
	defer cancel()
	for i := range files {
		if len(files[i].Body) == 0 || len(files[i].Body) > MaxAttachment {
			continue // refused anyway
		}
		bad, err := s.scanner.Scan(ctx, files[i].Body)
		if err != nil {
			s.log.WarnContext(ctx, "a file was taken without being scanned", "error", err)
			break
		}
		if files[i].scan = clean; bad {
			files[i].scan = harmful
		}
	}
	return files
}

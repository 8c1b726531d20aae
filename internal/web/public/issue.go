package public

import (
	"encoding/csv"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// issue sends a publication as "2026-10.json", its canonical bytes, as "2026-10.csv", or on paper as "2026-10.pdf". The first two never
// change: their tag is the digest.
func (p *Public) issue(w http.ResponseWriter, r *http.Request) error {
	file := r.PathValue("file")
	at := strings.LastIndexByte(file, '.')
	if at < 0 {
		return web.Status(http.StatusNotFound)
	}
	if file[at:] == ".pdf" {
		return p.print(w, r, file[:at])
	}
	kind := map[string]string{".json": "application/json", ".csv": csvKind}[file[at:]]
	if kind == "" {
		return web.Status(http.StatusNotFound)
	}
	of, _, err := p.site.Service.PublishedAs(r.Context(), p.site.Institution, file[:at])
	if err != nil {
		return err
	}
	raw(w, kind, forEver)
	if tagged(w, r, of.Digest()+file[at:]) {
		return nil
	}
	if kind == csvKind {
		w.Header().Set("Content-Disposition", `attachment; filename="`+p.site.Institution+"-"+file+`"`)
		p.writeIssue(w, of)
		return nil
	}
	_, _ = w.Write(publication.Encode(of)) // a visitor who has gone is nobody's error
	return nil
}

// tagged sets the tag of an answer, and answers that nothing has changed when the asker has it.
func tagged(w http.ResponseWriter, r *http.Request, tag string) bool {
	tag = `"` + tag + `"`
	w.Header().Set("ETag", tag)
	for have := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if have = strings.TrimSpace(have); have == tag || have == "W/"+tag || have == "*" {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

// writeIssue writes a row for each cell: the whole of a promise, and each month, desk and channel of it; and one for each thing that was
// done after breaches.
func (p *Public) writeIssue(w http.ResponseWriter, of *publication.Publication) {
	_, _ = w.Write([]byte(byteOrderMark))
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write([]string{"publication", "period", "as_of", "promise", "text", "by", "key", "suppressed", "judged", "kept", "broken", "overdue",
		"unproven", "open", "void", "share", "share_low", "share_high", "hours_share", "margins", "margin_median_s", "margin_90_s", "margin_worst_s",
		"measured", "audited", "attested", "reported", "done", "done_median_s", "done_worst_s"})
	for i := range of.Lines {
		l := &of.Lines[i]
		text := ""
		if promise := p.site.PublishedAt(l.Promise, of.Until.Add(-time.Microsecond)); promise != nil {
			text = promise.Text.KO
		}
		about := func(by, key string) []string {
			return []string{of.ID, of.Period, of.AsOf.Format(time.RFC3339), l.Promise, text, by, key}
		}
		row := func(by, key string, f *stats.Figure) {
			_ = out.Write(append(append(about(by, key), issueCells(f)...), "", "", ""))
		}
		row("", "", &l.Whole)
		for k := range l.Months {
			row("month", l.Months[k].Key, &l.Months[k].Figure)
		}
		for k := range l.Desks {
			row("desk", l.Desks[k].Key, &l.Desks[k].Figure)
		}
		for k := range l.Channels {
			row("channel", l.Channels[k].Key, &l.Channels[k].Figure)
		}
		for _, a := range l.Amends {
			_ = out.Write(append(about("amends", a.By), amendCells(a)...))
		}
	}
	out.Flush()
}

// amendCells tell what was done after breaches, under the columns of a cell.
func amendCells(a stats.Amend) []string {
	out := append([]string{strconv.FormatBool(a.Suppressed)}, make([]string, 19)...)
	if a.Suppressed {
		return append(out, strconv.Itoa(a.N), "", "")
	}
	return append(out, strconv.Itoa(a.N), inSeconds(a.Median), inSeconds(a.Worst))
}

// inSeconds writes milliseconds as seconds.
func inSeconds(ms int64) string { return strconv.FormatFloat(float64(ms)/1000, 'f', -1, 64) }

// issueCells are the numbers of a cell; empty when they are not shown or there are none.
func issueCells(f *stats.Figure) []string {
	out := []string{strconv.FormatBool(f.Suppressed)}
	if f.Suppressed {
		return append(out, make([]string, 19)...)
	}
	for _, n := range []int{f.Judged(), f.Kept, f.Broken, f.Overdue, f.Unproven, f.Open, f.Voids()} {
		out = append(out, strconv.Itoa(n))
	}
	share := func(x float64, known bool) string {
		if !known {
			return ""
		}
		return strconv.FormatFloat(x, 'f', 4, 64)
	}
	low, high, sampled := f.Sampled()
	out = append(out, share(f.Share(), f.Judged() > 0), share(low, sampled), share(high, sampled), share(float64(f.Hours)/1e6, f.Stood > 0),
		strconv.Itoa(f.Margin.N))
	for _, ms := range []int64{f.Margin.Median, f.Margin.Ninety, f.Margin.Worst} {
		if f.Margin.N == 0 {
			out = append(out, "")
			continue
		}
		out = append(out, inSeconds(ms))
	}
	g := f.Grades
	return append(out, strconv.Itoa(g.Measured), strconv.Itoa(g.Audited), strconv.Itoa(g.Attested), strconv.Itoa(g.Reported))
}

// sources says what everybody needs to compute the publication again.
func (p publicationPage) sources() []ui.Item {
	c, of := p.C, p.Of
	out := []ui.Item{{Term: c.T("published.source.as_of"), Text: c.Time(of.AsOf, c.Location())}, {Term: c.T("published.source.digest"), Text: of.Digest()},
		{Term: c.T("published.source.root"), Text: of.Ledger.Root}, {Term: c.T("published.source.size"), Text: c.Number(of.Ledger.Size)}}
	for _, e := range of.Charters {
		out = append(out, ui.Item{Term: c.T("public.source.charter"), Text: c.T("published.source.edition", "from", e.From, "digest", e.Digest)})
	}
	for _, d := range of.Calendars {
		out = append(out, ui.Item{Term: c.T("published.source.calendar"), Text: d})
	}
	for _, d := range of.Days {
		out = append(out, ui.Item{Term: c.T("published.source.day"), Text: d.Date.String() + " " + d.Name})
	}
	for _, b := range of.Beside {
		out = append(out, ui.Item{Term: c.T("published.source.beside"), Text: b.ID, Href: "/publications/" + b.ID})
	}
	return out
}

// publishedTable lists the figures of a chapter, with links to the promises in this publication.
func (p publicationPage) publishedTable(c chapter) ui.Table {
	t := p.table(c)
	for i := range t.Rows {
		t.Rows[i].Cells[0].Href = "/publications/" + p.Of.ID + "/" + c.Rows[i].Of.ID
	}
	return t
}

// The badge is as large as this, whatever it says, so that it shifts no page it stands in.
const badgeWidth, badgeHeight = 240, 64

// badge draws the newest publication of a period, or of all months, as a picture for pages of others. It asks for nothing and sets nothing.
func (p *Public) badge(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	list, err := p.site.Service.Published(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	var of *publication.Publication
	asked := r.URL.Query().Get("period")
	for _, x := range list {
		if x.Period == asked || asked == "" && len(x.Period) == len("2026-10") {
			of = x
			break
		}
	}
	if of == nil {
		return web.Status(http.StatusNotFound)
	}
	h := w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Add("Vary", "Accept-Language, Cookie")
	h.Del("Set-Cookie")
	if tagged(w, r, of.Digest()+v.lang()) {
		return nil
	}
	s := whole(of)
	_, _ = fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">`+
		`<title>%[5]s</title><rect width="%[1]d" height="%[2]d" rx="6" fill="#ffffff" stroke="#1d1d1d"/>`+
		`<g font-family="Pretendard GOV,Noto Sans KR,sans-serif" fill="#1d1d1d"><text x="12" y="25" font-size="20" font-weight="700">%[6]s</text>`+
		`<text x="86" y="24" font-size="11">%[8]s</text><text x="12" y="42" font-size="12">%[7]s</text>`+
		`<text x="12" y="57" font-size="10">%[9]s</text></g></svg>`, badgeWidth, badgeHeight, badgeWidth, badgeHeight, html.EscapeString(v.badgeWords(of)),
		html.EscapeString(v.share(s.Kept, s.Judged)), html.EscapeString(v.periodName(of.Period)),
		html.EscapeString(v.C.T("published.badge.n", "kept", s.Kept, "judged", s.Judged)), html.EscapeString(clipped(p.site.URL(r, "/publications/"+of.ID), 42)))
	return nil
}

// clipped cuts a text that would not fit.
func clipped(s string, most int) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}

// badgeWords is what the badge says, for those who do not see it.
func (v view) badgeWords(of *publication.Publication) string {
	s := whole(of)
	return v.C.T("published.badge.words", "office", v.Office.Name, "period", v.periodName(of.Period), "share", v.share(s.Kept, s.Judged), "kept", s.Kept, "judged", s.Judged)
}

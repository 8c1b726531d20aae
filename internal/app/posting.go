package app

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/locale"
	"jikim/internal/sign"
)

// ToPost is a letter of the office that waits to be printed and posted.
type ToPost struct {
	Case, Number string
	Fact         string // letter.prepared
	Title        string
	Name         string // of the receiver, masked
	Service      string // name
	PreparedAt   time.Time
}

// mostPostings is how many cases with letters to be posted are looked at.
const mostPostings = 200

// Postings lists the letters that wait to be posted, the longest waiting first (발송 대기). For those who work cases.
func (s *Service) Postings(ctx context.Context, a Actor) ([]ToPost, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	heads, err := s.store.Owing(ctx, a.Institution, OwesPosting, nil, mostPostings)
	if err != nil {
		return nil, err
	}
	var out []ToPost
	for i := range heads {
		c, texts, err := s.readCase(ctx, a.Institution, heads[i].Case)
		if err != nil {
			return nil, err
		}
		for _, p := range c.state.Postings {
			if p.PostedAt.IsZero() {
				one := ToPost{Case: c.Case, Number: c.state.Number, Fact: p.Fact, Title: field(texts, p.Document, "title"), Name: heads[i].Name,
					PreparedAt: p.PreparedAt}
				if svc := c.ch.Service(c.state.Service); svc != nil {
					one.Service = svc.Name.KO
				}
				out = append(out, one)
			}
		}
	}
	return out, nil
}

// Pick names a letter to be posted.
type Pick struct{ Case, Fact string }

// printable loads the letters that were picked, in their order. The readings are logged; an Unknown fault when one is not there.
func (s *Service) printable(ctx context.Context, a Actor, picks []Pick) ([]sign.Letter, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	if len(picks) == 0 || len(picks) > mostPostings {
		return nil, invalid(FieldFault{Field: "pick", Key: "fault.required"})
	}
	var out []sign.Letter
	for _, p := range picks {
		c, texts, err := s.readCase(ctx, a.Institution, p.Case)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(c.state.Postings, func(x casefile.Posting) bool { return x.Fact == p.Fact })
		if i < 0 {
			return nil, unknown()
		}
		if err := s.logAccess(ctx, a, p.Case, "print", ""); err != nil {
			return nil, err
		}
		out = append(out, paperOf(c, texts, c.state.Postings[i].Document))
	}
	return out, nil
}

// paperOf writes a document of a case as a letter on paper.
func paperOf(c *current, texts map[string]text, document string) sign.Letter {
	p := personOf(c, texts)
	cat := c.catalogue()
	dir := &c.ch.Directory
	l := sign.Letter{Office: sign.Name{KO: c.ch.Office.KO, EN: c.ch.Office.EN}, Subject: field(texts, document, "title"),
		Text: strings.Split(field(texts, document, "text"), "\n"), To: addressOf(cat, p.Name, p.Address)}
	l.Sender = strings.TrimSpace(c.ch.Office.KO + "  " + dir.Address.KO)
	for i := range c.known {
		if f := &c.known[i]; f.ID == document {
			l.Date = cat.Date(f.At, cat.Location())
			l.Foot = strings.Join(filled([]string{f.Data.Text("department"), f.Data.Text("officer"), f.Data.Text("contact")}), "  ")
		}
	}
	return l
}

// postcode finds the five digits of a Korean postcode, in brackets or at an end of an address.
var postcode = regexp.MustCompile(`^\(?([0-9]{5})\)?[ ,]|[ ,]\(?([0-9]{5})\)?$|^\(([0-9]{5})\)`)

// addressOf reads an address as people type it.
func addressOf(c *locale.Catalogue, name, typed string) sign.Address {
	a := sign.Address{Name: c.T("posting.to", "name", name)}
	typed = strings.TrimSpace(typed)
	if m := postcode.FindStringSubmatch(typed); m != nil {
		a.Postcode = m[1] + m[2] + m[3]
		typed = strings.Trim(strings.Replace(typed, m[0], " ", 1), " ,")
	}
	a.Lines = strings.Split(typed, "\n")
	return a
}

// PrintLetters makes a PDF of letters for window envelopes, one after the other. For those who work cases.
func (s *Service) PrintLetters(ctx context.Context, a Actor, picks []Pick) ([]byte, error) {
	papers, err := s.printable(ctx, a, picks)
	if err != nil {
		return nil, err
	}
	var sheets []sign.Sheet
	for i := range papers {
		sheets = append(sheets, papers[i].Paper(sign.UsualWindow)...)
	}
	return sign.PDF(papers[0].Office.KO, string(locale.Korean), sheets)
}

// PrintLabels makes a PDF of the addresses of letters on a sheet of labels, of which the first so many have been used. For those who
// work cases.
func (s *Service) PrintLabels(ctx context.Context, a Actor, picks []Pick, labels string, used int) ([]byte, error) {
	i := slices.IndexFunc(sign.LabelPapers, func(p sign.LabelPaper) bool { return p.Name == labels })
	if i < 0 {
		return nil, invalid(FieldFault{Field: "labels", Key: "fault.choice"})
	}
	on := sign.LabelPapers[i]
	if used < 0 || used >= on.Columns*on.Rows {
		return nil, invalid(FieldFault{Field: "used", Key: "fault.count"})
	}
	papers, err := s.printable(ctx, a, picks)
	if err != nil {
		return nil, err
	}
	to := make([]sign.Address, len(papers))
	for i := range papers {
		to[i] = papers[i].To
	}
	sheets, err := sign.Labels(on, used, to)
	if err != nil {
		return nil, fmt.Errorf("labels: %w", err)
	}
	return sign.PDF(papers[0].Office.KO, string(locale.Korean), sheets)
}

// Labels lists the sheets of labels that addresses can be printed on.
func Labels() []string {
	out := make([]string, len(sign.LabelPapers))
	for i := range sign.LabelPapers {
		out[i] = sign.LabelPapers[i].Name
	}
	return out
}

// Mailing is that a letter has left the office.
type Mailing struct {
	Key  string
	Pick Pick
	How  string // one of casefile.PostWays
	// Register is the number of registered mail, by which the post tells where it is; required for it.
	Register string
	At       time.Time // zero: now
}

// Post records that a letter has left the office: from then on its receiver counts as told by post. For those who work cases.
func (s *Service) Post(ctx context.Context, a Actor, p Mailing) (*Done, error) {
	return s.write(ctx, a, p.Key, p.Pick.Case, func(c *current, f *form) ([]draft, error) {
		i := slices.IndexFunc(c.state.Postings, func(x casefile.Posting) bool { return x.Fact == p.Pick.Fact })
		switch {
		case i < 0:
			return nil, unknown()
		case !c.state.Postings[i].PostedAt.IsZero():
			return nil, unlawful("fault.posted")
		}
		f.choice("how", p.How, true, casefile.PostWays()...)
		f.instant(c, p.At)
		d := draft{kind: fact.LetterPosted, at: p.At, data: fact.With("of", p.Pick.Fact, "how", p.How)}
		number := strings.NewReplacer("-", "", " ", "").Replace(p.Register)
		switch {
		case p.How == "registered" && number == "":
			f.fault("register", "fault.required")
		case number != "" && !registered(number):
			f.fault("register", "fault.register")
		}
		d.text.set(fieldRegister, number)
		return []draft{d}, nil
	})
}

// registered tells whether a text can be the number of registered mail: thirteen digits, however they are grouped.
func registered(text string) bool {
	text = strings.NewReplacer("-", "", " ", "").Replace(text)
	return len(text) == 13 && strings.Trim(text, "0123456789") == ""
}

// CountPostings counts the letters that wait to be posted, up to mostPostings cases of them. For those who work cases.
func (s *Service) CountPostings(ctx context.Context, a Actor) (int, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return 0, denied()
	}
	return s.posts.Get(ctx, a.Institution, func(ctx context.Context) (int, error) {
		heads, err := s.store.Owing(ctx, a.Institution, OwesPosting, nil, mostPostings)
		return len(heads), err
	})
}

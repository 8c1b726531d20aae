package app

import (
	"context"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/premises"
	"jikim/internal/locale"
	"jikim/internal/sign"
)

// Sign is a printed thing as the directory would have it now, beside what was put up.
type Sign struct {
	premises.Piece
	premises.Posting
	Name   string // what or whom it names, as printed
	Digest string // of what would be printed now
	State  premises.State
	sheets func(base string) []sign.Sheet
}

// ID names a sign among those of its office.
func (s *Sign) ID() string { return s.Sign + "." + s.Subject }

// Sheets is how many sheets the sign takes.
func (s *Sign) Sheets() int { return len(s.sheets("")) }

// Size is the width and the height of a sheet, in millimetres.
func (s *Sign) Size(n int) (width, height float64) {
	sheet := s.sheets("")[n]
	return sheet.Width, sheet.Height
}

// Posted is a sign that was put up, with what was printed on it.
type Posted struct{ ID, Digest string }

// Signs lists everything that is printed from the directory and the accounts, by kind: what hangs, what is out of date since the
// charter's folder or an account changed, and what no inspection has seen. For leads and above.
func (s *Service) Signs(ctx context.Context, a Actor) ([]Sign, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	c, _, err := s.institutionOf(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	return s.signs(ctx, c)
}

// PutUp records that signs were put up as they were printed. One that would be printed differently by now is recorded as it was
// printed and stays out of date. For managers.
func (s *Service) PutUp(ctx context.Context, a Actor, key string, posted []Posted) (*Done, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	q := asked{institution: a.Institution, caseID: fact.Institution, create: true}
	return s.writeTo(ctx, a, key, q, func(c *current, f *form) ([]draft, error) {
		all, err := s.signs(ctx, c)
		if err != nil {
			return nil, err
		}
		if len(posted) == 0 {
			f.fault("sign", "fault.choice")
		}
		var drafts []draft
		for _, p := range posted {
			i := slices.IndexFunc(all, func(have Sign) bool { return have.ID() == p.ID })
			if _, err := hex.DecodeString(p.Digest); i < 0 || err != nil || len(p.Digest) != 2*digestSize {
				f.fault("sign", "fault.choice")
				continue
			}
			data := fact.With("sign", all[i].Sign, "subject", all[i].Subject, "digest", p.Digest)
			if all[i].Place != "" {
				data = data.Set("place", fact.Text(all[i].Place))
			}
			drafts = append(drafts, draft{kind: fact.SignPosted, data: data})
		}
		return drafts, nil
	})
}

// PrintSigns makes one document of all signs of a kind, or of one sign; small pieces share sheets of A4 with marks for cutting.
// base is the address of the site, to which the codes lead. For leads and above.
func (s *Service) PrintSigns(ctx context.Context, a Actor, base, kind, id string) (pdf []byte, err error) {
	sheets, err := s.sheets(ctx, a, base, func(have *Sign) bool { return have.Sign == kind && (id == "" || have.ID() == id) })
	if err != nil {
		return nil, err
	}
	return sign.PDF(sheets[0].Title, string(locale.Korean), sign.Impose(sheets))
}

// DrawSign makes a picture of a sign in its true size, of its page-th sheet (from 0). For leads and above.
func (s *Service) DrawSign(ctx context.Context, a Actor, base, id string, page int) (svg []byte, err error) {
	sheets, err := s.sheets(ctx, a, base, func(have *Sign) bool { return have.ID() == id })
	if err != nil {
		return nil, err
	}
	if page < 0 || page >= len(sheets) {
		return nil, unknown()
	}
	return sign.SVG(&sheets[page], string(locale.Korean))
}

// sheets draws the signs that are wanted; an Unknown fault when there are none.
func (s *Service) sheets(ctx context.Context, a Actor, base string, wanted func(*Sign) bool) ([]sign.Sheet, error) {
	all, err := s.Signs(ctx, a)
	if err != nil {
		return nil, err
	}
	var sheets []sign.Sheet
	for i := range all {
		if wanted(&all[i]) {
			sheets = append(sheets, all[i].sheets(strings.TrimSuffix(base, "/"))...)
		}
	}
	if len(sheets) == 0 {
		return nil, unknown()
	}
	return sheets, nil
}

// digestSize is the length of a digest in bytes. It is blinded: names and duties cannot be tried out on it.
const digestSize = 10

// signs makes the list from the directory and the staff, as they are now.
func (s *Service) signs(ctx context.Context, c *current) ([]Sign, error) {
	members, err := s.staff(ctx, c.Institution)
	if err != nil {
		return nil, err
	}
	p := printer{c: c, words: locale.For(locale.Korean), english: locale.For(locale.English), office: printed(c.ch.Office)}
	p.put = func(piece premises.Piece, name string, content []string, sheets func(string) []sign.Sheet) {
		digest := hex.EncodeToString(s.keys.Blind("sign", digestSize, append([]string{c.Institution, piece.Sign, piece.Subject}, content...)...))
		have := Sign{Piece: piece, Name: name, Digest: digest, sheets: sheets}
		have.Posting = premises.PostingOf(&c.ch.Directory, piece, c.known)
		have.State = have.Posting.State(digest)
		p.out = append(p.out, have)
	}
	p.guides()
	p.doors(members)
	p.desks()
	p.people(members)
	p.items()
	slices.SortStableFunc(p.out, func(a, b Sign) int {
		return slices.Index(premises.Pieces(), a.Sign) - slices.Index(premises.Pieces(), b.Sign)
	})
	return p.out, nil
}

func printed(t charter.Text) sign.Name { return sign.Name{KO: t.KO, EN: t.EN} }

// strs lists names as printed.
func strs(names ...sign.Name) []string {
	var out []string
	for _, n := range names {
		out = append(out, n.KO, n.EN)
	}
	return out
}

// unitOf is the number on the label of one of several.
func unitOf(words *locale.Catalogue, n, of int) string {
	if of == 1 {
		return ""
	}
	return words.T("sign.unit", "n", strconv.Itoa(n))
}

package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"jikim/internal/core/fact"
	"jikim/internal/seal"
)

// text is what people wrote or are called, sealed beside the fact it belongs to, under the fact's identifier. The fact
// itself says only "sealed".
type text struct {
	Fact   string            `json:"-"`
	Fields map[string]string `json:"fields,omitempty"` // by the name of the field, such as name, phone, text, reason
	Files  []fileText        `json:"files,omitempty"`
	bodies [][]byte          // of Files
}

// fileText describes an attachment; its bytes are sealed under blobName.
type fileText struct {
	Title string `json:"title"`
	Type  string `json:"type"`
	Size  int    `json:"size"`
	Power bool   `json:"power,omitempty"` // a power of attorney
	Clean bool   `json:"clean,omitempty"` // looked at for harmful software, and found to have none
	// Original marks a letter as it came, which may hold what was left out of the other files.
	Original bool `json:"original,omitempty"`
	Harmful  bool `json:"harmful,omitempty"` // has harmful software in it: kept, and given to nobody
}

// sealedField marks a fact that has a sealed text.
const sealedField = "sealed"

func blobName(factID string, n int) string { return factID + "/" + strconv.Itoa(n) }

// empty tells whether there is nothing to seal.
func (x *text) empty() bool { return len(x.Fields) == 0 && len(x.Files) == 0 }

// set keeps a value with its resident registration numbers masked; it tells whether there were any.
func (x *text) set(name, value string) (masked bool) {
	if value == "" {
		return false
	}
	if x.Fields == nil {
		x.Fields = map[string]string{}
	}
	x.Fields[name], masked = seal.MaskResident(value)
	return masked
}

// attach adds files that have been checked.
func (x *text) attach(files []Attachment) (masked bool) {
	for i := range files {
		title, m := seal.MaskResident(files[i].Name)
		masked = masked || m
		x.Files = append(x.Files, fileText{Title: title, Type: files[i].Type, Size: len(files[i].Body), Clean: files[i].scan == clean})
		x.bodies = append(x.bodies, files[i].Body)
	}
	return masked
}

// attachPower adds the files of a power of attorney.
func (x *text) attachPower(files []Attachment) (masked bool) {
	from := len(x.Files)
	masked = x.attach(files)
	for i := from; i < len(x.Files); i++ {
		x.Files[i].Power = true
	}
	return masked
}

// seal encrypts the texts of a turn and makes the search entries of the case anew when it has new texts.
func (s *Service) seal(ctx context.Context, t *turned, add *added, ch *Change) error {
	var fresh []text
	for i := range add.texts {
		x := &add.texts[i]
		if x.empty() || t.has(x.Fact) {
			continue
		}
		fresh = append(fresh, *x)
		body, err := json.Marshal(x)
		if err != nil {
			return fmt.Errorf("sealing a text: %w", err)
		}
		if err := s.put(t, ch, x.Fact, body); err != nil {
			return err
		}
		for n, file := range x.bodies {
			if err := s.put(t, ch, blobName(x.Fact, n), file); err != nil {
				return err
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	old, err := s.texts(ctx, t.Institution, t.Case, t.Facts)
	if err != nil {
		return err
	}
	for i := range fresh {
		old[fresh[i].Fact] = fresh[i]
	}
	ch.Grams = s.gramsOf(t.Institution, t.after.state.Number, civic(t.after.known), ordered(old, t.Facts, t.added))
	return nil
}

func (s *Service) put(t *turned, ch *Change, name string, body []byte) error {
	cipher, err := s.keys.Seal(seal.Place{Institution: t.Institution, Case: t.Case, Name: name}, body)
	if err != nil {
		return err
	}
	ch.Sealed = append(ch.Sealed, Sealed{Institution: t.Institution, Case: t.Case, Name: name, At: t.now, Cipher: cipher})
	return nil
}

// ordered returns the texts in the order of their facts.
func ordered(texts map[string]text, lists ...[]fact.Fact) []text {
	out := make([]text, 0, len(texts))
	for _, facts := range lists {
		for i := range facts {
			if x, ok := texts[facts[i].ID]; ok {
				out = append(out, x)
			}
		}
	}
	return out
}

// texts returns the texts of a case in clear, by fact. Texts that were destroyed by law are missing.
func (s *Service) texts(ctx context.Context, institution, caseID string, facts []fact.Fact) (map[string]text, error) {
	names := sealedOf(facts)
	out := make(map[string]text, len(names))
	if len(names) == 0 {
		return out, nil
	}
	sealed, err := s.store.Sealed(ctx, institution, caseID, names...)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("loading texts: %w", err)
	}
	for i := range sealed {
		x, err := s.open(&sealed[i])
		if err != nil {
			return nil, err
		}
		out[sealed[i].Name] = x
	}
	return out, nil
}

// textsOf is texts of many cases, by case and fact.
func (s *Service) textsOf(ctx context.Context, institution string, cases []*Stored) (map[string]map[string]text, error) {
	var ids, names []string
	out := make(map[string]map[string]text, len(cases))
	for _, st := range cases {
		out[st.Case] = map[string]text{}
		if of := sealedOf(st.Facts); len(of) > 0 {
			ids, names = append(ids, st.Case), append(names, of...)
		}
	}
	if len(names) == 0 {
		return out, nil
	}
	sealed, err := s.store.SealedMany(ctx, institution, ids, names)
	if err != nil {
		return nil, fmt.Errorf("loading texts: %w", err)
	}
	for i := range sealed {
		x, err := s.open(&sealed[i])
		if err != nil {
			return nil, err
		}
		out[sealed[i].Case][x.Fact] = x
	}
	return out, nil
}

// sealedOf returns the facts that have a sealed text.
func sealedOf(facts []fact.Fact) []string {
	var names []string
	for i := range facts {
		if facts[i].Data.True(sealedField) {
			names = append(names, facts[i].ID)
		}
	}
	return names
}

func (s *Service) open(c *Sealed) (text, error) {
	body, err := s.keys.Open(seal.Place{Institution: c.Institution, Case: c.Case, Name: c.Name}, c.Cipher)
	if err != nil {
		return text{}, err
	}
	x := text{Fact: c.Name}
	if json.Unmarshal(body, &x) != nil {
		return text{}, seal.ErrOpen // the cause could quote the text
	}
	return x, nil
}

// words returns the values of a text in the order of their names, for the search index.
func (x *text) words() []string {
	out := make([]string, 0, len(x.Fields)+len(x.Files))
	for _, name := range slices.Sorted(maps.Keys(x.Fields)) {
		if name != fieldLetterID && name != fieldReturn { // nobody looks for it by its parts
			out = append(out, x.Fields[name])
		}
	}
	for i := range x.Files {
		out = append(out, x.Files[i].Title)
	}
	return out
}

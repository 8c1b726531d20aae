package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed ko/*.yaml en/*.yaml
var files embed.FS

// Lang is a language of the system, by its BCP 47 code.
type Lang string

// The languages, in order of preference.
const (
	Korean  Lang = "ko"
	English Lang = "en"
)

// Langs are the languages of the system, the default first.
var Langs = []Lang{Korean, English}

// Catalogue holds the sentences of one language and the habits of writing numbers, dates and lengths of time. It is
// immutable and safe for concurrent use.
type Catalogue struct {
	lang      Lang
	sentences map[string]sentence
	printer   *message.Printer
	loc       *time.Location
	plain     bool // easy words where there are any
}

var loaded = map[Lang]func() *Catalogue{
	Korean:  sync.OnceValue(func() *Catalogue { return mustLoad(Korean, language.Korean) }),
	English: sync.OnceValue(func() *Catalogue { return mustLoad(English, language.English) }),
}

// For returns the catalogue of a language ("ko", "en"); any other code gets Korean. Times are written in UTC until a
// time zone is given with In.
func For(lang Lang) *Catalogue {
	if load, ok := loaded[lang]; ok {
		return load()
	}
	return loaded[Korean]()
}

// In returns the same catalogue writing times in the given time zone: the office's, never the reader's.
func (c *Catalogue) In(loc *time.Location) *Catalogue {
	d := *c
	d.loc = loc
	return &d
}

// Lang returns the language of the catalogue.
func (c *Catalogue) Lang() Lang { return c.lang }

// Location returns the time zone in which T, Step and the other methods without a location write times.
func (c *Catalogue) Location() *time.Location { return c.loc }

// Has reports whether the catalogue has a sentence for the key.
func (c *Catalogue) Has(key string) bool {
	_, ok := c.sentences[key]
	return ok
}

// Keys returns all keys, sorted.
func (c *Catalogue) Keys() []string {
	keys := make([]string, 0, len(c.sentences))
	for k := range c.sentences {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// T returns the sentence of a key with its values: T("case.filed", "name", name, "at", at). A value is written by its
// type: numbers with grouping, time.Time as Time, time.Duration as Duration, civil.Date as a date, Key as the sentence
// of that key, bool as yes or no, []string as a list, a fmt.Stringer that writes a limit as Limit.
//
// A missing key comes back as ⟦key⟧ and a missing value as ⟦name⟧, visible to the reader and found by the tests of the
// pages, since a page with a hole is better than no page.
func (c *Catalogue) T(key string, namesAndValues ...any) string {
	s, ok := c.find(key)
	if !ok {
		return "⟦" + key + "⟧"
	}
	return s.write(c, func(name string) (any, bool) {
		for i := 0; i+1 < len(namesAndValues); i += 2 {
			if namesAndValues[i] == name {
				return namesAndValues[i+1], true
			}
		}
		return nil, false
	})
}

// Key is a value of a sentence that is itself a key of the catalogue, such as the name of a status.
type Key string

// mustLoad reads the embedded files of a language. They are part of the program, so a mistake in them is a mistake of
// the program and panics with file and position.
func mustLoad(lang Lang, tag language.Tag) *Catalogue {
	c, err := load(files, lang, tag)
	if err != nil {
		panic("locale: " + err.Error())
	}
	return c
}

func load(fsys fs.FS, lang Lang, tag language.Tag) (*Catalogue, error) {
	c := &Catalogue{lang: lang, sentences: map[string]sentence{}, printer: message.NewPrinter(tag), loc: time.UTC}
	names, err := fs.Glob(fsys, path.Join(string(lang), "*.yaml"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		var texts map[string]string
		if err := yaml.Unmarshal(src, &texts); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for key, text := range texts {
			if c.Has(key) {
				return nil, fmt.Errorf("%s: %s: the key stands in another file as well", name, key)
			}
			s, err := parseSentence(text)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", name, key, err)
			}
			c.sentences[key] = s
		}
	}
	return c, nil
}

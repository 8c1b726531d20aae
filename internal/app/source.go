package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
)

// sources are the texts that charter versions and calendars were read from, by digest: a JSON object of file names and texts
// each. It is safe for concurrent use.
type sources struct {
	mu   sync.RWMutex
	text map[string][]byte
}

// add takes over texts.
func (s *sources) add(texts map[string][]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.text == nil {
		s.text = map[string][]byte{}
	}
	maps.Copy(s.text, texts)
}

// of returns the text of a version or calendar; nil when it is not known.
func (s *sources) of(digest string) []byte {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.text[digest]
}

// Sources returns what a charter version and its calendars were read from, by digest, for Config: texts are the files of the
// version's folder, those of its calendars among them.
func Sources(ch *charter.Charter, texts map[string]string) (map[string][]byte, error) {
	whole, err := json.Marshal(texts)
	if err != nil {
		return nil, fmt.Errorf("keeping the texts of charter %s: %w", ch.Digest, err)
	}
	calendars := maps.Clone(texts)
	maps.DeleteFunc(calendars, func(name, _ string) bool {
		return strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, charter.CalendarSuffix)
	})
	part, err := json.Marshal(calendars)
	if err != nil {
		return nil, fmt.Errorf("keeping the texts of the calendars of charter %s: %w", ch.Digest, err)
	}
	out := map[string][]byte{ch.Digest: whole}
	for _, cal := range []*calendar.Calendar{ch.Petition, ch.Desk} {
		out[cal.Digest()] = part
	}
	return out, nil
}

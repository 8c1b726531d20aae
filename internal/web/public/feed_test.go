package public_test

import (
	"encoding/xml"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

// TestFeeds reads both feeds as readers do: the same things, newest first, under names that stay.
func TestFeeds(t *testing.T) {
	t.Parallel()
	s, _ := issued(t)
	manager := s.Staff("boss", app.Manager, "general_affairs", "")
	if _, err := s.RecordInstitution(s.Context(), manager, app.Entry{Key: s.NewKey(), Kind: fact.SurveyPublished, Data: fact.With("where", "homepage"),
		Prose: map[string]string{"shortcomings": "비밀이 아닌 글"}}); err != nil {
		t.Fatal(err)
	}
	var atom struct {
		ID      string `xml:"id"`
		Updated string `xml:"updated"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Link    struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	var rss struct {
		Items []struct {
			Title string `xml:"title"`
			Link  string `xml:"link"`
			GUID  string `xml:"guid"`
			At    string `xml:"pubDate"`
		} `xml:"channel>item"`
	}
	first := s.Get("/publications.atom")
	for path, into := range map[string]any{"/publications.atom": &atom, "/publications.rss": &rss} {
		got := s.Get(path)
		if err := xml.Unmarshal([]byte(got.Text), into); err != nil || got.StatusCode != http.StatusOK || strings.Contains(got.Text, "⟦") {
			t.Fatalf("%s: %d %v %s", path, got.StatusCode, err, got.Text)
		}
	}
	var times []string
	for i, e := range atom.Entries {
		if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(e.ID) || e.Title == "" ||
			!strings.HasPrefix(e.Link.Href, s.URL) {
			t.Errorf("%+v", e)
		}
		times = append(times, e.Updated)
		r := rss.Items[i]
		at, err := time.Parse(time.RFC1123Z, r.At)
		if err != nil || r.GUID != e.ID || r.Title != e.Title || r.Link != e.Link.Href || at.UTC().Format(time.RFC3339) != e.Updated {
			t.Errorf("RSS has %+v where Atom has %+v (%v)", r, e, err)
		}
		if page := s.Get(strings.TrimPrefix(e.Link.Href, s.URL)); page.StatusCode == http.StatusNotFound && !strings.HasPrefix(e.Link.Href, s.URL+"/charter") && !strings.HasPrefix(e.Link.Href, s.URL+"/satisfaction") {
			t.Errorf("%s leads nowhere", e.Link.Href)
		}
	}
	if len(atom.Entries) < 3 || !slices.IsSortedFunc(times, func(a, b string) int { return strings.Compare(b, a) }) || atom.Updated != times[0] {
		t.Errorf("%d entries at %v, feed of %s", len(atom.Entries), times, atom.Updated)
	}
	s.Clock.Set(s.Now().AddDate(0, 1, 0))
	if later := s.Get("/publications.atom"); later.Text != first.Text {
		t.Error("a month later something is new that nobody has published, or the names have changed")
	}
}

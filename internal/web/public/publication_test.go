package public_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/publication"
	"jikim/test/harness"
	"jikim/test/site"
)

// issued is the office of open with October published, and corrected.
func issued(t *testing.T) (*site.Site, *publication.Publication) {
	t.Helper()
	s := open(t)
	publish(t, s, "2026-10", "")
	return s, publish(t, s, "2026-10", "늦게 적은 방문 기록을 더했습니다")
}

// publish counts a period and approves what was counted.
func publish(t *testing.T, s *site.Site, period, reason string) *publication.Publication {
	t.Helper()
	manager := s.Staff(s.NewKey(), app.Manager, "general_affairs", "")
	if err := s.PreparePublication(s.Context(), manager, app.NewPublication{Period: period, Reason: reason}); err != nil {
		t.Fatal(err)
	}
	d, _, err := s.PublicationDraft(s.Context(), manager, period)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.ApprovePublication(s.Context(), manager, period, d.Digest)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPublications(t *testing.T) {
	t.Parallel()
	s, last := issued(t)
	for _, lang := range []string{"ko", "en"} {
		for _, path := range []string{"/publications", "/publications/2026-10", "/publications/2026-10.2", "/publications/2026-10/case.deadline",
			"/publications/2026-10.2/visit.greeting", "/performance?period=2026-11"} {
			if got := s.Get(path, "Cookie", "lang="+lang); got.StatusCode != http.StatusOK || strings.Contains(got.Text, "⟦") {
				t.Errorf("%s %s: %d, missing sentences %v", lang, path, got.StatusCode, strings.Contains(got.Text, "⟦"))
			}
		}
	}
	for path, want := range map[string][]string{
		"/publications":                           {"2026-10.2", "나중에 정정되었습니다."},
		"/publications/2026-10":                   {"이 자료는 나중에 정정되었습니다(2026-10.2). 까닭: 늦게 적은 방문 기록을 더했습니다", "정정된 자료 보기"},
		"/publications/2026-10.2":                 {"2026-10 자료를 정정한 것입니다.", last.Digest(), last.Ledger.Root, "12건 가운데 2건을 어겼습니다.", "헌장 관리자"},
		"/publications/2026-10.2/case.deadline":   {"창구마다의 결과", "접수 경로마다의 결과", "누리집"},
		"/performance?period=2026-11":             {"아직 공표하지 않은 잠정 결과입니다."},
		"/publications/2026-10.2/visit.greeting":  {"어떻게 아나요?"},
		"/publications/2026-10.2/survey.nonsense": {},
	} {
		got := s.Get(path)
		if len(want) == 0 && got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
		for _, w := range want {
			if !strings.Contains(got.Text, w) {
				t.Errorf("%s does not say %q", path, w)
			}
		}
	}
	got := s.Get("/performance?period=2026-10")
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/publications/2026-10.2" {
		t.Errorf("what is published leads elsewhere: %d %s", got.StatusCode, got.Header.Get("Location"))
	}
	if got := s.Get("/publications/2026-09"); got.StatusCode != http.StatusNotFound {
		t.Errorf("what nobody published: %d", got.StatusCode)
	}
}

// TestPartsShowMarginsAndGrades: the tables by desk and by channel tell all that the publication holds, how good the evidence was too.
func TestPartsShowMarginsAndGrades(t *testing.T) {
	t.Parallel()
	s, last := issued(t)
	page := s.Get("/publications/2026-10.2/case.deadline").Text
	desks := last.Line("case.deadline").Desks
	if len(desks) == 0 || desks[0].Margin.N == 0 {
		t.Fatalf("nothing to look at: %+v", desks)
	}
	for _, caption := range []string{"창구마다의 결과", "접수 경로마다의 결과"} {
		_, table, _ := strings.Cut(page, ">"+caption+"</caption>")
		table, _, _ = strings.Cut(table, "</table>")
		for _, column := range []string{"여유(가운데 값)", "여유(열에 아홉)", "여유(가장 나쁜 것)", "근거"} {
			_, cell, found := strings.Cut(table, `<td data-head="`+column+`"`)
			cell, _, _ = strings.Cut(cell, "</td>")
			if _, text, _ := strings.Cut(cell, ">"); !found || strings.TrimSpace(text) == "" || strings.TrimSpace(text) == "–" {
				t.Errorf("%s: %s shows %q", caption, column, text)
			}
		}
	}
}

// TestTheYearBefore: what was published of the same month a year before stands beside.
func TestTheYearBefore(t *testing.T) {
	t.Parallel()
	s, _ := issued(t)
	s.Until(harness.At(t, "2027-11-02 09:00"))
	publish(t, s, "2027-10", "")
	for _, path := range []string{"/publications/2027-10", "/publications/2027-10/case.deadline"} {
		if got := s.Get(path); !strings.Contains(got.Text, "한 해 전(2026년 10월)에는") {
			t.Errorf("%s does not compare", path)
		}
	}
	page := s.Get("/publications/2027-10").Text
	_, table, _ := strings.Cut(page, "약속마다 해마다 견주기</caption>")
	table, _, _ = strings.Cut(table, "</table>")
	for _, want := range []string{"같은 기간의 해마다의 결과", `>2026년 10월</th>`, `>2027년 10월</th>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the years are not compared: %q", want)
		}
	}
	if !strings.Contains(table, "83.3% (12건)") {
		t.Errorf("petitions of 2026 are not in the table: %s", table)
	}
	publish(t, s, "2027-09", "")
	if got := s.Get("/publications/2027-10"); !strings.Contains(got.Text, "바로 앞(2027년 9월)에는") {
		t.Error("the month before is not compared")
	}
}

// TestFilesOfPublications: the bytes are those of the digest, they carry it as their tag, and the table is a row per cell.
func TestFilesOfPublications(t *testing.T) {
	t.Parallel()
	s, last := issued(t)
	got := s.Get("/data/publications/2026-10.2.json")
	sum := sha256.Sum256([]byte(got.Text))
	if hex.EncodeToString(sum[:]) != last.Digest() || got.Header.Get("ETag") != `"`+last.Digest()+`.json"` {
		t.Errorf("tag %s, digest %x", got.Header.Get("ETag"), sum)
	}
	if again := s.Get("/data/publications/2026-10.2.json", "If-None-Match", got.Header.Get("ETag")); again.StatusCode != http.StatusNotModified || again.Text != "" {
		t.Errorf("asked again: %d", again.StatusCode)
	}
	text := s.Get("/data/publications/2026-10.2.csv").Text
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || !strings.HasPrefix(text, "\ufeff") {
		t.Fatal(err)
	}
	found := false
	for _, r := range rows {
		if len(r) != len(rows[0]) {
			t.Errorf("a row of %d columns: %v", len(r), r)
		}
		found = found || r[3] == "case.deadline" && r[5] == "channel" && r[6] == "web" && r[9] == "10"
	}
	if !found {
		t.Error("petitions of the web are not in the file")
	}
	for _, path := range []string{"/data/publications/2026-10.xml", "/data/publications/2026-10", "/data/publications/2026-09.json"} {
		if got := s.Get(path); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	s, last := issued(t)
	var c struct {
		Type     string `json:"@type"`
		Datasets []struct {
			Type     string         `json:"@type"`
			Replaces map[string]any `json:"dct:replaces"`
			Files    []struct {
				URL map[string]string `json:"dcat:downloadURL"`
				Sum map[string]any    `json:"spdx:checksum"`
			} `json:"dcat:distribution"`
		} `json:"dcat:dataset"`
	}
	got := s.Get("/data/catalogue.jsonld")
	if err := json.Unmarshal([]byte(got.Text), &c); err != nil || got.Header.Get("Content-Type") != "application/ld+json" {
		t.Fatal(err)
	}
	if c.Type != "dcat:Catalog" || len(c.Datasets) != 4 || c.Datasets[0].Type != "dcat:DatasetSeries" || c.Datasets[1].Replaces == nil || c.Datasets[2].Replaces != nil {
		t.Fatalf("%+v", c)
	}
	if !strings.Contains(got.Text, last.Digest()) || !strings.HasSuffix(c.Datasets[1].Files[0].URL["@id"], "/data/publications/2026-10.2.json") {
		t.Errorf("%+v", c.Datasets[1].Files)
	}
	for _, f := range c.Datasets[3].Files { // the register of improvements
		if file := s.Get(strings.TrimPrefix(f.URL["@id"], s.URL)); file.StatusCode != http.StatusOK || !strings.Contains(f.URL["@id"], "/data/improvements.") {
			t.Errorf("%s: %d", f.URL["@id"], file.StatusCode)
		}
	}
}

// TestAPublicationSpeaksOfTheCharterOfItsTime: a sentence that changes later changes neither the pages nor the files.
func TestAPublicationSpeaksOfTheCharterOfItsTime(t *testing.T) {
	t.Parallel()
	s, _ := issued(t)
	const then, now = "항상, 일어서서", "언제나, 일어서서"
	file := s.Get("/data/publications/2026-10.csv").Text
	manager := s.Staff("enacting", app.Manager, "general_affairs", "")
	d, err := s.Draft(s.Context(), manager)
	must(s.Office, err)
	text := strings.Replace(strings.Replace(d.Files[charter.Main], then, now, 1), "from: 2026-01-01", "from: 2026-12-01", 1)
	d, err = s.SaveDraft(s.Context(), manager, d.Version, map[string]string{charter.Main: text})
	must(s.Office, err)
	_, err = s.Enact(s.Context(), manager, app.NewEnactment{Version: d.Version, Reason: "총무과-1 결재", Acknowledged: true})
	must(s.Office, err)
	s.Until(harness.At(t, "2026-12-01 09:00"))
	if got := s.Get("/performance/visit.greeting").Text; !strings.Contains(got, now) {
		t.Fatal("the new sentence is not in force")
	}
	for _, path := range []string{"/publications/2026-10", "/publications/2026-10/visit.greeting"} {
		if got := s.Get(path).Text; strings.Contains(got, now) || !strings.Contains(got, then) {
			t.Errorf("%s speaks of the sentence that was promised later", path)
		}
	}
	if again := s.Get("/data/publications/2026-10.csv").Text; again != file {
		t.Error("a file that may be kept for good has changed")
	}
}

// TestATrendIsOfPeriodsAsLong: a quarter does not stand beside half a year.
func TestATrendIsOfPeriodsAsLong(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, period := range []string{"2026-01..2026-06", "2026-04..2026-06", "2026-07..2026-09"} {
		publish(t, s, period, "")
	}
	page := s.Get("/publications/2026-07..2026-09/visit.greeting").Text
	if !strings.Contains(page, `"/publications/2026-04..2026-06/visit.greeting"`) || strings.Contains(page, `"/publications/2026-01..2026-06/visit.greeting"`) {
		t.Error("the trend of a quarter is not of quarters")
	}
}

// TestPapersFollowWhatTheyQuote: the paper that quotes the month before is another one when that month was corrected.
func TestPapersFollowWhatTheyQuote(t *testing.T) {
	t.Parallel()
	s, _ := issued(t)
	publish(t, s, "2026-09", "")
	tag := s.Get("/data/publications/2026-10.2.pdf").Header.Get("ETag")
	publish(t, s, "2026-09", "늦게 적은 방문 기록을 더했습니다")
	if again := s.Get("/data/publications/2026-10.2.pdf", "If-None-Match", tag); again.StatusCode != http.StatusOK {
		t.Errorf("asked again: %d", again.StatusCode)
	}
}

func TestBadge(t *testing.T) {
	t.Parallel()
	s, last := issued(t)
	got := s.Get("/badge.svg")
	var svg struct {
		XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
		Width   int      `xml:"width,attr"`
		Title   string   `xml:"title"`
	}
	if err := xml.Unmarshal([]byte(got.Text), &svg); err != nil || svg.Width != 240 || !strings.Contains(svg.Title, "2026년 10월") {
		t.Errorf("%v %+v", err, svg)
	}
	if got.Header.Get("Set-Cookie") != "" || len(got.Text) > 2000 || strings.Contains(got.Text, "<script") || !strings.Contains(got.Header.Get("ETag"), last.Digest()) {
		t.Errorf("cookie %q, %d bytes", got.Header.Get("Set-Cookie"), len(got.Text))
	}
	if got := s.Get("/badge.svg?period=2026-09"); got.StatusCode != http.StatusNotFound {
		t.Errorf("a badge of nothing: %d", got.StatusCode)
	}
	if page := s.Get("/publications/2026-10.2"); !strings.Contains(page.Text, "/badge.svg?period=2026-10") {
		t.Error("the page does not offer it")
	}
}

// TestFeedsTellOfPublications: what was published is in the feed, a correction as such.
func TestFeedsTellOfPublications(t *testing.T) {
	t.Parallel()
	s, _ := issued(t)
	got := s.Get("/publications.atom")
	if strings.Count(got.Text, "2026년 10월 이행 결과") != 2 || !strings.Contains(got.Text, "2026년 10월 이행 결과(정정)") || !strings.Contains(got.Text, "/publications/2026-10.2") {
		t.Errorf("%d entries", strings.Count(got.Text, "<entry>"))
	}
	list, err := s.Publications(s.Context(), harness.Institution)
	if err != nil || list[0].Issue != "2026-10.2" {
		t.Errorf("%v", err)
	}
}

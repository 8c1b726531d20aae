package public_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	forms "jikim/internal/core/open"
	"jikim/internal/web"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

// TestOpenData publishes a month and looks at what is open: nothing before, all facts under the ledger of the publication afterwards.
func TestOpenData(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	if got := s.Get("/open"); got.StatusCode != http.StatusOK || !strings.Contains(got.Text, "아직 공표한 실적이 없어") {
		t.Errorf("before anything was published: %d", got.StatusCode)
	}
	if got := s.Get("/open/index.json"); got.StatusCode != http.StatusNotFound {
		t.Errorf("the index before anything was published: %d", got.StatusCode)
	}
	for range 6 {
		s.File(s.Petition())
	}
	publishMonth(t, s.Office, "2026-10", "2026-11-02 09:00")
	x, err := forms.ParseIndex([]byte(s.Get("/open/index.json").Text))
	if err != nil {
		t.Fatal(err)
	}
	path := "/open/" + forms.ChunkPath(0, x.Size)
	got := s.Get(path, "Accept-Encoding", "identity")
	if int64(strings.Count(got.Text, "\n")) != x.Size || x.Size == 0 {
		t.Errorf("%d lines of %d facts", strings.Count(got.Text, "\n"), x.Size)
	}
	if cache := got.Header.Get("Cache-Control"); !strings.Contains(cache, "immutable") {
		t.Errorf("what never changes is kept for %q", cache)
	}
	if again := s.Get(path, "If-None-Match", got.Header.Get("ETag")); again.StatusCode != http.StatusNotModified || again.Text != "" {
		t.Errorf("what the client has is sent again: %d", again.StatusCode)
	}
	if page := s.Get("/open").Text; !strings.Contains(page, "공공누리 제1유형") || !strings.Contains(page, x.Chunks[0]) {
		t.Error("the page names neither the licence nor the file of facts")
	}
	for _, personal := range []string{"김철수", "010-", s.Petition().Text, "2026-0000"} {
		if personal != "" && strings.Contains(got.Text, personal) {
			t.Errorf("%q is open", personal)
		}
	}
	s.File(s.Petition())
	s.Advance(48 * time.Hour)
	if y, err := forms.ParseIndex([]byte(s.Get("/open/index.json").Text)); err != nil || y.Size != x.Size {
		t.Errorf("what happened after the publication is open before the next one: %v, %d", err, y.Size)
	}
	for _, bad := range []string{"/open/facts/000001.jsonl", "/open/..%2findex.json", "/open/charters"} {
		if got := s.Get(bad); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", bad, got.StatusCode)
		}
	}
}

// TestProofsAreChecked follows the proof of a petition from before the next publication to after it, and changes it.
func TestProofsAreChecked(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	_, citizen := s.File(s.Petition())
	proof := func(citizen app.Actor) string {
		t.Helper()
		p, err := s.ProofOf(s.Context(), citizen)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.MarshalIndent(p, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	check := func(text string) site.Answer {
		t.Helper()
		return s.Post("/open/check", url.Values{"proof": {text}})
	}
	unsigned := proof(citizen)
	if got := check(unsigned); !strings.Contains(got.Text, "장부에 그대로 있습니다") {
		t.Errorf("before a checkpoint: %d", got.StatusCode)
	}
	if _, err := s.Office.Checkpoint(s.Context(), harness.Institution); err != nil {
		t.Fatal(err)
	}
	signed := proof(citizen)
	if signed == unsigned {
		t.Error("the proof has no path to the checkpoint")
	}
	if got := check(signed); !strings.Contains(got.Text, "다음 실적을 공표하면") {
		t.Error("the signed proof does not agree with the ledger")
	}
	s.Until(harness.At(t, "2026-11-01 12:00"))
	_, next := s.File(s.Petition())
	publishMonth(t, s.Office, "2026-10", "2026-11-02 09:00")
	const link = `<a href="/publications/2026-10">2026년 10월 이행 결과</a>`
	if got := check(signed); !strings.Contains(got.Text, "공표한 실적에 들어갔습니다") || !strings.Contains(got.Text, link) {
		t.Error("where it was published does not show")
	}
	if got := check(proof(next)); !strings.Contains(got.Text, "그대로 있고, 개방했습니다") || strings.Contains(got.Text, link) {
		t.Error("what belongs to a period that is not published is said to have been counted")
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"another fact", `\"channel\":\"web\"`, `\"channel\":\"fax\"`, "장부와 다릅니다"},
		{"another signature", "\u2014 ", "\u2014 x", "서명이 맞지 않습니다"},
	} {
		forged := strings.Replace(signed, c.old, c.new, 1)
		if got := check(forged); forged == signed || !strings.Contains(got.Text, c.want) {
			t.Errorf("%s: changed %t, %d", c.name, forged != signed, got.StatusCode)
		}
	}
	if got := s.Upload("/open/check", url.Values{}, site.File{Name: "a.json", Body: []byte(signed), Field: "file"}); !strings.Contains(got.Text, "공표한 실적에 들어갔습니다") {
		t.Error("a proof that is sent as a file is not read")
	}
	if got := check("{}"); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("what is no proof: %d", got.StatusCode)
	}
}

func openSite(t *testing.T) *site.Site {
	t.Helper()
	return site.Open(harness.New(t, "2026-10-05 09:30"), nil, func(s *web.Server) web.Surface { return public.New(s) })
}

func publishMonth(t *testing.T, o *harness.Office, period, at string) {
	t.Helper()
	manager := o.Staff("manager", app.Manager, "general_affairs", "")
	o.Until(harness.At(t, at))
	if err := o.PreparePublication(o.Context(), manager, app.NewPublication{Period: period}); err != nil {
		t.Fatal(err)
	}
	d, _, err := o.PublicationDraft(o.Context(), manager, period)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.ApprovePublication(o.Context(), manager, period, d.Digest); err != nil {
		t.Fatal(err)
	}
}

package public_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPublicationOnPaper reads the PDF file as a program for the blind would: it has the words and numbers of the page, in the reader's
// language, and says what was corrected.
func TestPublicationOnPaper(t *testing.T) {
	t.Parallel()
	s, last := issued(t)
	for path, want := range map[string][]string{
		"/data/publications/2026-10.2.pdf?lang=ko": {"2026년 10월 이행 결과", "2026-10 자료를 정정한 것입니다.", "늦게 적은 방문 기록을 더했습니다", "장마다의 결과",
			"12건 가운데 2건을 어겼습니다.", "여유와 근거", "직원 기록", "창구, 접수 경로, 달마다의 결과", "누리집", last.Digest()},
		"/data/publications/2026-10.pdf?lang=ko":   {"이 자료는 나중에 정정되었습니다(2026-10.2)."},
		"/data/publications/2026-10.2.pdf?lang=en": {"What was broken, and what was done", "page 1 of"},
	} {
		got := s.Get(path)
		if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "application/pdf" {
			t.Fatalf("%s: %d %s", path, got.StatusCode, got.Header.Get("Content-Type"))
		}
		file := filepath.Join(t.TempDir(), "publication.pdf")
		if err := os.WriteFile(file, []byte(got.Text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
		if err != nil {
			t.Fatalf("pdftotext (Debian package poppler-utils): %v", err)
		}
		text := strings.Join(strings.Fields(string(out)), "")
		for _, w := range want {
			if !strings.Contains(text, strings.Join(strings.Fields(w), "")) {
				t.Errorf("%s does not say %q", path, w)
			}
		}
		if again := s.Get(path, "If-None-Match", got.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("asked again: %d", again.StatusCode)
		}
	}
	if got := s.Get("/data/publications/2026-09.pdf"); got.StatusCode != http.StatusNotFound {
		t.Errorf("of nothing: %d", got.StatusCode)
	}
	if page := s.Get("/publications/2026-10.2"); !strings.Contains(page.Text, `href="/data/publications/2026-10.2.pdf"`) {
		t.Error("the page does not offer it")
	}
}

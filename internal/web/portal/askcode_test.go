package portal_test

import (
	"bytes"
	"image/png"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"jikim/internal/app"
	"jikim/internal/core/wave"
)

// TestCodeOfASheet leads to the survey, without an offer to refuse: nobody knows who has the sheet.
func TestCodeOfASheet(t *testing.T) {
	t.Parallel()
	s, id, links, manager := asked(t, 5)
	if _, err := s.AddSheets(t.Context(), manager, id, app.NewSheets{Key: s.NewKey(), Desk: "general", Count: 1}); err != nil {
		t.Fatal(err)
	}
	pdf, err := s.PrintSheets(t.Context(), manager, id, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	draw := exec.CommandContext(t.Context(), "pdftoppm", "-png", "-r", "150", "-singlefile", "-")
	draw.Stdin = bytes.NewReader(pdf)
	out, err := draw.Output()
	if err != nil {
		t.Fatalf("pdftoppm (Debian package poppler-utils): %v", err)
	}
	picture, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatal(err)
	}
	path := regexp.MustCompile(`/s/[0-9A-Z]{16}$`).FindString(code.GetText())
	const refusing = "설문을 받고 싶지 않습니다"
	if page := s.Get(path); page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "시작하기") || strings.Contains(page.Text, refusing) {
		t.Errorf("the code %q leads to %d %s", code.GetText(), page.StatusCode, page.Text)
	}
	if page := s.Get("/s/" + links[0]); !strings.Contains(page.Text, refusing) {
		t.Error("who was invited cannot refuse")
	}
}

// TestCodeIsTypedFromALetter: however it is typed, it leads to the survey; one that opens nothing says so and keeps nothing.
func TestCodeIsTypedFromALetter(t *testing.T) {
	t.Parallel()
	s, _, links, _ := asked(t, 5)
	if page := s.Get("/s"); page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "편지의 번호") || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page is %d, %q", page.StatusCode, page.Header.Get("Cache-Control"))
	}
	for _, typed := range []string{links[0], strings.ToLower(wave.Grouped(links[0])), " " + strings.ReplaceAll(wave.Grouped(links[0]), "-", " ")} {
		if got := s.Post("/s", url.Values{"code": {typed}}); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/s/"+links[0] {
			t.Errorf("%q leads to %d %q", typed, got.StatusCode, got.Header.Get("Location"))
		}
	}
	for _, typed := range []string{"", "홍길동", "AAAA-AAAA-AAAA-AAAA", strings.Repeat("A", 100)} {
		if got := s.Post("/s", url.Values{"code": {typed}}); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Text, "열 수 있는 설문이 없습니다") {
			t.Errorf("%q gives %d", typed, got.StatusCode)
		}
	}
}

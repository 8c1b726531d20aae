package ui

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var run = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// TestQRHasWhatReadersLookFor proves that the drawn path has the three finders of the standard in their corners and the
// quiet frame around them.
func TestQRHasWhatReadersLookFor(t *testing.T) {
	t.Parallel()
	path, size, ok := QR{Text: "https://office.example/find/room/reading_room"}.shape()
	if !ok || (size-2*quiet-17)%4 != 0 {
		t.Fatalf("a code of %d modules", size-2*quiet)
	}
	dark := map[[2]int]bool{}
	for _, m := range run.FindAllStringSubmatch(path, -1) {
		var n [4]int
		for i := range n {
			n[i], _ = strconv.Atoi(m[i+1])
		}
		if n[2] != n[3] {
			t.Fatalf("a run that does not close: %s", m[0])
		}
		for x := range n[2] {
			dark[[2]int{n[0] + x, n[1]}] = true
		}
	}
	finder := func(left, top int) string {
		var b strings.Builder
		for y := range 7 {
			for x := range 7 {
				fmt.Fprint(&b, map[bool]string{true: "#", false: "."}[dark[[2]int{left + x, top + y}]])
			}
		}
		return b.String()
	}
	want := "#######" + "#.....#" + "#.###.#" + "#.###.#" + "#.###.#" + "#.....#" + "#######"
	far := size - quiet - 7
	for _, corner := range [][2]int{{quiet, quiet}, {far, quiet}, {quiet, far}} {
		if got := finder(corner[0], corner[1]); got != want {
			t.Errorf("the finder at %v is %s", corner, got)
		}
	}
	for at := range dark {
		if min(at[0], at[1]) < quiet || max(at[0], at[1]) >= size-quiet {
			t.Errorf("a module at %v lies in the quiet frame", at)
		}
	}
}

func TestQRLeavesOutWhatIsTooLong(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := (QR{Text: strings.Repeat("x", 5000), Label: "x"}).Render(t.Context(), &b); err != nil || b.Len() > 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
}

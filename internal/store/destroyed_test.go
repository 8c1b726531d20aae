package store

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"

	"jikim/internal/store/storetest"
)

// TestDestroyedIsGone looks into the file itself: what was destroyed by law, or deleted with a ticket, is in none of its pages, the free ones
// included, once the journal is folded into it.
func TestDestroyedIsGone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "jikim.db")
	d, err := Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	marks := [2][]byte{make([]byte, 24), make([]byte, 24)} // of a case that is destroyed and of one that is not
	for n := range marks {
		rand.Read(marks[n])
		c := storetest.Petition(n)
		c.Sealed[0].Cipher = bytes.Repeat(marks[n], 1000) // over several pages
		if err := d.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Destroy(t.Context(), storetest.Institution, storetest.Petition(0).Case); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, marks[0]) || !bytes.Contains(b, marks[1]) {
		t.Errorf("the file holds the destroyed text: %t, and the other: %t", bytes.Contains(b, marks[0]), bytes.Contains(b, marks[1]))
	}
}

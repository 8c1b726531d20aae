package email

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"jikim/internal/channel"
)

// shelf is a mailbox that can do what a server should not.
type shelf struct {
	mails    []uint32
	next     uint32 // when it was opened
	late     []uint32
	fetching func(uid uint32)
	waits    int
}

func (s *shelf) validity() uint32 { return 7 }
func (s *shelf) opened() uint32   { return s.next }
func (s *shelf) total() uint32    { return uint32(len(s.mails)) }

func (s *shelf) since(first uint32) ([]entry, uint32, error) {
	var out []entry
	next := max(first, s.next)
	for _, uid := range s.mails {
		if uid >= first {
			out = append(out, entry{uid: uid, size: 10})
			next = max(next, uid+1)
		}
	}
	return out, next, nil
}

func (s *shelf) upTo(last uint32) (n uint32, _ error) {
	for _, uid := range s.mails {
		if uid <= last {
			n++
		}
	}
	return n, nil
}

func (s *shelf) fetch(uid uint32, _ int64) ([]byte, error) {
	if s.fetching != nil {
		s.fetching(uid)
	}
	if !slices.Contains(s.mails, uid) {
		return nil, nil
	}
	return []byte("From: a@example.kr\r\nSubject: " + number(int64(uid)) + "\r\n\r\nx"), nil
}

// wait ends the session at the second time, after the mails that are late have come.
func (s *shelf) wait(context.Context, time.Duration, time.Duration) error {
	if s.waits++; s.waits > 1 {
		return errServer
	}
	s.mails = append(s.mails, s.late...)
	slices.Sort(s.mails)
	return nil
}

func (s *shelf) close() {}

// memory is an office that takes everything.
type memory struct {
	subjects []string
	mark     string
}

func (m *memory) Receive(_ context.Context, l *channel.Letter) (channel.Taken, error) {
	if slices.Contains(m.subjects, l.Subject) {
		return channel.Taken{Repeated: true}, nil
	}
	m.subjects = append(m.subjects, l.Subject)
	return channel.Taken{}, nil
}

func (m *memory) Mark(context.Context, string) (string, error) { return m.mark, nil }

func (m *memory) SetMark(_ context.Context, _, mark string) error {
	m.mark = mark
	return nil
}

// TestCountsAreReconciled proves that what a mailbox did not show, or does not hold any more, is noticed: by its numbers and counts.
func TestCountsAreReconciled(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		mark  string
		shelf shelf
		want  []string
		gaps  []string
		taken uint32
	}{
		{"nothing is missing", "", shelf{mails: []uint32{3, 4, 9}, next: 10}, []string{"3", "4", "9"}, nil, 3},
		{"some were removed before they were seen", "7 4 2 1790000000", shelf{mails: []uint32{3, 4, 7}, next: 8}, []string{"7"}, []string{gapRemoved}, 3},
		{"the last was removed before it was seen", "7 4 2 1790000000", shelf{mails: []uint32{3, 4}, next: 6}, nil, []string{gapRemoved}, 2},
		{"some were removed after they were taken", "7 4 4 1790000000", shelf{mails: []uint32{4, 5}, next: 6}, []string{"5"}, nil, 2},
		{"one came late under a number that had passed", "7 4 2 1790000000", shelf{mails: []uint32{3, 4}, next: 5, late: []uint32{2}}, []string{"2", "3", "4"}, []string{gapBehind}, 3},
		{"the server was set back", "7 9 9 1790000000", shelf{mails: []uint32{1, 2, 3}, next: 4}, []string{"1", "2", "3"}, []string{gapBehind}, 3},
		{"another numbering", "6 400 9 1790000000", shelf{mails: []uint32{1, 2}, next: 3}, []string{"1", "2"}, nil, 2},
		{"a mark that is none", "7 x", shelf{mails: []uint32{1}, next: 2}, []string{"1"}, nil, 1},
	}
	for _, tt := range tests {
		box := &memory{mark: tt.mark}
		s := tt.shelf
		m := mailboxOf(box, &s)
		if err := m.session(t.Context()); !errors.Is(err, errServer) {
			t.Errorf("%s: %v", tt.name, err)
		}
		var gaps []string
		for _, g := range m.State().Gaps {
			gaps = append(gaps, g.Why)
			if tt.mark != "" && g.From.Unix() < 1790000000 {
				t.Errorf("%s: a gap from %v", tt.name, g.From)
			}
		}
		if !slices.Equal(box.subjects, tt.want) || !slices.Equal(gaps, tt.gaps) {
			t.Errorf("%s: took %v, gaps %v", tt.name, box.subjects, gaps)
		}
		if mark := parseMark(box.mark); len(tt.gaps)+len(tt.want) > 0 && mark.taken != tt.taken {
			t.Errorf("%s: the mark is %q", tt.name, box.mark)
		}
	}
}

// TestMailThatVanishes proves that a mail which is removed between the list and its turn is told as a gap, and stops nothing.
func TestMailThatVanishes(t *testing.T) {
	t.Parallel()
	box, s := &memory{}, &shelf{mails: []uint32{1, 2, 3}, next: 4}
	s.fetching = func(uid uint32) {
		if uid == 2 {
			s.mails = []uint32{1, 3}
		}
	}
	m := mailboxOf(box, s)
	if err := m.session(t.Context()); !errors.Is(err, errServer) {
		t.Error(err)
	}
	if st := m.State(); !slices.Equal(box.subjects, []string{"1", "3"}) || len(st.Gaps) != 1 || st.Gaps[0].Why != gapRemoved {
		t.Errorf("took %v, %+v", box.subjects, st)
	}
}

func mailboxOf(box channel.Letters, s *shelf) *Mailbox {
	return &Mailbox{
		intake:  intake{office: channel.Office{Name: "m", Letters: box, Log: slog.New(slog.DiscardHandler), Now: time.Now}},
		secret:  func() (string, error) { return "", nil },
		largest: 1000, pace: hurry,
		dial: func(context.Context, account, string) (reader, error) { return s, nil },
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	m := mark{validity: 1, last: 2, taken: 3, at: time.Unix(4, 0), refused: []uint32{5, 6}}
	if got := parseMark(m.String()); got.String() != "1 2 3 4 5 6" {
		t.Errorf("%q", got.String())
	}
	for _, s := range []string{"", "1 2", "1 2 3", "1 2 3 -4", "1 2 3 99999999999", "a b c d"} {
		if got := parseMark(s); got.validity != 0 || got.last != 0 {
			t.Errorf("%q is %+v", s, got)
		}
	}
	for range mostRefused + 5 {
		_ = m.refuse(uint32(len(m.refused)) + 100)
	}
	if len(m.refused) != mostRefused || !errors.Is(m.refuse(9), channel.ErrAway) {
		t.Errorf("%d are remembered", len(m.refused))
	}
}

package storetest

import (
	"errors"
	"testing"
	"time"

	"jikim/internal/app"
)

// aWave is a wave with two invitations and a place for one who was not invited.
func aWave(institution string) (*app.Wave, []app.Invitation, []app.Tally) {
	w := &app.Wave{Institution: institution, ID: "2026-1", Year: 2026, State: app.WaveOpening, OpensAt: Start, ClosesAt: Start.Add(time.Hour), Body: []byte("{}")}
	invited := []app.Invitation{
		{Institution: institution, Wave: w.ID, ID: "b", Ticket: []byte("\x00tb"), Open: true, Stratum: "web/general", Way: "sms", State: "planned", NextAt: Start, Contact: []byte("b")},
		{Institution: institution, Wave: w.ID, ID: "a", Ticket: []byte("ta"), Open: true, Stratum: "web/general", Way: "sms", State: "planned", NextAt: Start.Add(time.Second), Contact: []byte("a")},
	}
	return w, invited, []app.Tally{{Name: "open visit", Most: 1}}
}

func wantConflict(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, app.ErrConflict) {
		t.Errorf("%s: %v, want a conflict", what, err)
	}
}

func wavesMove(t *testing.T, s app.Store) {
	ctx := t.Context()
	w, invited, places := aWave(Institution)
	must(t, s.AddWave(ctx, w, invited, places))
	wantConflict(t, "a second wave of the same name", s.AddWave(ctx, w, nil, nil))
	theirs, others, _ := aWave("chuncheon")
	must(t, s.AddWave(ctx, theirs, others, nil))
	got, err := s.Wave(ctx, Institution, w.ID)
	must(t, err)
	same(t, "the wave", got, w)
	open := *w
	open.State, open.Body = app.WaveOpen, []byte("open")
	wantConflict(t, "from a state in which it is not", s.MoveWave(ctx, &open, app.WaveClosing))
	must(t, s.MoveWave(ctx, &open, app.WaveOpening))
	later := *w
	later.ID, later.OpensAt, later.State = "2027-1", Start.Add(time.Hour), app.WaveClosed
	must(t, s.AddWave(ctx, &later, nil, nil))
	waves, err := s.ListWaves(ctx, Institution)
	must(t, err)
	same(t, "waves, the last first", waves, []app.Wave{later, open})
	closing := open
	closing.State, closing.ClosedAt = app.WaveClosing, Start.Add(time.Minute)
	must(t, s.MoveWave(ctx, &closing, app.WaveOpen))
	wantConflict(t, "an invitation to a closing wave", s.AddInvitations(ctx, &open, []app.Invitation{{ID: "c", Ticket: []byte("tc")}}))
	wantConflict(t, "an end before it was counted", s.EndWave(ctx, &closing))
	closing.State = app.WaveMixing
	must(t, s.MoveWave(ctx, &closing, app.WaveClosing))
	closing.State = app.WaveClosed
	must(t, s.EndWave(ctx, &closing))
	if _, err := s.InvitationOf(ctx, Institution, invited[0].Ticket); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an invitation of a closed wave: %v", err)
	}
	if tallies, err := s.Tallies(ctx, Institution, w.ID); err != nil || len(tallies) > 0 {
		t.Errorf("counters of a closed wave: %v, %v", tallies, err)
	}
	if left, err := s.InvitationOf(ctx, "chuncheon", invited[0].Ticket); err != nil || !left.Open {
		t.Errorf("another institution's invitation: %+v, %v", left, err)
	}
}

func invitations(t *testing.T, s app.Store) {
	ctx := t.Context()
	w, invited, places := aWave(Institution)
	w.State = app.WaveOpen
	must(t, s.AddWave(ctx, w, invited, places))
	got, err := s.InvitationOf(ctx, Institution, []byte("\x00tb"))
	must(t, err)
	same(t, "an invitation by its ticket", *got, invited[0])
	wantConflict(t, "an invitation that exists", s.AddInvitations(ctx, w, invited[:1]))
	sheet := app.Invitation{Institution: Institution, Wave: w.ID, ID: "0001", Ticket: []byte("t1"), Open: true, Way: "paper", State: "planned", Contact: []byte{}}
	must(t, s.AddInvitations(ctx, w, []app.Invitation{sheet}))
	due, err := s.DueInvitations(ctx, Institution, Start, 9)
	must(t, err)
	same(t, "due", due, invited[:1])
	must(t, s.LeaseInvitation(ctx, &invited[0], Start.Add(time.Minute)))
	wantConflict(t, "a second lease", s.LeaseInvitation(ctx, &invited[0], Start.Add(time.Minute)))
	sent := invited[0]
	sent.Way, sent.State, sent.Reminders, sent.Attempts, sent.NextAt, sent.Contact = "email", "sent", 1, 1, Start.Add(time.Hour), []byte{}
	must(t, s.SetInvitation(ctx, &sent))
	listed, err := s.ListInvitations(ctx, Institution, w.ID, "email", "sent", 9)
	must(t, err)
	same(t, "those that were sent", listed, []app.Invitation{sent})
	refused := invited[1]
	refused.State, refused.NextAt, refused.Contact = "refused", time.Time{}, []byte{}
	must(t, s.RefuseInvitation(ctx, &refused, [][]byte{[]byte("x"), []byte("\x00y")}))
	wantConflict(t, "a second refusal", s.RefuseInvitation(ctx, &refused, [][]byte{[]byte("z")}))
	late := invited[1] // as it was read before the refusal
	late.State = "sent"
	wantConflict(t, "what was read before a refusal", s.SetInvitation(ctx, &late))
	addresses, err := s.Objections(ctx, Institution)
	must(t, err)
	same(t, "objections", addresses, [][]byte{[]byte("\x00y"), []byte("x")})
	counts, err := s.CountInvitations(ctx, Institution, w.ID)
	must(t, err)
	same(t, "counts", counts, []app.InvitationCount{{Way: "paper", State: "planned", All: 1},
		{Stratum: "web/general", Way: "email", State: "sent", All: 1}, {Stratum: "web/general", Way: "sms", State: "refused", All: 1, Used: 1}})
	none := refused
	none.ID = "none"
	wantConflict(t, "an invitation that is not there", s.SetInvitation(ctx, &none))
}

func answers(t *testing.T, s app.Store) {
	ctx := t.Context()
	w, invited, places := aWave(Institution)
	w.State = app.WaveOpen
	must(t, s.AddWave(ctx, w, invited, places))
	taken := func(id string, ticket []byte, place string) *app.Taken {
		return &app.Taken{Institution: Institution, Wave: w.ID, Answer: app.Kept{ID: id, Stratum: "web/general", Mode: "web", Cipher: []byte(id)},
			Remarks: []app.Kept{{ID: "r" + id, Cipher: []byte("words")}, {ID: "s" + id, Cipher: []byte("more")}}, Ticket: ticket, Place: place}
	}
	must(t, s.TakeAnswer(ctx, taken("z", invited[0].Ticket, "")))
	wantConflict(t, "a link that was used", s.TakeAnswer(ctx, taken("y", invited[0].Ticket, "")))
	refused := invited[0]
	refused.State = "refused"
	wantConflict(t, "a refusal after the answer", s.RefuseInvitation(ctx, &refused, [][]byte{[]byte("x")}))
	if still, err := s.InvitationOf(ctx, Institution, invited[0].Ticket); err != nil || still.State != "planned" {
		t.Errorf("who has answered counts as one who refuses: %+v, %v", still, err)
	}
	must(t, s.TakeAnswer(ctx, taken("x", nil, "open visit")))
	wantConflict(t, "a place that was taken", s.TakeAnswer(ctx, taken("w", nil, "open visit")))
	wantConflict(t, "the same answer again", s.TakeAnswer(ctx, taken("z", invited[1].Ticket, "")))
	if still, err := s.InvitationOf(ctx, Institution, invited[1].Ticket); err != nil || !still.Open {
		t.Errorf("a refused answer used the ticket: %+v, %v", still, err)
	}
	for id, want := range map[string]bool{"z": true, "y": false} {
		if has, err := s.HasAnswer(ctx, Institution, w.ID, id); err != nil || has != want {
			t.Errorf("answer %s: %v, %v", id, has, err)
		}
	}
	kept, err := s.Answers(ctx, Institution, w.ID)
	must(t, err)
	same(t, "answers", kept, []app.Kept{taken("x", nil, "").Answer, taken("z", nil, "").Answer})
	counts, err := s.CountAnswers(ctx, Institution, w.ID)
	must(t, err)
	same(t, "counts", counts, []app.AnswerCount{{Stratum: "web/general", Mode: "web", Count: 2}})
	must(t, s.CountTally(ctx, Institution, w.ID, "screen 1"))
	must(t, s.CountTally(ctx, Institution, w.ID, "screen 1"))
	tallies, err := s.Tallies(ctx, Institution, w.ID)
	must(t, err)
	same(t, "counters", tallies, []app.Tally{{Name: "open visit", Count: 1, Most: 1}, {Name: "screen 1", Count: 2}})
	wantConflict(t, "replacing while it is open", s.ReplaceAnswers(ctx, Institution, w.ID, nil))
	closing := *w
	closing.State = app.WaveClosing
	must(t, s.MoveWave(ctx, &closing, app.WaveOpen))
	wantConflict(t, "an answer to a closing wave", s.TakeAnswer(ctx, taken("v", invited[1].Ticket, "")))
	wantConflict(t, "replacing before it was counted", s.ReplaceAnswers(ctx, Institution, w.ID, nil))
	closing.State = app.WaveMixing
	must(t, s.MoveWave(ctx, &closing, app.WaveClosing))
	other := []app.Kept{{ID: "a", Stratum: "", Mode: "web", Cipher: []byte("z")}}
	must(t, s.ReplaceAnswers(ctx, Institution, w.ID, other))
	kept, err = s.Answers(ctx, Institution, w.ID)
	must(t, err)
	same(t, "answers that were replaced", kept, other)
	must(t, s.ReplaceRemarks(ctx, Institution, w.ID, nil))
	if words, err := s.Remarks(ctx, Institution, w.ID); err != nil || len(words) > 0 {
		t.Errorf("remarks that were replaced: %v, %v", words, err)
	}
	after, err := s.Wave(ctx, Institution, w.ID)
	must(t, err)
	if after.Taken != 2 {
		t.Errorf("%d answers were counted", after.Taken)
	}
}

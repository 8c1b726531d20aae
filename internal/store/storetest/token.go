package storetest

import (
	"errors"
	"testing"
	"time"

	"jikim/internal/app"
)

func tokens(t *testing.T, s app.Store) {
	ctx := t.Context()
	portal := app.Token{Institution: Institution, ID: "t1", Name: "통합 포털", Account: "a1", Scopes: []app.Scope{app.CasesRead, app.CasesWrite},
		Secret: []byte("\x00hash\xff"), CreatedAt: Start, CreatedBy: "admin", ExpiresAt: Start.Add(time.Hour)}
	sensor := app.Token{Institution: Institution, ID: "t2", Name: "가 감지기", Device: "d1", Scopes: []app.Scope{app.ArrivalsWrite},
		Secret: []byte("other"), CreatedAt: Start, CreatedBy: "admin", ExpiresAt: Start.Add(time.Hour)}
	must(t, s.PutToken(ctx, &portal))
	must(t, s.PutToken(ctx, &sensor))
	must(t, s.SeeToken(ctx, Institution, "t1", Start.Add(time.Minute)))
	portal.SeenAt = Start.Add(time.Minute)
	got, err := s.TokenOf(ctx, Institution, portal.Secret)
	must(t, err)
	same(t, "by its secret", got, &portal)
	if _, err := s.TokenOf(ctx, "chuncheon", portal.Secret); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a token of another institution was found: %v", err)
	}
	if err := s.SeeToken(ctx, Institution, "t9", Start); !errors.Is(err, app.ErrConflict) {
		t.Errorf("an unknown token was seen: %v", err)
	}
	portal.Revoked = true
	must(t, s.PutToken(ctx, &portal))
	all, err := s.ListTokens(ctx, Institution)
	must(t, err)
	same(t, "all, by name", all, []app.Token{sensor, portal})
}

func replies(t *testing.T, s app.Store) {
	ctx := t.Context()
	first := app.Reply{Institution: Institution, ID: "r1", Digest: []byte("\x00digest"), Status: 201, Body: []byte("sealed\xff"), At: Start}
	must(t, s.PutReply(ctx, &first))
	second := first
	second.Body = []byte("another")
	must(t, s.PutReply(ctx, &second))
	got, err := s.Reply(ctx, Institution, "r1")
	must(t, err)
	same(t, "the first answer", got, &first)
	for name, before := range map[string]time.Time{"an earlier instant": Start, "another institution": Start.Add(time.Hour)} {
		of := Institution
		if name == "another institution" {
			of = "chuncheon"
		}
		must(t, s.PruneReplies(ctx, of, before))
		if _, err := s.Reply(ctx, Institution, "r1"); err != nil {
			t.Errorf("forgotten by %s: %v", name, err)
		}
	}
	must(t, s.PruneReplies(ctx, Institution, Start.Add(time.Second)))
	if _, err := s.Reply(ctx, Institution, "r1"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an old answer is still there: %v", err)
	}
}

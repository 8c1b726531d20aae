package premises_test

import (
	"testing"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/premises"
)

var house = charter.Directory{
	Rooms: []charter.Room{{ID: "office", Name: charter.Text{KO: "총무과 사무실"}}, {ID: "other"}},
	Signs: []charter.Sign{{ID: "door_board", Name: charter.Text{KO: "사무실 입구 안내판"}}},
	Desks: []charter.Desk{{ID: "general", Name: charter.Text{KO: "종합자료실 창구"}}},
	Items: []charter.Item{pcs},
}

func TestStateOfAPostedPiece(t *testing.T) {
	t.Parallel()
	board := premises.Piece{Sign: premises.DoorBoard, Subject: "general_affairs", Place: "office"}
	put := func(p premises.Piece, digest string) fact.Fact {
		return fact.Fact{Kind: fact.SignPosted, Data: fact.With("sign", p.Sign, "subject", p.Subject, "digest", digest)}
	}
	look := func(kind fact.Kind, data ...any) fact.Fact { return fact.Fact{Kind: kind, Data: fact.With(data...)} }
	badge := premises.Piece{Sign: premises.Badge, Subject: "kim"}
	label := premises.Piece{Sign: premises.ItemLabel, Subject: "search_pc", Place: "reading"}
	desk := premises.Piece{Sign: premises.DeskSign, Subject: "general"}
	for _, c := range []struct {
		name  string
		piece premises.Piece
		facts []fact.Fact
		want  premises.State
	}{
		{"nobody put it up", board, told(look(fact.SignInspected, "sign", "door_board", "checked", 1, "present", 1)), premises.Missing},
		{"another's", board, told(put(premises.Piece{Sign: premises.DoorBoard, Subject: "library"}, "now")), premises.Missing},
		{"put up", board, told(put(board, "now")), premises.Unseen},
		{"the staff changed", board, told(put(board, "before"), look(fact.SignInspected, "sign", "door_board", "present", true)), premises.OutOfDate},
		{"put up anew", board, told(put(board, "before"), put(board, "now")), premises.Unseen},
		{"seen before it was put up", board, told(look(fact.SignInspected, "sign", "door_board", "checked", 2, "present", 2), put(board, "now")), premises.Unseen},
		{"seen", board, told(put(board, "now"), look(fact.SignInspected, "sign", "door_board", "checked", 2, "present", 2)), premises.InOrder},
		{"seen by its name at its door", board, told(put(board, "now"), look(fact.SignInspected, "sign", "사무실 입구 안내판", "place", "총무과 사무실", "present", true)), premises.InOrder},
		{"seen at another door", board, told(put(board, "now"), look(fact.SignInspected, "sign", "door_board", "place", "other", "present", true)), premises.Unseen},
		{"one of two missing", board, told(put(board, "now"), look(fact.SignInspected, "sign", "door_board", "checked", 2, "present", 1)), premises.Unseen},
		{"badges worn", badge, told(put(badge, "now"), look(fact.BadgeInspected, "checked", 3, "worn", 3)), premises.InOrder},
		{"a badge forgotten", badge, told(put(badge, "now"), look(fact.BadgeInspected, "checked", 3, "worn", 2)), premises.Unseen},
		{"the item was looked at", label, told(put(label, "now"), item(fact.ItemInspected, "inspector:lee", "working", 4)), premises.InOrder},
		{"the number was tried", desk, told(put(desk, "now"), look(fact.DeskTested, "desk", "종합자료실 창구", "reached", true)), premises.InOrder},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := premises.PostingOf(&house, c.piece, c.facts)
			if got := p.State("now"); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

package premises

import (
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// Piece is a printed thing that hangs in the house, stands on a desk, or is worn.
type Piece struct {
	Sign    string // the kind: floor_guide, lift_sign, door_board, desk_plate, desk_sign, badge, item_label
	Subject string // what or whom it names: a department, an account, a desk, an item; empty for the house
	Place   string // room where it is, or empty
}

// The kinds of pieces. Those that the charter speaks of are signs of its directory with these identifiers.
const (
	FloorGuide = "floor_guide"
	LiftSign   = "lift_sign"
	DoorBoard  = "door_board"
	DeskPlate  = "desk_plate"
	DeskSign   = "desk_sign"
	Badge      = "badge"
	ItemLabel  = "item_label"
)

// Pieces lists the kinds, in the order in which visitors meet them.
func Pieces() []string {
	return []string{FloorGuide, LiftSign, DoorBoard, DeskSign, DeskPlate, Badge, ItemLabel}
}

// Posting is what is known of a piece: what was printed when it was put up last, and whether an inspection has seen it since.
type Posting struct {
	Digest string    // of what is printed on it; empty: nobody has put it up
	At     time.Time // when it was put up
	Seen   time.Time // when an inspection found it in order since then; zero: none has
}

// State is what is to be done about a piece.
type State uint8

// The states, the most urgent first.
const (
	OutOfDate State = iota + 1 // what hangs is not what would be printed now
	Missing                    // nobody has put it up
	Unseen                     // put up, and no inspection has been there since
	InOrder                    // put up and seen
)

// String returns the state's name, as in the keys of sentences.
func (s State) String() string {
	return [...]string{"", "out_of_date", "missing", "unseen", "in_order"}[s]
}

// State compares a posting with what would be printed now.
func (p *Posting) State(digest string) State {
	switch {
	case p.Digest == "":
		return Missing
	case p.Digest != digest:
		return OutOfDate
	case p.Seen.IsZero():
		return Unseen
	}
	return InOrder
}

// PostingOf reads what is known of a piece.
func PostingOf(d *charter.Directory, piece Piece, facts []fact.Fact) Posting {
	var p Posting
	for i := range facts {
		f := &facts[i]
		switch {
		case f.Kind == fact.SignPosted && f.Data.Text("sign") == piece.Sign && f.Data.Text("subject") == piece.Subject:
			p = Posting{Digest: f.Data.Text("digest"), At: f.At}
		case p.Digest != "" && !f.At.Before(p.At) && finds(d, piece, f):
			p.Seen = f.At
		}
	}
	return p
}

// finds tells whether a fact is an inspection that found all pieces of the kind in order where the piece is. A sign over a desk
// is looked at by nobody's rule: it counts as seen where its number was tried.
func finds(d *charter.Directory, piece Piece, f *fact.Fact) bool {
	there := func() bool {
		place := f.Data.Text("place")
		room := d.FindRoom(place)
		return place == "" || piece.Place == "" || room != nil && room.ID == piece.Place
	}
	switch f.Kind {
	case fact.SignInspected:
		return isSign(d, piece.Sign, f.Data.Text("sign")) && there() && all(f, "present")
	case fact.BadgeInspected:
		return piece.Sign == Badge && there() && all(f, "worn")
	case fact.ItemInspected:
		item, _ := meant(d, f)
		return piece.Sign == ItemLabel && item != nil && item.ID == piece.Subject
	case fact.DeskTested:
		desk := d.FindDesk(f.Data.Text("desk"))
		return piece.Sign == DeskSign && desk != nil && desk.ID == piece.Subject && f.Data.True("reached")
	}
	return false
}

func isSign(d *charter.Directory, kind, name string) bool {
	if name == kind {
		return true
	}
	s := d.FindSign(kind)
	return s != nil && slices.Contains([]string{s.Name.KO, s.Name.EN}, name)
}

// all tells whether all that were looked at were in order: a yes, or as many as were checked and at least one.
func all(f *fact.Fact, field string) bool {
	v, _ := f.Data.Get(field)
	n, counted := f.Data.Int(field)
	if !counted {
		return v.Yes()
	}
	checked, told := f.Data.Int("checked")
	return n > 0 && (!told || n >= checked)
}

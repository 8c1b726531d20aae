// Package place shows where things are: it names rooms with their floors, draws the plan of a floor, and writes the way from the
// entrance. The pages of the portal and those of a kiosk share it; each says where a room leads to on its own pages.
package place

import (
	"github.com/a-h/templ"

	"jikim/internal/core/charter"
	"jikim/internal/core/route"
	"jikim/internal/locale"
)

// Guide shows the places of a directory in a language.
type Guide struct {
	C         *locale.Catalogue
	Directory *charter.Directory
	// Link returns the address of the page of a room; every surface has its own.
	Link func(*charter.Room) string
}

func (g Guide) lang() string { return string(g.C.Lang()) }

// Plan draws a floor and says beside it in words what it shows; the place of the room with the identifier current is marked.
func (g Guide) Plan(f *charter.Floor, current string) templ.Component { return plan(g, f, current) }

// Where names a room with its floor.
func (g Guide) Where(r *charter.Room) string {
	return g.C.T("find.where.floor", "room", r.Name.In(g.lang()), "floor", g.Floor(r))
}

// Floor names the floor of a room, and says so when it is known from an unconfirmed plan only.
func (g Guide) Floor(r *charter.Room) string {
	name := g.Directory.FloorOf(r).In(g.lang())
	if f, _ := g.Directory.PlaceOf(r.ID); f != nil && f.Draft && r.Floor == "" && name != "" {
		return g.C.T("find.floor.draft", "floor", name)
	}
	return name
}

// Name names a place of a plan: the room it is, else what it is.
func (g Guide) Name(p *charter.Place) string {
	if room := g.Directory.FindRoom(p.Room); room != nil {
		return room.Name.In(g.lang())
	}
	return g.C.T("find.place." + p.Kind)
}

// Way writes the way from the entrance, a sentence for each part.
func (g Guide) Way(legs []route.Leg) []string {
	out := make([]string, len(legs))
	for i := range legs {
		out[i] = g.leg(&legs[i])
	}
	return out
}

func (g Guide) leg(l *route.Leg) string {
	side := ""
	if l.Side != route.NoSide {
		side = g.C.T("find.side." + l.Side.String())
	}
	key := "find.way.walk"
	floor := ""
	if l.Next != nil {
		key, floor = "find.way.change", l.Next.Name.In(g.lang())
	}
	return g.C.T(key, "from", g.Name(l.From), "side", side, "n", l.Metres, "to", g.Name(l.To), "floor", floor)
}

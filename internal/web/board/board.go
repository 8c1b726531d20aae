// Package board is what passers-by read: the wall, which shows whom the desks serve now, how many wait and how today's promises
// are kept; and the display at a door, which shows who works behind it and on what. Neither shows a visitor's name.
//
// Both follow what happens by themselves, and say so when they no longer do.
package board

import (
	"context"
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/stats"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// Surface is the pages of walls and doors.
type Surface struct{ site *web.Server }

// New returns the pages.
func New(site *web.Server) *Surface { return &Surface{site} }

// Register adds the routes.
func (s *Surface) Register(mux web.Mux) {
	mux.Handle("GET /board", s.site.Device(app.Wall, s.wall))
	mux.Handle("GET /board/events", s.site.DeviceStream(app.Wall, s.events))
	mux.Handle("GET /door", s.site.Device(app.Door, s.door))
}

// reload is how often a display is loaded anew where there are no scripts.
const reload = 10 * time.Second

// screen is what both displays start from.
type screen struct {
	ui.Screen
	Charter *charter.Charter
	Hours   string // of the desks today; empty on a day off
}

func (v *screen) lang() string { return string(v.C.Lang()) }

func (s *Surface) screen(w http.ResponseWriter, r *http.Request) (*screen, error) {
	ch := s.site.Charter()
	if ch == nil {
		return nil, web.Status(http.StatusServiceUnavailable)
	}
	p := s.site.Frame(w, r)
	p.Surface, p.Live = "board", true
	return &screen{Screen: ui.Screen{Page: p, Kind: ui.Wall, Reload: reload}, Charter: ch, Hours: web.HoursOn(ch.Desk, p.Now)}, nil
}

// wallPage is the wall.
type wallPage struct {
	*screen
	Desks    []desk
	Promises []promise
	Month    bool
}

// desk is a desk on the wall.
type desk struct {
	Name string
	app.BoardDesk
}

// promise is a promise with what became of it.
type promise struct {
	Text string
	stats.Row
}

// wall shows the wall, or only what changes on it.
func (s *Surface) wall(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	v, err := s.screen(w, r)
	if err != nil {
		return err
	}
	b, err := s.site.Service.Board(r.Context(), a)
	if err != nil {
		return err
	}
	v.Title = v.C.T("board.wall.title")
	p := wallPage{screen: v, Month: b.Month}
	for _, d := range b.Desks {
		name := d.Desk
		if of := v.Charter.Directory.FindDesk(d.Desk); of != nil {
			name = of.Name.In(v.lang())
		}
		p.Desks = append(p.Desks, desk{name, d})
	}
	for _, row := range b.Promises {
		if of := v.Charter.Promise(row.Promise); of != nil {
			p.Promises = append(p.Promises, promise{web.Sentence(v.C, v.Charter, of), row})
		}
	}
	if r.Header.Get("HX-Target") == "div#board" {
		return ui.Render(w, r, http.StatusOK, wallLive(p))
	}
	return ui.Render(w, r, http.StatusOK, wallView(p))
}

// events tells an open wall that somebody came, was called or left.
func (s *Surface) events(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	return s.site.Names(w, r, stirs(ctx, s.site.Service.Subscribe(ctx, a.Institution)))
}

// gather is how long changes are collected before the wall is told: a burst of facts is one change to it.
const gather = 250 * time.Millisecond

// stirred is the name of the event that has the wall loaded anew.
const stirred = "visits"

// stirs turns changes into events of one name, the first of them at once, so that nothing is missed between page and stream.
// The channel is closed when the changes end.
func stirs(ctx context.Context, changes <-chan app.Event) <-chan string {
	out := make(chan string, 1) // more of one name say the same
	go func() {
		defer close(out)
		wait := time.After(gather)
		for {
			select {
			case <-ctx.Done():
				return
			case _, more := <-changes:
				if !more {
					return
				}
				if wait == nil {
					wait = time.After(gather)
				}
			case <-wait:
				wait = nil
				select {
				case out <- stirred:
				default:
				}
			}
		}
	}()
	return out
}

// doorPage is the display at a door.
type doorPage struct {
	*screen
	*app.DoorBoard
}

func (s *Surface) door(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	v, err := s.screen(w, r)
	if err != nil {
		return err
	}
	b, err := s.site.Service.DoorBoard(r.Context(), a)
	if err != nil {
		return err
	}
	v.Title = v.C.T("board.door.title")
	p := doorPage{v, b}
	if r.Header.Get("HX-Target") == "div#board" {
		return ui.Render(w, r, http.StatusOK, doorLive(p))
	}
	return ui.Render(w, r, http.StatusOK, doorView(p))
}

// inOutMark is the shape that stands beside the words, so that in and out differ by more than colour.
func inOutMark(here bool) string {
	if here {
		return "kept"
	}
	return "pending"
}

package manage

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// channelsPage lists the ways in and how they are doing, and the ways out.
type channelsPage struct {
	ui.Page
	List   []app.ChannelState
	Ways   []ui.Option // out
	Values url.Values
}

// channels shows the ways in and out that this process runs.
func (s *Surface) channels(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	return s.showChannels(w, r, v, http.StatusOK, url.Values{}, "", nil)
}

// showChannels draws the page; outcome is what became of a test message, empty when none was sent.
func (s *Surface) showChannels(w http.ResponseWriter, r *http.Request, v *staff.View, status int, values url.Values, outcome string, faults []ui.FieldError) error {
	p := &channelsPage{Page: v.Page, Values: values}
	var err error
	if p.List, err = s.app.Channels(r.Context(), v.Actor); err != nil {
		return err
	}
	ways, err := s.app.CourierWays(v.Actor)
	if err != nil {
		return err
	}
	for _, way := range ways {
		p.Ways = append(p.Ways, ui.Option{Value: string(way), Label: v.C.T("courier.way." + string(way)), Selected: values.Get("way") == string(way) || len(ways) == 1})
	}
	p.Title, p.Lead, p.Errors = v.C.T("channel.title"), v.C.T("channel.lead"), faults
	for i := range p.Errors {
		p.Errors[i].Label = v.C.T("courier." + p.Errors[i].Field)
	}
	if outcome != "" {
		kind := "warning"
		if outcome == "sent" {
			kind = "success"
		}
		p.Flash = []ui.Alert{{C: v.C, Kind: kind, Text: v.C.T("courier.outcome." + outcome)}}
	}
	return ui.Render(w, r, status, channelsView(p))
}

// tryCourier sends a test message by one of the ways out.
func (s *Surface) tryCourier(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	outcome, err := s.app.TryCourier(r.Context(), v.Actor, app.Way(r.PostForm.Get("way")), r.PostForm.Get("to"))
	if err != nil {
		if faults := staff.Faults(v.C, err); faults != nil {
			return s.showChannels(w, r, v, http.StatusUnprocessableEntity, r.PostForm, "", faults)
		}
		return err
	}
	return s.showChannels(w, r, v, http.StatusOK, r.PostForm, outcome, nil)
}

// channelPage is one way in: how it is doing, and what came since a test was begun.
type channelPage struct {
	ui.Page
	channel.State
	Of    app.ChannelState
	Since time.Time // when the test was begun; zero: none runs
}

// testTime is how long a test waits for what was sent.
const testTime = 10 * time.Minute

// channel shows one way in. With the parameter since a test runs: what came since that instant is shown, and the page looks again
// by itself. A test is nothing but looking: what comes meanwhile is taken as always, since it may be somebody's petition.
func (s *Surface) channel(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	all, err := s.app.Channels(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &channelPage{Page: v.Page}
	for i := range all {
		if all[i].Name == r.PathValue("name") {
			p.Of, p.State = all[i], all[i].State
		}
	}
	if p.Of.Name == "" {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	p.Title = p.Of.Name
	p.Breadcrumb = []ui.Link{{Text: v.C.T("channel.title"), Href: "/admin/channels"}, {Text: p.Title}}
	if at, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64); err == nil {
		if since := time.UnixMilli(at); !since.After(v.Page.Now) && v.Page.Now.Sub(since) < testTime {
			p.Since = since
		}
	}
	if r.Header.Get("HX-Target") == "div#arrivals" {
		return ui.Render(w, r, http.StatusOK, channelArrivals(p))
	}
	return ui.Render(w, r, http.StatusOK, channelView(p))
}

// well names how a way in is doing: stopped, away, trouble, well or new.
func well(c *app.ChannelState) string {
	switch {
	case c.Stopped:
		return "stopped"
	case c.Trouble != "":
		return "trouble"
	case !c.Connected:
		return "away"
	}
	return "well"
}

// trouble says why a way in is not well; what has no words is shown as it is.
func (p *channelPage) trouble() string {
	if p.C.Has(p.Trouble) {
		return p.C.T(p.Trouble)
	}
	return p.Trouble
}

// arrivals are what came, since the test was begun when one runs.
func (p *channelPage) arrivals() []app.Taking {
	var out []app.Taking
	for _, t := range p.Of.Takings {
		if p.Since.IsZero() || !t.At.Before(p.Since) {
			out = append(out, t)
		}
	}
	return out
}

// what names something that came.
func (p *channelPage) what(t *app.Taking) string {
	for _, key := range []string{"channel.came." + t.What, "kind." + t.What, "sight." + t.What} {
		if p.C.Has(key) {
			return p.C.T(key)
		}
	}
	return t.What
}

// where says what became of it.
func (p *channelPage) where(t *app.Taking) string {
	switch {
	case t.Repeated:
		return p.C.T("channel.repeated")
	case t.Held:
		return p.C.T("channel.held")
	case t.Case != "":
		return p.C.T("channel.taken")
	}
	return ""
}

func (p *channelPage) href() string { return "/admin/channels/" + p.Of.Name }

func (p *channelPage) testHref() string {
	return p.href() + "?since=" + strconv.FormatInt(p.Now.UnixMilli(), 10)
}

func (p *channelPage) refreshHref() string {
	if p.Since.IsZero() {
		return p.href()
	}
	return p.href() + "?since=" + strconv.FormatInt(p.Since.UnixMilli(), 10)
}

// howTo says how a way in of that kind is tried.
func (p *channelPage) howTo() string {
	if key := "channel.try." + p.Of.Kind; p.C.Has(key) {
		return p.C.T(key)
	}
	return p.C.T("channel.try")
}

func channelColumns(p *channelsPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("channel.name"), Row: true}, {Head: p.C.T("channel.kind")}, {Head: p.C.T("channel.state")},
		{Head: p.C.T("channel.heard")}, {Head: p.C.T("channel.count"), Num: true}}
}

func channelRows(p *channelsPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.List))
	for i := range p.List {
		c := &p.List[i]
		heard := ui.Cell{Text: p.C.T("channel.never")}
		if !c.HeardAt.IsZero() {
			heard = ui.Cell{Body: ui.When(p.C.Time(c.HeardAt, p.C.Location()), c.HeardAt)}
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: c.Name, Href: "/admin/channels/" + c.Name}, {Text: c.Kind},
			{Text: p.C.T("channel.state." + well(c))}, heard, {Text: p.C.Number(c.Taken)}}})
	}
	return rows
}

// stateItems are what is known of a way in.
func (p *channelPage) stateItems() ui.DescriptionList {
	at := func(t time.Time) string {
		if t.IsZero() {
			return p.C.T("channel.never")
		}
		return p.C.Date(t, p.C.Location()) + " " + p.C.Clock(t, p.C.Location())
	}
	state := p.C.T("channel.state." + well(&p.Of))
	if p.Trouble != "" {
		state += " · " + p.trouble()
	}
	return ui.DescriptionList{{Term: p.C.T("channel.kind"), Text: p.Of.Kind}, {Term: p.C.T("channel.state"), Text: state},
		{Term: p.C.T("channel.heard"), Text: at(p.HeardAt)}, {Term: p.C.T("channel.last"), Text: at(p.TakenAt)},
		{Term: p.C.T("channel.counts"), Text: p.C.T("channel.counted", "seen", p.Seen, "taken", p.Taken, "repeated", p.Repeated, "refused", p.Refused)}}
}

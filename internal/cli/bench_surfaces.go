package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/api"
	"jikim/internal/web/board"
	"jikim/internal/web/desk"
	"jikim/internal/web/kiosk"
	"jikim/internal/web/manage"
	"jikim/internal/web/portal"
	"jikim/internal/web/public"
	"jikim/internal/web/result"
)

// surfaces measures every page that somebody looks at, as its visitor gets it, with the largest database.
func (b *bench) surfaces() (err error) {
	cases := b.Cases[len(b.Cases)-1]
	dir, st, err := b.loaded(cases)
	if err != nil {
		return err
	}
	o, err := b.office(dir, "", newBenchClock(st.Until), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	v, err := b.visitors(o)
	if err != nil {
		return err
	}
	if err := b.count(v); err != nil {
		return err
	}
	if err := b.visits(o, v.pages()); err != nil {
		return err
	}
	b.report.note("how")
	return o.keep(b.ctx, benchState{Cases: st.Cases, Rate: st.Rate, Until: o.clock.Now()})
}

// visits measures pages one after the other, as their visitors get them.
func (b *bench) visits(o *benchOffice, pages []benchPage) (err error) {
	site := web.New(web.Config{Service: o.service, Institution: o.name, Filing: web.Rate{Burst: -1}, Login: web.Rate{Burst: -1}})
	site.Mount(portal.New(site), public.New(site), result.New(site), api.New(site), desk.New(site, o.service), manage.New(site, o.service),
		kiosk.New(site, kiosk.Idle), board.New(site))
	addr, stop, err := listen(b.ctx, func(ctx context.Context, l net.Listener) error { return site.Serve(ctx, l) })
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	c := &benchClient{host: addr}
	defer c.close()
	for _, p := range pages {
		took, err := b.visit(c, p)
		if err != nil {
			return err
		}
		b.report.times("page", p.name, took, "≤ 50 ms")
	}
	return nil
}

// visit asks for a page many times; the first tenth warms up.
func (b *bench) visit(c *benchClient, p benchPage) ([]time.Duration, error) {
	var took []time.Duration
	header := map[string]string{"Cookie": p.cookie, "Accept-Encoding": "gzip", "Accept-Language": "ko"}
	n := b.times(220)
	for i := range n {
		begun := time.Now()
		status, _, err := c.do("GET", p.address(), header, nil)
		if err := expect(http.StatusOK, status, err); err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		if i >= n/11 {
			took = append(took, time.Since(begun))
		}
	}
	return took, nil
}

// count makes the figures of the performance pages, as the program does in the background.
func (b *bench) count(v *benchVisitors) error {
	begun := time.Now()
	f, err := v.office.service.Figures(b.ctx, v.office.name, "")
	if err != nil {
		return fmt.Errorf("counting: %w", v.office.fault(err))
	}
	v.period = f.Period
	b.report.row("count", fmt.Sprint(b.Cases[len(b.Cases)-1]), "", milliseconds(time.Since(begun)), "ms", "")
	return nil
}

// benchPage is a page and who looks at it.
type benchPage struct {
	name    string
	cookie  string
	address func() string
}

// benchVisitors are those who look at pages.
type benchVisitors struct {
	office                    *benchOffice
	link, item, room, service string
	promise, period           string
	staff, kiosk, wall, door  string    // cookies
	boss                      app.Actor // whose cookie staff is
	cases                     []string
}

func (b *bench) visitors(o *benchOffice) (*benchVisitors, error) {
	v := &benchVisitors{office: o}
	cases, err := o.sample(b.ctx, b.Cases[len(b.Cases)-1])
	if err != nil {
		return nil, err
	}
	v.cases = cases
	r := rand.New(rand.NewPCG(3, 3))
	receipt, err := o.service.File(b.ctx, app.Citizen(o.name, "127.0.0.1"), benchPetition(r, o.service.NewKey()))
	if err != nil {
		return nil, fmt.Errorf("filing: %w", o.fault(err))
	}
	v.link = "/c/" + receipt.Token
	if v.boss, err = v.admin(b.ctx); err != nil {
		return nil, err
	}
	dir := &b.charter.Directory
	v.promise = b.charter.Promises[0].ID
	v.item, v.room, v.service = dir.Items[0].ID, dir.Rooms[0].ID, b.charter.Services[0].ID
	for _, d := range []struct {
		kind   app.DeviceKind
		place  app.Place
		cookie *string
	}{{app.Kiosk, app.Place{}, &v.kiosk}, {app.Wall, app.Place{}, &v.wall},
		{app.Door, app.Place{Kind: app.InRoom, ID: dir.Rooms[len(dir.Rooms)-1].ID}, &v.door}} {
		_, code, err := o.service.RegisterDevice(b.ctx, v.boss, app.NewDevice{Kind: d.kind, Name: "측정", Place: d.place})
		if err != nil {
			return nil, fmt.Errorf("registering: %w", o.fault(err))
		}
		secret, _, err := o.service.BindDevice(b.ctx, o.name, code, "127.0.0.1")
		if err != nil {
			return nil, fmt.Errorf("binding: %w", o.fault(err))
		}
		*d.cookie = "device=" + secret
	}
	return v, nil
}

// admin makes an administrator, who may see every page, and logs him in.
func (v *benchVisitors) admin(ctx context.Context) (app.Actor, error) {
	o := v.office
	login := fmt.Sprintf("bench-%x", rand.Uint64())
	_, _, err := o.service.CreateAccount(ctx, o.system(), app.NewAccount{Login: login, Name: "정지킴", Role: app.Admin, Desk: benchDesk, Duty: "민원",
		Phone: "033-737-1100", Password: firstPassword})
	if err != nil {
		return app.Actor{}, fmt.Errorf("making an account: %w", o.fault(err))
	}
	_, a, err := o.service.Login(ctx, o.name, login, firstPassword, "127.0.0.1")
	if err != nil {
		return a, fmt.Errorf("logging in: %w", o.fault(err))
	}
	secret, err := o.service.ChangePassword(ctx, a, firstPassword, benchPassword)
	if err != nil {
		return a, fmt.Errorf("changing the password: %w", o.fault(err))
	}
	v.staff = "session=" + secret
	return a, nil
}

// pagesOf lists pages that are always asked for by the same address.
func pagesOf(cookie string, paths ...string) []benchPage {
	out := make([]benchPage, len(paths))
	for i, p := range paths {
		out[i] = benchPage{p, cookie, func() string { return p }}
	}
	return out
}

// pages lists the pages. Those that go by an identifier are asked for many different ones where there are many.
func (v *benchVisitors) pages() []benchPage {
	var out []benchPage
	add := func(cookie string, paths ...string) { out = append(out, pagesOf(cookie, paths...)...) }
	add("", "/", "/services", "/services/"+v.service, "/petitions/new?service="+v.service, "/complaints/new", "/opinions/new", "/follow",
		"/find", "/find?q="+url.QueryEscape("ㅈㄹㅅ"), "/find/floors", "/find/room/"+v.room, "/items/"+v.item, "/charter", "/privacy", "/performance",
		"/performance/"+v.promise, "/data/performance/"+v.period+".csv")
	for _, p := range []string{"", "/receipt", "/withdraw", "/complaint", "/opinion"} {
		out = append(out, benchPage{"/c/…" + p, "", func() string { return v.link + p }})
	}
	add(v.staff, "/desk", "/desk?scope=all", "/desk?scope=mine", "/desk/search?q="+searchedQuery, "/desk/handout", "/desk/phrases", "/desk/contacts/new")
	out = append(out, benchPage{"/desk/cases/…", v.staff, func() string {
		return "/desk/cases/" + v.cases[rand.IntN(len(v.cases))] + "?reason=supervising"
	}})
	add(v.staff, "/password", "/manage", "/manage/broken", "/manage/unproven", "/manage/remedies", "/manage/complaints", "/manage/inspections", "/manage/round",
		"/manage/audits", "/manage/items", "/manage/signs", "/manage/survey", "/manage/calendar", "/manage/staff", "/manage/standing", "/manage/charter",
		"/manage/charter/check", "/manage/charter/trial", "/manage/charter/draft", "/manage/charter/draft?at="+v.promise, "/manage/charter/versions",
		"/manage/ratings", "/manage/directory/desks", "/manage/directory/desks/"+benchDesk, "/manage/calendar/hours", "/admin/accounts", "/admin/devices", "/admin/access")
	add(v.kiosk, "/kiosk", "/kiosk/desks", "/kiosk/find", "/kiosk/find?q="+url.QueryEscape("ㅈㄹㅅ"), "/kiosk/help")
	add(v.wall, "/board")
	add(v.door, "/door")
	return slices.Clip(out)
}

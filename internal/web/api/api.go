// Package api is the interface for programs: what the desk can do, over the same use cases with the same rights, as JSON.
//
// One table of operations is everything: it makes the routes, checks what every operation asks for (token, scope, media types, key,
// precondition), and is the source of the OpenAPI document and of the page that explains it (ADR 0015). An operation itself reads
// values, calls one use case and writes values.
//
// Nothing that was sent comes back in a fault, and what is personal is shown by two operations only, whose use is logged as at the
// desk: one opens a case, one loads a file.
package api

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/web"
)

// Base is where the operations of this version are.
const Base = "/api/v1"

// Limits of how often a program may ask: with a token by token, without one by address.
type Limits struct {
	Token, Address web.Rate
}

// API is the surface for programs.
type API struct {
	site   *web.Server
	app    *app.Service
	ops    []operation
	limits counters
	docs   documents
}

// New returns the surface with the usual limits: of a token 60 requests at once and 20 a second, of an address 30 and 2. A site that
// does not limit filing limits nothing here.
func New(site *web.Server) *API {
	if none := (web.Rate{Burst: -1}); site.Filing.Burst < 0 {
		return Limited(site, Limits{Token: none, Address: none})
	}
	return Limited(site, Limits{Token: web.Rate{Burst: 60, Every: second / 20}, Address: web.Rate{Burst: 30, Every: second / 2}})
}

// Limited is New with other limits.
func Limited(site *web.Server, l Limits) *API {
	a := &API{site: site, app: site.Service, limits: newCounters(l)}
	a.ops = a.operations()
	return a
}

// Register adds the routes.
func (a *API) Register(mux web.Mux) {
	for i := range a.ops {
		op := &a.ops[i]
		h := a.site.Func(a.serve(op))
		switch {
		case op.guess:
			h = a.site.LimitLogin(h)
		case op.own: // what anybody can file by the form on the website, too
			h = unknownOnly(a.site.LimitFiling(h), h)
		}
		mux.Handle(op.method+" "+Base+op.path, h)
	}
	mux.Handle("POST /api/calls", a.site.Func(a.call))
	mux.Handle("GET "+Base+"/openapi.json", a.site.Func(a.openapi))
	mux.Handle("GET /api/{$}", a.site.Func(a.reference))
	mux.Handle("GET /api", http.RedirectHandler("/api/", http.StatusMovedPermanently))
}

// unknownOnly chooses the first handler for those who show no token.
func unknownOnly(without, with http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if web.Bearer(r) == "" {
			without.ServeHTTP(w, r)
			return
		}
		with.ServeHTTP(w, r)
	})
}

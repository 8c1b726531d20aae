// Package web is the HTTP server: it mounts the surfaces (portal, public, desk, manage, api) and gives them what they
// share: the frame of a page, error pages, forms with attachments, sessions, event streams and limits.
//
// A surface is a package below this one with a type that registers its own routes:
//
//	func New(site *web.Server) *Portal
//	func (p *Portal) Register(mux web.Mux) {
//		mux.Handle("GET /services", p.site.Func(p.services))
//	}
//
// Handlers return errors; Func turns them into pages by the kind of the fault. Surfaces never import each other; the
// command line mounts those that it serves:
//
//	site := web.New(web.Config{…})
//	site.Mount(portal.New(site), public.New(site))
//	err := site.Serve(ctx, listener)
//
// What protects visitors stands here and holds for every surface: a strict Content-Security-Policy, refusal of requests
// from other sites, limits of size, time and rate, and logs that name a route by its pattern, never by its path, because
// the path of a private link is its secret. No log has a query, a body, a name or an address.
package web

package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web/ui"
)

// Config is what a Server is made of. Service and Institution are required.
type Config struct {
	Service     *app.Service
	Institution string
	// Secure says that visitors reach the server by TLS, here or at a proxy: cookies are bound to it and browsers are
	// told to use nothing else.
	Secure bool
	// Proxies are the networks of trusted proxies; only they are believed when they name a visitor's address.
	Proxies []netip.Prefix
	Log     *slog.Logger // nil: discards
	Metrics Metrics      // nil: none
	// Ready tells whether requests can be served; nil: always.
	Ready func(context.Context) error
	// Filing limits how often one address may file or write, Login how often it may try a password. The zero Rate means
	// 30 at once and one more every 2 seconds, or 10 and one every 6; many visitors share one address behind a library's or
	// a carrier's gateway.
	Filing, Login Rate
	// Reading limits how often one address may fetch what programs fetch much of, such as the ledger. The zero Rate means 5000 at
	// once and one more every 5 ms: who checks a ledger of a million facts fetches four thousand tiles.
	Reading Rate
	// Official shows the banner of the official government website; only entitled offices may.
	Official bool
}

// Metrics counts what was served.
type Metrics interface {
	// Served is called after each request. Pattern is the route, such as "GET /c/{token}"; empty when there was none.
	Served(pattern string, status int, took time.Duration)
}

// Surface is a group of pages.
type Surface interface {
	Register(mux Mux)
}

// Server serves the surfaces. It is safe for concurrent use once it serves.
type Server struct {
	Config
	mux     *noted
	handler http.Handler
	filing  *limiter
	login   *limiter
	reading *limiter
	uploads budget
	streams budget
	closing chan struct{} // closed when the server stops: event streams end
	stop    sync.Once
}

// New returns a Server without surfaces; Mount adds them.
func New(c Config) *Server {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		Config: c, mux: &noted{ServeMux: http.NewServeMux()}, closing: make(chan struct{}),
		filing:  newLimiter(c.Filing.or(Rate{Burst: 30, Every: 2 * time.Second})),
		login:   newLimiter(c.Login.or(Rate{Burst: 10, Every: 6 * time.Second})),
		reading: newLimiter(c.Reading.or(Rate{Burst: 5000, Every: 5 * time.Millisecond})),
		uploads: budget{most: uploadMemory}, streams: budget{most: maxStreams},
	}
	s.mux.Handle(ui.AssetPath, ui.Assets())
	s.mux.HandleFunc("GET /healthz", s.healthz)
	s.mux.HandleFunc("GET /readyz", s.readyz)
	s.handler = s.observed(s.protected(compressed(http.HandlerFunc(s.route))))
	return s
}

// Mount adds the routes of surfaces. It panics when two of them claim the same route, which is a mistake of the program.
func (s *Server) Mount(surfaces ...Surface) {
	for _, surface := range surfaces {
		surface.Register(s.mux)
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// route finds the handler of a request. What has none gets a page of ours instead of the plain words of net/http.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	h, pattern := s.mux.Handler(r)
	if pattern != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	refusal := &probe{header: w.Header()} // keeps the Allow header of a 405
	h.ServeHTTP(refusal, r)
	if refusal.status < 400 {
		s.mux.ServeHTTP(w, r) // a redirect to the clean form of the path
		return
	}
	s.Fail(w, r, Status(refusal.status))
}

// Charter returns the charter in force now.
func (s *Server) Charter() *charter.Charter {
	return s.Service.Charters().At(s.Institution, s.Service.Now())
}

// Promise returns a promise of the charter in force, or of the newest version that has it; nil when none has.
func (s *Server) Promise(id string) *charter.Promise {
	return s.Service.Charters().Promise(s.Institution, id, s.Service.Now())
}

// Published returns a promise as the charter in force publishes it, or else the newest version before it that did; nil when none.
func (s *Server) Published(id string) *charter.Promise { return s.PublishedAt(id, s.Service.Now()) }

// PublishedAt is Published as it would have been at an instant.
func (s *Server) PublishedAt(id string, at time.Time) *charter.Promise {
	for _, ch := range slices.Backward(s.Service.Charters().Versions(s.Institution)) {
		if p := ch.Promise(id); p != nil && p.Publish && !ch.From.Start(ch.Petition.Location()).After(at) {
			return p
		}
	}
	if p := s.Service.Charters().At(s.Institution, at).Promise(id); p != nil && p.Publish { // before the first day of all
		return p
	}
	return nil
}

// Visitor returns the actor of a citizen without a link.
func (s *Server) Visitor(r *http.Request) app.Actor {
	return app.Citizen(s.Institution, s.Address(r).String())
}

// Func makes a handler of a function that returns an error; the error becomes a page (see Fail). The request's context
// ends when the time for an answer is over.
func (s *Server) Func(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, stop := context.WithTimeout(r.Context(), s.patience(w, r))
		defer stop()
		ctx, typed := remembering(ctx)
		if err := h(w, r.WithContext(ctx)); err != nil {
			s.fail(w, r, err, typed)
		}
	})
}

// Times that requests may take: ordinary ones, and those that carry files over slow lines.
const (
	answerTime = 30 * time.Second
	uploadTime = 5 * time.Minute
)

func (s *Server) patience(w http.ResponseWriter, r *http.Request) time.Duration {
	if !isMultipart(r) {
		return answerTime
	}
	c := http.NewResponseController(w)
	until := time.Now().Add(uploadTime)
	// A connection without deadlines, as in tests, has none to prolong.
	_, _ = c.SetReadDeadline(until), c.SetWriteDeadline(until)
	return uploadTime
}

// probe takes the answer that net/http would give, without sending it.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) WriteHeader(status int)      { p.status = status }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }

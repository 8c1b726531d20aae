package web

import (
	"net/http"
	"slices"
)

// Mux takes the routes of a surface, by the patterns of net/http.
type Mux interface {
	Handle(pattern string, h http.Handler)
	HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request))
}

// noted is the table of routes that can say what stands in it, which that of net/http cannot.
type noted struct {
	*http.ServeMux
	patterns []string
}

// Handle adds a route.
func (n *noted) Handle(pattern string, h http.Handler) {
	n.ServeMux.Handle(pattern, h)
	n.patterns = append(n.patterns, pattern)
}

// HandleFunc adds a route.
func (n *noted) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	n.Handle(pattern, http.HandlerFunc(h))
}

// Routes returns the patterns of all routes, such as "GET /c/{token}", sorted.
func (s *Server) Routes() []string { return slices.Sorted(slices.Values(s.mux.patterns)) }

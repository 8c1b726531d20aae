package web

import "net/http"

// Sources is the surface by which programs and telephones of the office tell what they see, each by a source of its own that checks who
// it is: signed webhooks at POST /api/sources/NAME, action URLs of telephones at GET /api/sources/NAME/TOKEN/EVENT. The log names
// the route, never a token.
type Sources struct {
	// Find returns what takes requests for a source; nil: there is none of that name, or it takes none.
	Find func(name string) http.Handler
}

// Register adds the routes.
func (s Sources) Register(mux Mux) {
	mux.HandleFunc("POST /api/sources/{name}", s.serve)
	mux.HandleFunc("GET /api/sources/{name}/{token}/{event}", s.serve)
}

func (s Sources) serve(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	h := s.Find(name)
	if h == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.StripPrefix("/api/sources/"+name, h).ServeHTTP(w, r)
}

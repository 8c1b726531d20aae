package web

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// compressible are the kinds of answers that become smaller.
var compressible = []string{"text/html", "text/csv", "application/json"}

var packers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic("web: " + err.Error()) // the level is constant
	}
	return z
}}

// compressed sends text packed to browsers that can unpack it. Assets are packed already and event streams must not be.
//
// Length betrays content when a page mixes a secret with what an attacker made the browser ask for. Pages of private links
// cannot be asked for without their secret, and no page shows a session's secret.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		p := &packed{ResponseWriter: w}
		defer p.close()
		next.ServeHTTP(p, r)
	})
}

// packed packs what is written when the kind of the answer is worth it.
type packed struct {
	http.ResponseWriter
	z       *gzip.Writer
	started bool
}

func (p *packed) WriteHeader(status int) {
	if !p.started {
		p.started = true
		if h := p.Header(); worth(h, status) {
			h.Del("Content-Length")
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			p.z = packers.Get().(*gzip.Writer)
			p.z.Reset(p.ResponseWriter)
		}
	}
	p.ResponseWriter.WriteHeader(status)
}

func worth(h http.Header, status int) bool {
	if h.Get("Content-Encoding") != "" || status == http.StatusNoContent || status == http.StatusNotModified {
		return false
	}
	for _, kind := range compressible {
		if strings.HasPrefix(h.Get("Content-Type"), kind) {
			return true
		}
	}
	return false
}

func (p *packed) Write(b []byte) (int, error) {
	if !p.started {
		p.WriteHeader(http.StatusOK)
	}
	if p.z == nil {
		return p.ResponseWriter.Write(b)
	}
	return p.z.Write(b)
}

// FlushError sends what was written so far, for http.ResponseController.
func (p *packed) FlushError() error {
	if p.z != nil {
		if err := p.z.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(p.ResponseWriter).Flush()
}

// close writes the end of the packed answer; a visitor who has gone is nobody's error.
func (p *packed) close() {
	if p.z != nil {
		_ = p.z.Close()
		packers.Put(p.z)
		p.z = nil
	}
}

// Unwrap lets http.ResponseController find the connection.
func (p *packed) Unwrap() http.ResponseWriter { return p.ResponseWriter }

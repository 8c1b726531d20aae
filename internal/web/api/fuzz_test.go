package api_test

import (
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
)

// FuzzRequest sends whatever it likes to operations that take the most: nothing of it may be a fault of ours, and no fault may repeat
// what was sent.
func FuzzRequest(f *testing.F) {
	f.Add("/cases/x/facts", "application/json", `{"kind":"case.noted","data":{"text":"메모"}}`, `"2"`)
	f.Add("/contacts", "application/json", `{"channel":"visit","at":"2026-11-23T01:00:00Z","data":{"busy":true}}`, "*")
	f.Add("/petitions", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\n{}\r\n--x--\r\n", "")
	f.Add("/cases?cursor=AAAA&limit=-1", "text/plain", "900101-1234567", `W/"1"`)
	s := openFor(f)
	kim := s.Staff("kim", app.Officer, "general_affairs", "petition")
	p := token(s, kim.Account)
	f.Fuzz(func(t *testing.T, path, kind, body, match string) {
		if strings.ContainsAny(path+kind+match, "\r\n\x00 #%") || !strings.HasPrefix(path, "/") {
			return // no request that a client could send
		}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			r, err := http.NewRequestWithContext(t.Context(), method, s.URL+"/api/v1"+path, strings.NewReader(body))
			if err != nil {
				return
			}
			for name, value := range map[string]string{"Content-Type": kind, "If-Match": match, "Authorization": "Bearer " + p.secret, "Idempotency-Key": s.NewKey()} {
				r.Header.Set(name, value)
			}
			got, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				continue // not a request after all
			}
			_ = got.Body.Close()
			if got.StatusCode >= 500 {
				t.Errorf("%s %s: %d", method, path, got.StatusCode)
			}
		}
	})
}

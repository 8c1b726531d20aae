package open311_test

import (
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/open311"
	"jikim/test/harness"
	"jikim/test/site"
)

// FuzzRequest files and asks for whatever it likes: nothing of it may be a fault of ours.
func FuzzRequest(f *testing.F) {
	f.Add("service_code=question&last_name=x&description=y&attribute[publish]=yes", "start_date=2026-11-23T00:00:00Z&status=open")
	f.Add("service_code=disclosure&attribute[=1&attribute[x][]=2&lat=1&long=", "service_request_id=1,2,,3&end_date=x")
	s := site.Open(harness.New(f, "2026-11-23 10:00"), nil, func(s *web.Server) web.Surface { return open311.New(s) })
	secret := key(s, "", app.PetitionWrite)
	f.Fuzz(func(t *testing.T, form, query string) {
		send := func(method, path, body string) {
			r, err := http.NewRequestWithContext(t.Context(), method, s.URL+open311.Base+path, strings.NewReader(body))
			if err != nil {
				return
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Authorization", "Bearer "+secret)
			got, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				return
			}
			_ = got.Body.Close()
			if got.StatusCode >= 500 {
				t.Errorf("%s %s: %d", method, path, got.StatusCode)
			}
		}
		send(http.MethodPost, "/requests.json", form)
		if !strings.ContainsAny(query, "\r\n\x00 #") {
			send(http.MethodGet, "/requests.xml?"+query, "")
		}
	})
}

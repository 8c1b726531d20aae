package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"jikim/internal/web"
	"jikim/internal/web/api"
	"jikim/test/harness"
)

// BenchmarkIntake files petitions over the handlers, without the network, by as many clients at once as the name says.
func BenchmarkIntake(b *testing.B) {
	for _, clients := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("%d", clients), func(b *testing.B) {
			o := harness.New(b, "2026-11-23 10:00")
			s := web.New(web.Config{Service: o.Service, Institution: harness.Institution, Filing: web.Rate{Burst: -1}})
			s.Mount(api.New(s))
			work := make(chan struct{}, b.N)
			for range b.N {
				work <- struct{}{}
			}
			close(work)
			done := make(chan string, clients)
			b.ResetTimer()
			for range clients {
				go func() {
					for range work {
						r := httptest.NewRequest(http.MethodPost, "/api/v1/petitions", strings.NewReader(whole))
						r.Header.Set("Content-Type", "application/json")
						r.Header.Set("Idempotency-Key", o.NewKey())
						w := httptest.NewRecorder()
						s.ServeHTTP(w, r)
						if w.Code != http.StatusCreated {
							done <- w.Body.String()
							return
						}
					}
					done <- ""
				}()
			}
			for range clients {
				if fault := <-done; fault != "" {
					b.Fatal(fault)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "petitions/s")
		})
	}
}

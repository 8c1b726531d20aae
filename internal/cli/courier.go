package cli

import (
	"fmt"
	"io"
	"strings"

	"jikim/internal/app"
)

// proofless says which services nobody can file on the website, because no way to send codes is set up.
func proofless(e *env, w io.Writer, s *app.Service, institution string) {
	var names []string
	for _, svc := range s.Proofless(institution) {
		names = append(names, svc.Name.In(string(e.text.Lang())))
	}
	if len(names) > 0 {
		fmt.Fprintln(w, e.text.T("cli.serve.proofless", "services", strings.Join(names, ", ")))
	}
}

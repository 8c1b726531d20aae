package message

import (
	"strings"

	"jikim/internal/channel"
)

// methods are the checks of a sender that are shown.
var methods = []string{"spf", "dkim", "dmarc"}

// rank orders results: of several servers of ours the worst counts, so that a line that somebody slipped in can only harm himself.
func rank(result string) int {
	switch result {
	case "pass":
		return 0
	case "none", "neutral", "policy":
		return 1
	case "temperror", "permerror", "softfail", "hardfail":
		return 2
	}
	return 3 // fail, and words that we do not know
}

// checks reads what the servers of the given name found (RFC 8601). Fields of other names prove nothing: anybody can write them. That
// nobody else's field bears our name is the task of our own server (section 5).
func checks(h *header, authority string) []channel.Check {
	if authority == "" {
		return nil
	}
	found := map[string]string{}
	for _, raw := range h.all("authentication-results") {
		for method, result := range results(raw, authority) {
			if old, ok := found[method]; !ok || rank(result) > rank(old) {
				found[method] = result
			}
		}
	}
	var out []channel.Check
	for _, m := range methods {
		if found[m] != "" {
			out = append(out, channel.Check{Name: m, Result: found[m]})
		}
	}
	return out
}

// results reads one field. Of several signatures one that holds is enough.
func results(raw, authority string) map[string]string {
	parts := strings.Split(withoutComments(oneLine(raw)), ";")
	fields := strings.Fields(parts[0]) // the name, and perhaps a version
	if len(fields) == 0 || !strings.EqualFold(strings.Trim(fields[0], `"`), authority) {
		return nil
	}
	out := map[string]string{}
	for _, part := range parts[1:] {
		words := strings.Fields(strings.ToLower(strings.ReplaceAll(part, " =", "=")))
		if len(words) == 0 {
			continue
		}
		method, result, ok := strings.Cut(words[0], "=")
		method, _, _ = strings.Cut(method, "/") // a version
		if !ok || result == "" || len(result) > 20 {
			continue
		}
		if old, twice := out[method]; !twice || rank(result) < rank(old) {
			out[method] = result
		}
	}
	return out
}

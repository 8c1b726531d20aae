package api

import "testing"

// TestAcceptable chooses by the most exact part that names the media type, as RFC 9110 does.
func TestAcceptable(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]bool{
		"": true, "*/*": true, "application/*": true, "application/json": true, "text/html": false, "text/html, */*;q=0.1": true,
		"application/json;q=0": false, "*/*, application/json;q=0": false, "application/*;q=0, application/json": true,
		"text/html;q=x": false, ";": false, "application/problem+json": false,
	} {
		if got := acceptable(accept, "application/json"); got != want {
			t.Errorf("%q: %v, want %v", accept, got, want)
		}
	}
}

// TestIfMatch reads the tags that this interface gives, and refuses all others: a write that was to be made only if nothing had
// changed must not be made because a tag could not be read.
func TestIfMatch(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]int64{"": 0, "*": 0, `"17"`: 17, `17`: -1, `W/"17"`: -1, `"0"`: -1, `"-1"`: -1, `"17", "18"`: -1, `"x"`: -1, `"`: -1} {
		got, err := sawOf(header)
		if want < 0 && err == nil || want >= 0 && (err != nil || got != want) {
			t.Errorf("%q: %d %v, want %d", header, got, err, want)
		}
	}
}

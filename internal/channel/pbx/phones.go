package pbx

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/yaml"
)

// phones takes the action URLs of telephones: each calls an address of its own when something happens to it. It is the only source that
// sees a handset go down after the caller has hung up.
type phones struct {
	*meter
	path string

	mu   sync.Mutex
	last map[string]phoneCall // by extension
	n    int
}

// phoneCall is the call that a telephone has told of last.
type phoneCall struct {
	name     string
	from, to string
	way      channel.CallWay
	over     time.Time // when it was terminated; zero: it goes on
}

// putDown is how long after a call a handset that goes down is still that call's.
const putDown = 5 * time.Minute

// OpenPhones makes a source of the entry of telephones with action URLs:
//
//	tokens: phones.txt      # a file of lines "extension token"; a token is at least 16 characters, its own for each telephone
//
// The addresses stand in docs/channels/pbx.md.
func OpenPhones(o channel.Office, n *yaml.Node) (channel.Source, error) {
	e := open(n, "tokens")
	if !e.fine() {
		return nil, e.errs.Err()
	}
	p := &phones{path: e.path("tokens", true), last: map[string]phoneCall{}}
	if p.path != "" {
		if _, err := readTokens(p.path); err != nil {
			e.errs.Add(e.Get("tokens").Errorf("%v", err))
		}
	}
	if err := e.errs.Err(); err != nil {
		return nil, err
	}
	p.meter = newMeter(o, channel.SeesRing, channel.SeesPerson, channel.SeesHook)
	return p, nil
}

// Run waits: what comes is taken by ServeHTTP.
func (p *phones) Run(ctx context.Context) error { return p.await(ctx) }

// readTokens reads the extension of each token, by the digest of the token.
func readTokens(path string) (map[[32]byte]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the file of tokens cannot be read")
	}
	defer f.Close()
	out := map[[32]byte]string{}
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		words := strings.Fields(s.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if len(words) != 2 || len(words[0]) > 8 || strings.Trim(words[0], "0123456789") != "" || len(words[1]) < 16 {
			return nil, fmt.Errorf("line %d of the file of tokens is not \"extension token\" with a token of 16 characters or more", n)
		}
		key := sha256.Sum256([]byte(words[1]))
		if out[key] != "" {
			return nil, fmt.Errorf("line %d of the file of tokens has the token of another telephone", n)
		}
		out[key] = words[0]
	}
	if s.Err() != nil || len(out) == 0 {
		return nil, fmt.Errorf("the file of tokens has none that can be read")
	}
	return out, nil
}

// phone returns the extension of a token. Digests are compared, so that how long it takes tells nothing of tokens.
func (p *phones) phone(token string) (string, bool) {
	tokens, err := readTokens(p.path)
	if err != nil {
		p.trouble("pbx_secret")
		return "", false
	}
	given, found := sha256.Sum256([]byte(token)), ""
	for key, ext := range tokens {
		if subtle.ConstantTimeCompare(key[:], given[:]) == 1 {
			found = ext
		}
	}
	return found, found != ""
}

// ServeHTTP takes GET …/TOKEN/EVENT?call=…&remote=…, and answers 200 when it is committed. Telephones do not ask again: what the office
// cannot take is lost, and counted as refused.
func (p *phones) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, event, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, "GET", http.StatusMethodNotAllowed)
		return
	}
	ext, ok := p.phone(token)
	if !ok {
		p.refuse()
		http.NotFound(w, r)
		return
	}
	q := r.URL.Query()
	sight, ok := p.sight(ext, event, value(q.Get("call")), value(q.Get("remote")), p.now())
	if !ok {
		p.refuse()
		http.NotFound(w, r)
		return
	}
	p.heard()
	p.answer(r.Context(), w, http.StatusOK, []channel.Sight{sight})
}

// value returns what a telephone filled in; a variable that it does not know stands there as it was written.
func value(s string) string {
	if len(s) > 100 || strings.HasPrefix(s, "$") {
		return ""
	}
	return s
}

// sight reads one event of a telephone.
func (p *phones) sight(ext, event, call, remote string, now time.Time) (channel.Sight, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	kinds := map[string]channel.SightKind{"incoming": channel.Ringing, "outgoing": channel.Offered, "established": channel.Answered,
		"held": channel.Held, "resumed": channel.Resumed, "missed": channel.Rejected, "terminated": channel.Ended, "on-hook": channel.OnHook}
	kind, ok := kinds[event]
	if !ok {
		return channel.Sight{}, false
	}
	c := p.last[ext]
	if !c.over.IsZero() && (event != "on-hook" || now.Sub(c.over) > putDown) {
		c = phoneCall{} // what happens now is of another
	}
	if call == "" {
		call = c.name // most telephones name no call when the handset goes down
	} else {
		call = ext + " " + call
	}
	begins := event == "incoming" || event == "outgoing"
	if begins && (call == c.name || call == "") {
		call = ext + " " + strconv.FormatInt(now.UnixMicro(), 36)
	}
	if call != c.name && call != "" {
		c = phoneCall{name: call, from: remote, to: ext}
		if event == "outgoing" {
			c = phoneCall{name: call, from: ext, to: remote, way: channel.Outward}
		}
		p.last[ext] = c
	}
	switch event {
	case "terminated", "missed":
		c.over = now
		p.last[ext] = c
	case "on-hook":
		delete(p.last, ext)
	}
	p.n++
	s := channel.Sight{Source: p.office.Name, ID: call + " " + event + " " + strconv.FormatInt(now.UnixMicro(), 36) + " " + strconv.Itoa(p.n), Kind: kind, Received: now, Clock: channel.Arrival,
		Call: call, Way: c.way, From: c.from, To: c.to}
	switch kind {
	case channel.Answered:
		if s.By = channel.ByPerson; c.way == channel.Outward {
			s.By = channel.BySomebody
		}
	case channel.OnHook:
		s.From, s.To = ext, ""
	case channel.Rejected:
		s.Cause = "no_answer"
	}
	return s, true
}

package witness

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jikim/internal/ledger"
)

// Client asks one witness. It is safe for concurrent use.
type Client struct {
	url  string
	key  ledger.Verifier
	http *http.Client
}

// answersWithin is how long a witness has.
const answersWithin = 10 * time.Second

// Dial returns a client of the witness at an address, such as https://witness.example.kr, whose countersignatures are checked with
// its public key. Nothing is asked yet.
func Dial(address, public string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("%q is no address of a witness; write it like https://witness.example.kr", address)
	}
	key, err := ledger.ParseKey(public)
	if err != nil {
		return nil, fmt.Errorf("the witness at %s: %w", u.Host, err)
	}
	if !ledger.IsWitness(key) {
		return nil, fmt.Errorf("the witness at %s: this is the key of a log, not of a witness", u.Host)
	}
	return &Client{strings.TrimSuffix(address, "/"), key, &http.Client{Timeout: answersWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

// Name returns the name that the witness signs under.
func (c *Client) Name() string { return c.key.Name() }

// Cosign asks for a countersignature of a signed checkpoint and returns its line with the instant that it names, checked. The error is
// a *ledger.AheadError when the witness remembers another size than the request says.
func (c *Client) Cosign(ctx context.Context, q ledger.Request) (line []byte, at time.Time, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/add-checkpoint", bytes.NewReader(q.Bytes()))
	if err != nil {
		return nil, at, err
	}
	r.Header.Set("Content-Type", "text/plain; charset=utf-8")
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, at, fmt.Errorf("the witness %s cannot be reached: %w", c.Name(), err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostBytes))
	switch {
	case err != nil:
		return nil, at, fmt.Errorf("the answer of the witness %s ended early: %w", c.Name(), err)
	case answer.StatusCode == http.StatusConflict && answer.Header.Get("Content-Type") == sizeType:
		size, err := strconv.ParseInt(strings.TrimSuffix(string(body), "\n"), 10, 64)
		if err != nil || size < 0 {
			return nil, at, fmt.Errorf("the witness %s remembers something that is no size", c.Name())
		}
		return nil, at, &ledger.AheadError{Size: size}
	case answer.StatusCode != http.StatusOK:
		return nil, at, fmt.Errorf("the witness %s refuses with status %d", c.Name(), answer.StatusCode)
	}
	return c.pick(q.Signed, body)
}

// pick finds the line that the witness's key has signed among those of its answer.
func (c *Client) pick(signed, body []byte) ([]byte, time.Time, error) {
	text, _, _ := bytes.Cut(signed, []byte("\n\n"))
	text = append(bytes.Clone(text), "\n\n"...)
	lines := bufio.NewScanner(bytes.NewReader(body))
	for lines.Scan() {
		line := append(bytes.Clone(lines.Bytes()), '\n')
		if at, err := ledger.CosignedAt(append(bytes.Clone(text), line...), c.key); err == nil {
			return line, at, nil
		}
	}
	return nil, time.Time{}, errors.New("the answer of the witness " + c.Name() + " is not signed with its key")
}

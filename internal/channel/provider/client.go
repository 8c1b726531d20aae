package provider

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"
)

// mostAnswer bounds what is read of an answer, in bytes.
const mostAnswer = 1 << 20

// Client speaks with one provider over HTTPS. It follows no redirect, since nobody else gets the key, and its errors quote neither
// address nor answer, which hold numbers and texts.
type Client struct {
	address string // without a slash at the end
	http    *http.Client
}

// NewClient returns a client for an address as Entry.Address reads it. roots are whom the provider's certificate is trusted from; nil:
// whom the system trusts.
func NewClient(address string, roots *x509.CertPool) *Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
	t.MaxIdleConnsPerHost, t.MaxConnsPerHost = 4, 16
	return &Client{address: address, http: &http.Client{Transport: t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Answer is what a provider answered.
type Answer struct {
	Status int
	Body   []byte
}

// Call asks for a path with its query, signed by sign, and returns the answer when it is one of the 200s or 400s that says something
// of the request itself. Others are errors:
//
//   - ErrAway: the request did not reach the provider;
//   - ErrUnsure: it may have, and no whole answer came, or one that tells of a fault over there (408, 500 and above);
//   - ErrLogin: 401 or 403;
//   - ErrBusy: 429.
//
// An answer that redirects is an error of its own: the address is wrong.
func (c *Client) Call(ctx context.Context, method, path string, body []byte, sign func(http.Header)) (Answer, error) {
	var reached atomic.Bool
	// The transport tries again by itself only when nothing was written, so that the last try tells.
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GetConn: func(string) { reached.Store(false) }, GotConn: func(httptrace.GotConnInfo) { reached.Store(true) }})
	r, err := http.NewRequestWithContext(traced, method, c.address+path, bytes.NewReader(body))
	if err != nil {
		return Answer{}, errors.New("the address of the provider is none")
	}
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	sign(r.Header)
	answer, err := c.http.Do(r)
	if err != nil {
		if reached.Load() {
			return Answer{}, broken(ctx)
		}
		return Answer{}, away(ctx, err)
	}
	defer answer.Body.Close()
	a := Answer{Status: answer.StatusCode}
	if a.Body, err = io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1)); err != nil || len(a.Body) > mostAnswer {
		return Answer{}, broken(ctx)
	}
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return a, fmt.Errorf("%w (%d)", ErrLogin, a.Status)
	case a.Status == http.StatusTooManyRequests:
		return a, Pause(retryAfter(answer.Header.Get("Retry-After")))
	case a.Status/100 == 3:
		return a, fmt.Errorf("the provider is somewhere else (%d)", a.Status)
	case a.Status == http.StatusRequestTimeout || a.Status/100 != 2 && a.Status/100 != 4:
		return a, fmt.Errorf("%w (%d)", ErrUnsure, a.Status)
	}
	return a, nil
}

// broken is the error of a request of which nobody knows whether it was taken.
func broken(ctx context.Context) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: no answer in time: %w", ErrUnsure, ctx.Err())
	}
	return fmt.Errorf("%w: the connection broke", ErrUnsure)
}

// away is the error of a request that went to nobody.
func away(ctx context.Context, err error) error {
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &cert):
		return fmt.Errorf("%w: its certificate is not trusted", ErrAway)
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ErrAway, ctx.Err())
	}
	return ErrAway
}

// retryAfter reads how long a provider wants to be left alone, in seconds; 0: it does not say so.
func retryAfter(header string) time.Duration {
	n, err := strconv.Atoi(header)
	if err != nil || n < 0 || n > int(mostPause/time.Second) {
		return 0
	}
	return time.Duration(n) * time.Second
}

package email

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// dial connects, logs in and opens the mailbox for reading only.
func dial(ctx context.Context, a account, password string) (_ reader, err error) {
	conn, err := a.conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errServer, err)
	}
	// The library knows no contexts: the end of one ends the connection, and so everything that waits for it.
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer func() {
		if !stop() && err == nil {
			err = ctx.Err()
		}
		if err != nil {
			_ = conn.Close()
		}
	}()
	c := &connection{changed: make(chan struct{}, 1)}
	options := &imapclient.Options{TLSConfig: a.tls(), UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(*imapclient.UnilateralDataMailbox) {
			select {
			case c.changed <- struct{}{}:
			default:
			}
		},
	}}
	if a.security == StartTLS {
		c.client, err = imapclient.NewStartTLS(conn, options)
	} else {
		c.client = imapclient.New(conn, options)
		err = c.client.WaitGreeting()
	}
	if err != nil {
		return nil, trust(err)
	}
	if err := c.login(a.user, password); err != nil {
		return nil, err
	}
	c.chosen, err = c.client.Select(a.mailbox, &imap.SelectOptions{ReadOnly: true}).Wait()
	if refusal(err) {
		return nil, errMailbox
	}
	if err != nil {
		return nil, trust(err)
	}
	return c, nil
}

func (a *account) tls() *tls.Config {
	host, _, _ := net.SplitHostPort(a.address)
	return &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: a.roots, NextProtos: []string{"imap"}}
}

// conn opens the connection, encrypted from the first byte on where it is to be.
func (a *account) conn(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	plain, err := (&net.Dialer{}).DialContext(ctx, "tcp", a.address)
	if err != nil {
		return nil, err
	}
	watched := &watchedConn{Conn: plain}
	watched.timer = time.AfterFunc(silence, func() { _ = plain.Close() })
	if a.security == StartTLS {
		return watched, nil
	}
	encrypted := tls.Client(watched, a.tls())
	if err := encrypted.HandshakeContext(ctx); err != nil {
		_ = watched.Close()
		return nil, trust(err)
	}
	return encrypted, nil
}

// watchedConn breaks when the other side says nothing for too long; the library waits without end.
type watchedConn struct {
	net.Conn
	timer *time.Timer
}

// Read puts the end off.
func (c *watchedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.timer.Reset(silence)
	}
	return n, err
}

// Close ends the watch too.
func (c *watchedConn) Close() error {
	c.timer.Stop()
	return c.Conn.Close()
}

// login logs in as the server offers. The connection is encrypted by now.
func (c *connection) login(user, password string) error {
	var err error
	if c.client.Caps().Has(imap.AuthCap("PLAIN")) {
		err = c.client.Authenticate(sasl.NewPlainClient("", user, password))
	} else {
		err = c.client.Login(user, password).Wait()
	}
	if refusal(err) {
		return errLogin
	}
	if err != nil {
		return trust(err)
	}
	return nil
}

// refusal tells that the server understood and does not want to.
func refusal(err error) bool {
	var said *imap.Error
	return errors.As(err, &said) && said.Type == imap.StatusResponseTypeNo
}

// trust makes an error that quotes nothing of the server's.
func trust(err error) error {
	var cert *tls.CertificateVerificationError
	if errors.As(err, &cert) {
		return errTrust
	}
	return fmt.Errorf("%w (%T)", errServer, err)
}

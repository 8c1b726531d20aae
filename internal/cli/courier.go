package cli

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"jikim/internal/app"
	"jikim/internal/channel/email"
	"jikim/internal/channel/sms"
)

// sending says how people outside of the office are reached. Passwords stand in files, since the command line is there for
// everybody on the machine to read.
type sending struct {
	SMTP         string `name:"smtp" help:"Mail server that takes mail by submission: host:port." placeholder:"ADDR" env:"JIKIM_SMTP"`
	SMTPTLS      string `name:"smtp-tls" help:"How the connection is encrypted: starttls or tls." enum:"starttls,tls" default:"starttls" env:"JIKIM_SMTP_TLS"`
	SMTPFrom     string `name:"smtp-from" help:"Address that mail is sent from." placeholder:"ADDRESS" env:"JIKIM_SMTP_FROM"`
	SMTPUser     string `name:"smtp-user" help:"Account at the mail server." placeholder:"NAME" env:"JIKIM_SMTP_USER"`
	SMTPPassword string `name:"smtp-password" help:"File with the password of the account." placeholder:"FILE" env:"JIKIM_SMTP_PASSWORD"`
	SMTPCA       string `name:"smtp-ca" help:"File with the certificates that the mail server's is trusted from; those of the system without it." placeholder:"FILE" env:"JIKIM_SMTP_CA"`
	SMS          string `name:"sms" help:"File that describes the gateway for short messages." placeholder:"FILE" env:"JIKIM_SMS"`
	SMSSecret    string `name:"sms-secret" help:"File with the secret of the gateway." placeholder:"FILE" env:"JIKIM_SMS_SECRET"`
}

// couriers returns the ways that are set up. What is set up by halves is an error: else it would be noticed when a citizen waits.
func (c *sending) couriers() (map[app.Way]app.Courier, error) {
	out := map[app.Way]app.Courier{}
	if c.SMTP != "" {
		s, err := c.email()
		if err != nil {
			return nil, fmt.Errorf("--smtp: %w", err)
		}
		out[app.ByEmail] = s
	} else if c.SMTPFrom+c.SMTPUser+c.SMTPPassword+c.SMTPCA != "" {
		return nil, errors.New("--smtp is missing: the mail server, host:port")
	}
	if c.SMS != "" {
		s, err := c.sms()
		if err != nil {
			return nil, fmt.Errorf("--sms: %w", err)
		}
		out[app.BySMS] = s
	} else if c.SMSSecret != "" {
		return nil, errors.New("--sms is missing: the file that describes the gateway")
	}
	return out, nil
}

func (c *sending) email() (*email.Sender, error) {
	account := email.Config{Address: c.SMTP, Security: email.Security(c.SMTPTLS), User: c.SMTPUser, From: c.SMTPFrom}
	var err error
	if account.Password, err = secret(c.SMTPPassword); err != nil {
		return nil, err
	}
	if c.SMTPCA != "" {
		certs, err := os.ReadFile(c.SMTPCA)
		if err != nil {
			return nil, plainFileError(c.SMTPCA, err)
		}
		if account.Roots = x509.NewCertPool(); !account.Roots.AppendCertsFromPEM(certs) {
			return nil, fmt.Errorf("%s has no certificate", c.SMTPCA)
		}
	}
	return email.New(account)
}

func (c *sending) sms() (*sms.Sender, error) {
	src, err := os.ReadFile(c.SMS)
	if err != nil {
		return nil, plainFileError(c.SMS, err)
	}
	gateway, err := sms.Parse(src)
	if err != nil {
		return nil, err
	}
	word, err := secret(c.SMSSecret)
	if err != nil {
		return nil, err
	}
	return sms.New(gateway, word, nil)
}

// secret reads a password from the first line of a file; without a file there is none.
func secret(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	src, err := os.ReadFile(name)
	if err != nil {
		return "", plainFileError(name, err)
	}
	line, _, _ := strings.Cut(string(src), "\n")
	if line = strings.TrimRight(line, "\r"); line == "" {
		return "", fmt.Errorf("%s is empty", name)
	}
	return line, nil
}

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

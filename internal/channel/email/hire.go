package email

import (
	"jikim/internal/channel"
	"jikim/internal/core/yaml"
)

// Hire makes a courier of the entry of a mail server that takes mail by submission:
//
//	server: mail.example.kr:587   # host:port
//	security: starttls            # or tls
//	user: minwon                  # with password; none when the server asks for none
//	password: smtp-password       # a file; its first line is the password
//	ca: ca.pem                    # whom the server's certificate is trusted from; the system's without it
//	from: minwon@example.kr       # address that mail is sent from
//	as: 원주교육문화관             # name beside it; none without it
//	bounce: bounces@example.kr    # where what cannot be delivered comes back: a mailbox that a source reads; from without it
//
// Files are beside the channels file unless their path is absolute.
func Hire(_ channel.Depot, entry *yaml.Node) (channel.Courier, error) {
	f, errs := fields(entry, "server", "security", "user", "password", "ca", "from", "as", "bounce")
	if f == nil {
		return nil, errs.Err()
	}
	c := Config{Address: errs.address(f, "server"), User: errs.text(f, "user"), From: errs.need(f, "from"), Name: errs.text(f, "as"), Bounce: errs.text(f, "bounce")}
	if n, err := f.Need("security"); !errs.Add(err) {
		text, err := n.OneOf(string(StartTLS), string(TLS))
		errs.Add(err)
		c.Security = Security(text)
	}
	if path := errs.file(f, "password", false); path != "" {
		var err error
		if c.Password, err = firstLine(path); err != nil {
			errs.Add(f.Get("password").Errorf("%s has no password in its first line, or cannot be read", path))
		}
	}
	if path := errs.file(f, "ca", false); path != "" {
		c.Roots = errs.roots(f.Get("ca"), path)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	s, err := New(c)
	if err != nil {
		return nil, f.Node().Errorf("%v", err)
	}
	return s, nil
}

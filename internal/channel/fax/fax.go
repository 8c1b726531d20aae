// Package fax takes in what fax machines receive, and sends by them: HylaFAX on this machine (Machine, Sender), and gateways that
// hand faxes over by mail (Gateway; ITU-T T.37, RFC 2305, RFC 3965).
//
// The queue of received faxes is swept; no program of ours is called for each fax. HylaFAX would call one by a shell, and gives
// that shell the name of the caller as his exchange told it, unquoted: who can choose his name can run commands
// (docs/channels/fax.md). What such a call would tell stands in HylaFAX's log as well, where it is only text.
//
// Who sent a fax is what the machine says: the number of the line as the exchange told it, else the number that the sender's
// machine gives out. Never what stands on the paper.
package fax

import (
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/scan"
	"jikim/internal/core/yaml"
)

// usualPause is between two looks into a queue.
const usualPause = 3 * time.Second

// OpenHylaFAX makes a source of the entry of a HylaFAX server on this machine:
//
//	spool: /var/spool/hylafax
//	zone: Asia/Seoul            # of the times in its logs
//
// The programs that convert faxes have to be there.
func OpenHylaFAX(o channel.Office, entry *yaml.Node) (channel.Source, error) {
	m, err := entry.Map("spool", "zone")
	var errs yaml.Errors
	errs.Add(err)
	if m == nil {
		return nil, errs.Err()
	}
	spool := folder(m, "spool", &errs)
	zone := zone(m, &errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	reader, err := open(o, entry)
	if err != nil {
		return nil, err
	}
	return &Machine{Intake: scan.Intake{Office: o, Reader: reader}, spool: spool, zone: zone, pause: usualPause}, nil
}

// open finds the programs for conversion, and tells at the entry what is missing.
func open(o channel.Office, entry *yaml.Node) (*scan.Reader, error) {
	reader, err := scan.Open()
	if err != nil {
		return nil, entry.Errorf("%v", err)
	}
	e := reader.Enforced()
	o.Log.Info("papers are converted in a sandbox", "source", o.Name, "namespaces", e.Namespaces, "landlock", e.Landlock, "nobody", e.Nobody)
	return reader, nil
}

// folder reads the path of a folder.
func folder(m *yaml.Fields, key string, errs *yaml.Errors) string {
	n, err := m.Need(key)
	if errs.Add(err) {
		return ""
	}
	text, err := n.Text()
	if errs.Add(err) {
		return ""
	}
	if !strings.HasPrefix(text, "/") {
		errs.Add(n.Errorf("%q is no path from the root", text).WithHint("write /var/spool/hylafax"))
	}
	return text
}

func zone(m *yaml.Fields, errs *yaml.Errors) *time.Location {
	n, err := m.Need("zone")
	if errs.Add(err) {
		return nil
	}
	text, err := n.Text()
	if errs.Add(err) {
		return nil
	}
	z, err := time.LoadLocation(text)
	if err != nil || text == "" || text == "Local" {
		errs.Add(n.Errorf("%q is no time zone", text).WithHint("write Asia/Seoul"))
	}
	return z
}

// Digits leaves of a telephone number its digits, with a plus sign before them if it had one; "" when there are fewer than three.
func Digits(number string) string {
	var b strings.Builder
	digits := 0
	for _, r := range number {
		switch {
		case r >= '0' && r <= '9':
			digits++
			b.WriteRune(r)
		case r == '+' && b.Len() == 0:
			b.WriteRune(r)
		}
	}
	if digits < 3 || digits > 32 {
		return ""
	}
	return b.String()
}

// same tells whether two numbers are one: by their last digits, since one may have a country code and the other not.
func same(a, b string) bool {
	const last = 8
	a, b = strings.TrimPrefix(a, "+"), strings.TrimPrefix(b, "+")
	n := min(len(a), len(b), last)
	return n > 0 && a[len(a)-n:] == b[len(b)-n:]
}

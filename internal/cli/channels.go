package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/channel/email"
	"jikim/internal/channel/fax"
	"jikim/internal/channel/pbx"
	"jikim/internal/channel/phone/capture"
	"jikim/internal/channel/phone/hep"
	"jikim/internal/channel/post"
	"jikim/internal/channel/sens"
	"jikim/internal/channel/sms"
	"jikim/internal/channel/solapi"
	"jikim/internal/core/notice"
	"jikim/internal/core/yaml"
)

// openers are the sources that a channels file can name, by their kind: a channel is its package and its line.
var openers = map[string]channel.Opener{
	"imap": email.OpenMailbox,
	"lmtp": email.OpenLMTP,
	"smtp": email.OpenSMTP,

	"hylafax": fax.OpenHylaFAX,
	"faxmail": fax.OpenGateway,
	"scans":   post.OpenFolder,

	"hep":    hep.OpenHEP,
	"mirror": capture.OpenMirror,
	"pcap":   capture.OpenPcap,

	"ami":     pbx.OpenAMI,
	"ari":     pbx.OpenARI,
	"esl":     pbx.OpenESL,
	"cdr":     pbx.OpenCDR,
	"phones":  pbx.OpenPhones,
	"webhook": pbx.OpenWebhook,
}

// hirers are the couriers that a channels file can name, by their kind, with the way that they go.
var hirers = map[string]hirer{
	"smtp":         {notice.Email, email.Hire},
	"solapi-kakao": {notice.Kakao, solapi.HireTalk},
	"solapi-sms":   {notice.SMS, solapi.HireText},
	"sens-kakao":   {notice.Kakao, sens.HireTalk},
	"sens-sms":     {notice.SMS, sens.HireText},
	"gateway-sms":  {notice.SMS, sms.Hire},
	"hylafax":      {notice.Fax, fax.HireSender},
}

type hirer struct {
	way  app.Way
	hire channel.Hirer
}

// way is a source or a courier as the channels file names it.
type way struct {
	name, kind string
	entry      *yaml.Node // without what every entry has
	route      app.LetterRoute
}

// mostWays bounds how many sources a file names.
const mostWays = 200

// readChannels reads a channels file: under "sources" the ways in, each with its name, its kind and what that kind asks, and for those
// that bring letters the service and the desk of the charter that they are for; under "couriers" the ways out, one at most for
// each way. All mistakes are told at once.
func readChannels(file string, src []byte, in map[string]channel.Opener, out map[string]hirer) (sources, couriers []way, err error) {
	root, err := yaml.Parse(file, src)
	if err != nil {
		return nil, nil, err
	}
	top, err := root.Map("sources", "couriers")
	if err != nil {
		return nil, nil, err
	}
	var errs yaml.Errors
	names := map[string]bool{}
	list := func(key string, kinds []string) (ways []way) {
		entries, err := top.List(key)
		errs.Add(err)
		if len(entries) > mostWays {
			errs.Add(root.Errorf("more than %d %s", mostWays, key))
			return nil
		}
		for _, n := range entries {
			w, err := readWay(n, kinds, key == "sources")
			if errs.Add(err) {
				continue
			}
			if names[w.name] {
				errs.Add(n.Errorf("a second entry is called %q", w.name))
			}
			names[w.name] = true
			ways = append(ways, w)
		}
		return ways
	}
	sources, couriers = list("sources", slices.Sorted(maps.Keys(in))), list("couriers", slices.Sorted(maps.Keys(out)))
	taken := map[app.Way]string{}
	for _, w := range couriers {
		if by := taken[out[w.kind].way]; by != "" {
			errs.Add(w.entry.Errorf("%q and %q go the same way (%s); keep one", by, w.name, out[w.kind].way))
		}
		taken[out[w.kind].way] = w.name
	}
	return sources, couriers, errs.Err()
}

func readWay(n *yaml.Node, kinds []string, source bool) (way, error) {
	var w way
	m, err := n.Map()
	if err != nil {
		return w, err
	}
	named, err := m.Need("name")
	if err != nil {
		return w, err
	}
	if w.name, err = named.Text(); err != nil {
		return w, err
	}
	if len(w.name) > 40 || strings.Trim(w.name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return w, named.Errorf("%q is no name: small letters, digits and hyphens, at most 40", w.name)
	}
	kind, err := m.Need("kind")
	if err != nil {
		return w, err
	}
	if w.kind, err = kind.OneOf(kinds...); err != nil {
		return w, err
	}
	if !source { // "service" may be a word of the provider there
		w.entry = n.Without("name", "kind")
		return w, nil
	}
	if w.route.Service, err = m.Text("service"); err != nil {
		return w, err
	}
	if w.route.Desk, err = m.Text("desk"); err != nil {
		return w, err
	}
	w.entry = n.Without("name", "kind", "service", "desk")
	return w, nil
}

// channels are the sources of a running office.
type channels struct {
	list []opened
	log  *slog.Logger
	stop func(name string) // is told of a source that has given up
}

type opened struct {
	way
	source channel.Source
}

// openChannels opens the sources of a channels file and makes them known to the office. No file, no sources.
func openChannels(e *env, file, institution string, s *app.Service, log *slog.Logger) (*channels, error) {
	c := &channels{log: log, stop: func(name string) { s.Stopped(institution, name) }}
	if file == "" {
		return c, nil
	}
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, plainFileError(file, err)
	}
	sources, couriers, err := readChannels(file, src, openers, hirers)
	if err != nil {
		return nil, err
	}
	var errs yaml.Errors
	for _, w := range couriers {
		errs.Add(c.hire(e, w, institution, s))
	}
	for _, w := range sources {
		if err := s.CheckRoute(institution, w.route); err != nil {
			errs.Add(w.entry.Errorf("%v", err))
			continue
		}
		office := channel.Office{Name: w.name, Letters: s.Letters(institution, w.route), Calls: s.Calls(institution), Log: log.With("source", w.name), Now: e.now}
		source, err := openers[w.kind](office, w.entry)
		var placed *yaml.Error
		if err != nil && !errors.As(err, &placed) {
			err = w.entry.Errorf("the source %q: %v", w.name, err)
		}
		if errs.Add(err) {
			continue
		}
		s.Attach(institution, w.name, w.kind, source)
		c.list = append(c.list, opened{w, source})
	}
	return c, errs.Err()
}

// hire makes a courier known to the office. One that asks what became of its messages runs like a source.
func (c *channels) hire(e *env, w way, institution string, s *app.Service) error {
	h := hirers[w.kind]
	courier, err := h.hire(channel.Depot{Name: w.name, Outcomes: s.Outcomes(institution), Log: c.log.With("courier", w.name), Now: e.now}, w.entry)
	var placed *yaml.Error
	if err != nil && !errors.As(err, &placed) {
		err = w.entry.Errorf("the courier %q: %v", w.name, err)
	}
	if err != nil {
		return err
	}
	s.Hire(h.way, courier)
	source, asks := courier.(channel.Source)
	if asks {
		s.Attach(institution, w.name, w.kind, source)
	}
	c.list = append(c.list, opened{w, source})
	return nil
}

// handler returns what takes the requests by which a source is told; nil: no source of that name is told by requests.
func (c *channels) handler(name string) http.Handler {
	for _, o := range c.list {
		if h, ok := o.source.(http.Handler); ok && o.name == name {
			return h
		}
	}
	return nil
}

// run runs all sources until the context ends. One that gives up is told of and holds up nobody else.
func (c *channels) run(ctx context.Context) error {
	var g errgroup.Group
	for _, o := range c.list {
		if o.source == nil { // a courier that asks nothing
			continue
		}
		g.Go(func() error {
			if err := o.source.Run(ctx); err != nil && ctx.Err() == nil {
				c.stop(o.name)
				c.log.Error("a source has given up", "source", o.name, "kind", o.kind, "error", err)
			}
			return nil
		})
	}
	return g.Wait()
}

type channelCmd struct {
	Check channelCheck `cmd:"" help:"Check a channels file, without connecting to anything."`
}

type channelCheck struct {
	staffPlace
	File string `arg:"" help:"The channels file."`
}

// Run checks a channels file against the charter in force.
func (c *channelCheck) Run(e *env) (err error) {
	log := slog.New(slog.DiscardHandler)
	in, err := c.open(e, log, nil)
	if err != nil {
		return err
	}
	defer in.close()
	name, err := institution(in.service, c.Institution)
	if err != nil {
		return err
	}
	found, err := openChannels(e, c.File, name, in.service, log)
	if err != nil {
		return err
	}
	for _, o := range found.list {
		fmt.Fprintln(e.out, e.text.T("cli.channel.source", "name", o.name, "kind", o.kind))
	}
	return nil
}

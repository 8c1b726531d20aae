package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/channel/email"
	"jikim/internal/channel/fax"
	"jikim/internal/channel/post"
	"jikim/internal/core/yaml"
)

// openers are the sources that a channels file can name, by their kind: a channel is its package and its line.
var openers = map[string]channel.Opener{
	"imap":        email.OpenMailbox,
	"lmtp":        email.OpenLMTP,
	"smtp":        email.OpenSMTP,
	"hylafax":     fax.OpenHylaFAX,
	"fax-mail":    fax.OpenGateway,
	"scan-folder": post.OpenFolder,
}

// way is a source as the channels file names it.
type way struct {
	name, kind string
	entry      *yaml.Node // without what every entry has
	route      app.LetterRoute
}

// mostWays bounds how many sources a file names.
const mostWays = 200

// readChannels reads a channels file: a list of sources under "sources", each with its name, its kind and what that kind asks,
// and for those that bring letters the service and the desk of the charter that they are for. All mistakes are told at once.
func readChannels(file string, src []byte, known map[string]channel.Opener) ([]way, error) {
	root, err := yaml.Parse(file, src)
	if err != nil {
		return nil, err
	}
	top, err := root.Map("sources")
	if err != nil {
		return nil, err
	}
	list, err := top.List("sources")
	if err != nil {
		return nil, err
	}
	if len(list) > mostWays {
		return nil, root.Errorf("more than %d sources", mostWays)
	}
	var errs yaml.Errors
	var out []way
	names := map[string]bool{}
	for _, n := range list {
		w, err := readWay(n, known)
		if errs.Add(err) {
			continue
		}
		if names[w.name] {
			errs.Add(n.Errorf("a second source is called %q", w.name))
		}
		names[w.name] = true
		out = append(out, w)
	}
	return out, errs.Err()
}

func readWay(n *yaml.Node, known map[string]channel.Opener) (way, error) {
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
		return w, named.Errorf("%q is no name of a source: small letters, digits and hyphens, at most 40", w.name)
	}
	kind, err := m.Need("kind")
	if err != nil {
		return w, err
	}
	if w.kind, err = kind.OneOf(slices.Sorted(maps.Keys(known))...); err != nil {
		return w, err
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
	ways, err := readChannels(file, src, openers)
	if err != nil {
		return nil, err
	}
	var errs yaml.Errors
	for _, w := range ways {
		if err := s.CheckRoute(institution, w.route); err != nil {
			errs.Add(w.entry.Errorf("%v", err))
			continue
		}
		office := channel.Office{Name: w.name, Letters: s.Letters(institution, w.route), Log: log.With("source", w.name), Now: e.now}
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

// run runs all sources until the context ends. One that gives up is told of and holds up nobody else.
func (c *channels) run(ctx context.Context) error {
	var g errgroup.Group
	for _, o := range c.list {
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

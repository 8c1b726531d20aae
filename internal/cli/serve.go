package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"jikim/internal/app"
	"jikim/internal/channel/clamd"
	"jikim/internal/engine"
	"jikim/internal/web"
	"jikim/internal/web/api"
	"jikim/internal/web/board"
	"jikim/internal/web/desk"
	"jikim/internal/web/kiosk"
	"jikim/internal/web/manage"
	"jikim/internal/web/open311"
	"jikim/internal/web/portal"
	"jikim/internal/web/public"
	"jikim/internal/web/result"
)

type serveCmd struct {
	staffPlace
	Listen    string   `help:"Address to serve on." default:"127.0.0.1:8080" env:"JIKIM_LISTEN"`
	Demo      bool     `help:"Fill an empty installation with a year of believable facts."`
	Seed      uint64   `help:"Seed of the demonstration; the same seed makes the same year." default:"1"`
	Public    string   `help:"Where citizens find these pages, for links in messages, such as https://minwon.example.kr." placeholder:"URL" env:"JIKIM_PUBLIC"`
	Secure    bool     `help:"Visitors reach the server by TLS, at a proxy before it." env:"JIKIM_SECURE"`
	Proxy     []string `help:"Networks of trusted proxies, such as 127.0.0.0/8." placeholder:"CIDR" env:"JIKIM_PROXY"`
	Official  bool     `help:"Show the banner of the official government website; only entitled offices may."`
	Clamd     string   `help:"Daemon of ClamAV that looks at files: host:port, or the path of its socket." placeholder:"ADDR" env:"JIKIM_CLAMD"`
	Channels  string   `help:"File that names the ways in and out: mailboxes, fax machines, exchanges, mail servers, ..." placeholder:"FILE" env:"JIKIM_CHANNELS"`
	Witnesses string   `help:"File that names the witnesses of the ledger: an address and a public key a line." type:"path" placeholder:"FILE" env:"JIKIM_WITNESSES"`
	hooking
	Verbose bool `short:"v" help:"Log every request."`
}

// Run serves until it is interrupted.
func (c *serveCmd) Run(e *env) (err error) {
	proxies, err := networks(c.Proxy)
	if err != nil {
		return err
	}
	scan, err := scanner(c.Clamd)
	if err != nil {
		return err
	}
	if err := c.checkPublic(); err != nil {
		return err
	}
	hooks, err := c.hookSender()
	if err != nil {
		return err
	}
	witnesses, err := openWitnesses(c.Witnesses)
	if err != nil {
		return err
	}
	// The address is taken first: who is refused it must not have touched the data.
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	defer listener.Close()
	release, err := c.alone()
	if err != nil {
		return err
	}
	defer release()
	log := c.log(e)
	in, err := c.open(e, log, func(a *app.Config) { a.Scanner, a.Public, a.Webhooks, a.Witnesses = scan, c.Public, hooks, witnesses })
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.close()) }()
	name, err := institution(in.service, c.Institution)
	if err != nil {
		return err
	}
	ways, err := openChannels(e, c.Channels, name, in.service, log)
	if err != nil {
		return err
	}
	if c.Demo {
		if err := c.demonstrate(e, in.service, name); err != nil {
			return err
		}
	}
	c.equip(in.service, log.Info)
	site := web.New(web.Config{Service: in.service, Institution: name, Secure: c.Secure, Proxies: proxies, Log: log, Official: c.Official,
		Ready: func(ctx context.Context) error {
			_, err := in.store.Due(ctx, name, e.now(), 1)
			return err
		}})
	site.Mount(append(Surfaces(site, in.service), web.Sources{Find: ways.handler})...)
	if err := c.greet(e, in.service, name, listener.Addr().String()); err != nil {
		return err
	}
	if !c.Demo {
		if err := nameLedger(e, e.err, in.service, name, c.Public); err != nil {
			return err
		}
	}
	return c.run(e, in, log, site, listener, ways)
}

// Surfaces returns everything that jikim serves, for a site over the use cases.
func Surfaces(site *web.Server, service *app.Service) []web.Surface {
	return []web.Surface{portal.New(site), public.New(site), result.New(site), api.New(site), open311.New(site), desk.New(site, service), manage.New(site, service),
		kiosk.New(site, kiosk.Idle), board.New(site)}
}

// roomy lets garbage grow to three times what is in use before it is collected. What is in use is little, so that the
// collector would run a hundred times a second under load, for a tenth of the processor time. GOGC of the administrator
// goes before.
func roomy(e *env) {
	if e.getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
}

// run serves and wakes until the context ends or one of the two fails.
func (c *serveCmd) run(e *env, in *installation, log *slog.Logger, site *web.Server, listener net.Listener, ways *channels) error {
	roomy(e)
	clocks := engine.New(engine.Config{Office: in.service, Deliver: engine.DelivererFunc(in.service.Notify), Log: log})
	in.service.SetHooks(app.Hooks{Committed: clocks.Committed})
	g, ctx := errgroup.WithContext(e.ctx)
	g.Go(func() error { return clocks.Run(ctx) })
	g.Go(func() error { return site.Serve(ctx, listener) })
	g.Go(func() error { return ways.run(ctx) })
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// alone makes sure that no second process serves the same SQLite folder: its clocks would ring twice.
func (c *serveCmd) alone() (release func(), err error) {
	if c.DB != "" {
		return func() {}, nil // several nodes may share a PostgreSQL database
	}
	return alone(c.Data)
}

// alone takes a folder for this process, until it is released or the process ends.
func alone(dir string) (release func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, plainFileError(dir, err)
	}
	name := filepath.Join(dir, "serving.lock")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, plainFileError(name, err)
	}
	if err := lock(f); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: another process serves this folder; stop it first, or name another folder with --data", dir)
	}
	return func() { f.Close() }, nil
}

func (c *serveCmd) log(e *env) *slog.Logger {
	level := slog.LevelWarn
	if c.Verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(e.err, &slog.HandlerOptions{Level: level}))
}

// demonstrate fills an empty installation with the year before now and prints the accounts that it made.
func (c *serveCmd) demonstrate(e *env, s *app.Service, name string) error {
	now := e.now()
	fmt.Fprintln(e.out, e.text.T("cli.demo.filling"))
	accounts, err := s.Demo(e.ctx, app.TheSystem(name), c.Seed, now.AddDate(-1, 0, 0), now, 0)
	if f := app.FaultOf(err); f != nil && f.Kind == app.Unlawful {
		fmt.Fprintln(e.out, e.text.T("cli.demo.there"))
		return nil
	}
	if err != nil {
		return e.explain(err)
	}
	if err := s.DemoPublish(e.ctx, app.TheSystem(name)); err != nil {
		return e.explain(err)
	}
	fmt.Fprintln(e.out, e.text.T("cli.demo.filled", "took", e.now().Sub(now).Round(time.Second)))
	for _, a := range accounts {
		fmt.Fprintln(e.out, "  "+e.text.T("cli.demo.account", "login", a.Login, "password", a.Password, "role", string(a.Role)))
	}
	return nil
}

// greet says where the pages are, and how the first administrator is made.
func (c *serveCmd) greet(e *env, s *app.Service, name, addr string) error {
	fmt.Fprintln(e.out, e.text.T("cli.serve.at", "url", "http://"+addr+"/"))
	fmt.Fprintln(e.out, e.text.T("cli.serve.desk", "url", "http://"+addr+"/desk"))
	proofless(e, e.out, s, name)
	token, needed, err := s.Setup(e.ctx, name)
	if err != nil {
		return e.explain(err)
	}
	if needed {
		fmt.Fprintln(e.out, e.text.T("cli.serve.setup", "url", "http://"+addr+"/setup", "token", token))
	}
	return nil
}

// checkPublic checks the address that goes out in messages: whoever follows a private link must not be listened to.
func (c *serveCmd) checkPublic() error {
	if c.Public == "" {
		return nil
	}
	u, err := url.Parse(c.Public)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil ||
		u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1") {
		return fmt.Errorf("--public: %q is no address of pages; write it like https://minwon.example.kr", c.Public)
	}
	return nil
}

// scanner returns who looks at files, or nobody.
func scanner(address string) (app.Scanner, error) {
	if address == "" {
		return nil, nil
	}
	c, err := clamd.New(address)
	if err != nil {
		return nil, fmt.Errorf("--clamd: %w", err)
	}
	return c, nil
}

func networks(texts []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, t := range texts {
		p, err := netip.ParsePrefix(t)
		if err != nil {
			return nil, fmt.Errorf("--proxy: %q is no network; write it like 127.0.0.0/8", t)
		}
		out = append(out, p)
	}
	return out, nil
}

package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"jikim/internal/app"
)

type userCmd struct {
	Add     userAdd     `cmd:"" help:"Make an account; its password is printed once, or read with --ask."`
	List    userList    `cmd:"" help:"List the accounts."`
	Reset   userReset   `cmd:"" help:"Give an account a new password, printed once."`
	Disable userDisable `cmd:"" help:"Disable an account and end its sessions."`
	Enable  userEnable  `cmd:"" help:"Enable a disabled account."`
}

// staffPlace is an installation and one of its institutions.
type staffPlace struct {
	place
	Institution string `help:"The institution, when several are served."`
}

// with opens the installation, runs do as the system, and closes it.
func (p *staffPlace) with(e *env, do func(s *app.Service, system app.Actor) error) error {
	in, err := p.open(e, slog.New(slog.DiscardHandler), func(c *app.Config) { c.Background = -1 })
	if err != nil {
		return err
	}
	name, err := institution(in.service, p.Institution)
	if err == nil {
		err = do(in.service, app.TheSystem(name))
	}
	return errors.Join(err, in.close())
}

type userAdd struct {
	staffPlace
	Login      string `arg:"" help:"Name to log in with."`
	Name       string `required:"" help:"Name shown to citizens as the person in charge."`
	Role       string `default:"officer" enum:"inspector,officer,lead,manager,admin" help:"inspector, officer, lead, manager or admin."`
	Department string `help:"Department of the directory."`
	Desk       string `help:"Desk of the directory."`
	Duty       string `help:"What the person is in charge of, shown on the door board."`
	Phone      string `help:"Telephone number shown to citizens."`
	Ask        bool   `help:"Read the password from the terminal or from standard input."`
}

// Run makes an account.
func (c *userAdd) Run(e *env) error {
	n := app.NewAccount{Login: c.Login, Name: c.Name, Role: app.Role(c.Role), Department: c.Department, Desk: c.Desk, Duty: c.Duty, Phone: c.Phone}
	if c.Ask {
		var err error
		if n.Password, err = askPassword(e); err != nil {
			return err
		}
	}
	return c.with(e, func(s *app.Service, system app.Actor) error {
		_, password, err := s.CreateAccount(e.ctx, system, n)
		if err != nil {
			return e.explain(err)
		}
		fmt.Fprintln(e.out, e.text.T("cli.user.added", "login", c.Login))
		if password != "" {
			fmt.Fprintln(e.out, e.text.T("cli.user.password", "password", password))
		}
		return nil
	})
}

// askPassword reads a password without showing it, or a line of standard input when that is no terminal.
func askPassword(e *env) (string, error) {
	if f, ok := e.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(e.err, e.text.T("cli.user.ask"))
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(e.err)
		return string(b), err
	}
	buf := make([]byte, 1024)
	n, err := e.in.Read(buf)
	if err != nil {
		return "", fmt.Errorf("--ask: no password on standard input")
	}
	line, _, _ := strings.Cut(string(buf[:n]), "\n")
	return strings.TrimRight(line, "\r"), nil
}

type userList struct {
	staffPlace
	JSON bool `name:"json" help:"Print JSON."`
}

// Run lists the accounts.
func (c *userList) Run(e *env) error {
	return c.with(e, func(s *app.Service, system app.Actor) error {
		all, err := s.ListAccounts(e.ctx, system)
		if err != nil {
			return e.explain(err)
		}
		w := tabwriter.NewWriter(e.out, 2, 8, 2, ' ', 0)
		for _, a := range all {
			if c.JSON {
				if err := writeJSON(e, map[string]any{"login": a.Login, "name": a.Name, "role": a.Role, "department": a.Department, "desk": a.Desk, "disabled": a.Disabled}); err != nil {
					return err
				}
				continue
			}
			state := ""
			if a.Disabled {
				state = e.text.T("cli.user.disabled")
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.Login, a.Name, a.Role, a.Department, state)
		}
		return w.Flush()
	})
}

// byLogin finds an account.
func byLogin(e *env, s *app.Service, system app.Actor, login string) (*app.Account, error) {
	all, err := s.ListAccounts(e.ctx, system)
	if err != nil {
		return nil, e.explain(err)
	}
	for i := range all {
		if all[i].Login == login {
			return &all[i], nil
		}
	}
	return nil, fmt.Errorf("there is no account %q", login)
}

type userReset struct {
	staffPlace
	Login string `arg:"" help:"The account."`
}

// Run resets a password.
func (c *userReset) Run(e *env) error {
	return c.with(e, func(s *app.Service, system app.Actor) error {
		a, err := byLogin(e, s, system, c.Login)
		if err != nil {
			return err
		}
		password, err := s.ResetPassword(e.ctx, system, a.ID)
		if err != nil {
			return e.explain(err)
		}
		fmt.Fprintln(e.out, e.text.T("cli.user.password", "password", password))
		return nil
	})
}

type userDisable struct {
	staffPlace
	Login string `arg:"" help:"The account."`
}

// Run disables an account.
func (c *userDisable) Run(e *env) error { return c.setDisabled(e, c.Login, true) }

type userEnable struct {
	staffPlace
	Login string `arg:"" help:"The account."`
}

// Run enables an account.
func (c *userEnable) Run(e *env) error { return c.setDisabled(e, c.Login, false) }

func (p *staffPlace) setDisabled(e *env, login string, disabled bool) error {
	return p.with(e, func(s *app.Service, system app.Actor) error {
		a, err := byLogin(e, s, system, login)
		if err != nil {
			return err
		}
		return e.explain(s.DisableAccount(e.ctx, system, a.ID, disabled))
	})
}

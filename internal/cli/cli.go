// Package cli is the command line: it reads arguments, files and the environment, and wires the parts together. It is the
// only package that sees all others, and the only one that knows the wall clock.
//
// The commands and their exit status are a contract (docs/command-line.md): 0 good, 1 the check found something, 2 wrong
// use; an error is one line on standard error, with its place and what to do.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // a deadline must not depend on what the host has installed

	"github.com/alecthomas/kong"

	"jikim/internal/app"
	"jikim/internal/channel/scan"
	"jikim/internal/core/yaml"
	"jikim/internal/locale"
)

// Exit statuses.
const (
	exitGood  = 0
	exitFound = 1
	exitWrong = 2
)

// commands are all commands with their flags.
type commands struct {
	Lang string `help:"Language of the output: ko or en." placeholder:"ko|en"`

	Serve    serveCmd    `cmd:"" help:"Run the whole system in one process."`
	Judge    judgeCmd    `cmd:"" help:"Judge facts by a charter."`
	Due      dueCmd      `cmd:"" help:"Compute one deadline and explain it."`
	Worktime worktimeCmd `cmd:"" help:"Add working time, or measure it."`
	Calendar calendarCmd `cmd:"" help:"Show the days off of a calendar, or import some."`
	Charter  charterCmd  `cmd:"" help:"Check, show, compare or export charters."`
	Channel  channelCmd  `cmd:"" help:"Check the file of channels."`
	Verify   verifyCmd   `cmd:"" help:"Check the open data of an office: facts, history, and every published figure."`
	WhatIf   whatIfCmd   `cmd:"" name:"what-if" help:"Judge the same facts under another charter or calendar."`
	Publish  publishCmd  `cmd:"" help:"Count the figures of a period, and publish them."`
	Rebuild  rebuildCmd  `cmd:"" help:"Make all derived rows anew from the facts."`
	Ledger   ledgerCmd   `cmd:"" help:"Check and sign the ledger, and keep its keys."`
	Witness  witnessCmd  `cmd:"" help:"Watch the ledgers of other offices and countersign their checkpoints."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database to this version."`
	User     userCmd     `cmd:"" help:"Keep the accounts of the staff."`
	Simulate simulateCmd `cmd:"" help:"Play what happens at an office against a running server."`
	Bench    benchCmd    `cmd:"" help:"Measure this program on this machine and print the figures beside their targets."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// env is what a command runs in.
type env struct {
	in     io.Reader
	out    io.Writer
	err    io.Writer
	getenv func(string) string
	text   *locale.Catalogue
	now    func() time.Time
	ctx    context.Context
}

// errFound ends a command with status 1: what it found is already printed.
var errFound = errors.New("found")

// Run runs one command and returns its exit status.
func Run(args []string, in io.Reader, out, errOut io.Writer, getenv func(string) string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	printed := &output{to: out}
	e := &env{in: in, out: printed, err: errOut, getenv: getenv, now: time.Now, ctx: ctx, text: locale.For(language(flagLang(args), getenv))}
	status := -1
	var c commands
	parser, err := kong.New(&c, kong.Name("jikim"), kong.Description(e.text.T("cli.about")), kong.Writers(out, errOut),
		kong.Exit(func(code int) { status = code }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.UsageOnError())
	if err != nil {
		panic(err) // the struct above is constant
	}
	run, err := parser.Parse(joinNegatives(args))
	if status >= 0 {
		return status // help was printed
	}
	if err != nil {
		return e.fail(err)
	}
	if c.Lang != "" && c.Lang != "ko" && c.Lang != "en" {
		return e.fail(fmt.Errorf("--lang: %q is no language; use ko or en", c.Lang))
	}
	e.text = locale.For(language(c.Lang, getenv))
	err = run.Run(e)
	if printed.err != nil && (err == nil || errors.Is(err, errFound)) {
		err = fmt.Errorf("writing the output: %w", printed.err)
	}
	if err != nil {
		return e.fail(err)
	}
	return exitGood
}

// output remembers that something could not be written, on a full disk say: half of a result is no result.
type output struct {
	to  io.Writer
	err error
}

func (o *output) Write(b []byte) (int, error) {
	n, err := o.to.Write(b)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// joinNegatives writes "--seconds -3600" as "--seconds=-3600", since a number with a sign looks like a flag.
func joinNegatives(args []string) []string {
	out := make([]string, 0, len(args))
	for _, a := range args {
		if n := len(out); n > 0 && strings.HasPrefix(out[n-1], "--") && !strings.Contains(out[n-1], "=") && isNegative(a) {
			out[n-1] += "=" + a
			continue
		}
		out = append(out, a)
	}
	return out
}

func isNegative(a string) bool {
	return len(a) > 1 && a[0] == '-' && a[1] >= '0' && a[1] <= '9'
}

func (e *env) fail(err error) int {
	if errors.Is(err, errFound) {
		return exitFound
	}
	fmt.Fprintln(e.err, scan.Plain(strings.ReplaceAll(strings.TrimSpace(firstMistake(err).Error()), "\n", " "))) // it may repeat what a server said
	return exitWrong
}

// firstMistake is the one to mend first when a file has several: a word that is not known, since others follow from it,
// else the first in the file. "charter check" lists them all.
func firstMistake(err error) error {
	var all yaml.Errors
	if !errors.As(err, &all) || len(all) == 0 {
		return err
	}
	for _, e := range all {
		if strings.HasPrefix(e.Msg, "unknown ") {
			return e
		}
	}
	return all[0]
}

// explain turns a fault of the use cases into a sentence in the user's language.
func (e *env) explain(err error) error {
	f := app.FaultOf(err)
	if f == nil {
		return err
	}
	text := e.text.T(f.Key, f.Args...)
	for _, field := range f.Fields {
		text += " " + field.Field + ": " + e.text.T(field.Key, field.Args...)
	}
	return errors.New(text)
}

// language is the one asked for, or that of the environment; Korean when neither says.
func language(flag string, getenv func(string) string) locale.Lang {
	for _, v := range []string{flag, getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")} {
		switch {
		case strings.HasPrefix(v, "en"):
			return locale.English
		case strings.HasPrefix(v, "ko"):
			return locale.Korean
		}
	}
	return locale.Korean
}

// flagLang is the value of --lang, as far as it can be seen before the arguments are parsed: help is written by then.
func flagLang(args []string) string {
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--lang="); ok {
			return v
		}
		if a == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

// when reads a time given on the command line: RFC 3339, or a local time of the place when loc is given.
func when(flag, text string, loc *time.Location) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t, nil
	}
	if loc != nil {
		for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
			if t, err := time.ParseInLocation(layout, text, loc); err == nil {
				return t, nil
			}
		}
	}
	return time.Time{}, fmt.Errorf("%s: %q is no time; write it like 2026-11-23T09:00:00+09:00", flag, text)
}

// stamp writes an instant as RFC 3339 in the given place.
func stamp(t time.Time, loc *time.Location) string { return t.In(loc).Format(time.RFC3339Nano) }

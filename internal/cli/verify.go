package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"jikim/internal/channel/scan"
	"jikim/internal/core/open"
	"jikim/internal/ledger"
	"jikim/internal/verify"
)

type verifyCmd struct {
	From        string   `required:"" help:"Address of the office's site, or a folder that mirrors it."`
	Publication string   `help:"The publication to compare; without it, all."`
	Root        string   `help:"File that remembers the ledger that was seen: read when it is there, written after a good verification."`
	Keep        string   `help:"Folder to keep what was downloaded in: a broken verification goes on from there, and it is a mirror."`
	Witness     []string `help:"Public key of a witness whom you trust (NAME+HASH+BASE64), which must have countersigned the ledger; once for each." sep:"none" placeholder:"KEY" xor:"what"`
	Receipt     string   `help:"Check this proof of a citizen's entry in the ledger instead; - reads standard input." xor:"what"`
	JSON        bool     `name:"json" help:"Print JSON."`
}

// rootFile is where a folder of --keep remembers the ledger.
const rootFile = "root.json"

// Run verifies the open data of an office.
func (c *verifyCmd) Run(e *env) error {
	from, err := c.source()
	if err != nil {
		return err
	}
	if c.Receipt != "" {
		return c.receipt(e, from)
	}
	o := verify.Options{From: from, Publication: c.Publication}
	if o.Known, err = c.known(); err != nil {
		return err
	}
	if o.Witnesses, err = c.witnesses(); err != nil {
		return err
	}
	bar := newBar(e)
	o.Progress = bar.at
	r, err := verify.Run(e.ctx, o)
	bar.end()
	if err != nil {
		return c.failed(e, err)
	}
	if r.Good() && r.Root != nil && c.rootPath() != "" {
		if err := writeRoot(c.rootPath(), r.Root); err != nil {
			return err
		}
	}
	if c.JSON {
		err = writeJSON(e, verifiedOut(e, r))
	} else {
		c.print(e, r, o.Known != nil)
	}
	if err == nil && !r.Good() {
		return errFound
	}
	return err
}

// failed says what could not be done, and how to go on when it broke off.
func (c *verifyCmd) failed(e *env, err error) error {
	switch {
	case errors.Is(err, open.ErrProof):
		return fmt.Errorf("--receipt %s: %w", c.Receipt, err)
	case e.ctx.Err() == nil:
		return fmt.Errorf("--from %s: %w", c.From, err)
	case c.Keep != "":
		return errors.New("it was interrupted; the same command goes on from there")
	}
	return errors.New("it was interrupted")
}

// source is where the data are read from.
func (c *verifyCmd) source() (verify.Source, error) {
	var from verify.Source
	if info, err := os.Stat(c.From); err == nil && info.IsDir() {
		from = verify.Folder(c.From)
	} else if site, err := verify.NewSite(c.From); err == nil {
		from = site
	} else {
		return nil, fmt.Errorf("--from: %w, or name a folder", err)
	}
	if c.Keep != "" {
		from = verify.Kept{From: from, Dir: c.Keep}
	}
	return from, nil
}

// witnesses are those whom the reader trusts.
func (c *verifyCmd) witnesses() ([]ledger.Verifier, error) {
	var all []ledger.Verifier
	for _, text := range c.Witness {
		k, err := publicKeyOf("--witness", text)
		if err != nil {
			return nil, err
		}
		if !ledger.IsWitness(k) {
			return nil, fmt.Errorf("--witness: this is the key of a ledger, not of a witness")
		}
		all = append(all, k)
	}
	return all, nil
}

func (c *verifyCmd) rootPath() string {
	switch {
	case c.Root != "":
		return c.Root
	case c.Keep != "":
		return filepath.Join(c.Keep, rootFile)
	}
	return ""
}

// known reads what an earlier verification remembered.
func (c *verifyCmd) known() (*verify.Root, error) {
	path := c.rootPath()
	if path == "" {
		return nil, nil
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, plainFileError(path, err)
	}
	var r verify.Root
	if err := json.Unmarshal(b, &r); err != nil || r.Checkpoint == "" {
		return nil, fmt.Errorf("%s: this file does not remember a ledger; name another, or take it away", path)
	}
	return &r, nil
}

// writeRoot replaces the file in one step: half of one would be worth nothing.
func writeRoot(path string, r *verify.Root) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return plainFileError(path, err)
	}
	if err := os.WriteFile(path+".new", append(b, '\n'), 0o644); err != nil {
		return plainFileError(path, err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return plainFileError(path, err)
	}
	return nil
}

// print says what was found, each with what it means; or that all is well, and what that rests on.
func (c *verifyCmd) print(e *env, r *verify.Report, known bool) {
	for i := range r.Findings {
		printFinding(e, &r.Findings[i])
	}
	for _, code := range slices.Sorted(mapKeys(r.More)) {
		fmt.Fprintln(e.out, e.text.T("verify.more", "n", r.More[code], "code", string(code)))
	}
	fmt.Fprintln(e.out, e.text.T("verify.counted", "facts", r.Size, "cases", r.Cases, "verdicts", r.Verdicts, "tables", r.Tables, "checkpoints", r.Checkpoints))
	if r.Imported > 0 {
		fmt.Fprintln(e.out, e.text.T("verify.imported", "n", r.Imported))
	}
	for _, w := range r.Witnessed {
		fmt.Fprintln(e.out, e.text.T("verify.witnessed", "witness", w.Witness, "size", w.Size, "at", w.At, "rest", r.Size-w.Size))
	}
	if !r.Good() {
		fmt.Fprintln(e.out, e.text.T("verify.bad"))
		return
	}
	fmt.Fprintln(e.out, e.text.T("verify.good"))
	switch path := c.rootPath(); {
	case known:
	case path != "":
		fmt.Fprintln(e.out, e.text.T("verify.remembered", "file", path))
	default:
		fmt.Fprintln(e.out, e.text.T("verify.first"))
	}
}

func printFinding(e *env, f *verify.Finding) {
	fmt.Fprintln(e.out, "✗ "+sentence(e, f))
	fmt.Fprintln(e.out, "  "+e.text.T("verify.means."+string(f.Code)))
}

// sentence says what was found, without anything by which a site could write elsewhere on the terminal.
func sentence(e *env, f *verify.Finding) string {
	return scan.Plain(e.text.T("verify.found."+string(f.Code), f.Values...))
}

func mapKeys(m map[verify.Code]int) func(func(verify.Code) bool) {
	return func(yield func(verify.Code) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// foundOut is a finding as JSON.
type foundOut struct {
	Code     verify.Code `json:"code"`
	Leaf     *int64      `json:"leaf,omitempty"`
	Text     string      `json:"text"`
	Means    string      `json:"means"`
	Promise  any         `json:"promise,omitempty"`
	Found    any         `json:"published,omitempty"`
	Computed any         `json:"recomputed,omitempty"`
}

type verifyOut struct {
	Institution string              `json:"institution"`
	Good        bool                `json:"good"`
	Facts       int64               `json:"facts"`
	Cases       int                 `json:"cases"`
	Verdicts    int                 `json:"verdicts"`
	Tables      int                 `json:"tables"`
	Checkpoints int                 `json:"checkpoints"`
	Imported    int64               `json:"imported"`
	Witnesses   []witnessedOut      `json:"witnesses,omitempty"`
	Findings    []foundOut          `json:"findings"`
	More        map[verify.Code]int `json:"more,omitempty"`
}

// witnessedOut is how far a witness has countersigned, as JSON.
type witnessedOut struct {
	Name string    `json:"name"`
	Size int64     `json:"size"`
	At   time.Time `json:"at"`
}

func verifiedOut(e *env, r *verify.Report) verifyOut {
	var witnesses []witnessedOut
	for _, w := range r.Witnessed {
		witnesses = append(witnesses, witnessedOut{w.Witness, w.Size, w.At})
	}
	return verifyOut{r.Institution, r.Good(), r.Size, r.Cases, r.Verdicts, r.Tables, r.Checkpoints, r.Imported, witnesses, findingsOut(e, r), r.More}
}

func findingsOut(e *env, r *verify.Report) []foundOut {
	out := []foundOut{}
	for i := range r.Findings {
		f := &r.Findings[i]
		o := foundOut{Code: f.Code, Text: sentence(e, f), Means: e.text.T("verify.means." + string(f.Code)), Promise: f.Value("promise"),
			Found: f.Value("published"), Computed: f.Value("recomputed")}
		if f.N >= 0 {
			o.Leaf = &f.N
		}
		out = append(out, o)
	}
	return out
}

// receipt checks the proof of a citizen.
func (c *verifyCmd) receipt(e *env, from verify.Source) error {
	in, err := e.openInput(c.Receipt)
	if err != nil {
		return err
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, 1<<20))
	if err != nil {
		return plainFileError(c.Receipt, err)
	}
	o := verify.Options{From: from}
	if o.Known, err = c.known(); err != nil {
		return err
	}
	r, err := verify.CheckReceipt(e.ctx, o, b)
	if err != nil {
		return c.failed(e, err)
	}
	if c.JSON {
		err = writeJSON(e, struct {
			Good     bool       `json:"good"`
			Leaf     int64      `json:"leaf"`
			Kind     string     `json:"kind"`
			Signed   bool       `json:"signed"`
			Open     bool       `json:"open"`
			In       []string   `json:"publications"`
			Findings []foundOut `json:"findings"`
		}{r.Good(), r.N, r.Fact.Kind.String(), r.Signed, r.Open, append([]string{}, r.In...), findingsOut(e, r.Report)})
	} else {
		for i := range r.Findings {
			printFinding(e, &r.Findings[i])
		}
		c.printReceipt(e, r)
	}
	if err == nil && !r.Good() {
		return errFound
	}
	return err
}

func (c *verifyCmd) printReceipt(e *env, r *verify.Receipt) {
	fmt.Fprintln(e.out, e.text.T("verify.receipt", "n", r.N, "kind", e.text.T("kind."+r.Fact.Kind.String()), "at", r.Fact.At))
	if r.Signed {
		fmt.Fprintln(e.out, e.text.T("verify.receipt.signed"))
	}
	switch {
	case len(r.In) > 0:
		fmt.Fprintln(e.out, e.text.T("verify.receipt.in", "list", strings.Join(r.In, ", ")))
	case r.Open:
		fmt.Fprintln(e.out, e.text.T("verify.receipt.open"))
	case r.Good():
		fmt.Fprintln(e.out, e.text.T("verify.receipt.later"))
	}
}

// bar shows on a terminal how far something is.
type bar struct {
	e    *env
	to   io.Writer // nil: there is no terminal
	mu   sync.Mutex
	last string
}

func newBar(e *env) *bar {
	b := &bar{e: e}
	if f, ok := e.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		b.to = f
	}
	return b
}

// barWidth is how many characters the bar has.
const barWidth = 40

func (b *bar) at(step verify.Step, done, of int64) {
	if b.to == nil || of == 0 {
		return
	}
	full := int(barWidth * done / of)
	b.show(fmt.Sprintf("%s  [%s%s] %3d %%", b.e.text.T("verify.step."+string(step)), strings.Repeat("█", full), strings.Repeat("·", barWidth-full), 100*done/of))
}

// show writes a line in the place of the one before; where there is no terminal, nothing.
func (b *bar) show(line string) {
	if b.to == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if line != b.last {
		b.last = line
		fmt.Fprint(b.to, "\r\x1b[K"+line)
	}
}

// end takes the bar away.
func (b *bar) end() {
	if b.to != nil && b.last != "" {
		fmt.Fprint(b.to, "\r\x1b[K")
	}
}

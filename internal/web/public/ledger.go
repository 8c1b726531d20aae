package public

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// ledgerPage explains the ledger and shows its newest checkpoints.
type ledgerPage struct {
	view
	Last    *app.Checkpoint // nil: nothing was signed yet
	Recent  []app.Checkpoint
	Keys    []app.SigningKey
	Address string // of this page, for programs that start from it
}

// recentCheckpoints is how many the page lists.
const recentCheckpoints = 10

func (p *Public) ledger(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	page := ledgerPage{view: v, Address: p.site.URL(r, "/")}
	page.Title, page.Lead = v.C.T("ledger.title"), v.C.T("ledger.lead", "office", v.Charter.Office.In(v.lang()))
	if page.Recent, err = p.site.Service.Checkpoints(r.Context(), p.site.Institution, 1<<62, recentCheckpoints); err != nil {
		return err
	}
	if len(page.Recent) > 0 {
		page.Last = &page.Recent[0]
	}
	if page.Keys, err = p.site.Service.SigningKeys(r.Context(), p.site.Institution); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, ledgerView(page))
}

// checkpoints lists the newest ones.
func (p ledgerPage) checkpoints() ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("ledger.recent"), HideCaption: true, Cards: true, Columns: []ui.Column{{Head: p.C.T("ledger.number"), Row: true},
		{Head: p.C.T("ledger.at")}, {Head: p.C.T("ledger.size"), Num: true}, {Head: p.C.T("ledger.witnesses")}}}
	for i := range p.Recent {
		c := &p.Recent[i]
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(p.C.T("ledger.number.of", "n", c.N), p.C.Time(c.At, p.C.Location()), p.C.Number(int(c.Size)), p.signers(c))})
	}
	return t
}

// signers are the witnesses of a checkpoint in words.
func (p ledgerPage) signers(c *app.Checkpoint) string {
	if len(c.Cosigned) == 0 {
		return p.C.T("ledger.witnesses.none")
	}
	names := make([]string, len(c.Cosigned))
	for i := range c.Cosigned {
		names[i] = c.Cosigned[i].Witness
	}
	return strings.Join(names, ", ")
}

// keys lists the keys with their span.
func (p ledgerPage) keys() ui.DescriptionList {
	var d ui.DescriptionList
	for _, k := range p.Keys {
		term := p.C.T("ledger.key.from", "size", k.From, "at", k.FromAt)
		if k.Until != nil {
			term = p.C.T("ledger.key.span", "size", k.From, "at", k.FromAt, "until", *k.Until, "ended", *k.UntilAt)
		}
		d = append(d, ui.Item{Term: term, Text: k.Public})
	}
	return d
}

// addresses are where programs read the ledger.
func (p ledgerPage) addresses() ui.DescriptionList {
	return ui.DescriptionList{
		{Term: p.C.T("ledger.address.checkpoint"), Text: "/ledger/checkpoint", Href: "/ledger/checkpoint"},
		{Term: p.C.T("ledger.address.tiles"), Text: "/ledger/tile/…"},
		{Term: p.C.T("ledger.address.journal"), Text: "/ledger/checkpoints", Href: "/ledger/checkpoints"},
		{Term: p.C.T("ledger.address.keys"), Text: "/ledger/keys", Href: "/ledger/keys"},
	}
}

// How long what never changes, and what a few seconds do no harm to, may be kept by others.
const (
	forEver = "public, max-age=31536000, immutable"
	anHour  = "public, max-age=3600"
	aMinute = "public, max-age=60"
	shortly = "public, max-age=5"
)

// raw makes an answer that any program may read, from any page.
func raw(w http.ResponseWriter, kind, cache string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", cache)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// checkpoint sends the newest checkpoint with its countersignatures, which must not come out of any cache.
func (p *Public) checkpoint(w http.ResponseWriter, r *http.Request) error {
	last, err := p.site.Service.LastCheckpoint(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	raw(w, "text/plain; charset=utf-8", "no-store")
	_, _ = w.Write(last.Signed()) // the reader has gone
	return nil
}

// tile sends a tile. One that is full never changes, and neither do the first hashes of one that is not, though it goes when it
// has grown.
func (p *Public) tile(w http.ResponseWriter, r *http.Request) error {
	tile, full, err := p.site.Service.LogTile(r.Context(), p.site.Institution, r.PathValue("path"))
	if err != nil {
		return err
	}
	cache := anHour
	if full {
		cache = forEver
	}
	raw(w, "application/octet-stream", cache)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(tile))
	return nil
}

// journalEntry is a checkpoint for programs.
type journalEntry struct {
	N         int64            `json:"n"`
	Size      int64            `json:"size"`
	Root      []byte           `json:"root"` // base64
	At        time.Time        `json:"at"`
	Note      string           `json:"note"` // signed, and countersigned
	Witnesses []journalWitness `json:"witnesses"`
}

type journalWitness struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// journalPage is how many checkpoints the journal sends at once.
const journalPage = 200

// journal sends checkpoints, the newest first; before=N those before number N.
func (p *Public) journal(w http.ResponseWriter, r *http.Request) error {
	below := int64(1) << 62
	if text := r.FormValue("before"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 {
			return web.Status(http.StatusBadRequest)
		}
		below = n
	}
	list, err := p.site.Service.Checkpoints(r.Context(), p.site.Institution, below, journalPage)
	if err != nil {
		return err
	}
	out := struct {
		Checkpoints []journalEntry `json:"checkpoints"`
		Before      *int64         `json:"before"` // to be asked for next; null at the end
	}{Checkpoints: []journalEntry{}}
	for i := range list {
		c := &list[i]
		e := journalEntry{N: c.N, Size: c.Size, Root: c.Root[:], At: c.At, Note: string(c.Signed()), Witnesses: []journalWitness{}}
		for _, s := range c.Cosigned {
			e.Witnesses = append(e.Witnesses, journalWitness{s.Witness, s.At})
		}
		out.Checkpoints = append(out.Checkpoints, e)
	}
	if n := len(list); n == journalPage && list[n-1].N > 1 {
		out.Before = &list[n-1].N
	}
	sendJSON(w, out)
	return nil
}

// sendJSON sends what may be a few seconds old.
func sendJSON(w http.ResponseWriter, what any) {
	raw(w, "application/json", shortly)
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	_ = e.Encode(what) // the reader has gone
}

// keyEntry is a change of keys for programs, with the note by which a key that was in use vouches for it.
type keyEntry struct {
	Key  string    `json:"key"`
	Ends bool      `json:"ends"`
	Size int64     `json:"size"`
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

// logKeys sends the keys of the ledger and how they were handed over.
func (p *Public) logKeys(w http.ResponseWriter, r *http.Request) error {
	changes, err := p.site.Service.LogKeys(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	keys, err := p.site.Service.SigningKeys(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	out := struct {
		Keys    []app.SigningKey `json:"keys"`
		Changes []keyEntry       `json:"changes"`
	}{append([]app.SigningKey{}, keys...), []keyEntry{}}
	for i := range changes {
		c := &changes[i]
		out.Changes = append(out.Changes, keyEntry{c.Public, c.Ends, c.Size, c.At, string(c.Note)})
	}
	sendJSON(w, out)
	return nil
}

package public

import (
	"net/http"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/open"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// openPage tells what the open data are; without an index nothing was opened yet.
type openPage struct {
	view
	Site  string // address of the site
	Index *open.Index
}

// proofPage checks a proof that somebody has kept.
type proofPage struct {
	view
	Given   string
	Error   string
	Checked *app.ProofChecked // nil: nothing was checked yet
}

func (p *Public) openData(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	v.Title, v.Lead = v.C.T("open.title"), v.C.T("open.lead")
	page := openPage{view: v, Site: p.site.URL(r, "")}
	if page.Index, err = p.site.Service.OpenIndex(r.Context(), p.site.Institution); err != nil {
		if f := app.FaultOf(err); f == nil || f.Kind != app.Unknown {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, openView(page))
}

// openFile sends a file of the open data: compressed as it is kept to whoever can unpack it. A file that never changes may be kept for
// good.
func (p *Public) openFile(w http.ResponseWriter, r *http.Request) error {
	f, err := p.site.Service.OpenFile(r.Context(), p.site.Institution, r.PathValue("path"))
	if err != nil {
		return err
	}
	kind, cache := "application/json", aMinute
	if strings.HasSuffix(r.PathValue("path"), ".jsonl") {
		kind = "application/x-ndjson"
	}
	if f.Lasts {
		cache = forEver
	}
	raw(w, kind, cache)
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", `"`+f.SHA256+`"`)
	if r.Header.Get("If-None-Match") == h.Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	body := f.GZip
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
	} else if body, err = f.Plain(); err != nil {
		return err
	}
	_, _ = w.Write(body) // a client that has gone is nobody's error
	return nil
}

func (p *Public) askProof(w http.ResponseWriter, r *http.Request) error {
	page, err := p.proofPage(w, r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, proofView(page))
}

func (p *Public) proofPage(w http.ResponseWriter, r *http.Request) (proofPage, error) {
	v, err := p.view(w, r)
	v.Title, v.Lead = v.C.T("open.proof.title"), v.C.T("open.proof.lead")
	return proofPage{view: v}, err
}

// checkProof checks a proof that was sent as a file or as text.
func (p *Public) checkProof(w http.ResponseWriter, r *http.Request) error {
	page, err := p.proofPage(w, r)
	if err != nil {
		return err
	}
	web.Private(w)
	f, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer f.Close()
	page.Given = f.Text("proof")
	if files := f.Of("file"); len(files) > 0 {
		page.Given = strings.TrimSpace(string(files[0].Body))
	}
	status := http.StatusOK
	page.Checked, err = p.site.Service.CheckProof(r.Context(), p.site.Institution, []byte(page.Given))
	if f := app.FaultOf(err); f != nil && f.Kind == app.Invalid {
		page.Error, status = page.C.T("open.proof.unreadable"), http.StatusUnprocessableEntity
		page.Errors = []ui.FieldError{{Field: "proof", Label: page.C.T("open.proof.text"), Message: page.Error}}
	} else if err != nil {
		return err
	}
	return ui.Render(w, r, status, proofView(page))
}

// verdict is what the page says of a proof: a kind of alert and the key of its sentences.
func (p proofPage) verdict() (kind, key string) {
	switch c := p.Checked; {
	case !c.Here:
		return "danger", "open.proof.other"
	case c.Proof.Checkpoint != "" && !c.Signed:
		return "danger", "open.proof.signature"
	case len(c.In) > 0:
		return "success", "open.proof.counted"
	case c.Open:
		return "success", "open.proof.open"
	}
	return "success", "open.proof.here"
}

// facts are what a proof says, in words.
func (p proofPage) facts() ui.DescriptionList {
	c := p.Checked
	facts := ui.DescriptionList{
		{Term: p.C.T("open.proof.kind"), Text: p.C.T("kind." + c.Fact.Kind.String())},
		{Term: p.C.T("open.proof.at"), Text: p.C.T("open.instant", "at", c.Fact.At)},
		{Term: p.C.T("open.proof.recorded"), Text: p.C.T("open.instant", "at", c.Fact.RecordedAt)},
		{Term: p.C.T("open.proof.n"), Text: p.C.Number(c.Proof.N)},
	}
	if c.Here {
		facts = append(facts, ui.Item{Term: p.C.T("open.mine.counted"), Body: ui.Counted{C: p.C, In: c.In, Open: c.Open}})
	}
	return facts
}

// files are the files of the open data with their digests.
func (p openPage) files() ui.DescriptionList {
	var out ui.DescriptionList
	add := func(term string, f open.File) {
		out = append(out, ui.Item{Term: term, Body: fileLink(f)})
	}
	for _, c := range p.Index.Charters {
		add(p.C.T("open.file.charter", "from", c.From), c.File)
	}
	add(p.C.T("open.file.days"), p.Index.Days)
	add(p.C.T("open.file.journal"), p.Index.Journal)
	for i, sum := range p.Index.Chunks {
		if i == mostChunks {
			out = append(out, ui.Item{Term: p.C.T("open.file.more"), Text: p.C.Number(len(p.Index.Chunks) - i)})
			break
		}
		lines := open.ChunkLines(i, p.Index.Size)
		add(p.C.T("open.file.facts", "from", int64(i)*open.ChunkSize, "to", int64(i)*open.ChunkSize+lines-1), open.File{Path: open.ChunkPath(i, lines), SHA256: sum})
	}
	return out
}

// mostChunks is how many chunks of facts the page names; the index names all.
const mostChunks = 50

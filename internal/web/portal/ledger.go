package portal

import (
	"encoding/json"
	"net/http"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// ledgerPage shows a citizen how his petition stands in the ledger.
type ledgerPage struct {
	view
	Proof *open.Proof
	In    []*publication.Publication // that it was counted in
	Open  bool                       // it is among the open facts
	Back  string
}

// inLedger shows the leaf of what the citizen came with.
func (p *Portal) inLedger(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	v, err := p.view(w, r, "open.mine.title")
	if err != nil {
		return err
	}
	v.Lead = v.C.T("open.mine.lead")
	page := ledgerPage{view: v, Back: caseURL(r, "")}
	if page.Proof, err = p.site.Service.ProofOf(r.Context(), a); err != nil {
		return err
	}
	x, err := p.site.Service.OpenIndex(r.Context(), p.site.Institution)
	if f := app.FaultOf(err); err != nil && (f == nil || f.Kind != app.Unknown) {
		return err
	}
	if page.Open = x != nil && page.Proof.N < x.Size; page.Open {
		if page.In, err = p.site.Service.CountedIn(r.Context(), p.site.Institution, page.Proof); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, ledger(page))
}

// saveProof gives the proof as a file.
func (p *Portal) saveProof(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	v, err := p.view(w, r, "open.mine.title")
	if err != nil {
		return err
	}
	proof, err := p.site.Service.ProofOf(r.Context(), a)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(proof, "", "  ")
	if err != nil {
		return err
	}
	web.Download(w, v.C.T("open.mine.file", "n", strconv.FormatInt(proof.N, 10))+".json", "application/json")
	_, _ = w.Write(b) // a visitor who has gone is nobody's error
	return nil
}

// facts are what stands in the ledger, in words.
func (p ledgerPage) facts() ui.DescriptionList {
	signed := "open.mine.signed.no"
	if p.Proof.Checkpoint != "" {
		signed = "open.mine.signed.yes"
	}
	return ui.DescriptionList{
		{Term: p.C.T("open.mine.n"), Text: p.C.Number(p.Proof.N)},
		{Term: p.C.T("open.mine.salt"), Text: p.Proof.Salt},
		{Term: p.C.T("open.mine.signed"), Text: p.C.T(signed)},
		{Term: p.C.T("open.mine.counted"), Body: ui.Counted{C: p.C, In: p.In, Open: p.Open}},
	}
}

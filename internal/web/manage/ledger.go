package manage

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// ledgerPage says how the ledger is signed, and who watches it.
type ledgerPage struct {
	ui.Page
	State *app.LedgerState
}

func (s *Surface) ledger(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	state, err := s.app.LedgerState(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := ledgerPage{Page: v.Page, State: state}
	p.Title, p.Lead = v.C.T("ledger.admin.title"), v.C.T("ledger.admin.lead")
	return ui.Render(w, r, http.StatusOK, ledgerView(&p))
}

// waiting is how many facts no checkpoint covers yet.
func (p *ledgerPage) waiting() int64 { return p.State.Size - p.State.Last.Size }

// forked tells whether a witness has signed for another ledger.
func (p *ledgerPage) forked() bool {
	for i := range p.State.Witnesses {
		if p.State.Witnesses[i].Forked {
			return true
		}
	}
	return false
}

// witnesses lists who watches.
func (p *ledgerPage) witnesses() ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("ledger.witnesses"), HideCaption: true, Cards: true, Columns: []ui.Column{
		{Head: p.C.T("ledger.admin.witness"), Row: true}, {Head: p.C.T("ledger.admin.last")}, {Head: p.C.T("ledger.admin.state")}}}
	for i := range p.State.Witnesses {
		w := &p.State.Witnesses[i]
		last := p.C.T("ledger.admin.never")
		if !w.At.IsZero() {
			last = p.C.T("ledger.admin.of", "size", w.Size, "at", w.At)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: w.Name}, {Text: last}, {Body: witnessState(p, w)}}})
	}
	return t
}

package portal

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/open"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

type receiptPage struct {
	view
	Case   *app.Followed
	Link   string // the whole address of the private page
	Back   string // its path
	Masked bool
	Leaf   *open.Proof // the entry in the ledger, on what is kept or printed; nil while there is none
}

// receipt shows what was filed and the private link, which nobody can give again.
func (p *Portal) receipt(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	v, err := p.view(w, r, "portal.receipt.title")
	if err != nil {
		return err
	}
	page, err := p.receiptOf(r, a, v)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, receipt(page))
}

// receiptOf collects what a receipt says.
func (p *Portal) receiptOf(r *http.Request, a app.Actor, v view) (page receiptPage, err error) {
	page = receiptPage{view: v, Link: p.site.URL(r, caseURL(r, "")), Back: caseURL(r, ""), Masked: r.URL.Query().Has("masked")}
	if page.Case, err = p.site.Service.Follow(r.Context(), a, v.lang()); err != nil {
		return page, err
	}
	page.Leaf, err = p.site.Service.ProofOf(r.Context(), a)
	if fault := app.FaultOf(err); fault != nil && fault.Kind == app.Unknown {
		err = nil
	}
	return page, err
}

// saveReceipt gives the receipt as a file of plain text, which every device can keep and print.
func (p *Portal) saveReceipt(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	v, err := p.view(w, r, "portal.receipt.title")
	if err != nil {
		return err
	}
	page, err := p.receiptOf(r, a, v)
	if err != nil {
		return err
	}
	web.Download(w, v.C.T("receipt.file", "number", page.Case.Number)+".txt", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, page.text()) // a visitor who has gone is nobody's error
	return nil
}

// text is the receipt in plain text. It begins with a byte order mark, without which some programs read Korean as something
// else.
func (p receiptPage) text() string {
	var b strings.Builder
	b.WriteString("\uFEFF" + p.Office.Name + "\r\n" + p.C.T("receipt.title") + "\r\n\r\n")
	for _, item := range p.facts() {
		text := item.Text
		switch item.Term {
		case p.C.T("portal.case.number"):
			text = p.Case.Number
		case p.C.T("portal.case.due"):
			text = p.C.T("portal.case.due.at", "due", p.Case.Due)
		case p.C.T("statement.state.title"):
			text = p.signedText(p.Case.Statement)
		}
		b.WriteString(item.Term + ": " + text + "\r\n")
	}
	b.WriteString("\r\n" + p.C.T("portal.receipt.link.label") + ": " + p.Link + "\r\n" + p.C.T("portal.receipt.link.text") + "\r\n")
	if p.Leaf == nil {
		return b.String()
	}
	b.WriteString("\r\n" + p.C.T("open.mine.title") + "\r\n")
	for _, item := range p.leaf() {
		b.WriteString(item.Term + ": " + item.Text + "\r\n")
	}
	return b.String()
}

// leaf lists what is in the ledger: who has number, salt and what is opened can find it in the open data and show that it was counted.
func (p receiptPage) leaf() ui.DescriptionList {
	return ui.DescriptionList{{Term: p.C.T("open.mine.n"), Text: strconv.FormatInt(p.Leaf.N, 10)}, {Term: p.C.T("open.mine.salt"), Text: p.Leaf.Salt},
		{Term: p.C.T("open.mine.form"), Text: p.Leaf.Fact}}
}

// signedText says how the citizen signed what an officer wrote for him.
func (v view) signedText(s *app.Statement) string {
	return v.C.T("statement.state."+s.Signed.Way, "at", s.Signed.At, "witness", s.Signed.Witness, "name", s.Signed.Name)
}

// facts lists what the receipt proves.
func (p receiptPage) facts() ui.DescriptionList {
	c, f := p.C, p.Case
	var list ui.DescriptionList
	if f.Number != "" {
		list = append(list, ui.Item{Term: c.T("portal.case.number"), Body: bold(f.Number)})
	}
	list = append(list, ui.Item{Term: c.T("portal.case.received"), Text: c.Time(f.ReceivedAt, c.Location())})
	if f.Service != "" {
		list = append(list, ui.Item{Term: c.T("portal.case.service"), Text: f.Service})
	}
	if f.Title != "" {
		list = append(list, ui.Item{Term: c.T("portal.case.title"), Text: f.Title})
	}
	if !f.Due.IsZero() {
		list = append(list, ui.Item{Term: c.T("portal.case.due"), Body: dueWithWhy(p.view, f)})
	}
	list = append(list, p.inCharge(f)...)
	if f.Filed.As != "" {
		list = append(list, ui.Item{Term: c.T("filing.filed"), Text: p.filed(f)})
	}
	if f.Identity != "" {
		list = append(list, ui.Item{Term: c.T("prove.done"), Text: c.T("prove.done."+string(f.Identity), "at", f.ReceivedAt)})
	}
	if f.Statement != nil && f.Statement.Signed != nil {
		list = append(list, ui.Item{Term: c.T("statement.state.title"), Body: signed(p.view, f.Statement)})
	}
	if f.Answer != "" {
		list = append(list, ui.Item{Term: c.T("portal.case.answer"), Text: c.T("portal.answer." + f.Answer)})
	}
	if f.Delivery != "" {
		list = append(list, ui.Item{Term: c.T("portal.case.delivery"), Text: c.T("portal.delivery." + f.Delivery)})
	}
	return list
}

// filed says who filed a case for its citizen, so that nobody files in somebody's name unseen.
func (v view) filed(f *app.Followed) string {
	text := v.C.T("filing.filed."+f.Filed.As, "citizen", f.Name, "name", f.Filed.Name)
	if f.Filed.As == app.Agent && !f.Filed.Power {
		text += " " + v.C.T("filing.filed.power")
	}
	return text
}

// inCharge lists who answers for a case (민원 처리에 관한 법률 시행령 제31조): department, name and telephone.
func (v view) inCharge(f *app.Followed) ui.DescriptionList {
	c, who := v.C, f.Responsible
	department := who.Department
	if who.Desk != "" && department != "" {
		department = c.T("portal.case.desk_of", "department", department, "desk", who.Desk)
	} else if department == "" {
		department = who.Desk
	}
	var list ui.DescriptionList
	if department != "" {
		list = append(list, ui.Item{Term: c.T("portal.case.department"), Text: department})
	}
	name := who.Name
	if running := f.Status == string(casefile.Open) || f.Status == string(casefile.Waiting); name == "" && running {
		name = c.T("portal.case.officer.none")
	}
	if name != "" { // nobody will be named any more in a case that was settled or handed to another office
		list = append(list, ui.Item{Term: c.T("portal.case.officer"), Text: name})
	}
	if who.Phone != "" {
		list = append(list, ui.Item{Term: c.T("portal.case.phone"), Text: who.Phone, Href: "tel:" + who.Phone})
	}
	if who.Fax != "" {
		list = append(list, ui.Item{Term: c.T("portal.case.fax"), Text: who.Fax})
	}
	return list
}

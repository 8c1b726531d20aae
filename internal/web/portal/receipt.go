package portal

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/web/ui"
)

type receiptPage struct {
	view
	Case   *app.Followed
	Link   string // the whole address of the private page
	Back   string // its path
	Masked bool
}

// receipt shows what was filed and the private link, which nobody can give again.
func (p *Portal) receipt(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	v, err := p.view(w, r, "portal.receipt.title")
	if err != nil {
		return err
	}
	f, err := p.site.Service.Follow(r.Context(), a, v.lang())
	if err != nil {
		return err
	}
	page := receiptPage{view: v, Case: f, Link: p.site.URL(r, caseURL(r, "")), Back: caseURL(r, ""), Masked: r.URL.Query().Has("masked")}
	return ui.Render(w, r, http.StatusOK, receipt(page))
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
	if name == "" {
		name = c.T("portal.case.officer.none")
	}
	list = append(list, ui.Item{Term: c.T("portal.case.officer"), Text: name})
	if who.Phone != "" {
		list = append(list, ui.Item{Term: c.T("portal.case.phone"), Text: who.Phone, Href: "tel:" + who.Phone})
	}
	if who.Fax != "" {
		list = append(list, ui.Item{Term: c.T("portal.case.fax"), Text: who.Fax})
	}
	return list
}

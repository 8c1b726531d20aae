package manage

import (
	"net/http"
	"strings"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// accessPage is who read personal data, when and why (개인정보의 안전성 확보조치 기준 제8조).
type accessPage struct {
	ui.Page
	Case string
	Rows []accessRow
}

type accessRow struct {
	app.Access
	Who, WhatText, ReasonText, Href string
}

// accessRows is how many readings are shown.
const accessRows = 300

func (s *Surface) access(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p := accessPage{Page: v.Page, Case: strings.TrimSpace(r.URL.Query().Get("case"))}
	p.Page.Title, p.Page.Lead = v.C.T("manage.access.title"), v.C.T("manage.access.lead")
	list, err := s.app.AccessLog(r.Context(), v.Actor, p.Case, accessRows)
	if err != nil {
		return err
	}
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	for _, a := range list {
		row := accessRow{Access: a, Who: names[a.Account], WhatText: a.What, ReasonText: a.Reason}
		if row.Who == "" {
			row.Who = a.Account
		}
		if key := "manage.access.what." + a.What; v.C.Has(key) {
			row.WhatText = v.C.T(key)
		}
		if key := "desk.reason." + a.Reason; v.C.Has(key) {
			row.ReasonText = v.C.T(key)
		}
		if a.Case != "" {
			row.Href = "/admin/access?case=" + a.Case
		}
		p.Rows = append(p.Rows, row)
	}
	return ui.Render(w, r, http.StatusOK, accessView(p))
}

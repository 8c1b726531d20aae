package portal

import (
	"net/http"
	"slices"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web/ui"
)

// privacyPage tells how personal data are used.
type privacyPage struct {
	view
	Ways []app.Way // by which codes are sent, when a service asks for one
}

// privacy tells what is kept of citizens, why, for how long, and whom to ask (개인정보 보호법 제30조).
func (p *Portal) privacy(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.privacy.title")
	if err != nil {
		return err
	}
	v.Lead = v.C.T("portal.privacy.lead", "office", v.Office.Name)
	page := privacyPage{view: v}
	if slices.ContainsFunc(v.Charter.Services, func(s charter.Service) bool { return s.Identity != "" }) {
		page.Ways = p.site.Service.ProofWays()
	}
	return ui.Render(w, r, http.StatusOK, privacy(page))
}

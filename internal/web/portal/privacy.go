package portal

import (
	"net/http"

	"jikim/internal/web/ui"
)

// privacy tells what is kept of citizens, why, for how long, and whom to ask (개인정보 보호법 제30조).
func (p *Portal) privacy(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.privacy.title")
	if err != nil {
		return err
	}
	v.Lead = v.C.T("portal.privacy.lead", "office", v.Office.Name)
	return ui.Render(w, r, http.StatusOK, privacy(v))
}

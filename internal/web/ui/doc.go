// Package ui draws what all pages share: the frame, the components and the pictures of figures, in the look of KRDS, the
// design system of the Korean government, and by the rules of KWCAG 2.2.
//
// # How a page is built
//
// Each surface (portal, desk, manage, public) is a folder beside this one. A page is a file <page>.go with the handler
// and a typed struct of what is shown, and a file <page>.templ that draws it:
//
//	type followPage struct {
//		ui.Page
//		Case   casefile.View
//		Clocks []ui.Countdown
//	}
//
//	templ follow(p followPage) {
//		@ui.Layout(p.Page) {
//			@ui.Badge{C: p.C, Status: "kept"}
//			@(ui.Card{Title: p.C.T("portal.follow.promised")}) {
//				for _, c := range p.Clocks {
//					@c
//				}
//			}
//		}
//	}
//
//	func (s *Server) follow(w http.ResponseWriter, r *http.Request) {
//		prefs := ui.Choose(w, r)
//		p := followPage{Page: ui.Page{C: prefs.Catalogue().In(s.zone), Prefs: prefs, Now: now, Path: r.URL.RequestURI(), …}}
//		if err := ui.Render(w, r, http.StatusOK, follow(p)); err != nil { … error page … }
//	}
//
// A component is a struct with named fields: @ui.Button{Text: …, Href: …}. One that has children is written with
// parentheses: @(ui.Form{Action: "/file"}) { … }. Components that write words of their own take the catalogue as C.
// After a change of a .templ file run
//
//	go tool templ generate -path internal/web/<surface>
//
// and commit the generated file with it.
//
// # Sentences
//
// No text stands in a template. Every sentence is a key of the catalogues of package locale, in the file of the surface:
// internal/locale/ko/portal.yaml and internal/locale/en/portal.yaml, with the same keys and the same placeholders in
// both; a test compares them. Keys begin with the name of the file.
//
// # Rules that keep pages safe and usable
//
//   - Templates escape everything. Do not use templ.Raw nor @templ.Unsafe….
//   - No style attribute and no script in a page: the Content-Security-Policy (Policy) forbids both. A length that depends
//     on data is an attribute of an SVG shape, as in the charts.
//   - Everything a citizen does works without scripts: plain links and forms. Scripts add ticking countdowns, kept
//     drafts, shortcuts and dialogs.
//   - A status is shown by colour, shape and word together: Badge, Countdown, Alert.
//   - A rejected form is drawn again with Page.Errors, with Field.Error of each fault (ErrorOf finds it) and with status 422.
//   - A shortcut is declared where it acts: Button.Key, Field.Key, Link.Key. "?" lists those of the page.
//   - Pages that change by themselves set Page.Live and use htmx: hx-get, hx-sse:connect. The policy forbids eval, so
//     hx-on and js: values do not work; hx-csp of htmx is not used because it needs a nonce in every page, which the
//     policy makes needless.
//
// # Assets
//
// Style sheets, scripts, fonts and icons are built in web/ with npm ci && npm run build, embedded from dist and
// committed, so that go build needs no Node. The server mounts Assets at AssetPath. Style sheets are written in web/src/css
// on the design tokens of KRDS; web/src/theme.json names the roles of colours for the light and the high-contrast screen.
// Classes useful in templates: stack, grid, row, split, two, lead, sub, measure, prose, number, text-list, sr-only.
package ui

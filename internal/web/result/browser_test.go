package result_test

import (
	"testing"

	"jikim/test/browser"
)

// TestResultsInBrowser shows the year, the results and the plan on a desk and on a phone: all fits, and nothing bars anybody.
func TestResultsInBrowser(t *testing.T) {
	o := newOffice(t)
	o.publish(t)
	if err := o.PublishPlan(t.Context(), o.boss.Actor, o.wave, "both", "올해 안에 고치겠습니다."); err != nil {
		t.Fatal(err)
	}
	b := browser.Start(t)
	for _, screen := range []struct {
		name string
		browser.Screen
	}{{"desk", browser.Desk}, {"phone", browser.Phone}} {
		t.Run(screen.name, func(t *testing.T) {
			p := b.Page(t, screen.Screen)
			for name, path := range map[string]string{"year": "", "result": "/" + o.wave, "plan": "/" + o.wave + "/plan"} {
				p.Open(o.URL + "/satisfaction" + path + "?lang=ko")
				p.Shot("survey-" + name + "-" + screen.name)
				p.Fits()
				p.Axe()
			}
			p.Open(o.URL + "/satisfaction/" + o.wave)
			p.Follow(`section[aria-labelledby="tasks"] a`)
			if got := p.Path(); got != "/satisfaction/"+o.wave+"/plan" {
				t.Errorf("the plan is at %s", got)
			}
		})
	}
}

package harness

import (
	"context"
	"fmt"
	"regexp"
	"sync"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/core/civil"
	"jikim/internal/core/notice"
	"jikim/internal/engine"
)

// postbox keeps the links of the survey that go out by e-mail.
type postbox struct {
	mu    sync.Mutex
	links []string
}

var surveyLink = regexp.MustCompile(`/s/([0-9A-Z]{16})`)

func (p *postbox) Carry(_ context.Context, m *channel.Message) (channel.Sent, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if found := surveyLink.FindStringSubmatch(m.Text); found != nil {
		p.links = append(p.links, found[1])
	}
	return channel.Sent{}, nil
}

// Ask has people file and opens a survey of all of them, which closes at the end of the month. It returns its identifier, the tokens
// of the links that went out, and the manager. The use cases are made anew, so that it comes before a site is opened on them.
func (o *Office) Ask(people int) (id string, links []string, manager app.Actor) {
	o.T.Helper()
	post := &postbox{}
	o.Close()
	o.Service = o.Serve(app.Config{Public: "https://minwon.example.kr", Couriers: map[app.Way]channel.Courier{notice.Email: post}})
	o.DeliverBy(engine.DelivererFunc(o.Show))
	manager = o.Staff("asker", app.Manager, "general_affairs", "")
	for i := range people {
		p := o.Petition()
		p.Phone, p.Email = "", fmt.Sprintf("person%d@example.kr", i)
		o.File(p)
	}
	last := civil.DateOf(o.Clock.Now(), Seoul).MonthEnd()
	id, err := o.OpenSurvey(o.Context(), manager, app.NewSurvey{Key: o.NewKey(), Last: last})
	if err != nil {
		o.T.Fatal(err)
	}
	o.Advance(time.Second)
	if len(post.links) != people {
		o.T.Fatalf("%d links went out to %d people", len(post.links), people)
	}
	return id, post.links, manager
}

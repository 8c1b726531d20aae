package tour

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/cli"
	"jikim/internal/core/audit"
	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/publication"
	"jikim/internal/core/survey"
	"jikim/internal/engine"
	"jikim/internal/web"
	"jikim/test/harness"
	"jikim/test/site"
)

// silent sends nothing: nobody reads codes here. It keeps the link of a survey.
type silent struct {
	mu   sync.Mutex
	link string
}

var surveyLink = regexp.MustCompile(`/s/[0-9A-Z]{16}`)

// Carry takes what is sent.
func (p *silent) Carry(_ context.Context, m *channel.Message) (channel.Sent, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if found := surveyLink.FindString(m.Text); found != "" {
		p.link = found
	}
	return channel.Sent{}, nil
}

// whole is everything that jikim serves, as one surface.
type whole []web.Surface

func (w whole) Register(mux web.Mux) {
	for _, s := range w {
		s.Register(mux)
	}
}

func serve(o *harness.Office) *site.Site {
	return site.Open(o, nil, func(s *web.Server) web.Surface { return whole(cli.Surfaces(s, o.Service)) })
}

// office is an office in which everything that a page can show has happened.
type office struct {
	*site.Site
	boss, kim, lee app.Actor

	running, waiting, answered, refused, withdrawn, late            *app.Receipt
	complaint, opinion                                              *app.Receipt
	dictated, visit, left, ringing, call, slip, letter, held, filed string // cases
	result                                                          string // of a survey that was published
	wave, link                                                      string // of a survey, and where it is answered
	phrase, improvement                                             string
	secrets                                                         map[string]string // of the browsers of staff and machines, by whom
}

// must ends the test on an error, and returns what came with none.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (o *office) ok(err error) {
	o.T.Helper()
	if err != nil {
		o.T.Fatal(err)
	}
}

// open is an office on a Tuesday morning at the end of its second month.
func open(t testing.TB) *office {
	t.Helper()
	h := harness.New(t, "2026-11-02 09:30")
	h.Service.Close()
	mail := &silent{}
	h.Service = h.Serve(app.Config{Couriers: map[app.Way]channel.Courier{app.ByEmail: mail}})
	h.DeliverBy(engine.DelivererFunc(h.Notify))
	o := &office{Site: serve(h), secrets: map[string]string{}}
	o.boss = o.Staff("boss", app.Admin, "general_affairs", "petition")
	o.kim = o.Staff("kim", app.Lead, "general_affairs", "petition")
	o.lee = o.Staff("lee", app.Officer, "general_affairs", "rental")
	for i := range 12 {
		o.Staff("clerk"+strconv.Itoa(i), app.Officer, "library_information", "general")
	}
	o.past()
	o.Until(harness.At(t, "2026-11-24 10:00"))
	o.cases()
	o.voices()
	o.improve()
	o.house()
	o.contacts()
	o.paper()
	for _, period := range []string{"2026-11", "2026"} {
		must[*app.Figures](t)(o.FreshFigures(o.Context(), harness.Institution, period))
	}
	o.doors()
	must[*app.Checkpoint](t)(o.Checkpoint(o.Context(), harness.Institution))
	o.results()
	o.survey(mail)
	return o
}

// results takes a survey on paper to its plan.
func (o *office) results() {
	o.result = must[string](o.T)(o.OpenSurvey(o.Context(), o.boss, app.NewSurvey{Key: o.NewKey(), Last: civil.Date{Year: 2026, Month: 12, Day: 18}, Base: o.URL}))
	number := 0
	for desk, n := range map[string]int{"petition": 9, "general": 8} {
		must[*app.SheetState](o.T)(o.AddSheets(o.Context(), o.boss, o.result, app.NewSheets{Key: o.NewKey(), Desk: desk, Count: n}))
		for range n {
			number++
			q, answers := must[*app.AskedSurvey](o.T)(o.AskedSheet(o.Context(), o.boss, number)).Questionnaire, survey.Answers{}
			for i, item := range q.Items() {
				answers[item.ID] = survey.Answer{Rating: 5 + (number+i*i)%6}
				if item.Words() {
					answers[item.ID] = survey.Answer{Words: "전화를 빨리 받아 주세요."}
				}
			}
			must[*app.Answered](o.T)(o.EnterSheet(o.Context(), o.boss, number, app.Answering{Key: o.NewKey(), Answers: answers}))
		}
	}
	o.ok(o.CloseSurvey(o.Context(), o.boss, o.result))
	for _, item := range must[*app.SurveyReview](o.T)(o.ReviewSurvey(o.Context(), o.boss, o.result)).Missing {
		o.ok(o.AddTask(o.Context(), o.boss, o.result, app.NewTask{Key: o.NewKey(), Item: item, What: "이용자의 의견을 모아 고칩니다.", Owner: "general_affairs", Due: civil.Date{Year: 2027, Month: 3, Day: 31}}))
	}
	o.ok(o.PublishSurvey(o.Context(), o.boss, o.result, "homepage"))
	o.ok(o.PublishPlan(o.Context(), o.boss, o.result, "both", "올해 안에 고치겠습니다."))
}

// survey asks those who have filed how it was.
func (o *office) survey(mail *silent) {
	o.wave = must[string](o.T)(o.OpenSurvey(o.Context(), o.boss, app.NewSurvey{Key: o.NewKey(), Last: civil.Date{Year: 2026, Month: 12, Day: 18}, Base: o.URL}))
	must[*app.SheetState](o.T)(o.AddSheets(o.Context(), o.boss, o.wave, app.NewSheets{Key: o.NewKey(), Desk: "petition", Count: 2}))
	must[int](o.T)(o.Surveys(o.Context(), harness.Institution))
	o.link = mail.link
}

func (o *office) file(delivery string) *app.Receipt {
	p := o.Petition()
	p.Delivery = delivery
	if delivery == "post" {
		p.Address = "강원특별자치도 원주시 서원대로 279"
	}
	p.Attachments = []app.Attachment{{Name: "열람실.png", Type: "image/png", Body: o.picture()}}
	r, _ := o.File(p)
	return r
}

// picture is a small photo.
func (o *office) picture() []byte {
	m := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for i := range 320 * 240 {
		m.Set(i%320, i/320, color.RGBA{uint8(i), uint8(i / 320), 120, 255})
	}
	var b bytes.Buffer
	o.ok(png.Encode(&b, m))
	return b.Bytes()
}

// past is what the figures are made of: petitions and visits in time, too late, and never answered.
func (o *office) past() {
	for n := range 12 {
		r := o.file("pickup")
		v := o.begin(app.NewContact{Channel: "visit"})
		if n > 2 {
			o.act(v.Case, fact.VisitGreeted, fact.With("stood", true, "phrase", n != 7, "first", true))
		}
		o.Clock.Set(o.Now().Add(time.Minute))
		o.act(v.Case, fact.VisitLeft, nil)
		if n < 10 {
			o.answer(r.Case)
		} else {
			o.late = r
		}
	}
}

func (o *office) begin(n app.NewContact) *app.Opened {
	n.Key = o.NewKey()
	return must[*app.Opened](o.T)(o.NewContact(o.Context(), o.kim, n))
}

// act records an act in the first contact of a case.
func (o *office) act(caseID string, kind fact.Kind, data fact.Data) {
	o.T.Helper()
	e := app.Entry{Key: o.NewKey(), Case: caseID, Contact: o.Stored(caseID).Facts[0].ID, Kind: kind, Data: data}
	must[*app.Done](o.T)(o.Record(o.Context(), o.kim, e))
}

func (o *office) answer(caseID string) {
	must[*app.Done](o.T)(o.Answer(o.Context(), o.kim, app.Result{Key: o.NewKey(), Case: caseID, How: "web",
		Text: "종합자료실은 화요일부터 일요일까지 09:00에 엽니다.\n월요일과 공휴일에는 쉽니다."}))
}

// greeted records that a visitor with a number was greeted, and returns what the wall says of it.
func (o *office) greeted(caseID string) string {
	o.act(caseID, fact.VisitGreeted, fact.With("stood", true, "phrase", true, "first", true))
	return "9"
}

// cases are petitions in every state that a citizen can meet.
func (o *office) cases() {
	o.running, o.waiting, o.answered, o.refused, o.withdrawn = o.file("pickup"), o.file("email"), o.file("pickup"), o.file("post"), o.file("pickup")
	done := must[*app.Done](o.T)
	done(o.AskSupplement(o.Context(), o.kim, app.Missing{Key: o.NewKey(), Case: o.waiting.Case, What: "신청서 사본 1부", Until: o.Now().Add(96 * time.Hour)}))
	o.answer(o.answered.Case)
	appeal := must[string](o.T)(o.AppealText(o.Context(), o.kim, o.refused.Case, "ko"))
	done(o.Refuse(o.Context(), o.kim, app.Refusal{Key: o.NewKey(), Case: o.refused.Case, Reason: "자료실 안에서는 촬영을 허가하지 않습니다.",
		Law: "도서관 이용규정 제12조", Appeal: appeal, How: "web"}))
	done(o.Extend(o.Context(), o.kim, app.Extension{Key: o.NewKey(), Case: o.running.Case, Ground: "site_check", Reason: "현장을 확인해야 합니다.", Days: 3}))
	o.ok(o.Withdraw(o.Context(), o.citizen(o.withdrawn), o.NewKey(), "해결되었습니다."))
}

func (o *office) citizen(r *app.Receipt) app.Actor {
	return must[app.Actor](o.T)(o.OpenLink(o.Context(), harness.Institution, r.Token, "192.0.2.1"))
}

// voices are what citizens say beside petitions.
func (o *office) voices() {
	nobody := app.Citizen(harness.Institution, "192.0.2.7")
	must[bool](o.T)(o.AddMessage(o.Context(), o.citizen(o.running), app.Supplement{Key: o.NewKey(), Text: "언제쯤 알 수 있을까요?"}))
	o.complaint = must[*app.Receipt](o.T)(o.Complain(o.Context(), o.citizen(o.late), app.Complaint{Key: o.NewKey(), About: "late", Text: "답이 없습니다.", Lang: "ko"}))
	o.complaint = must[*app.Receipt](o.T)(o.Complain(o.Context(), nobody, app.Complaint{Key: o.NewKey(), About: "rude_phone", Name: "김민원",
		Email: "kim@example.kr", Answer: "email", Text: "전화를 끊어 버렸습니다.", Lang: "ko"}))
	o.opinion = must[*app.Receipt](o.T)(o.GiveOpinion(o.Context(), nobody, app.Opinion{Key: o.NewKey(), Improvable: true, Name: "이의견",
		Email: "lee@example.kr", Answer: "email", Text: "의자를 늘려 주세요.", Lang: "ko"}))
	o.ok(o.Rate(o.Context(), o.citizen(o.answered), o.NewKey(), 4, "빨랐습니다."))
}

// house is what is found in rounds and reported by visitors.
func (o *office) house() {
	for unit := range 3 {
		must[*app.Reported](o.T)(o.ReportOutage(o.Context(), app.Citizen(harness.Institution, ""), app.OutageReport{Key: o.NewKey(), Item: "search_pc", Unit: unit + 1}))
	}
	e := app.Entry{Key: o.NewKey(), Kind: fact.ItemInspected, Data: fact.With("item", "copier", "working", 0),
		Files: []app.Attachment{{Name: "copier.png", Type: "image/png", Body: o.picture()}}}
	must[*app.Done](o.T)(o.RecordInstitution(o.Context(), o.boss, e))
	o.ok(o.DrawAudits(o.Context(), o.boss, "phone"))
	o.rate()
	date := func(s string) civil.Date { return must[civil.Date](o.T)(civil.ParseDate(s)) }
	must[*app.SpecialDay](o.T)(o.EnterDay(o.Context(), o.boss, app.NewDay{Key: o.NewKey(), Date: date("2026-12-07"), Kind: app.DayTemporary, Name: "임시공휴일", Decided: date("2026-11-24")}))
	o.publish("2026-09")
	o.ok(o.PreparePublication(o.Context(), o.boss, app.NewPublication{Period: "2026-10"}))
	o.revise()
	o.ok(o.TryCharter(o.Context(), o.boss, must[string](o.T)(o.CharterText(o.Context(), o.boss))))
}

// publish publishes the figures of a month.
func (o *office) publish(period string) {
	o.ok(o.PreparePublication(o.Context(), o.boss, app.NewPublication{Period: period}))
	d, _, err := o.PublicationDraft(o.Context(), o.boss, period)
	o.ok(err)
	must[*publication.Publication](o.T)(o.ApprovePublication(o.Context(), o.boss, period, d.Digest))
}

// revise drafts the next version: one sentence promises less, and begins next year.
func (o *office) revise() {
	d := must[*app.Draft](o.T)(o.Draft(o.Context(), o.boss))
	text := strings.Replace(d.Files[charter.Main], "from: 2026-01-01", "from: 2027-01-01", 1)
	must[*app.Draft](o.T)(o.SaveDraft(o.Context(), o.boss, d.Version, map[string]string{charter.Main: strings.Replace(text, "5 seconds", "7 seconds", 1)}))
}

// rate rates the calls that were drawn, as far as the administrator may.
func (o *office) rate() {
	o.Clock.Set(o.Now().Add(10 * time.Minute))
	board := must[*app.AuditBoard](o.T)(o.Audits(o.Context(), o.boss, "phone", ""))
	for i, c := range board.Calls {
		if !c.May {
			continue
		}
		ratings := audit.Ratings{}
		for _, area := range board.Card.Areas {
			for _, item := range area.Items {
				ratings[item.ID] = 5 - i%8/7*3 // one of eight was poor
			}
		}
		must[*app.Done](o.T)(o.RateAudit(o.Context(), o.boss, app.AuditRating{Key: o.NewKey(), Card: "phone", Period: board.Period, Number: c.Number,
			At: o.Now(), Ratings: ratings}))
	}
}

// contacts go on: a visit at the desk, visitors who wait, one who left, a telephone that rings, a call with a message.
func (o *office) contacts() {
	o.secrets["kiosk"] = o.Bind(app.Kiosk, app.Place{})
	machine := must[app.Actor](o.T)(o.AuthenticateDevice(o.Context(), harness.Institution, o.secrets["kiosk"], "192.0.2.9"))
	pbx := o.Device(app.Exchange, app.Place{})
	for i := range 9 {
		a := app.Arrival{Key: o.NewKey(), Desk: []string{"petition", "general", "single"}[i%3]}
		if i == 5 {
			a.Assist = "wheelchair"
		}
		o.slip = must[*app.Arrived](o.T)(o.Arrive(o.Context(), machine, a)).Case
	}
	o.visit = o.begin(app.NewContact{Channel: "visit", Data: fact.With("busy", true)}).Case
	o.act(o.visit, fact.ScribeAsked, nil)
	dictated := o.begin(app.NewContact{Channel: "visit"}).Case
	o.act(dictated, fact.ScribeAsked, nil)
	must[*app.Done](o.T)(o.Receive(o.Context(), o.kim, dictated, o.Stored(dictated).Facts[0].ID, app.NewContact{Key: o.NewKey(), Service: "question",
		Name: "홍길동", Phone: "010-1234-5678", Text: "열람실은 언제 여나요?", Answer: "phone"}))
	o.dictated = dictated
	o.left = o.begin(app.NewContact{Channel: "visit"}).Case
	o.act(o.left, fact.VisitLeft, nil)
	o.letter = o.begin(app.NewContact{Channel: "post", Service: "question", Name: "박편지", Title: "주차", Text: "주차장이 있습니까?", Answer: "post",
		Delivery: "post", Address: "강원특별자치도 원주시 서원대로 279", Accept: true}).Case
	o.Attach(harness.Institution, "mailbox", "imap", mailbox{o.Now})
	o.held, o.filed = o.arrive("a"), o.arrive("b")
	must[*app.LetterFiled](o.T)(o.FileLetter(o.Context(), o.kim, app.Filing{Key: o.NewKey(), Case: o.filed, As: casefile.AsDiscarded, Reason: "spam"}))
	must[*app.Done](o.T)(o.Answer(o.Context(), o.kim, app.Result{Key: o.NewKey(), Case: o.letter, Text: "주차장이 있습니다.", How: "post"}))
	o.call = o.begin(app.NewContact{Channel: "phone"}).Case
	o.act(o.call, fact.CallGreeted, fact.With("thanks", true, "organisation", true, "officer", true))
	o.ringing = must[string](o.T)(o.TellCall(o.Context(), pbx, app.CallEvent{Call: "1", Kind: fact.CallRinging, From: "010-1234-5678", To: "033-737-1043"}))
}

// paper is what leads keep ready.
func (o *office) paper() {
	o.ok(o.PutPhrase(o.Context(), o.kim, o.NewKey(), app.Phrase{Name: "여는 시간", Kind: fact.CaseAnswered, Text: "{민원인} 님, 9시에 엽니다."}))
	o.phrase = must[[]app.Phrase](o.T)(o.Phrases(o.Context(), o.kim))[0].ID
}

// doors opens the office to the browsers: sessions of staff, secrets of machines.
func (o *office) doors() {
	for _, login := range []string{"boss", "kim"} {
		secret, _, err := o.Login(o.Context(), harness.Institution, login, "Lotus-Pond-27", "192.0.2.3")
		o.ok(err)
		o.secrets[login] = secret
	}
	for _, kind := range []app.DeviceKind{app.Wall, app.Door} {
		o.secrets[string(kind)] = o.Bind(kind, app.Place{})
	}
	o.secrets[string(app.Button)] = o.Bind(app.Button, app.Place{Kind: app.AtDesk, ID: "petition"})
}

// arrive takes in a fax that a person has to look at, and returns its case.
func (o *office) arrive(key string) string {
	o.T.Helper()
	return must[channel.Taken](o.T)(o.Letters(harness.Institution, app.LetterRoute{Desk: "petition"}).Receive(o.Context(), &channel.Letter{Channel: "fax",
		Source: "mailbox", Key: key, Class: channel.Person, At: o.Now(), From: channel.Party{Address: "033-737-9999"}, Pages: 1,
		Doubts: []string{"letter.doubt.stranger"}, Notes: []string{"letter.note.left_out"},
		Files:    []channel.File{{Name: "fax.pdf", Body: []byte("%PDF-1.7 y")}},
		Original: channel.File{Name: "fax.tif", Type: "image/tiff", Body: []byte("II*\x00")},
		Proposed: &channel.Proposal{Text: "보낸 사람: 김철수\n제목: 시설 대관", Sender: "김철수", Subject: "시설 대관", Fine: true}})).Case
}

// mailbox is a source that has missed something.
type mailbox struct{ now func() time.Time }

func (mailbox) Run(context.Context) error { return nil }

func (m mailbox) State() channel.State {
	now := m.now()
	return channel.State{Connected: true, Since: now.Add(-time.Hour), HeardAt: now, TakenAt: now, Seen: 3, Taken: 2, Repeated: 1,
		Gaps: []channel.Gap{{From: now.Add(-time.Hour), Until: now.Add(-time.Minute), Why: "channel.gap.away"}}}
}

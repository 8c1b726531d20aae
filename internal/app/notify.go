package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/fact"
	"jikim/internal/core/notice"
	"jikim/internal/locale"
	"jikim/internal/sign"
)

// Later is no failure: it puts a notice off until an instant.
type Later struct{ Until time.Time }

// Error says so.
func (l *Later) Error() string { return "it is put off" }

// patience is after how many failures that may pass the next way is tried.
const patience = 3

// Notify brings a notice to whom it is for: officers see it on their open pages, and a citizen is told by the way that he has chosen,
// or else by the next one that reaches him. What is to be recorded of it is written into the data of the notice: the way, the name of
// the message, and by which ways it could not go. It is the deliverer of a running office.
func (s *Service) Notify(ctx context.Context, o *Outgoing) error {
	if o.To != "citizen" {
		return nil
	}
	c, texts, err := s.readCase(ctx, o.Institution, o.Case)
	if err != nil {
		return err
	}
	n := &notifying{Service: s, current: c, texts: texts, person: personOf(c, texts), out: o}
	word, ok := n.word(ctx)
	if !ok {
		return nil // nothing is said of it outside of the page
	}
	n.out.Data = n.out.Data.Set("way", fact.Text(string(notice.Page)))
	for _, way := range n.ways(word) {
		done, err := n.try(ctx, way, word)
		if done || err != nil {
			return err
		}
	}
	return nil
}

// notifying is the bringing of one notice.
type notifying struct {
	*Service
	*current
	texts  map[string]text
	person Person
	out    *Outgoing
}

// ways returns the ways to be tried, the first first. Those by which it has failed for good are left out.
func (n *notifying) ways(w *word) []notice.Way {
	st := &n.state
	p := notice.Person{Wish: st.Answer, Channel: st.Channel, Email: n.person.Email != "", Mobile: notice.Mobile(digitsOf(n.person.Phone)),
		Fax: n.faxNumber() != "", Address: n.person.Address != ""}
	not := strings.Split(n.out.Data.Text("not_by"), ",")
	var out []notice.Way
	for _, way := range notice.Order(p, notice.Word{Letter: w.letter != ""}) {
		if !slices.Contains(not, string(way)) && (way == notice.Page || way == notice.Post || n.couriers[way] != nil) {
			out = append(out, way)
		}
	}
	return out
}

// try brings the notice by one way. It is done, or has to wait, or cannot go that way, which is noted.
func (n *notifying) try(ctx context.Context, way notice.Way, w *word) (done bool, err error) {
	set := func(name, value string) { n.out.Data = n.out.Data.Set(name, fact.Text(value)) }
	if until := notice.Wait(way, n.sent(way), n.now, n.ch.Petition.Location()); !until.IsZero() {
		return false, &Later{until}
	}
	if way == notice.Page || way == notice.Post {
		set("way", string(way))
		if way == notice.Post {
			set("document", w.letter)
		}
		return true, nil
	}
	m, err := n.message(way, w)
	if err == nil {
		_, err = n.couriers[way].Carry(ctx, m)
	}
	switch {
	case err == nil:
		set("way", string(way))
		set("message", m.ID)
		return true, nil
	case errors.Is(err, channel.ErrNoSuchAddress), errors.Is(err, channel.ErrUnfit):
	case n.out.Attempts < patience:
		return false, err
	}
	n.log.InfoContext(ctx, "a notice could not go one way", "way", string(way), "case", n.out.Case, "why", whyNot(err))
	set("not_by", strings.Trim(n.out.Data.Text("not_by")+","+string(way), ","))
	return false, nil
}

// whyNot names why a notice did not go a way, without anything of it.
func whyNot(err error) string {
	switch {
	case errors.Is(err, channel.ErrNoSuchAddress):
		return "no_such_address"
	case errors.Is(err, channel.ErrUnfit):
		return "unfit"
	}
	return failureOf(err)
}

// sent returns when notices of the case went by a way.
func (n *notifying) sent(way notice.Way) []time.Time {
	var out []time.Time
	for i := range n.known {
		if f := &n.known[i]; f.Kind == fact.NoticeSent && f.Data.Text("way") == string(way) {
			out = append(out, f.At)
		}
	}
	return out
}

// messageBytes is how much of the key of a notice names its message beside the case.
const messageBytes = 8

// messageID names the message of a notice by one way: the case, so that what becomes of it finds its way back, and a part that
// follows from the notice, so that it is the same when nobody knows whether it went out.
func (s *Service) messageID(o *Outgoing, way notice.Way) string {
	return o.Case + "-" + hex.EncodeToString(s.keys.Blind("message", messageBytes, o.Institution, o.Key, string(way)))
}

// message writes the notice for a way; an error tells that it cannot go that way.
func (n *notifying) message(way notice.Way, w *word) (*channel.Message, error) {
	m := &channel.Message{ID: n.messageID(n.out, way), To: n.person.Phone, Name: n.person.Name, Subject: w.subject, Text: w.short, Template: w.template,
		Values: w.values, Automatic: w.automatic}
	switch way {
	case notice.Email:
		m.To, m.Text = n.person.Email, w.long
		if f := n.first(fact.LetterArrived); f != nil {
			x := n.texts[f.ID].Fields
			if x[fieldLetterID] != "" {
				m.Answers = []string{x[fieldLetterID]}
			}
			if w.automatic { // a machine answers the servers' address for returns, and nobody when there is none (RFC 3834 section 4)
				m.To = x[fieldReturn]
			}
		}
	case notice.Fax:
		m.To = n.faxNumber()
		l := paperOf(n.current, n.texts, w.letter)
		body, err := sign.PDF(l.Office.KO, string(locale.Korean), l.Paper(sign.UsualWindow))
		if err != nil {
			return nil, fmt.Errorf("drawing a fax: %w", err)
		}
		m.Files = []channel.File{{Name: "letter.pdf", Type: "application/pdf", Body: body}}
	}
	if m.To == "" {
		return nil, channel.ErrUnfit
	}
	return m, nil
}

// faxNumber is the number of the machine that the petition came from, as our machine was told it; empty: it came otherwise, or no number
// was told.
func (n *notifying) faxNumber() string {
	f := n.first(fact.LetterArrived)
	if f == nil || n.state.Channel != "fax" {
		return ""
	}
	return n.texts[f.ID].Fields["phone"]
}

// Outcomes returns where couriers of an institution tell what became of messages.
func (s *Service) Outcomes(institution string) channel.Outcomes {
	return &outcomes{Service: s, institution: institution}
}

type outcomes struct {
	*Service
	institution string
}

// Became records what became of a message of ours. One that did not arrive is sent again by the next way that reaches its
// receiver. What is not ours is nobody's error: anybody can write a report.
func (s *outcomes) Became(ctx context.Context, out channel.Outcome) error {
	_, err := s.became(ctx, out)
	return err
}

// became is Became. It returns the receipt number of the case that the message is of; empty: it is not ours. An outcome that is neither
// an arrival nor a failure records nothing.
func (s *outcomes) became(ctx context.Context, out channel.Outcome) (number string, err error) {
	i := strings.LastIndexByte(out.ID, '-')
	if i <= 0 {
		return "", nil
	}
	caseID := out.ID[:i]
	_, err = s.turn(ctx, asked{institution: s.institution, caseID: caseID, add: func(c *current) (*added, error) {
		f := c.sentAs(out.ID)
		if f == nil {
			return &added{}, nil
		}
		if number = c.state.Number; !out.Delivered && out.Why == "" {
			return &added{}, nil
		}
		return s.outcome(c, f, &out), nil
	}})
	if f := FaultOf(err); f != nil && f.Kind == Unknown {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("what became of a message: %w", err)
	}
	return number, nil
}

// outcome makes the fact of what became of a notice, and the next try when it did not arrive.
func (s *outcomes) outcome(c *current, f *fact.Fact, out *channel.Outcome) *added {
	kind, key, data := fact.NoticeDelivered, "delivered "+out.ID, f.Data.Set("of", fact.Text(f.ID))
	if !out.Delivered {
		kind, key = fact.NoticeFailed, "failed "+out.ID
		data = data.Set("why", fact.Text(strings.Join(names([]string{out.Why}, ""), "")))
	}
	add := &added{facts: []fact.Fact{{ID: s.factFor(s.institution, c.Case, key, 0), At: c.between(out.At), Kind: kind, By: "system",
		Via: viaOf(f.Data.Text("way")), Data: data}}}
	if !out.Delivered {
		add.outgoing = []Outgoing{again(c, f, out.ID)}
	}
	return add
}

// sentAs returns the notice that went out as a message, or nil.
func (c *current) sentAs(message string) *fact.Fact {
	for i := range c.known {
		if f := &c.known[i]; f.Kind == fact.NoticeSent && message != "" && f.Data.Text("message") == message {
			return f
		}
	}
	return nil
}

// between is an instant of another machine's clock, moved to where it can be: not after now, and not before the case.
func (c *current) between(at time.Time) time.Time {
	switch {
	case at.IsZero() || at.After(c.now):
		return c.now
	case at.Before(c.state.BeganAt):
		return c.state.BeganAt
	}
	return at.UTC().Truncate(time.Microsecond)
}

// again is a notice that did not arrive, once more, without the way by which it did not.
func again(c *current, f *fact.Fact, message string) Outgoing {
	data := slices.DeleteFunc(slices.Clone(f.Data), func(v fact.Field) bool { return v.Name == "way" || v.Name == "message" })
	not := strings.Trim(f.Data.Text("not_by")+","+f.Data.Text("way"), ",")
	data = data.Set("not_by", fact.Text(not))
	return Outgoing{Institution: c.Institution, Key: "again " + message, Case: c.Case, Action: f.Data.Text("action"), To: f.Data.Text("to"), ReadyAt: c.now, Data: data}
}

package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/seal"
)

// LetterRoute is what the office has set up for the letters of one source.
type LetterRoute struct {
	// Service is what a letter asks for when nothing else is known. An e-mail of a person about which there is no doubt becomes a
	// petition for it at once; without one, and by fax and post always, a person decides.
	Service string
	Desk    string // that decides about letters without a service; empty: anybody
}

// Letters returns where the sources of an institution hand letters over. One may be asked for each source.
func (s *Service) Letters(institution string, route LetterRoute) channel.Letters {
	return &intake{Service: s, marks: marks{s, institution}, route: route}
}

// CheckRoute tells what of a route the charter in force does not know; nil: nothing.
func (s *Service) CheckRoute(institution string, route LetterRoute) error {
	ch := s.charters.At(institution, s.Now())
	switch {
	case ch == nil:
		return unknown()
	case route.Service != "" && ch.Service(route.Service) == nil:
		return fmt.Errorf("the charter has no service %q", route.Service)
	case route.Desk != "" && deskOf(ch, route.Desk) == nil:
		return fmt.Errorf("the directory has no desk %q", route.Desk)
	}
	return nil
}

// writtenChannels are the channels by which letters come.
var writtenChannels = []string{"email", "fax", "post"}

// longestLetter is how many bytes of a letter's text are kept beside its original.
const longestLetter = 1 << 20

// intake takes the letters of one source in.
type intake struct {
	*Service
	marks
	route LetterRoute
}

// Receive takes a letter in: as a case of its own that holds the letter. In the same turn it becomes a petition when nothing is
// in doubt; when it belongs to a petition, that one gets its words and files in a second turn, and the letter's case says
// so in a third: whoever is interrupted in between and asked again goes on where it stopped, since all names follow from the key.
func (in *intake) Receive(ctx context.Context, l *channel.Letter) (channel.Taken, error) {
	ch := in.charters.At(in.institution, in.Now())
	switch {
	case ch == nil:
		return channel.Taken{}, unknown()
	case !slices.Contains(writtenChannels, l.Channel) || l.Key == "" || l.At.IsZero():
		return channel.Taken{}, fmt.Errorf("%w: a letter has a channel, a key and a time", channel.ErrRefused)
	}
	r := &reception{intake: in, ch: ch, letter: l, caseID: in.caseFor(in.institution, "letter "+l.Channel+" "+l.Key)}
	known, err := in.store.Load(ctx, in.institution, r.caseID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return channel.Taken{}, fmt.Errorf("letter: %w", err)
	}
	if err == nil {
		st := in.currentOf(known, in.Now()).state
		if st.Letter != nil && (st.Letter.FiledAs != "" || len(st.Letter.Doubts) > 0 || !st.ReceivedAt.IsZero()) {
			return r.noted(channel.Taken{Case: r.caseID, Held: st.Status == casefile.Held, Repeated: true}), nil
		}
	}
	out, err := r.take(ctx)
	if err != nil {
		return out, err
	}
	out.Repeated = known != nil
	return r.noted(out), nil
}

// reception is the taking of one letter.
type reception struct {
	*intake
	ch     *charter.Charter
	letter *channel.Letter
	caseID string
	text   text
	doubts []string
	notes  []string
}

// noted remembers that the letter came.
func (r *reception) noted(t channel.Taken) channel.Taken {
	r.ways.note(r.institution, r.letter.Source, Taking{At: r.Now(), Happened: r.letter.At, What: "letter", Case: t.Case, Held: t.Held, Repeated: t.Repeated})
	return t
}

// take decides what the letter is and commits it.
func (r *reception) take(ctx context.Context) (channel.Taken, error) {
	r.doubts, r.notes = names(r.letter.Doubts, "letter.doubt."), names(r.letter.Notes, "letter.note.")
	if r.letter.Class != channel.Person {
		r.doubt("class")
	}
	r.write(ctx)
	if number, err := r.fates(ctx); err != nil {
		return channel.Taken{}, err
	} else if number != "" { // it tells what became of a word of ours, which is on record now where it belongs
		if err := r.commit(ctx, false); err != nil {
			return channel.Taken{}, err
		}
		return channel.Taken{Case: r.caseID}, r.filed(ctx, number)
	}
	into, err := r.belongs(ctx)
	if err != nil {
		return channel.Taken{}, err
	}
	straight := into == nil && len(r.doubts) == 0 && r.letter.Channel == "email" && r.ch.Service(r.route.Service) != nil
	if into == nil && !straight && len(r.doubts) == 0 {
		r.doubt("choose") // nothing is wrong with it: somebody has to say what it asks for
	}
	if err := r.commit(ctx, straight); err != nil {
		return channel.Taken{}, err
	}
	if into == nil {
		return channel.Taken{Case: r.caseID, Held: !straight}, nil
	}
	if err := r.add(ctx, TheSystem(r.institution), r.caseID, into, &r.text, r.letter.Channel, r.letter.At); err != nil {
		return channel.Taken{}, err
	}
	return channel.Taken{Case: into.Case}, r.filed(ctx, into.state.Number)
}

// fates records what mail servers tell of words of ours, and returns the receipt number of a case of which one was; empty: none was
// ours, and a person has to look.
func (r *reception) fates(ctx context.Context) (number string, err error) {
	if r.letter.Class != channel.Notice {
		return "", nil
	}
	out := &outcomes{Service: r.Service, institution: r.institution}
	for i := range r.letter.Fates {
		f := &r.letter.Fates[i]
		id, _, _ := strings.Cut(f.Of, "@")
		o := channel.Outcome{ID: id, At: r.letter.At, Delivered: f.Action == "delivered"}
		if !o.Delivered && !f.Final() {
			o.Why = "" // delayed or passed on: nothing is known yet
		} else if !o.Delivered {
			o.Why = whyFate(f.Status)
		}
		of, err := out.became(ctx, o)
		if err != nil {
			return "", err
		}
		if number == "" {
			number = of
		}
	}
	return number, nil
}

// whyFate names why a mail did not arrive, by its status code (RFC 3463).
func whyFate(status string) string {
	switch {
	case strings.HasPrefix(status, "5.1."):
		return "no_such_address"
	case strings.HasPrefix(status, "5.2.2"), strings.HasPrefix(status, "4.2.2"):
		return "full"
	case strings.HasPrefix(status, "5.7."):
		return "refused"
	case strings.HasPrefix(status, "4."):
		return "expired"
	}
	return "other"
}

// doubt notes why a person has to look, once.
func (r *reception) doubt(why string) {
	if !slices.Contains(r.doubts, why) {
		r.doubts = append(r.doubts, why)
	}
}

func (r *reception) note(what string) {
	if !slices.Contains(r.notes, what) {
		r.notes = append(r.notes, what)
	}
}

// commit writes the arrival, and the receipt of a petition in the same turn when it is one.
func (r *reception) commit(ctx context.Context, straight bool) error {
	l, key := r.letter, "letter"
	var number string
	if straight {
		var err error
		if number, err = r.nextNumber(ctx, r.institution, r.Now()); err != nil {
			return err
		}
	}
	id := r.factFor(r.institution, r.caseID, key, 0)
	r.text.Fact = id
	name := seal.Name(r.text.Fields["name"])
	add := &added{texts: []text{r.text}, name: &name, facts: []fact.Fact{{ID: id, At: r.at(), Precision: l.Precision,
		Kind: fact.LetterArrived, By: "citizen", Via: viaOf(l.Channel), Data: r.data()}}}
	if straight {
		d := receivedData(r.ch.Service(r.route.Service), number, l.Channel, "", "email", "")
		d = slices.DeleteFunc(d, func(f fact.Field) bool { return f.Name == sealedField }) // the text lies with the letter
		add.facts = append(add.facts, fact.Fact{ID: r.factFor(r.institution, r.caseID, key, 1), At: r.at(), Precision: l.Precision,
			Kind: fact.CaseReceived, By: "citizen", Via: viaOf(l.Channel), Data: d})
	}
	_, err := r.turn(ctx, asked{institution: r.institution, caseID: r.caseID, fresh: true, create: true,
		add: func(*current) (*added, error) { return add, nil }})
	return err
}

// at is when the letter came; the clock of a machine that runs ahead of ours does not make it come tomorrow.
func (r *reception) at() time.Time {
	if now := r.Now(); r.letter.At.After(now) {
		return now
	}
	return r.letter.At.UTC().Truncate(time.Microsecond)
}

// data are the values of letter.arrived. Nothing personal is among them.
func (r *reception) data() fact.Data {
	l := r.letter
	d := append(sealedData(&r.text), fact.With("channel", l.Channel, "source", l.Source, "class", string(l.Class))...)
	for _, list := range []struct {
		name string
		of   []string
	}{{"doubts", r.doubts}, {"notes", r.notes}, {"checks", checks(l.Checks)}} {
		if len(list.of) > 0 {
			d = append(d, fact.Field{Name: list.name, Value: fact.Text(strings.Join(list.of, ","))})
		}
	}
	if l.Pages > 0 {
		d = append(d, fact.Field{Name: "pages", Value: fact.Number(int64(l.Pages))})
	}
	if r.route.Service != "" {
		d = append(d, fact.Field{Name: "service", Value: fact.Text(r.route.Service)})
	}
	if r.route.Desk != "" {
		d = append(d, fact.Field{Name: "desk", Value: fact.Text(r.route.Desk)})
	}
	return d
}

// viaOf is how a letter's arrival is known: by the clock of a machine, whatever the channel.
func viaOf(ch string) fact.Via {
	if ch == "email" {
		return fact.ViaMail
	}
	return fact.ViaDevice
}

// filed notes on the letter's own case where it went.
func (r *reception) filed(ctx context.Context, number string) error {
	id := r.factFor(r.institution, r.caseID, "filed", 0)
	_, err := r.turn(ctx, asked{institution: r.institution, caseID: r.caseID, add: func(*current) (*added, error) {
		return &added{facts: []fact.Fact{{ID: id, Kind: fact.LetterFiled, By: "system", Via: fact.ViaSystem,
			Data: fact.With("as", casefile.AsPart, "into", number)}}}, nil
	}})
	return err
}

// names keeps what may stand in a fact of keys that a channel gave: their last part, of small letters.
func names(keys []string, prefix string) []string {
	var out []string
	for _, k := range keys {
		k = strings.TrimPrefix(k, prefix)
		if k != "" && len(k) <= 40 && strings.Trim(k, "abcdefghijklmnopqrstuvwxyz0123456789_.") == "" && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// checks are what servers found about the sender, in their own words as far as these are of the few that the standard has
// (RFC 8601, section 2.7).
func checks(list []channel.Check) []string {
	var out []string
	for _, c := range list {
		if slices.Contains([]string{"spf", "dkim", "dmarc", "arc"}, c.Name) && slices.Contains([]string{"pass", "fail", "softfail", "neutral",
			"none", "temperror", "permerror", "policy"}, c.Result) && len(out) < 8 {
			out = append(out, c.Name+" "+c.Result)
		}
	}
	return out
}

package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/notice"
	"jikim/internal/locale"
	"jikim/internal/sign"
)

// CourierWays lists the ways by which this process can reach people outside, in the order in which they are offered. For
// administrators.
func (s *Service) CourierWays(a Actor) ([]Way, error) {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	var out []Way
	for _, w := range []Way{notice.Email, notice.Kakao, notice.SMS, notice.Fax} {
		if s.couriers[w] != nil {
			out = append(out, w)
		}
	}
	return out, nil
}

// tryTime is how long a test of a courier waits for its answer.
const tryTime = 25 * time.Second

// TryCourier sends a test message by a way and tells what the other side said of it: "sent", or why it did not go. An address that does
// not exist is told here: an administrator asks for one of his own. For administrators; the trying is logged, the address is not.
func (s *Service) TryCourier(ctx context.Context, a Actor, way Way, to string) (outcome string, err error) {
	ways, err := s.CourierWays(a)
	if err != nil {
		return "", err
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return "", unknown()
	}
	f := &form{}
	switch f.choice("way", string(way), true, wayNames(ways)...); way {
	case notice.Email:
		to = f.email("to", to, true)
	case notice.Fax:
		to = f.phone("to", to, true)
	default:
		if to = f.phone("to", to, true); to != "" && !notice.Mobile(digitsOf(to)) {
			f.fault("to", "fault.phone")
		}
	}
	if err := f.err(); err != nil {
		return "", err
	}
	if err := s.logAccess(ctx, a, "", "try", string(way)); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	c := locale.For(locale.Korean)
	values := map[string]string{"office": ch.Office.KO, "number": "0000-000000", "service": "-", "department": "-", "officer": "-",
		"phone": withArea(ch, ch.Directory.Phone), "received": "-", "due": "-", "link": s.public + "/follow"}
	m := &channel.Message{ID: "try-" + s.newID(), To: to, Subject: c.T("courier.try.subject", "office", ch.Office.KO),
		Text: c.T("courier.try.text", "office", ch.Office.KO), Template: "acknowledge", Values: values, Automatic: true}
	if way == notice.Fax {
		l := sign.Letter{Office: sign.Name{KO: ch.Office.KO, EN: ch.Office.EN}, Subject: m.Subject, Text: []string{m.Text}}
		body, err := sign.PDF(ch.Office.KO, string(locale.Korean), l.Paper(sign.UsualWindow))
		if err != nil {
			return "", err
		}
		m.Files = []channel.File{{Name: "test.pdf", Type: "application/pdf", Body: body}}
	}
	_, err = s.couriers[way].Carry(ctx, m)
	switch {
	case err == nil:
		return "sent", nil
	case errors.Is(err, channel.ErrNoSuchAddress):
		return "no_such_address", nil
	case errors.Is(err, channel.ErrUnfit):
		return "unfit", nil
	}
	s.log.WarnContext(ctx, "a test message did not go", "way", string(way), "error", err)
	return "failed", nil
}

func wayNames(ways []Way) []string {
	out := make([]string, len(ways))
	for i, w := range ways {
		out[i] = string(w)
	}
	slices.Sort(out)
	return out
}

package messaging

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
)

// Office is the office of a courier: it has a clock that only the test moves, and keeps what became of messages.
type Office struct {
	mu   sync.Mutex
	at   time.Time
	told []channel.Outcome
	deaf bool
	log  bytes.Buffer
}

// NewOffice returns an office at an instant.
func NewOffice(at time.Time) *Office { return &Office{at: at} }

// Depot is what its couriers are given.
func (o *Office) Depot(name string) channel.Depot {
	return channel.Depot{Name: name, Outcomes: o, Log: slog.New(slog.NewTextHandler(o, nil)), Now: o.Now}
}

// Now is the time of the office.
func (o *Office) Now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

// Pass lets time pass.
func (o *Office) Pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
}

// Deaf makes the office take no outcomes, or take them again.
func (o *Office) Deaf(yes bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.deaf = yes
}

// Became implements channel.Outcomes.
func (o *Office) Became(_ context.Context, out channel.Outcome) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.deaf {
		return errors.New("the store is away")
	}
	o.told = append(o.told, out)
	return nil
}

// Outcomes are those that were taken.
func (o *Office) Outcomes() []channel.Outcome {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.told)
}

// Write implements io.Writer for the log.
func (o *Office) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.log.Write(p)
}

// Word is a message to somebody, with what may not be told of it.
func Word(id, text string) *channel.Message {
	return &channel.Message{ID: id, To: "010-1234-5678", Name: "홍길동", Subject: "민원 접수 안내", Text: text, Template: "acknowledge",
		Values: map[string]string{"office": "원주교육문화관", "number": "2026-000123", "link": "https://minwon.example.kr/follow"}}
}

// Quiet fails the test when an error or the log tells what nobody may read there: keys, numbers, names, addresses, answers.
func (o *Office) Quiet(t testing.TB, err error) {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	all := o.log.String()
	if err != nil {
		all += err.Error()
	}
	for _, secret := range []string{SolapiSecret, SolapiKey, SensSecret, SensKey, SensTextService, "1234-5678", "01012345678", "홍길동", "2026-000123", "127.0.0.1", "errorCode", "secret-of"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is told: %s", secret, all)
		}
	}
}

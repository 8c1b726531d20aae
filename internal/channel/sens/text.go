package sens

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/provider"
	"jikim/internal/core/textmessage"
)

// sms is a request for one text message.
type sms struct {
	Type        string `json:"type"`
	ContentType string `json:"contentType"` // always COMM: no advertisement goes this way
	CountryCode string `json:"countryCode"`
	From        string `json:"from"`
	Subject     string `json:"subject,omitempty"`
	Content     string `json:"content"`
	Messages    []to   `json:"messages"`
}

type to struct {
	To string `json:"to"`
}

// Send hands a text message over. Its name is that of the request, which holds no other.
func (l *text) Send(ctx context.Context, m *channel.Message) (string, error) {
	number, err := receiver(m)
	if err != nil {
		return "", err
	}
	t, err := textmessage.Fit(m.Subject, m.Text)
	if err != nil {
		return "", fmt.Errorf("%w: %w", channel.ErrUnfit, err)
	}
	body, err := json.Marshal(sms{Type: string(t.Kind), ContentType: "COMM", CountryCode: "82", From: l.sender, Subject: t.Title, Content: t.Body, Messages: []to{{number}}})
	if err != nil {
		return "", errors.New("the message cannot be written")
	}
	answer, err := l.call(ctx, http.MethodPost, "", body)
	if err != nil {
		return "", err
	}
	return accepted(answer.Body)
}

// accepted reads the answer to a request to send a text message.
func accepted(body []byte) (string, error) {
	var said struct {
		ID   string `json:"requestId"`
		Name string `json:"statusName"`
	}
	switch err := json.Unmarshal(body, &said); {
	case err != nil:
		return "", fmt.Errorf("%w: the answer cannot be read", provider.ErrUnsure)
	case said.Name == "fail":
		return "", errors.New("the provider did not take the message")
	case !name(said.ID):
		return "", fmt.Errorf("%w: the answer names no message", provider.ErrUnsure)
	}
	return said.ID, nil
}

// receiver returns the digits of a message's number, of a message that can go to a telephone at all.
func receiver(m *channel.Message) (string, error) {
	if len(m.Files) > 0 {
		return "", fmt.Errorf("%w: it has files", channel.ErrUnfit)
	}
	number, ok := textmessage.Mobile(m.To)
	if !ok {
		return "", channel.ErrNoSuchAddress
	}
	return number, nil
}

// name tells whether a text can be a name of SENS's for a request or a message: it goes into addresses.
func name(id string) bool {
	if id == "" || len(id) > 100 {
		return false
	}
	for _, r := range id {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '_' && r != '-' {
			return false
		}
	}
	return true
}

// listed is a list of text messages.
type listed struct {
	Messages []report `json:"messages"`
	More     bool     `json:"hasMore"`
}

// report is what SENS keeps of a text message, as far as it is needed.
type report struct {
	Request   string  `json:"requestId"`
	To        string  `json:"to"`
	Content   *string `json:"content"`
	Status    string  `json:"status"`     // READY, PROCESSING, COMPLETED
	Code      string  `json:"statusCode"` // of the network
	Name      string  `json:"statusName"` // success, fail
	Completed string  `json:"completeTime"`
}

// Ask tells what has become of a text message.
func (l *text) Ask(ctx context.Context, ref string) (provider.Result, error) {
	if !name(ref) {
		return provider.Result{}, errors.New("this is no name of a message")
	}
	list, err := l.list(ctx, "requestId="+ref)
	if err != nil || len(list.Messages) == 0 {
		return provider.Result{}, err // not listed yet
	}
	return list.Messages[0].result(), nil
}

// errCannotTell is what a list leaves open. A message is not sent again on a guess.
var errCannotTell = errors.New("it cannot be told from the list of the provider")

// page is how many messages are looked at to find one whose answer was lost.
const page = 100

// Find looks for a message among those that were asked for at about the time, by its receiver and text.
func (l *text) Find(ctx context.Context, m *channel.Message, try provider.Try) (string, error) {
	t, err := textmessage.Fit(m.Subject, m.Text)
	if err != nil {
		return "", fmt.Errorf("%w: %w", channel.ErrUnfit, err)
	}
	number, _ := textmessage.Mobile(m.To)
	list, err := l.list(ctx, around(try, "2006-01-02 15:04:05"))
	if err != nil {
		return "", err
	}
	told := !list.More && len(list.Messages) < page
	for _, r := range list.Messages {
		switch {
		case r.To != number || try.Other(r.Request):
		case r.Content == nil:
			told = false // it may be this one
		case *r.Content == t.Body && name(r.Request):
			return r.Request, nil
		}
	}
	if !told {
		return "", errCannotTell
	}
	return "", nil
}

// around is the query for what was asked for at the time of a try. Spaces are written %20, so that what is signed is what is sent.
func around(t provider.Try, layout string) string {
	query := url.Values{"requestStartTime": {t.From.In(seoul).Format(layout)}, "requestEndTime": {t.Until.In(seoul).Format(layout)}, "pageSize": {strconv.Itoa(page)}}
	return strings.ReplaceAll(query.Encode(), "+", "%20")
}

func (l *text) list(ctx context.Context, query string) (listed, error) {
	var list listed
	answer, err := l.call(ctx, http.MethodGet, "?"+query, nil)
	if err != nil {
		return list, err
	}
	if err := json.Unmarshal(answer.Body, &list); err != nil {
		return list, fmt.Errorf("%w: the answer cannot be read", provider.ErrUnsure)
	}
	return list, nil
}

// result reads what has become of a text message. COMPLETED tells only that SENS has done with it; the code tells how it ended.
func (r *report) result() provider.Result {
	if r.Status != "COMPLETED" || r.Name == "" && r.Code == "" {
		return provider.Result{}
	}
	out := provider.Result{Final: true, Delivered: r.Name == "success" && (r.Code == "0" || r.Code == ""), At: instant(r.Completed)}
	if !out.Delivered {
		out.Why = why(smsCodes, r.Code)
	}
	return out
}

// instant reads a time as SENS writes it; zero: it does not.
func instant(text string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02T15:04:05.999"} {
		if t, err := time.ParseInLocation(layout, text, seoul); err == nil {
			return t
		}
	}
	return time.Time{}
}

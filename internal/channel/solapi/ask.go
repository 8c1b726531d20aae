package solapi

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

// listed is an answer to a question for messages.
type listed struct {
	Next     string            `json:"nextKey"`
	Messages map[string]report `json:"messageList"`
}

// report is what SOLAPI keeps of a message, as far as it is needed.
type report struct {
	ID       string         `json:"messageId"`
	Code     string         `json:"statusCode"`
	Status   string         `json:"status"` // PENDING, SENDING, COMPLETE, FAILED
	To       string         `json:"to"`
	Fields   map[string]any `json:"customFields"`
	Received string         `json:"dateReceived"` // by the telephone
	Reported string         `json:"dateReported"`
	Updated  string         `json:"dateUpdated"`
}

// page is how many messages are looked at to find one whose answer was lost.
const page = 100

// Ask tells what has become of a message.
func (a *account) Ask(ctx context.Context, ref string) (provider.Result, error) {
	if !name(ref) {
		return provider.Result{}, errors.New("this is no name of a message")
	}
	key := "messageId"
	if strings.HasPrefix(ref, "G") { // the message alone in its group
		key = "groupId"
	}
	list, err := a.list(ctx, url.Values{key: {ref}, "limit": {"1"}})
	if err != nil {
		return provider.Result{}, err
	}
	for id, r := range list.Messages {
		if key == "groupId" || id == ref || r.ID == ref {
			return r.result(), nil
		}
	}
	return provider.Result{}, nil // not listed yet
}

// Find looks for a message among those that were taken at about the time, by the reference that we gave it.
func (a *account) Find(ctx context.Context, m *channel.Message, t provider.Try) (string, error) {
	list, err := a.list(ctx, url.Values{"dateType": {"CREATED"}, "startDate": {t.From.UTC().Format(time.RFC3339)},
		"endDate": {t.Until.UTC().Format(time.RFC3339)}, "limit": {strconv.Itoa(page)}})
	if err != nil {
		return "", err
	}
	to, _ := textmessage.Mobile(m.To)
	told := true
	for id, r := range list.Messages {
		switch ours, _ := r.Fields[reference].(string); {
		case ours == m.ID && name(id):
			return id, nil
		case ours == "" && (r.To == to || r.To == "") && !t.Other(id):
			told = false // it may be this one
		}
	}
	if list.Next != "" || !told {
		return "", errors.New("it cannot be told from the list of the provider")
	}
	return "", nil
}

func (a *account) list(ctx context.Context, query url.Values) (listed, error) {
	var list listed
	answer, err := a.client.Call(ctx, http.MethodGet, "/messages/v4/list?"+query.Encode(), nil, a.sign)
	if err != nil {
		return list, err
	}
	if answer.Status != http.StatusOK {
		return list, refusal(answer)
	}
	if err := json.Unmarshal(answer.Body, &list); err != nil {
		return list, fmt.Errorf("%w: the answer cannot be read", provider.ErrUnsure)
	}
	return list, nil
}

// result reads what has become of a message.
func (r *report) result() provider.Result {
	if len(r.Code) != 4 || !digits(r.Code) || accepting(r.Code) {
		return provider.Result{}
	}
	out := provider.Result{Final: true, Delivered: r.Code == delivered, At: r.time()}
	if !out.Delivered {
		if out.Why = codes[r.Code].why; out.Why == "" {
			out.Why = "other"
		}
	}
	return out
}

// time returns when the end of a message was known, as well as SOLAPI tells it.
func (r *report) time() time.Time {
	for _, text := range []string{r.Received, r.Reported, r.Updated} {
		if t, err := time.Parse(time.RFC3339, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

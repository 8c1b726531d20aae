package sens

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"jikim/internal/channel"
	"jikim/internal/channel/provider"
)

// notice is a request for one 알림톡.
type notice struct {
	Channel  string  `json:"plusFriendId"`
	Template string  `json:"templateCode"`
	Messages []words `json:"messages"`
}

type words struct {
	CountryCode string   `json:"countryCode"`
	To          string   `json:"to"`
	Content     string   `json:"content"`
	Buttons     []button `json:"buttons,omitempty"`
	Failover    bool     `json:"useSmsFailover"` // false: the office chooses the next way, and writes down which
}

type button struct {
	Type   string `json:"type"`
	Name   string `json:"name"`
	Mobile string `json:"linkMobile"`
	PC     string `json:"linkPc,omitempty"`
}

// Send hands an 알림톡 over. The text goes as a whole: KakaoTalk compares it with the template.
func (l *talk) Send(ctx context.Context, m *channel.Message) (string, error) {
	number, err := receiver(m)
	if err != nil {
		return "", err
	}
	filled, err := l.book.Fill(m.Template, m.Values)
	if err != nil {
		return "", fmt.Errorf("%w: %w", channel.ErrUnfit, err)
	}
	w := words{CountryCode: "82", To: number, Content: filled.Text}
	for _, b := range filled.Buttons {
		w.Buttons = append(w.Buttons, button{"WL", b.Name, b.Mobile, b.PC})
	}
	body, err := json.Marshal(notice{l.channel, filled.Code, []words{w}})
	if err != nil {
		return "", errors.New("the message cannot be written")
	}
	answer, err := l.call(ctx, http.MethodPost, "", body)
	// Number and lengths were checked here, so that what is left of a refusal is that the template or the channel is another.
	if answer.Status == http.StatusBadRequest {
		return "", fmt.Errorf("%w: %q", provider.ErrTemplate, m.Template)
	}
	if err != nil {
		return "", err
	}
	ref, err := noticed(answer.Body)
	if errors.Is(err, provider.ErrTemplate) {
		return "", fmt.Errorf("%w: %q", err, m.Template)
	}
	return ref, err
}

// noticed reads the answer to a request to send an 알림톡.
func noticed(body []byte) (string, error) {
	var said struct {
		Messages []struct {
			ID   string `json:"messageId"`
			Code string `json:"requestStatusCode"`
			Name string `json:"requestStatusName"`
		} `json:"messages"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return "", fmt.Errorf("%w: the answer cannot be read", provider.ErrUnsure)
	}
	if len(said.Messages) == 0 {
		return "", fmt.Errorf("%w: the answer names no message", provider.ErrUnsure)
	}
	m := said.Messages[0]
	switch {
	case m.Code != "" && m.Code != "A000" || m.Name == "fail":
		return "", provider.ErrTemplate
	case !name(m.ID):
		return "", fmt.Errorf("%w: the answer names no message", provider.ErrUnsure)
	}
	return m.ID, nil
}

// fate is what SENS keeps of an 알림톡, as far as it is needed.
type fate struct {
	ID            string `json:"messageId"`
	To            string `json:"to"`
	Template      string `json:"templateCode"`
	RequestCode   string `json:"requestStatusCode"`
	MessageCode   string `json:"messageStatusCode"`
	MessageStatus string `json:"messageStatusName"` // success, processing, fail
	Completed     string `json:"completeTime"`
	Content       string `json:"content"` // where one message was asked for
}

// one asks for one message.
func (l *talk) one(ctx context.Context, ref string) (fate, error) {
	var f fate
	answer, err := l.call(ctx, http.MethodGet, "/"+ref, nil)
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(answer.Body, &f); err != nil {
		return f, fmt.Errorf("%w: the answer cannot be read", provider.ErrUnsure)
	}
	return f, nil
}

// Ask tells what has become of an 알림톡.
func (l *talk) Ask(ctx context.Context, ref string) (provider.Result, error) {
	if !name(ref) {
		return provider.Result{}, errors.New("this is no name of a message")
	}
	f, err := l.one(ctx, ref)
	if err != nil {
		return provider.Result{}, err
	}
	return f.result(), nil
}

// mostAlike bounds how many messages of one template to one person are looked at.
const mostAlike = 5

// Find looks for a message among those that were asked for at about the time: by its receiver and template in the list, and by its
// text, which the list does not tell, in the message itself.
func (l *talk) Find(ctx context.Context, m *channel.Message, try provider.Try) (string, error) {
	filled, err := l.book.Fill(m.Template, m.Values)
	if err != nil {
		return "", fmt.Errorf("%w: %w", channel.ErrUnfit, err)
	}
	number, err := receiver(m)
	if err != nil {
		return "", err
	}
	answer, err := l.call(ctx, http.MethodGet, "?"+around(try, "2006-01-02T15:04:05"), nil)
	if err != nil {
		return "", err
	}
	var list struct {
		Messages []fate `json:"messages"`
		More     bool   `json:"hasMore"`
	}
	if err := json.Unmarshal(answer.Body, &list); err != nil {
		return "", fmt.Errorf("%w: the answer cannot be read", provider.ErrUnsure)
	}
	told, alike := !list.More && len(list.Messages) < page, 0
	for _, f := range list.Messages {
		if f.To != number || f.Template != filled.Code || !name(f.ID) || try.Other(f.ID) {
			continue
		}
		if alike++; alike > mostAlike {
			told = false
			break
		}
		whole, err := l.one(ctx, f.ID)
		switch {
		case err != nil:
			return "", err
		case whole.Content == filled.Text:
			return f.ID, nil
		case whole.Content == "":
			told = false // it may be this one
		}
	}
	if !told {
		return "", errCannotTell
	}
	return "", nil
}

// result reads what has become of an 알림톡.
func (f *fate) result() provider.Result {
	out := provider.Result{At: instant(f.Completed)}
	switch {
	case f.RequestCode != "" && f.RequestCode != "A000":
		out.Final, out.Why = true, "other"
	case f.MessageCode == "" || f.MessageStatus == "processing":
		return provider.Result{}
	case f.MessageCode == "0000" && f.MessageStatus != "fail":
		out.Final, out.Delivered = true, true
	default:
		out.Final, out.Why = true, why(talkCodes, f.MessageCode)
	}
	return out
}

package solapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"jikim/internal/channel"
	"jikim/internal/channel/provider"
	"jikim/internal/core/textmessage"
)

// mostLink is how long the address of a button may be, in characters («메시지 상태 코드», 1048).
const mostLink = 100

// reference is the custom field that carries the identifier of a message.
const reference = "jikim"

// message is one message of a request.
type message struct {
	To           string            `json:"to"`
	From         string            `json:"from"`
	Type         string            `json:"type"`
	Text         string            `json:"text,omitempty"`
	Subject      string            `json:"subject,omitempty"`
	Country      string            `json:"country"`
	AutoType     bool              `json:"autoTypeDetect"` // false: what we counted holds
	CustomFields map[string]string `json:"customFields,omitempty"`
	Kakao        *kakao            `json:"kakaoOptions,omitempty"`
}

// kakao is what makes a message an 알림톡.
type kakao struct {
	Channel   string            `json:"pfId"`
	Template  string            `json:"templateId"`
	Variables map[string]string `json:"variables"`
	NoSMS     bool              `json:"disableSms"`
}

// Send hands a text message over.
func (l *text) Send(ctx context.Context, m *channel.Message) (string, error) {
	to, err := receiver(m)
	if err != nil {
		return "", err
	}
	t, err := textmessage.Fit(m.Subject, m.Text)
	if err != nil {
		return "", fmt.Errorf("%w: %w", channel.ErrUnfit, err)
	}
	return l.post(ctx, message{To: to, Type: string(t.Kind), Text: t.Body, Subject: t.Title}, m.ID)
}

// Send hands an 알림톡 over.
func (l *talk) Send(ctx context.Context, m *channel.Message) (string, error) {
	to, err := receiver(m)
	if err != nil {
		return "", err
	}
	filled, err := l.book.Fill(m.Template, m.Values)
	if err != nil {
		return "", fmt.Errorf("%w: %w", channel.ErrUnfit, err)
	}
	for _, b := range filled.Buttons {
		if len([]rune(b.Mobile)) > mostLink || len([]rune(b.PC)) > mostLink {
			return "", fmt.Errorf("%w: the address of a button is longer than %d characters", channel.ErrUnfit, mostLink)
		}
	}
	variables := map[string]string{}
	for gap, value := range filled.Values {
		variables["#{"+gap+"}"] = value
	}
	ref, err := l.post(ctx, message{To: to, Type: "ATA", Kakao: &kakao{Channel: l.channel, Template: filled.Code, Variables: variables, NoSMS: true}}, m.ID)
	if errors.Is(err, provider.ErrTemplate) {
		return "", fmt.Errorf("%w: %q", err, m.Template)
	}
	return ref, err
}

// receiver returns the digits of a message's number, of a message that can go to a telephone at all.
func receiver(m *channel.Message) (string, error) {
	if len(m.Files) > 0 {
		return "", fmt.Errorf("%w: it has files", channel.ErrUnfit)
	}
	to, ok := textmessage.Mobile(m.To)
	if !ok {
		return "", channel.ErrNoSuchAddress
	}
	return to, nil
}

// taken is the answer to a request to send. Of groupInfo only what is needed is read.
type taken struct {
	Failed []status `json:"failedMessageList"`
	List   []status `json:"messageList"`
	Group  struct {
		ID string `json:"groupId"`
	} `json:"groupInfo"`
}

type status struct {
	ID   string `json:"messageId"`
	Code string `json:"statusCode"`
}

func (a *account) post(ctx context.Context, m message, id string) (string, error) {
	m.From, m.Country = a.sender, "82"
	if id != "" {
		m.CustomFields = map[string]string{reference: id}
	}
	body, err := json.Marshal(map[string]any{"messages": []message{m}, "showMessageList": true})
	if err != nil {
		return "", errors.New("the message cannot be written")
	}
	answer, err := a.client.Call(ctx, http.MethodPost, "/messages/v4/send-many/detail", body, a.sign)
	if err != nil {
		return "", err
	}
	if answer.Status != http.StatusOK {
		return "", refusal(answer)
	}
	return accepted(answer.Body)
}

// accepted reads the answer to a request to send: the name of the message, or why it was refused. An answer that tells neither leaves
// it open whether the message went over.
func accepted(body []byte) (string, error) {
	var t taken
	if err := json.Unmarshal(body, &t); err != nil {
		return "", fmt.Errorf("%w: the answer cannot be read", provider.ErrUnsure)
	}
	if len(t.Failed) > 0 {
		return "", refused(t.Failed[0].Code)
	}
	if len(t.List) > 0 && name(t.List[0].ID) {
		if code := t.List[0].Code; code != "" && !accepting(code) {
			return "", refused(code)
		}
		return t.List[0].ID, nil
	}
	if name(t.Group.ID) {
		return t.Group.ID, nil
	}
	return "", fmt.Errorf("%w: the answer names no message", provider.ErrUnsure)
}

// name tells whether a text can be a name of SOLAPI's for a message or a group: it goes into addresses.
func name(id string) bool {
	if id == "" || len(id) > 80 {
		return false
	}
	for _, r := range id {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '_' && r != '-' {
			return false
		}
	}
	return true
}

// refusal reads an answer of the 400s.
func refusal(a provider.Answer) error {
	var said struct {
		Code string `json:"errorCode"`
	}
	_ = json.Unmarshal(a.Body, &said) // without it the status says enough
	switch said.Code {
	case "NotEnoughBalance":
		return provider.ErrFunds
	case "InvalidAPIKey", "InvalidApiKey", "SignatureDoesNotMatch", "RequestTimeTooSkewed", "DuplicatedSignature", "Unauthorized", "Forbidden":
		return fmt.Errorf("%w (%d)", provider.ErrLogin, a.Status)
	}
	if len(said.Code) == 4 && digits(said.Code) {
		return refused(said.Code)
	}
	if a.Status == http.StatusPaymentRequired {
		return provider.ErrFunds
	}
	return fmt.Errorf("the provider did not take the request (%d)", a.Status)
}

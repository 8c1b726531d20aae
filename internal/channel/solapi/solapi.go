// Package solapi brings messages to people by SOLAPI, a Korean provider: text messages (SMS, LMS) and KakaoTalk 알림톡 (ATA).
//
// # What it relies on
//
// The public documents of SOLAPI (docs.solapi.com and its source at github.com/solapi/documents, 2022) and its own library for
// Node.js (github.com/solapi/solapi-nodejs, April 2026), which is newer and was followed where they differ:
//
//   - «API Key 인증 방식»: the header Authorization, HMAC-SHA256 over date and salt, a window of 15 minutes, no signature twice;
//   - «여러건 발송» and the library's send: POST /messages/v4/send-many/detail, its failedMessageList, groupInfo and messageList;
//   - the library's kakaoOptions: pfId, templateId, variables with the names #{…}, disableSms;
//   - «메시지 조회»: GET /messages/v4/list by messageId, groupId or date, and the fields of its messages;
//   - «메시지 상태 코드»: what the codes of four digits mean;
//   - «Overview», «오류 핸들링»: errorCode and errorMessage with other answers than 200.
//
// Not confirmed, since no account was at hand: which answers come with 429; the error codes of an empty account (both
// NotEnoughBalance and 1030 are understood); that customFields come back in lists (when they do not, a message whose answer was
// lost is not recognised, and the office is told that nobody knows); how the list is paged (a further page counts as "cannot be told").
//
// # What goes out
//
// Of 알림톡 the template as SOLAPI has it approved goes out, with our values in its gaps. That the file of templates says the same
// is the office's care; a gap too many or too few is refused by SOLAPI. SOLAPI's own falling back to a text message is switched off
// (disableSms), since the office chooses the next way and writes down which it was.
package solapi

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/provider"
	"jikim/internal/core/alimtalk"
	"jikim/internal/core/yaml"
)

const usualAddress = "https://api.solapi.com"

// account is what both lines have in common.
type account struct {
	client *provider.Client
	key    string
	secret []byte
	sender string
	now    func() time.Time
}

// HireText makes a courier of text messages of its entry:
//
//	key: NCSAYU7YDBXYORXC        # API Key
//	secret: solapi-secret        # a file; its first line is the API Secret
//	sender: 033-737-1043         # registered with SOLAPI (발신번호)
//	address: https://api.solapi.com  # that one without it
//	ca: ca.pem                   # whom the provider's certificate is trusted from; the system's without it
func HireText(d channel.Depot, entry *yaml.Node) (channel.Courier, error) {
	e := provider.Read(entry, "key", "secret", "sender", "address", "ca")
	l := &text{open(e, d)}
	if err := e.Err(); err != nil {
		return nil, err
	}
	return provider.New(d, l), nil
}

// HireTalk makes a courier of 알림톡 of its entry, which has besides:
//
//	channel: KA01PF190227072057634pRBhbpAw1w1  # pfId of the KakaoTalk channel
//	templates: alimtalk.yaml                   # a file of approved templates
func HireTalk(d channel.Depot, entry *yaml.Node) (channel.Courier, error) {
	e := provider.Read(entry, "key", "secret", "sender", "address", "ca", "channel", "templates")
	l := &talk{account: open(e, d), channel: e.Word("channel", "copy the pfId of the channel from the console of SOLAPI"), book: e.Templates("templates")}
	if err := e.Err(); err != nil {
		return nil, err
	}
	return provider.New(d, l), nil
}

func open(e *provider.Entry, d channel.Depot) account {
	return account{key: e.Word("key", "copy the API Key from the console of SOLAPI"), secret: []byte(e.Secret("secret")), sender: e.Sender("sender"),
		client: provider.NewClient(e.Address("address", usualAddress), e.Roots("ca")), now: d.Now}
}

// text sends text messages.
type text struct{ account }

// talk sends 알림톡.
type talk struct {
	account
	channel string
	book    alimtalk.Book
}

// sign puts the signature into the header of a request. Each is used once: the salt differs.
func (a *account) sign(h http.Header) {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	date, salt := a.now().UTC().Format(time.RFC3339), hex.EncodeToString(random[:])
	mac := hmac.New(sha256.New, a.secret)
	mac.Write([]byte(date + salt))
	h.Set("Authorization", "HMAC-SHA256 apiKey="+a.key+", date="+date+", salt="+salt+", signature="+hex.EncodeToString(mac.Sum(nil)))
}

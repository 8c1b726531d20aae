// Package sens brings messages to people by Simple & Easy Notification Service (SENS) of Naver Cloud, a Korean provider: text messages
// (SMS, LMS) and KakaoTalk 알림톡. Public bodies use the same service at an address of its own (api-gov.ncloud-docs.com).
//
// # What it relies on
//
// The public documents of Naver Cloud (api.ncloud-docs.com and api-gov.ncloud-docs.com, as of October 2026):
//
//   - «SENS 개요»: the headers x-ncp-apigw-timestamp, x-ncp-iam-access-key and x-ncp-apigw-signature-v2, HMAC-SHA256 in Base64, and
//     the window of 5 minutes; «NAVER Cloud API», «Signature 생성»: what is signed;
//   - «SMS 메시지 발송»: POST /sms/v2/services/{serviceId}/messages, 90, 2,000 and 40 bytes, contentType COMM;
//   - «SMS 메시지 발송 목록 조회», «SMS 메시지 발송 결과 조회»: by requestId and by time, status and statusCode of each message, the codes of
//     the networks;
//   - «알림톡 메시지 발송» and «알림톡 메시지 발송 결과 조회»: plusFriendId, templateCode, content, buttons, useSmsFailover; requestStatusCode
//     A000, messageStatusCode 0000.
//
// Not confirmed, since no account was at hand: in which zone times without one are (taken for Asia/Seoul, the default of
// reserveTimeZone); the parameters and fields of the list of 알림톡, which only looking for a lost answer needs; codes of 알림톡 other
// than A000 and 0000 (those of KakaoTalk's own guide, 카카오 알림톡 Restful Interface Guide, are taken); which requests are answered by
// 400.
//
// # What differs from other providers
//
// SENS has no field for an identifier of ours. A message whose answer was lost is looked for by its receiver, text and time, in the list
// of SENS; of 알림톡 the list is not documented to tell the text, so that each message of the template is asked for.
//
// SENS tells nothing of a number at once: that it does not exist is told by what became of the message. It has no callbacks for these
// messages. Sending later (reserveTime) is not used: the office keeps its quiet hours itself, so that a word can still be stopped.
package sens

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/provider"
	"jikim/internal/core/alimtalk"
	"jikim/internal/core/yaml"
)

const usualAddress = "https://sens.apigw.ntruss.com"

// seoul is the zone of times that SENS tells without one. Korea keeps one time all the year.
var seoul = time.FixedZone("Asia/Seoul", 9*60*60)

// account is what both lines have in common.
type account struct {
	client *provider.Client
	key    string
	secret []byte
	base   string // path of the service's messages
	now    func() time.Time
}

// HireText makes a courier of text messages of its entry:
//
//	key: FqNWZcJ4SyPDmNGS0Hya           # Access Key ID
//	secret: sens-secret                # a file; its first line is the Secret Key
//	service: ncp:sms:kr:508051234567:minwon  # of the project, for SMS
//	sender: 033-737-1043               # registered with SENS (발신번호)
//	address: https://sens.apigw.gov-ntruss.com  # https://sens.apigw.ntruss.com without it
//	ca: ca.pem                         # whom the provider's certificate is trusted from; the system's without it
func HireText(d channel.Depot, entry *yaml.Node) (channel.Courier, error) {
	e := provider.Read(entry, "key", "secret", "service", "sender", "address", "ca")
	l := &text{open(e, d, "sms"), e.Sender("sender")}
	if err := e.Err(); err != nil {
		return nil, err
	}
	return provider.New(d, l), nil
}

// HireTalk makes a courier of 알림톡 of its entry, which has the service for Biz Message, no sender, and besides:
//
//	channel: "@원주교육문화관"         # plusFriendId of the KakaoTalk channel
//	templates: alimtalk.yaml         # a file of approved templates
func HireTalk(d channel.Depot, entry *yaml.Node) (channel.Courier, error) {
	e := provider.Read(entry, "key", "secret", "service", "address", "ca", "channel", "templates")
	l := &talk{open(e, d, "alimtalk"), e.Name("channel", "write the search ID of the channel, with its @"), e.Templates("templates")}
	if err := e.Err(); err != nil {
		return nil, err
	}
	return provider.New(d, l), nil
}

func open(e *provider.Entry, d channel.Depot, kind string) account {
	return account{key: e.Word("key", "copy the Access Key ID from the portal of Naver Cloud"), secret: []byte(e.Secret("secret")),
		base:   "/" + kind + "/v2/services/" + e.Word("service", "copy the service ID of the project, such as ncp:sms:kr:…") + "/messages",
		client: provider.NewClient(e.Address("address", usualAddress), e.Roots("ca")), now: d.Now}
}

// text sends text messages.
type text struct {
	account
	sender string
}

// talk sends 알림톡.
type talk struct {
	account
	channel string
	book    alimtalk.Book
}

// call asks for a path, with its query, below the messages of the service.
func (a *account) call(ctx context.Context, method, path string, body []byte) (provider.Answer, error) {
	path = a.base + path
	answer, err := a.client.Call(ctx, method, path, body, func(h http.Header) { a.sign(h, method, path) })
	if err != nil {
		return answer, err
	}
	if answer.Status/100 != 2 {
		return answer, fmt.Errorf("the provider did not take the request (%d)", answer.Status)
	}
	return answer, nil
}

// sign puts the signature of a request into its header: over its method, path and query, the time and the key, not over its body.
func (a *account) sign(h http.Header, method, path string) {
	at := strconv.FormatInt(a.now().UnixMilli(), 10)
	mac := hmac.New(sha256.New, a.secret)
	mac.Write([]byte(method + " " + path + "\n" + at + "\n" + a.key))
	h.Set("x-ncp-apigw-timestamp", at)
	h.Set("x-ncp-iam-access-key", a.key)
	h.Set("x-ncp-apigw-signature-v2", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

package sens

import "encoding/json"

// Accepted and Noticed let the fuzzer at what reads answers.
func Accepted(body []byte) (string, error) { return accepted(body) }

// Noticed reads the answer to an 알림톡.
func Noticed(body []byte) (string, error) { return noticed(body) }

// Reported reads what became of messages of both kinds.
func Reported(body []byte) {
	var list listed
	if json.Unmarshal(body, &list) == nil {
		for _, r := range list.Messages {
			if out := r.result(); !out.Final && (out.Delivered || out.Why != "") {
				panic("a text message under way has an end")
			}
		}
	}
	var f fate
	if json.Unmarshal(body, &f) == nil {
		if out := f.result(); !out.Final && (out.Delivered || out.Why != "") {
			panic("an 알림톡 under way has an end")
		}
	}
}

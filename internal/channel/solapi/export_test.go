package solapi

import "encoding/json"

// Accepted and Reported let the fuzzer at what reads answers.
func Accepted(body []byte) (string, error) { return accepted(body) }

// Reported reads a list and every message of it.
func Reported(body []byte) int {
	var list listed
	if json.Unmarshal(body, &list) != nil {
		return -1
	}
	for _, r := range list.Messages {
		if out := r.result(); !out.Final && (out.Delivered || out.Why != "") {
			panic("a message under way has an end")
		}
	}
	return len(list.Messages)
}

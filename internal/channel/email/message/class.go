package message

import (
	"slices"
	"strings"

	"jikim/internal/channel"
)

// mostHops bounds the servers that a mail may have passed: one that passed more goes in circles (RFC 5321 section 6.3).
const mostHops = 25

// LoopHeader is set in everything that the office sends, with the office's address as its value: who gets it back knows a loop.
const LoopHeader = "X-Office-Loop"

// class tells who wrote a mail, as far as its header tells (RFC 3834 section 2, and what programs do that came before it).
func (r *reader) class(kind string, params map[string]string) channel.Class {
	h := &r.head
	if r.loops() {
		return channel.Loop
	}
	report := strings.ToLower(params["report-type"])
	switch {
	case kind == "multipart/report" && (report == "delivery-status" || report == "global-delivery-status"):
		return channel.Notice
	case r.nobody && (fromDaemon(r.letter.From.Address) || h.has("x-failed-recipients")):
		return channel.Notice
	case r.nobody || kind == "multipart/report" || automatic(h):
		return channel.Auto
	}
	precedence := h.word("precedence")
	switch {
	case h.has("list-id") || h.has("list-post") || h.has("mailing-list") || precedence == "list":
		return channel.List
	case h.has("list-unsubscribe") || precedence == "bulk" || precedence == "junk" || h.has("feedback-id"):
		return channel.Bulk
	}
	return channel.Person
}

// loops tells a mail that is our own, or that has passed too many servers.
func (r *reader) loops() bool {
	for _, word := range r.head.all(strings.ToLower(LoopHeader)) {
		if slices.Contains(r.options.Addresses, strings.ToLower(strings.TrimSpace(word))) {
			return true
		}
	}
	return len(r.head.all("received")) > mostHops
}

// automatic tells a mail that a program wrote by itself.
func automatic(h *header) bool {
	if word, _, _ := strings.Cut(h.word("auto-submitted"), ";"); strings.TrimSpace(word) != "no" && word != "" {
		return true
	}
	if p := h.word("precedence"); p == "auto_reply" || p == "auto-reply" {
		return true
	}
	for _, name := range []string{"x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply", "x-auto-response-suppress"} {
		if h.has(name) && h.word(name) != "no" {
			return true
		}
	}
	for _, to := range h.all("delivered-to") {
		if strings.EqualFold(strings.TrimSpace(to), "autoresponder") {
			return true
		}
	}
	return false
}

func fromDaemon(address string) bool {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	return local == "mailer-daemon" || local == "postmaster"
}

// returnPath is the address that our own server says the mail came from. A line below the first trace of a server was written by
// somebody else and proves nothing. nobody tells that the server said so: "<>".
func returnPath(h *header) (address string, nobody bool) {
	for _, f := range h.fields {
		switch f.name {
		case "received":
			return "", false
		case "return-path":
			text := oneLine(withoutComments(guess(f.value)))
			if strings.ReplaceAll(text, " ", "") == "<>" {
				return "", true
			}
			p, _ := party(f.value)
			return p.Address, false
		}
	}
	return "", false
}

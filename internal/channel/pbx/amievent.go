package pbx

import (
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel"
)

// channel states of Asterisk.
const (
	stateRinging = "5"
	stateUp      = "6"
)

// event takes one message of a session. Those that tell nothing of calls are passed over.
func (a *ami) event(h headers, received time.Time) {
	w := stampOf(h.get("Timestamp"), received)
	b := a.board
	l := b.legs[h.get("Uniqueid")]
	switch h.get("Event") {
	case "CoreShowChannel": // it was there before we were: followed, but what had happened to it is not made up
		if l = b.add(w, h.get("Uniqueid"), h.get("Linkedid"), h.get("Channel"), number(h.get("CallerIDNum")), h.get("Exten")); l != nil {
			l.up = h.get("ChannelState") == stateUp
			known(l)
		}
	case "Newchannel":
		b.arrive(w, h.get("Uniqueid"), h.get("Linkedid"), h.get("Channel"), number(h.get("CallerIDNum")), dialledOf(h.get("Exten")))
	case "Newstate":
		a.state(w, l, h.get("ChannelState"))
	case "DialBegin":
		b.dial(w, l, b.legs[h.get("DestUniqueid")], h.get("DialString"))
	case "DialEnd":
		to := b.legs[h.get("DestUniqueid")]
		if h.get("DialStatus") == "ANSWER" {
			b.answer(w, to)
		} else {
			b.failed(w, to, dialCause(h.get("DialStatus")))
		}
	case "QueueCallerJoin":
		b.take(w, l, channel.ByQueue)
	case "QueueCallerAbandon":
		if l != nil {
			l.asked = true // he has given up; his channel goes in a moment
		}
	case "AgentConnect":
		b.answer(w, b.legs[h.get("DestUniqueid")])
	case "Hold":
		b.hold(w, l, channel.Held)
	case "Unhold":
		b.hold(w, l, channel.Resumed)
	case "BlindTransfer":
		if h.get("Result") == "Success" {
			b.blind(w, b.legs[h.get("TransfererUniqueid")], h.get("Extension"))
		}
	case "AttendedTransfer":
		if h.get("Result") == "Success" {
			b.attended(w, b.legs[h.get("OrigTransfererUniqueid")], b.legs[h.get("SecondTransfererUniqueid")], b.legs[h.get("TransferTargetUniqueid")])
		}
	case "HangupRequest":
		b.hangUp(w, l)
	case "Hangup":
		code, _ := strconv.Atoi(h.get("Cause"))
		b.gone(w, l, code)
	}
}

// state takes a change of a channel's state. A trunk that goes up while no telephone has answered was taken by the exchange: by a queue,
// which tells so itself, or by a machine that speaks.
func (a *ami) state(w stamp, l *leg, state string) {
	switch {
	case l == nil:
	case state == stateRinging:
		a.board.ring(w, l)
	case state == stateUp && l.trunk && l.talk.way == channel.Inward && l.number == l.talk.from:
		l.up = true
		a.board.take(w, l, channel.ByMachine)
	case state == stateUp:
		a.board.answer(w, l)
	}
}

// known fills in what is known of a call that went on before the connection was made: only that it is one from outside.
func known(l *leg) {
	if l.trunk && l.dialled != "" && l.talk.way == "" {
		l.talk.way, l.talk.from, l.talk.to = channel.Inward, l.number, l.dialled
	}
	if !l.trunk && l.up && l.talk.way == channel.Inward {
		l.talk.answered = true
	}
}

// number returns a caller's number; Asterisk writes <unknown> for one that is not told.
func number(s string) string {
	if strings.HasPrefix(s, "<") || strings.EqualFold(s, "anonymous") || strings.EqualFold(s, "unknown") {
		return ""
	}
	return s
}

// dialledOf returns what a channel dialled; "s" stands where nothing was.
func dialledOf(exten string) string {
	if len(exten) < 2 {
		return ""
	}
	return exten
}

// dialCause words how dialling ended.
func dialCause(status string) string {
	switch status {
	case "BUSY":
		return "busy"
	case "NOANSWER":
		return "no_answer"
	case "CANCEL", "ABORT":
		return "cancelled"
	case "DONTCALL", "TORTURE":
		return "declined"
	}
	return "failed"
}

var _ channel.Source = (*ami)(nil)

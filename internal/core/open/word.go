package open

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"jikim/internal/core/fact"
)

// words are what is one of a few, folded: the choices of the forms and the channels, which are known however they are spelled, and those by
// which people write it in Korean, as charters list them.
var words = set("abuse", "board", "both", "careless", "cooperation", "customer", "done", "drawn", "email", "equivalent", "fax", "forcemajeure",
	"free", "homepage", "kiosk", "late", "later", "line", "machine", "minor", "moderate", "never", "nointerim", "normal", "notsupplied", "now",
	"officermistake", "other", "paid", "paper", "person", "phone", "pickup", "post", "praise", "queue", "recommendedtime", "repeatvisit",
	"repeated", "rudephone", "rudevisit", "serious", "sitecheck", "sms", "suggestion", "uncollected", "urgent", "visit", "wanted", "web", "witness",
	"전화", "방문", "우편", "팩스", "인터넷", "홈페이지", "누리집", "이메일", "전자우편", "문자", "게시판", "정보공개청구", "제안",
	"업무과다", "배정지연", "담당자부재", "유료", "무료")

func set(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, w := range list {
		m[w] = true
	}
	return m
}

// plainCode tells whether a word is written as codes are: small Latin letters, no blank, no digit, short. A list of them is on the forms,
// so that nobody types one; if somebody does all the same, or a program, a name is written with capitals, a blank or in Korean.
func plainCode(s string) bool {
	if s == "" || len(s) > 24 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || i > 0 && (c == '_' || c == '-')) {
			return false
		}
	}
	return true
}

// plainSite tells whether a text is the address of an office's site without anything after it, such as www.example.or.kr.
func plainSite(s string) bool {
	host, ok := strings.CutPrefix(s, "www.")
	return ok && len(host) <= 40 && strings.Contains(host, ".") && strings.Trim(host, "abcdefghijklmnopqrstuvwxyz.-") == ""
}

// plainName tells whether a text is written as identifiers of charters and directories are: small letters, digits, dots and
// underscores, beginning with a letter.
func plainName(s string) bool {
	if s == "" || len(s) > 48 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	digits := 0
	for i := range len(s) {
		c := s[i]
		if digit(c) {
			digits++
		} else if !(c >= 'a' && c <= 'z' || c == '_' || c == '.') {
			return false
		}
	}
	return digits <= 4
}

// plainPlace tells whether a text may be the name of a room: short, of letters and at most four digits.
func plainPlace(s string) bool {
	if s == "" || utf8.RuneCountInString(s) > 30 {
		return false
	}
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		} else if !unicode.IsLetter(r) && r != ' ' && r != '_' && r != '-' && r != '.' {
			return false
		}
	}
	return digits <= 4
}

// judged are the kinds that promises can be about. A kind that is not here, a new one for instance, is opened by the day and empty.
var judged = func() (out [fact.KindCount]bool) {
	for _, name := range strings.Fields(`
		visit.arrived visit.repeated visit.located visit.greeted visit.acknowledged visit.attended visit.assist_called
		visit.assist_arrived visit.officer_met visit.confirmed visit.farewelled visit.left scribe.asked scribe.done
		call.ringing call.answered call.greeted call.restated call.transfer_started call.transfer_answered
		call.transfer_abandoned call.misdialled call.mobile_offered call.mobile_given call.confirmed call.farewelled
		call.caller_hung_up call.officer_hung_up call.missed call.held call.resumed call.diverted call.ended
		message.taken message.delivered callback.made consult.asked consult.answered
		case.received case.accepted case.assigned case.procedure_told case.supplement_asked case.supplement_received
		case.extended case.transferred case.answered case.refused case.delivered case.withdrawn case.merged case.reopened
		case.closed document.issued letter.posted
		complaint.received complaint.assessed complaint.checked complaint.told complaint.closed complaint.reopened
		priority.given apology.made training.done delay.told
		opinion.received opinion.reviewed opinion.told improvement.made improvement.told
		item.inspected item.down item.up sign.inspected badge.inspected desk.tested audit.scored privacy.incident
		survey.opened survey.closed survey.published survey.corrected plan.published figures.published
		promise.broken act.omitted fact.corrected fact.retracted`) {
		if k, ok := fact.FindKind(name); ok {
			out[k] = true
		}
	}
	return out
}()

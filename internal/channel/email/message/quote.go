package message

import (
	"regexp"
	"strings"
)

// divider is a line by which mail programs begin the letter that is answered. A letter that is sent on (전달) is no history: it is
// what the sender wants to be read.
var divider = regexp.MustCompile(`(?i)^\s*[-_]{2,}\s*(original message|original mail|원본 ?메시지|원본 ?메일|원문|reply message)\s*[-_]{2,}\s*$`)

// wrote is the line before a quotation: "On Mon, … wrote:", "2026년 11월 23일 (월) 오전 10:00, 홍길동 <…>님이 작성:".
var wrote = regexp.MustCompile(`(?i)(wrote|schrieb|a écrit|작성|썼습니다|쓴 글|쓰셨습니다)\s*:\s*$`)

// heads are the fields that some programs write above the letter that is answered, in the languages seen here.
var heads = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^\s*\*?(from|보낸 ?사람|보낸이|발신자?)\*?\s*:`),
	regexp.MustCompile(`(?i)^\s*\*?(sent|date|보낸 ?날짜|날짜|일시|발신일시)\*?\s*:`),
	regexp.MustCompile(`(?i)^\s*\*?(to|받는 ?사람|받는이|수신자?)\*?\s*:`),
	regexp.MustCompile(`(?i)^\s*\*?(subject|제목)\*?\s*:`),
}

// divide tells what somebody wrote from what stands below it of earlier letters. Where he wrote in between, or below, nothing is
// divided: to show too much is better than to hide a sentence of his.
func divide(text string) (own, quoted string) {
	lines := strings.SplitAfter(text, "\n")
	rest := quotedFrom(lines)
	for i, line := range lines {
		if divider.MatchString(line) || headed(lines[i:]) || i >= rest {
			own, quoted = strings.Join(lines[:i], ""), strings.Join(lines[i:], "")
			if strings.TrimSpace(own) == "" {
				return text, ""
			}
			return strings.TrimRight(own, "\n"), quoted
		}
	}
	return text, ""
}

// quotedFrom is the first line from which on every line is quoted or blank, with the line that says who wrote it; len(lines) and
// more: none.
func quotedFrom(lines []string) int {
	first, some := len(lines), false
	for i := len(lines) - 1; i >= 0; i-- {
		line := strings.TrimSpace(lines[i])
		if strings.HasPrefix(line, ">") {
			some = true
		} else if line != "" {
			break
		}
		first = i
	}
	if !some {
		return len(lines)
	}
	for first < len(lines) && strings.TrimSpace(lines[first]) == "" {
		first++
	}
	for i := first - 1; i >= 0 && i >= first-3; i-- {
		if wrote.MatchString(lines[i]) {
			// A long line is broken in two.
			if i > 0 && strings.TrimSpace(lines[i-1]) != "" && len(lines[i]) < 60 && len(lines[i-1]) > 50 && !strings.HasSuffix(strings.TrimSpace(lines[i-1]), ".") {
				return i - 1
			}
			return i
		}
	}
	return first
}

// headed tells lines that begin with the fields of an earlier letter: whom it was from, and two of the three others at least.
func headed(lines []string) bool {
	if !heads[0].MatchString(lines[0]) {
		return false
	}
	found := 0
	for _, h := range heads[1:] {
		for _, line := range lines[1:min(len(lines), 7)] {
			if h.MatchString(line) {
				found++
				break
			}
		}
	}
	return found >= 2
}

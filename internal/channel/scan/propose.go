package scan

import (
	"regexp"
	"strings"
	"unicode"

	"jikim/internal/channel"
)

// The words after which letters name their sender and their subject. Those in Latin letters need a colon after them: they are
// words of sentences, too.
var (
	senderWords  = []string{"발신인", "발신자", "발신", "보내는사람", "보낸사람", "보내는이", "보낸이", "신청인", "민원인", "성명", "이름", "From", "Sender"}
	subjectWords = []string{"민원제목", "제목", "건명", "Subject", "Re"}
)

// Propose reads sender and subject out of recognised text, by what letters and the header lines of fax machines name so. It
// proposes nothing from pictures that are too coarse, and rather nothing than something it has to guess.
func (s *Scan) Propose() *channel.Proposal {
	p := &channel.Proposal{Text: s.Text, Fine: s.Fine}
	if !s.Fine {
		return p
	}
	const most = 60 // lines: what comes later is the letter's content
	lines := strings.Split(s.Text, "\n")
	for i, line := range lines[:min(len(lines), most)] {
		line = strings.TrimLeftFunc(line, func(r rune) bool { return !unicode.IsLetter(r) })
		if p.Subject == "" {
			p.Subject = named(line, subjectWords)
		}
		if p.Sender == "" {
			p.Sender = person(named(line, senderWords))
		}
		const header = 3 // lines at the top in which a machine's own line can stand: time, FROM, TO, page
		if at := fromWord.FindStringIndex(line); p.Sender == "" && i < header && at != nil {
			p.Sender = person(value(line[at[1]:]))
		}
	}
	if p.Sender == "" {
		p.Sender = signed(lines)
	}
	return p
}

var fromWord = regexp.MustCompile(`(?i)\bFROM\s*[:：]`)

// named returns what stands after one of the words at the beginning of a line. Spaces within a Korean word are as typists set
// them: "제  목".
func named(line string, words []string) string {
	for _, word := range words {
		rest, ok := after(line, word)
		if !ok {
			continue
		}
		trimmed := strings.TrimLeft(rest, " ")
		colon := strings.HasPrefix(trimmed, ":") || strings.HasPrefix(trimmed, "：")
		if !colon && (word[0] < 0x80 || trimmed == rest) {
			continue // a longer word, such as 발신지, or a word of a sentence
		}
		if v := value(trimmed); v != "" {
			return v
		}
	}
	return ""
}

func after(line, word string) (string, bool) {
	for _, r := range word {
		line = strings.TrimLeft(line, " ")
		first, ok := firstRune(line)
		if !ok || unicode.ToLower(first) != unicode.ToLower(r) {
			return "", false
		}
		line = line[len(string(first)):]
	}
	return line, true
}

func firstRune(s string) (rune, bool) {
	for _, r := range s {
		return r, true
	}
	return 0, false
}

// next is where another field of the same line begins.
var next = regexp.MustCompile(`(?i)\s(수\s*신|받는\s*사람|발\s*신|제\s*목|전화|연락처|팩스|tel|fax|to|from|page|p\.\s*\d)\s*[:：.]?.*$`)

// value trims what was found to one line of a form: nothing when it has no two letters.
func value(s string) string {
	const most = 100
	s = next.ReplaceAllString(strings.TrimLeft(s, " :：."), "")
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("|_-=·.,:", r) })
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters < 2 {
		return ""
	}
	if r := []rune(s); len(r) > most {
		s = string(r[:most])
	}
	return strings.Join(strings.Fields(s), " ")
}

// person leaves of a sender the name: without telephone, address and manners.
func person(s string) string {
	if i := strings.IndexAny(s, "(（/,☎<[0123456789"); i >= 0 {
		s = s[:i]
	}
	for _, manner := range []string{"귀하", "드림", "올림", "배상", "(인)"} {
		s = strings.TrimSuffix(strings.TrimSpace(s), manner)
	}
	return value(s)
}

var ending = regexp.MustCompile(`^(?:.*\d\s*[.일]?\s+)?(\pL[\pL ]{1,18}\pL)\s+(?:드림|올림|배상)\.?$`)

// signed reads who signed: "홍길동 드림" in one of the last lines.
func signed(lines []string) string {
	const last = 12
	for i := len(lines) - 1; i >= max(0, len(lines)-last); i-- {
		if m := ending.FindStringSubmatch(strings.TrimSpace(lines[i])); m != nil {
			return person(m[1])
		}
	}
	return ""
}

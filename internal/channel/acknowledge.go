package channel

import "strings"

// Automatic returns the address to which an automatic answer to a letter may go, such as an acknowledgement; false: none may. By
// RFC 3834 it goes to the address that the mail servers return the letter to (section 4), never to something that was sent by a
// machine, to a list, to many, or without a way back (section 2), and not to the names that stand for machines. Whoever asks sees
// to it that one address gets at most one in a day for one case.
func (l *Letter) Automatic() (string, bool) {
	to := l.Return
	if to == "" || l.Class != Person {
		return "", false
	}
	local, domain, ok := cutLast(to, "@")
	if !ok || local == "" || domain == "" || strings.ContainsAny(to, "\r\n\x00 <>,;") {
		return "", false
	}
	local = strings.ToLower(local)
	for _, machine := range []string{"mailer-daemon", "postmaster", "noreply", "no-reply", "do-not-reply", "donotreply", "nobody", "bounce", "bounces", "majordomo", "listserv", "root"} {
		if local == machine || strings.HasPrefix(local, machine+"+") || strings.HasPrefix(local, machine+"-") {
			return "", false
		}
	}
	if strings.HasPrefix(local, "owner-") || strings.HasSuffix(local, "-request") || strings.HasSuffix(local, "-owner") {
		return "", false
	}
	return to, true
}

// cutLast divides at the last place where sep stands.
func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

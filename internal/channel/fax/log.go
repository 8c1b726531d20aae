package fax

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel/scan"
)

// reception is what HylaFAX's log says of a fax that was received (xferfaxlog(5)).
type reception struct {
	session      string // by which its session log is found
	local        string // our number
	tsi          string // number or name that the sender's machine gave out
	pages        int    // that were confirmed or, when the line broke, begun
	reason       string // why it did not end well; empty: it did
	name, number string // of the caller, as the exchange told them
}

// receptions reads the lines of receptions, by the name of the fax in the queue; the last line of a name holds. Of a line that has
// more fields than it should, somebody put a tab into his name: it is left out, so that nothing is taken for another thing.
func receptions(log string) map[string]reception {
	out := map[string]reception{}
	for line := range strings.Lines(log) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) < 5 || f[1] != "RECV" {
			continue
		}
		name, ok := strings.CutPrefix(f[4], "recvq/")
		if !ok || len(f) != 19 {
			continue
		}
		pages, err := strconv.Atoi(f[10])
		if err != nil {
			continue
		}
		out[name] = reception{session: f[2], local: unquote(f[7]), tsi: unquote(f[8]), pages: pages, reason: unquote(f[13]),
			name: unquote(f[14]), number: unquote(f[15])}
	}
	return out
}

// unquote takes the quotes off a field. What is within is not escaped by who wrote it.
func unquote(s string) string {
	s = strings.TrimPrefix(s, `"`)
	s = strings.TrimSuffix(s, `"`)
	s = scan.Plain(strings.ToValidUTF8(s, "?"))
	const most = 100
	if r := []rune(s); len(r) > most {
		s = string(r[:most])
	}
	return strings.TrimSpace(s)
}

// ended reads when a fax had come, from the log of its session: lines such as "Nov 28 19:33:19.55: [ 7235]: RECV FAX: end", to
// hundredths of a second and without the year, which is that of an instant near by.
func ended(log string, zone *time.Location, near time.Time) (time.Time, bool) {
	var at time.Time
	for line := range strings.Lines(log) {
		const stamp = len("Nov 28 19:33:19.55")
		if !strings.HasSuffix(strings.TrimRight(line, "\r\n"), "]: RECV FAX: end") || len(line) < stamp {
			continue
		}
		if t, err := within(line[:stamp], zone, near); err == nil {
			at = t
		}
	}
	return at, !at.IsZero()
}

// within understands a stamp without a year as that of the year that brings it nearest.
func within(stamp string, zone *time.Location, near time.Time) (time.Time, error) {
	var best time.Time
	for _, year := range []int{-1, 0, 1} {
		t, err := time.ParseInLocation("2006 Jan _2 15:04:05.00", fmt.Sprintf("%d %s", near.In(zone).Year()+year, stamp), zone)
		if err != nil {
			continue // 29 February
		}
		if best.IsZero() || t.Sub(near).Abs() < best.Sub(near).Abs() {
			best = t
		}
	}
	if best.IsZero() {
		return best, fmt.Errorf("%q is no time", stamp)
	}
	return best, nil
}

package telephony

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"

	"jikim/internal/channel"
)

//go:embed calls.txt
var callsFile string

// story is a block of calls.txt.
type story struct {
	name  string
	lost  bool // it is watched by the source that soon takes silent calls for over
	steps []step
	seen  []string
}

// awaited is what must be seen, without what comes too late to wait for.
func (s story) awaited() []string {
	if last := len(s.seen) - 1; last >= 0 && strings.Contains(s.seen[last], "does not wait") {
		return s.seen[:last]
	}
	return s.seen
}

// step is one message: who sends it, after how many seconds, and what.
type step struct {
	by    string // caller, phone or both
	pause float64
	what  string // method or status
	more  string // what is special about it
}

// readStories reads calls.txt.
func readStories(text string) ([]story, error) {
	var all []story
	var now *story
	seeing := false
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "== "); ok {
			all = append(all, story{name: name})
			now, seeing = &all[len(all)-1], false
			continue
		}
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case now == nil:
			return nil, fmt.Errorf("line %d stands before the first block", n+1)
		case line == "-- must be seen":
			seeing = true
		case seeing:
			now.seen = append(now.seen, line)
		case line == "lost":
			now.lost = true
		default:
			s, err := readStep(line)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n+1, err)
			}
			now.steps = append(now.steps, s)
		}
	}
	return all, nil
}

func readStep(line string) (step, error) {
	w := strings.Fields(line)
	if len(w) < 2 || w[0] != "caller" && w[0] != "phone" && w[0] != "both" {
		return step{}, fmt.Errorf("%q is no step", line)
	}
	s := step{by: w[0]}
	w = w[1:]
	if p, err := strconv.ParseFloat(w[0], 64); err == nil && strings.Contains(w[0], ".") {
		s.pause, w = p, w[1:]
	}
	if len(w) == 0 {
		return s, fmt.Errorf("%q sends nothing", line)
	}
	s.what = w[0]
	s.more = strings.Join(w[1:], " ")
	return s, nil
}

// tell writes what was seen of one call in the words of calls.txt. Times are measured from the first bell, or from the request of
// the transfer.
func tell(sights []channel.Sight) []string {
	var out []string
	var bell, asked channel.Sight
	for _, s := range sights {
		if s.Kind == channel.Ringing && (bell.At.IsZero() || bell.Estimated) {
			bell = s
		}
		if s.Kind == channel.TransferRequested {
			asked = s
		}
	}
	for _, s := range sights {
		since := s.At.Sub(bell.At).Seconds()
		waited := fmt.Sprintf("%.1f s later, in ring %d", since, int(math.Floor(since/3))+1)
		switch s.Kind {
		case channel.Offered:
			out = append(out, "a call reaches the telephone")
		case channel.Ringing:
			if s.Estimated {
				out = append(out, "it seems to ring")
			} else {
				out = append(out, "it rings")
			}
		case channel.EarlyMedia:
			out = append(out, "sound is played to the caller")
		case channel.Answered:
			out = append(out, map[channel.Answerer]string{channel.ByPerson: "a person", channel.BySomebody: "somebody"}[s.By]+" answers "+waited)
		case channel.Abandoned:
			out = append(out, "the "+string(s.Side)+" gives up "+waited)
		case channel.Rejected:
			out = append(out, "it is refused: "+s.Cause)
		case channel.Diverted:
			out = append(out, "it is sent on")
		case channel.Held:
			out = append(out, "the "+string(s.Side)+" puts the caller on hold")
		case channel.Resumed:
			out = append(out, "the "+string(s.Side)+" comes back")
		case channel.TransferRequested:
			out = append(out, "the "+string(s.Side)+" asks for a transfer "+map[bool]string{true: "without having spoken", false: "after having spoken"}[s.Leave]+" to the colleague")
		case channel.TransferAnswered:
			out = append(out, fmt.Sprintf("the colleague answers %.1f s later", s.At.Sub(asked.At).Seconds()))
		case channel.TransferFailed:
			out = append(out, "the transfer fails: "+s.Cause)
		case channel.HungUp, channel.Ended:
			out = append(out, tellEnd(s))
		default:
			out = append(out, string(s.Kind))
		}
	}
	return out
}

func tellEnd(s channel.Sight) string {
	switch {
	case s.Kind == channel.Ended && s.Cause == "transferred":
		return "the officer has left the call"
	case s.Kind == channel.Ended && s.Side == channel.NobodySide:
		return "the call is taken for over, which is nobody's doing"
	case s.Kind == channel.Ended:
		return "the call is over"
	case s.Side == channel.NobodySide:
		return "the call ends by itself: " + s.Cause
	case s.Side == channel.Undetermined:
		return "who hung up first cannot be told"
	}
	return "the " + string(s.Side) + " hangs up first"
}

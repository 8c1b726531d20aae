package telephony

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel"
)

// tcpdump writes down what passes the loopback, and is asked afterwards when.
type tcpdump struct {
	cmd  *exec.Cmd
	file string
}

// startTcpdump returns when it listens.
func startTcpdump(file, filter string) (*tcpdump, error) {
	cmd := exec.Command("tcpdump", "-i", "lo", "-w", file, "-U", "--immediate-mode", "-B", "16384", "-s", "0", "-Z", "root", filter)
	said, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start tcpdump (Debian: tcpdump): %w", err)
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "listening on") {
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return &tcpdump{cmd, file}, nil
		}
	}
	return nil, fmt.Errorf("tcpdump does not listen: %w", cmd.Wait())
}

func (d *tcpdump) stop() {
	_ = d.cmd.Process.Signal(os.Interrupt)
	_ = d.cmd.Wait()
}

// heard is a message by tcpdump's own reading.
type heard struct {
	at   time.Time
	what string // method or status
	id   string // Call-ID
}

var (
	beginOfPacket = regexp.MustCompile(`^(\d+)\.(\d{6}) IP`)
	beginOfText   = regexp.MustCompile(`SIP/2\.0 (\d{3})|(INVITE|CANCEL|BYE|REFER|NOTIFY|UPDATE|ACK|PRACK) sips?:`)
	callID        = regexp.MustCompile(`(?m)^(?:Call-ID|i): *(\S+)`)
)

// messages lets tcpdump tell what it wrote down.
func (d *tcpdump) messages() ([]heard, error) {
	out, err := exec.Command("tcpdump", "-r", d.file, "-nn", "-tt", "-A", "-Z", "root").Output()
	if err != nil {
		return nil, fmt.Errorf("tcpdump reads its file: %w", err)
	}
	var all []heard
	var at time.Time
	var text strings.Builder
	flush := func() {
		what, id := beginOfText.FindStringSubmatch(text.String()), callID.FindStringSubmatch(text.String())
		if what != nil && id != nil {
			all = append(all, heard{at, what[1] + what[2], id[1]})
		}
		text.Reset()
	}
	for line := range strings.SplitSeq(string(out), "\n") {
		if m := beginOfPacket.FindStringSubmatch(line); m != nil {
			flush()
			sec, _ := strconv.ParseInt(m[1], 10, 64)
			usec, _ := strconv.ParseInt(m[2], 10, 64)
			at = time.Unix(sec, usec*1000)
		}
		text.WriteString(strings.TrimRight(line, "\r") + "\n")
	}
	flush()
	return all, nil
}

// messageOf says which messages a sight can come from.
func messageOf(s channel.Sight) []string {
	switch s.Kind {
	case channel.Offered, channel.ConsultOffered:
		return []string{"INVITE"}
	case channel.Ringing:
		return []string{"180", "183"}
	case channel.EarlyMedia:
		return []string{"183", "180"}
	case channel.Answered, channel.ConsultAnswered:
		return []string{"200"}
	case channel.Abandoned:
		return []string{"CANCEL"}
	case channel.HungUp:
		return []string{"BYE"}
	case channel.TransferRequested:
		return []string{"REFER"}
	case channel.TransferAnswered, channel.TransferRinging:
		return []string{"NOTIFY", "200", "180"}
	case channel.Held, channel.Resumed, channel.PartyChanged:
		return []string{"INVITE", "UPDATE"}
	}
	return nil
}

// differ returns how far the time of a sight is from that of the nearest such message of its call; false: tcpdump knows none.
func differ(s channel.Sight, all []heard) (d time.Duration, ok bool) {
	best := time.Duration(math.MaxInt64)
	for _, h := range all {
		for _, what := range messageOf(s) {
			if h.id == s.Call && h.what == what {
				best = min(best, s.At.Sub(h.at).Abs())
			}
		}
	}
	return best, best != math.MaxInt64
}

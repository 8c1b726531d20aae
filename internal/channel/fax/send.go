package fax

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/scan"
	"jikim/internal/core/yaml"
)

// Sender sends by the HylaFAX server of this machine: a courier that also watches what becomes of its faxes. What was sent is
// what HylaFAX's queue of finished jobs says, where a fax counts as delivered when the other machine has confirmed every page.
type Sender struct {
	depot  channel.Depot
	server string // host:port of hfaxd
	spool  string
	modem  string // "" is any
	tries  int    // calls that were answered
	dials  int    // calls altogether
	path   string // of sendfax
	pause  time.Duration

	carrying sync.Mutex // two at once for one message must not both find that it is not there

	mu    sync.Mutex
	told  map[string]bool // jobs whose end was told
	state channel.State
}

// HireSender makes a courier of the entry of a HylaFAX server on this machine:
//
//	server: 127.0.0.1:4559       # its hfaxd
//	spool: /var/spool/hylafax    # the usual one without it
//	modem: ttyS0                 # any without it
//	tries: 3                     # calls that are answered and fail; 3 without it
//	dials: 12                    # calls altogether, busy lines included; 12 without it
func HireSender(d channel.Depot, entry *yaml.Node) (channel.Courier, error) {
	m, err := entry.Map("server", "spool", "modem", "tries", "dials")
	var errs yaml.Errors
	errs.Add(err)
	if m == nil {
		return nil, errs.Err()
	}
	s := &Sender{depot: d, spool: "/var/spool/hylafax", tries: 3, dials: 12, pause: 10 * time.Second, told: map[string]bool{}}
	n, err := m.Need("server")
	if !errs.Add(err) {
		s.server, err = n.Text()
		if !errs.Add(err) && !serverName.MatchString(s.server) {
			errs.Add(n.Errorf("%q is no address of hfaxd", s.server).WithHint("write 127.0.0.1:4559"))
		}
	}
	if m.Has("spool") {
		s.spool = folder(m, "spool", &errs)
	}
	s.modem, err = m.Text("modem")
	if !errs.Add(err) && s.modem != "" && !modemName.MatchString(s.modem) {
		errs.Add(m.Get("modem").Errorf("%q is no name of a modem", s.modem))
	}
	for key, n := range map[string]*int{"tries": &s.tries, "dials": &s.dials} {
		if m.Has(key) {
			const most = 50
			if *n, err = m.Int(key); !errs.Add(err) && (*n < 1 || *n > most) {
				errs.Add(m.Get(key).Errorf("%d %s: between 1 and %d", *n, key, most))
			}
		}
	}
	if s.path, err = exec.LookPath("sendfax"); err != nil {
		errs.Add(entry.Errorf("the program sendfax is not here: install the Debian package hylafax-client"))
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

var (
	serverName = regexp.MustCompile(`^[A-Za-z0-9.-]+:[0-9]{1,5}$`)
	modemName  = regexp.MustCompile(`^[A-Za-z0-9_]+$`)
	messageID  = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
	refusal    = regexp.MustCompile(`(?m)^([45][0-9]{2})[ -]`)
	accepted   = regexp.MustCompile(`request id is ([0-9]+) `)
)

// Carry hands a fax to HylaFAX, once for each message however often it is called: the queue knows its jobs by the message's name.
// The message has one PDF or TIFF file, which is sent as it is, without a cover page.
func (s *Sender) Carry(ctx context.Context, m *channel.Message) (channel.Sent, error) {
	number := Digits(m.To)
	if number == "" {
		return channel.Sent{}, channel.ErrNoSuchAddress
	}
	if !messageID.MatchString(m.ID) || len(m.Files) != 1 {
		return channel.Sent{}, channel.ErrUnfit
	}
	kind := scan.Type(m.Files[0].Body)
	if kind != scan.PDF && kind != scan.TIFF {
		return channel.Sent{}, channel.ErrUnfit
	}
	s.carrying.Lock()
	defer s.carrying.Unlock()
	jobs, err := s.jobs("sendq", "doneq")
	if err != nil {
		return channel.Sent{}, err
	}
	for _, j := range jobs {
		if j.id == m.ID {
			return channel.Sent{ID: m.ID}, nil
		}
	}
	return channel.Sent{ID: m.ID}, s.submit(ctx, number, m)
}

// submit calls sendfax, without a shell, and with nothing of what the message says among its arguments but number and name.
func (s *Sender) submit(ctx context.Context, number string, m *channel.Message) error {
	dir, err := os.MkdirTemp("", "jikim-fax-")
	if err != nil {
		return fmt.Errorf("sending a fax: %w", err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "fax")
	if err := os.WriteFile(file, m.Files[0].Body, 0o600); err != nil {
		return fmt.Errorf("sending a fax: %w", err)
	}
	host := s.server
	if s.modem != "" {
		host = s.modem + "@" + host
	}
	const patience = 2 * time.Minute
	within, stop := context.WithTimeout(ctx, patience)
	defer stop()
	// -n: no cover page; -m: fine, 196 lines an inch; -N: no mail about it.
	cmd := exec.CommandContext(within, s.path, "-h", host, "-n", "-m", "-N", "-t", strconv.Itoa(s.tries), "-T", strconv.Itoa(s.dials), "-i", tag+m.ID, "-o", "jikim", "-f", "jikim",
		"-d", number, file)
	cmd.Env = []string{"PATH=/usr/bin:/bin:/usr/sbin:/sbin", "HOME=" + dir, "LC_ALL=C", "USER=jikim", "LOGNAME=jikim"}
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		code := "none"
		if m := refusal.FindSubmatch(out.Bytes()); m != nil {
			code = string(m[1])
		}
		return fmt.Errorf("sendfax did not hand a fax over: %w, code of the server %s", err, code) // what it says can hold the number
	}
	if !accepted.Match(out.Bytes()) {
		return errors.New("sendfax ended without naming its job")
	}
	return nil
}

// tag begins the names of our jobs in HylaFAX's queues, which others may use as well.
const tag = "jikim-"

// job is a file of HylaFAX's queues (sendq(5)).
type job struct {
	id          string // of the message
	file        string
	state, code int
	pages, of   int
	status      string
	at          time.Time // when the file was last written to
}

// States of jobs that have ended.
const (
	stateDone   = 7
	stateFailed = 8
)

// jobs reads our jobs in some queues.
func (s *Sender) jobs(queues ...string) ([]job, error) {
	var out []job
	for _, queue := range queues {
		dir := filepath.Join(s.spool, queue)
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, fmt.Errorf("looking into a queue of faxes: %w", err)
		}
		for _, e := range entries {
			if !e.Type().IsRegular() || !jobName.MatchString(e.Name()) {
				continue
			}
			j, err := readJob(filepath.Join(dir, e.Name()))
			if errors.Is(err, fs.ErrNotExist) {
				continue // it has gone on to the next queue
			}
			if err != nil {
				return nil, fmt.Errorf("reading a job of the fax queue: %w", err)
			}
			if j.id != "" {
				j.file = queue + "/" + e.Name()
				out = append(out, j)
			}
		}
	}
	return out, nil
}

var jobName = regexp.MustCompile(`^q[0-9]{1,9}$`)

func readJob(file string) (job, error) {
	info, err := os.Stat(file)
	if err != nil {
		return job{}, err
	}
	const most = 64 << 10
	if info.Size() > most {
		return job{}, nil
	}
	body, err := os.ReadFile(file)
	if err != nil {
		return job{}, err
	}
	j := parseJob(string(body))
	j.at = info.ModTime().UTC()
	return j, nil
}

func parseJob(text string) job {
	var j job
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		n, _ := strconv.Atoi(value)
		switch key {
		case "jobtag":
			if id, ours := strings.CutPrefix(value, tag); ours && messageID.MatchString(id) {
				j.id = id
			}
		case "state":
			j.state = n
		case "statuscode":
			j.code = n
		case "npages":
			j.pages = n
		case "totpages":
			j.of = n
		case "status":
			j.status = value
		}
	}
	return j
}

// outcome is what a job that has ended says became of its message.
func (j *job) outcome() channel.Outcome {
	o := channel.Outcome{ID: j.id, At: j.at, Delivered: j.state == stateDone && j.code == 0 && j.of > 0 && j.pages == j.of}
	if !o.Delivered {
		o.Why = why(j.status)
	}
	return o
}

// why sorts what HylaFAX says into the few words that the office knows.
func why(status string) string {
	s := strings.ToLower(status)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(s, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("invalid dial", "bad dial", "invalid phone", "destination"):
		return "no_such_address"
	case has("blocked", "reject"):
		return "blocked"
	case has("busy", "no answer", "no carrier", "kill time", "too many attempts to dial"):
		return "expired"
	}
	return "other"
}

// Run tells the office what becomes of faxes until the context ends.
func (s *Sender) Run(ctx context.Context) error {
	defer s.reached(false, "")
	for {
		s.look(ctx)
		timer := time.NewTimer(s.pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

// look tells what has ended since the last look. What the office did not take is told again at the next one.
func (s *Sender) look(ctx context.Context) {
	jobs, err := s.jobs("doneq")
	if err != nil {
		s.depot.Log.Warn("the queue of sent faxes cannot be read", "courier", s.depot.Name, "error", err)
		s.reached(false, scan.TroubleFolder)
		return
	}
	s.reached(true, "")
	s.forget(jobs)
	for _, j := range jobs {
		s.mu.Lock()
		told := s.told[j.id]
		s.mu.Unlock()
		if told || j.state != stateDone && j.state != stateFailed {
			continue
		}
		if err := s.depot.Outcomes.Became(ctx, j.outcome()); err != nil {
			if ctx.Err() == nil {
				s.reached(true, scan.TroubleOffice)
			}
			return
		}
		s.mu.Lock()
		s.told[j.id] = true
		s.state.Seen++
		s.state.Taken++
		s.state.TakenAt = s.depot.Now().UTC()
		s.mu.Unlock()
	}
}

// forget drops what HylaFAX has removed from its queue.
func (s *Sender) forget(jobs []job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	there := map[string]bool{}
	for _, j := range jobs {
		there[j.id] = s.told[j.id]
	}
	s.told = there
}

// State tells how the courier is doing.
func (s *Sender) State() channel.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

func (s *Sender) reached(is bool, trouble string) {
	now := s.depot.Now().UTC()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.Turn(is, now); is {
		s.state.HeardAt = now
	}
	s.state.Trouble = trouble
}

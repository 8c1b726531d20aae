package mail_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/email"
	"jikim/internal/core/yaml"
	"jikim/test/mail"
)

// readerVariable has the test program be a reader instead: it names the folder with the entry of the source, and where letters are kept.
const readerVariable = "JIKIM_TEST_MAIL_READER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(readerVariable); dir != "" {
		if err := read(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// read runs the source whose entry is in a folder until the process is killed.
func read(dir string) error {
	source, err := open(disk(dir), dir)
	if err != nil {
		return err
	}
	return source.Run(context.Background())
}

// open opens the source whose entry is in a folder.
func open(letters channel.Letters, dir string) (channel.Source, error) {
	src, err := os.ReadFile(filepath.Join(dir, "entry.yaml"))
	if err != nil {
		return nil, err
	}
	entry, err := yaml.Parse(filepath.Join(dir, "entry.yaml"), src)
	if err != nil {
		return nil, err
	}
	opener := email.OpenMailbox
	if strings.Contains(string(src), "listen:") {
		opener = email.OpenLMTP
	}
	return opener(channel.Office{Name: "mail", Letters: letters, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Now: time.Now}, entry)
}

// disk is an office that keeps letters as files, so that it outlives a process that is killed: each key once, written before it answers.
type disk string

var numberOf = regexp.MustCompile(`letter-(\d+)`)

// Receive writes a letter. The name of its file is its key, the first line its number, so that one written twice would be seen.
func (d disk) Receive(_ context.Context, l *channel.Letter) (channel.Taken, error) {
	sum := sha256.Sum256([]byte(l.Key))
	name := filepath.Join(string(d), "letters", hex.EncodeToString(sum[:]))
	text := "none"
	if m := numberOf.FindStringSubmatch(l.Subject); m != nil {
		text = m[1]
	}
	text = fmt.Sprintf("%s\n%d bytes, %d files\n", text, len(l.Original.Body), len(l.Files))
	f, err := os.CreateTemp(filepath.Join(string(d), "begun"), "letter")
	if err != nil {
		return channel.Taken{}, err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return channel.Taken{}, err
	}
	err = os.Link(f.Name(), name) // fails when it is there
	_ = os.Remove(f.Name())
	if errors.Is(err, os.ErrExist) {
		return channel.Taken{Repeated: true}, nil
	}
	return channel.Taken{}, err
}

// Mark reads how far the source has read.
func (d disk) Mark(context.Context, string) (string, error) {
	b, err := os.ReadFile(filepath.Join(string(d), "mark"))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return string(b), err
}

// SetMark notes it.
func (d disk) SetMark(_ context.Context, _, mark string) error {
	begun := filepath.Join(string(d), "begun", "mark")
	return errors.Join(os.WriteFile(begun, []byte(mark), 0o600), os.Rename(begun, filepath.Join(string(d), "mark")))
}

// kept are the numbers of the letters that are kept, in order.
func (d disk) kept(t testing.TB) []int {
	t.Helper()
	files, err := os.ReadDir(filepath.Join(string(d), "letters"))
	if err != nil {
		t.Fatal(err)
	}
	var out []int
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(string(d), "letters", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		line, _, _ := strings.Cut(string(b), "\n")
		n, err := strconv.Atoi(line)
		if err != nil {
			t.Fatalf("a letter without a number: %q", b)
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

func (d disk) count(t testing.TB) int {
	t.Helper()
	files, err := os.ReadDir(filepath.Join(string(d), "letters"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

// newDisk makes the folder of a reader with the entry of its source.
func newDisk(t testing.TB, entry string) disk {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"letters", "begun"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "entry.yaml", entry)
	return disk(dir)
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// mailboxEntry is the entry of the mailbox of an address; its files are written beside it.
func mailboxEntry(t testing.TB, s *mail.Servers, address string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "password", mail.Password+"\n")
	write(t, dir, "ca.pem", string(s.PEM))
	return fmt.Sprintf("server: %s\nsecurity: tls\nuser: %s\npassword: %s/password\nca: %s/ca.pem\naddresses: [%s]\nauthority: %s\nlargest: 60\n",
		s.IMAP, address, dir, dir, address, mail.Host)
}

// reader is our program as a process of its own.
type reader struct {
	cmd *exec.Cmd
}

func startReader(t testing.TB, d disk) *reader {
	t.Helper()
	r := &reader{exec.Command(os.Args[0])}
	r.cmd.Env = append(os.Environ(), readerVariable+"="+string(d))
	if testing.Verbose() {
		r.cmd.Stderr = os.Stderr
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return r
}

// kill ends it as a power failure does.
func (r *reader) kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

// most is the most memory that it ever had, in bytes.
func (r *reader) most(t testing.TB) int {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(b)
	if m == nil {
		t.Fatal("the system does not tell")
	}
	n, _ := strconv.Atoi(string(m[1]))
	return n << 10
}

// Package mail starts a real mail server for tests: Postfix, which hands mail over to Dovecot, from which it is read by IMAP, or to a
// source of ours by LMTP. Both have folders, users of the machine's and ports of their own; nothing of the machine's own mail is
// touched, and no mail leaves it: what is for others comes back as undeliverable.
package mail

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"jikim/test/mailbox"
)

// The office of these servers. Every address of its domain has a mailbox of its own, with the same password. Gone is a domain whose
// mail is taken and comes back as undeliverable.
const (
	Domain   = "office.example"
	Gone     = "gone.example"
	Password = "secret-of-the-office"
	Host     = "mx." + Domain
)

// Servers are a Postfix and a Dovecot.
type Servers struct {
	SMTP  string // address of Postfix, with STARTTLS
	IMAP  string // address of Dovecot, encrypted from the first byte on
	Roots *x509.CertPool
	PEM   []byte

	t       testing.TB
	dir     string
	postfix *process
	dovecot *process
}

// Options say how the servers are set up.
type Options struct {
	// LMTP is the address to which Postfix hands mail over; "" is Dovecot's.
	LMTP string
	// Mute keeps Dovecot from offering to tell of new mail (IDLE).
	Mute bool
}

// Start starts both until the test ends. The programs come from Debian; what is missing fails the test.
func Start(t testing.TB, o Options) *Servers {
	t.Helper()
	for program, name := range map[string]string{"/usr/sbin/postfix": "postfix", "/usr/sbin/dovecot": "dovecot-imapd", "/usr/lib/dovecot/lmtp": "dovecot-lmtpd", "/usr/bin/swaks": "swaks"} {
		if _, err := os.Stat(program); err != nil {
			t.Fatalf("the package %s is missing: run test/prepare.sh", name)
		}
	}
	if os.Getuid() != 0 {
		t.Fatal("Postfix and Dovecot change users and can be started by root only: run the tests as root, in a container of their own")
	}
	// A folder that other users may look through; those of the test are for its own user only.
	dir, err := os.MkdirTemp("", "jikim-mail")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	ports := free(t, 3)
	s := &Servers{t: t, dir: dir, SMTP: "127.0.0.1:" + ports[0], IMAP: "127.0.0.1:" + ports[1]}
	lmtp := o.LMTP
	if lmtp == "" {
		lmtp = "127.0.0.1:" + ports[2]
	}
	s.certify()
	s.write("main.cf", fmt.Sprintf(mainCF, dir, lmtp))
	s.write("master.cf", fmt.Sprintf(masterCF, s.SMTP))
	capability := ""
	if o.Mute {
		capability = "imap_capability = IMAP4rev1 SASL-IR LITERAL+"
	}
	s.write("dovecot.conf", fmt.Sprintf(dovecotConf, dir, ports[1], ports[2], capability))
	s.prepare()
	t.Cleanup(func() {
		s.KillPostfix()
		s.KillDovecot()
		if t.Failed() {
			s.tell()
		}
		_ = os.RemoveAll(dir)
	})
	s.StartDovecot()
	s.StartPostfix()
	return s
}

// certify makes the certificate of both.
func (s *Servers) certify() {
	s.t.Helper()
	cert, roots, file := mailbox.Certificate(s.t)
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Roots, s.PEM = roots, file
	s.write("cert.pem", string(file))
	s.write("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
}

func (s *Servers) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// queueFolders are the folders of Postfix's queue with their rights, as its own script makes them (which takes some seconds).
var queueFolders = map[string]os.FileMode{"active": 0o700, "bounce": 0o700, "corrupt": 0o700, "defer": 0o700, "deferred": 0o700, "flush": 0o700,
	"hold": 0o700, "incoming": 0o700, "private": 0o700, "saved": 0o700, "trace": 0o700, "public": 0o710, "maildrop": 0o730, "pid": 0o755}

// prepare makes the folders, with the owners that the programs want.
func (s *Servers) prepare() {
	s.t.Helper()
	folder := func(rights os.FileMode, path ...string) string {
		name := filepath.Join(append([]string{s.dir}, path...)...)
		if err := errors.Join(os.Mkdir(name, rights), os.Chmod(name, rights)); err != nil {
			s.t.Fatal(err)
		}
		return name
	}
	folder(0o755, "run")
	folder(0o755, "spool")
	s.command("chown", "postfix", folder(0o700, "data"))
	s.command("chown", "nobody", folder(0o755, "mail"))
	for name, rights := range queueFolders {
		switch path := folder(rights, "spool", name); name {
		case "pid":
		case "public", "maildrop":
			s.command("chown", "postfix:postdrop", path)
		default:
			s.command("chown", "postfix", path)
		}
	}
	for _, name := range []string{"main.cf", "master.cf"} {
		if err := os.Chmod(filepath.Join(s.dir, name), 0o644); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *Servers) command(name string, args ...string) {
	s.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		s.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// StartPostfix starts Postfix, after it was killed, too.
func (s *Servers) StartPostfix() {
	s.t.Helper()
	s.postfix = start(s.t, s.SMTP, "/usr/lib/postfix/sbin/master", "-c", s.dir, "-d")
}

// StartDovecot starts Dovecot, after it was killed, too.
func (s *Servers) StartDovecot() {
	s.t.Helper()
	s.dovecot = start(s.t, s.IMAP, "/usr/sbin/dovecot", "-F", "-c", filepath.Join(s.dir, "dovecot.conf"))
}

// KillPostfix kills Postfix and all that it has started, as a power failure does.
func (s *Servers) KillPostfix() { s.postfix.kill() }

// KillDovecot does the same to Dovecot.
func (s *Servers) KillDovecot() { s.dovecot.kill() }

// Renumber has all mailboxes numbered anew, as after a repair: another UIDVALIDITY. The number is written, since Dovecot would take the
// second in which it is asked, which may be the same again.
func (s *Servers) Renumber() {
	s.t.Helper()
	s.KillDovecot()
	lists, err := filepath.Glob(filepath.Join(s.dir, "mail", "*", "Maildir", "dovecot-uidlist"))
	if err != nil || len(lists) == 0 {
		s.t.Fatalf("no mailbox has a list: %v", err)
	}
	for _, name := range lists {
		s.raise(name)
		// Whoever was killed while he held the lock of the list leaves it, and Dovecot would wait for minutes before it takes it away.
		if err := os.Remove(name + ".lock"); err != nil && !errors.Is(err, os.ErrNotExist) {
			s.t.Fatal(err)
		}
		indexes, err := filepath.Glob(filepath.Join(filepath.Dir(name), "dovecot.index*"))
		if err != nil {
			s.t.Fatal(err)
		}
		for _, index := range indexes {
			if err := os.Remove(index); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	s.StartDovecot()
}

// validity is where the list of a mailbox says how it is numbered: "3 V1790000000 N11 …".
var validity = regexp.MustCompile(`^3 V(\d+) `)

// raise gives the list of a mailbox another UIDVALIDITY.
func (s *Servers) raise(list string) {
	s.t.Helper()
	b, err := os.ReadFile(list)
	m := validity.FindSubmatch(b)
	if err != nil || m == nil {
		s.t.Fatalf("the list of a mailbox is none: %v", err)
	}
	n, _ := strconv.Atoi(string(m[1]))
	b = validity.ReplaceAll(b, fmt.Appendf(nil, "3 V%d ", n+1))
	if err := os.WriteFile(list, b, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// Held is how many mails the mailbox of an address holds, and how many of them are marked as read.
func (s *Servers) Held(address string) (all, seen int) {
	s.t.Helper()
	for _, folder := range []string{"new", "cur"} {
		files, err := os.ReadDir(filepath.Join(s.dir, "mail", address, "Maildir", folder))
		if err != nil && !os.IsNotExist(err) {
			s.t.Fatal(err)
		}
		all += len(files)
		for _, f := range files {
			if _, flags, _ := strings.Cut(f.Name(), ":2,"); strings.Contains(flags, "S") {
				seen++
			}
		}
	}
	return all, seen
}

// Queued is how many mails Postfix still has. A mail that is whole is marked as a program; others were cut off when it was killed, and
// nobody was told that they were taken. What goes away while it is counted is gone.
func (s *Servers) Queued() int {
	s.t.Helper()
	n := 0
	for _, queue := range []string{"maildrop", "incoming", "active", "deferred"} {
		err := filepath.WalkDir(filepath.Join(s.dir, "spool", queue), func(_ string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil
			}
			if info, err := d.Info(); err == nil && info.Mode()&0o100 != 0 {
				n++
			}
			return nil
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return n
}

// Flush has Postfix try everything again now.
func (s *Servers) Flush() { _ = exec.Command("postqueue", "-c", s.dir, "-f").Run() }

// tell shows what the servers wrote, for a test that failed.
func (s *Servers) tell() {
	for _, name := range []string{"postfix.log", "dovecot.log"} {
		b, _ := os.ReadFile(filepath.Join(s.dir, name))
		lines := bytes.Split(b, []byte("\n"))
		s.t.Logf("%s:\n%s", name, bytes.Join(lines[max(0, len(lines)-30):], []byte("\n")))
	}
}

// Package fax is a telephone exchange with two fax modems and a HylaFAX server, for tests: real fax calls (ITU-T T.30) between
// programs of other people's, without a telephone line. The modems are those of libspandsp, joined by exchange/nullpstn.c; everything
// stands in a folder of its own and listens on this machine only. The services of the machine are not touched.
package fax

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

//go:embed exchange/nullpstn.c
var exchange string

// speed is how many times faster than life the modems run. HylaFAX's own clocks do not: it only waits less.
const speed = "4"

// The numbers of the two modems. Modem Out calls modem In, whatever number is dialled; a number that ends in 99 is busy.
const (
	Out = "+82.33.111.1111"
	In  = "+82.33.222.2222"
)

// Zone is that of the times in the logs.
const Zone = "Asia/Seoul"

// Rig is a running exchange with its HylaFAX server.
type Rig struct {
	Spool  string
	Server string // host:port of hfaxd
	Modem  string // by which faxes are sent, as HylaFAX calls it

	t       testing.TB
	dir     string
	control io.WriteCloser
	mu      sync.Mutex
	events  []string // of the exchange
}

// patience bounds every wait: only a fault lasts as long.
const patience = 60 * time.Second

// Start starts everything and waits until both modems are ready. It ends with the test.
func Start(t testing.TB) *Rig {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("HylaFAX's programs start as root only, and go on as uucp")
	}
	dir, err := os.MkdirTemp("", "jikim-fax-rig-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	r := &Rig{t: t, dir: dir, Spool: filepath.Join(dir, "spool"), Server: free(t)}
	must(t, os.Chmod(dir, 0o755)) // HylaFAX goes on as uucp, which has to find its spool
	devices := r.exchange()
	r.spool(devices)
	_, port, _ := net.SplitHostPort(r.Server)
	r.daemon("hylafax-server", "/usr/sbin/faxq", "-D", "-q", r.Spool)
	r.daemon("hylafax-server", "/usr/sbin/hfaxd", "-d", "-l", "127.0.0.1", "-i", port, "-q", r.Spool)
	r.daemon("hylafax-server", "/usr/sbin/faxgetty", "-q", r.Spool, devices[1])
	r.Until("the modem that answers", func() bool {
		body, _ := os.ReadFile(filepath.Join(r.Spool, "status", underscored(devices[1])))
		return strings.Contains(string(body), "Running and idle")
	})
	// The other modem only sends: the queue is told of it and nobody answers there, so that it is free again at once.
	r.Modem = underscored(devices[0])
	r.Until("the modem that sends", func() bool {
		return exec.Command("/usr/sbin/faxmodem", "-q", r.Spool, "-u", "3", devices[0]).Run() == nil
	})
	r.Until("hfaxd", func() bool {
		conn, err := net.Dial("tcp", r.Server)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return r
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func free(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().String()
}

// underscored is how HylaFAX calls a device in the names of files.
func underscored(device string) string { return strings.ReplaceAll(device, "/", "_") }

// exchange compiles and starts the exchange, and returns the devices of its modems, without /dev/.
func (r *Rig) exchange() []string {
	r.t.Helper()
	source, program := filepath.Join(r.dir, "nullpstn.c"), filepath.Join(r.dir, "nullpstn")
	must(r.t, os.WriteFile(source, []byte(exchange), 0o600))
	if out, err := exec.Command("gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source, "-lspandsp", "-ltiff").CombinedOutput(); err != nil {
		r.t.Fatalf("compiling the exchange (Debian packages gcc, libspandsp-dev, libtiff-dev): %v\n%s", err, out)
	}
	cmd := exec.Command(program, speed)
	in, err := cmd.StdinPipe()
	must(r.t, err)
	out, err := cmd.StdoutPipe()
	must(r.t, err)
	r.control = in
	r.start(cmd)
	lines := bufio.NewScanner(out)
	var devices []string
	for len(devices) < 2 && lines.Scan() {
		must(r.t, os.Chmod(lines.Text(), 0o666))
		devices = append(devices, strings.TrimPrefix(lines.Text(), "/dev/"))
	}
	if len(devices) < 2 {
		r.t.Fatal("the exchange named no terminals")
	}
	go func() {
		for lines.Scan() {
			r.mu.Lock()
			r.events = append(r.events, lines.Text())
			r.mu.Unlock()
		}
	}()
	return devices
}

// start starts a program that ends with the test, with all that it has started.
func (r *Rig) start(cmd *exec.Cmd) {
	r.t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Env = append(os.Environ(), "TZ="+Zone)
	must(r.t, cmd.Start())
	r.t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may have ended
		_ = cmd.Wait()
	})
}

func (r *Rig) daemon(pack, program string, args ...string) {
	r.t.Helper()
	if _, err := os.Stat(program); err != nil {
		r.t.Fatalf("%s is missing: install the Debian package %s", program, pack)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = r.Spool
	r.start(cmd)
}

// spool makes the folders and settings of a HylaFAX server. Leftovers of another one would confuse it, and files of root's that
// uucp has to write would leave its logs empty.
func (r *Rig) spool(devices []string) {
	r.t.Helper()
	const shipped = "/var/spool/hylafax"
	if out, err := exec.Command("cp", "-a", shipped, r.Spool).CombinedOutput(); err != nil {
		r.t.Fatalf("HylaFAX is missing: install the Debian packages hylafax-server and hylafax-client: %v: %s", err, out)
	}
	for _, queue := range []string{"recvq", "sendq", "doneq", "docq", "log", "status", "info", "etc", "client", "tmp"} {
		files, err := filepath.Glob(filepath.Join(r.Spool, queue, "*"))
		must(r.t, err)
		for _, f := range files {
			must(r.t, os.RemoveAll(f))
		}
	}
	if out, err := exec.Command("cp", "-a", "/etc/hylafax/.", filepath.Join(r.Spool, "etc")).CombinedOutput(); err != nil {
		r.t.Fatalf("%v: %s", err, out)
	}
	cache, err := os.ReadFile("/etc/hylafax/setup.cache")
	must(r.t, err)
	lock := filepath.Join(r.dir, "lock")
	settings := strings.NewReplacer("SPOOL='"+shipped+"'", "SPOOL='"+r.Spool+"'", "SENDMAIL='/usr/lib/sendmail'", "SENDMAIL='/bin/true'").Replace(string(cache))
	os.Remove(filepath.Join(r.Spool, "etc/setup.cache"))
	files := map[string]string{
		"etc/setup.cache": settings,
		"etc/config": common + "ServerTracing: 1\nSessionTracing: 0xFFF\nMaxConcurrentCalls: 1\nNotifyCmd: /bin/true\n" +
			"PollLockWait: 1\n",
		"etc/hosts.hfaxd": "127.0.0.1\nlocalhost\n", "log/seqf": "0", "log/xferfaxlog": "",
	}
	for i, number := range []string{Out, In} {
		files["etc/config."+underscored(devices[i])] = fmt.Sprintf(modem, number, number, lock)
	}
	uucp, err := user.Lookup("uucp")
	must(r.t, err)
	uid, _ := strconv.Atoi(uucp.Uid)
	gid, _ := strconv.Atoi(uucp.Gid)
	must(r.t, os.Mkdir(lock, 0o777))
	must(r.t, os.Chmod(lock, 0o777))
	for name, text := range files {
		path := filepath.Join(r.Spool, name)
		must(r.t, os.WriteFile(path, []byte(text), 0o640))
		must(r.t, os.Chown(path, uid, gid))
	}
	must(r.t, os.Chmod(filepath.Join(r.Spool, "etc/hosts.hfaxd"), 0o600))
}

const common = "CountryCode: 82\nAreaCode: 33\nLongDistancePrefix: 0\nInternationalPrefix: 00\nDialStringRules: etc/dialrules\n"

// modem is the configuration of a modem, with the lines that docs/channels/fax.md asks for.
const modem = common + `FAXNumber: %s
LocalIdentifier: "%s"
ServerTracing: 1
SessionTracing: 0xFFF
RecvFileMode: 0640
LogFileMode: 0640
DeviceMode: 0666
RingsBeforeAnswer: 2
UUCPLockDir: %s
ModemType: Class1
ModemFlowControl: rtscts
FaxRcvdCmd: "/bin/true #"
CallIDPattern: "NMBR = "
CallIDPattern: "NAME = "
`

// Caller sets what the exchange tells of the caller from now on.
func (r *Rig) Caller(number, name string) { r.tell("id " + number + "\t" + name) }

// Cut cuts the line.
func (r *Rig) Cut() { r.tell("cut") }

func (r *Rig) tell(command string) {
	r.t.Helper()
	if _, err := io.WriteString(r.control, command+"\n"); err != nil {
		r.t.Fatal(err)
	}
}

// Events are what happened at the exchange, such as "dial 0332222222", "answer", "cut".
func (r *Rig) Events() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.events...)
}

// Logged counts in the logs of all sessions the lines in which a text stands.
func (r *Rig) Logged(text string) int {
	files, _ := filepath.Glob(filepath.Join(r.Spool, "log", "c0*"))
	n := 0
	for _, f := range files {
		body, _ := os.ReadFile(f)
		n += strings.Count(string(body), text)
	}
	return n
}

// Until waits for something to become true.
func (r *Rig) Until(what string, holds func() bool) {
	r.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-late:
			r.t.Fatalf("waited in vain for: %s; the exchange: %q", what, r.Events())
		}
	}
}

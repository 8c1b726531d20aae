package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgresVariable names a server for the tests: a URL of a database in which schemas may be made. Without it a private
// server is started.
const postgresVariable = "JIKIM_TEST_POSTGRES"

// shared is the server of this process. It is kept here, because the server goes when nobody holds it any more.
var shared = sync.OnceValues(func() (*Server, error) {
	if given := os.Getenv(postgresVariable); given != "" {
		return &Server{URL: given}, nil
	}
	return startServer()
})

var schemas atomic.Int64

// Postgres returns the URL of an empty schema on a PostgreSQL server, for this test alone. The server is the one that
// JIKIM_TEST_POSTGRES names, or a private one that lives as long as the test process. Without PostgreSQL the test fails.
func Postgres(t testing.TB) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return Schema(t, server.URL)
}

// Schema makes an empty schema in a database and returns the URL that leads to it; the test's end drops it.
func Schema(t testing.TB, server string) string {
	t.Helper()
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), schemas.Add(1))
	if err := execute(server, `create schema `+name); err != nil {
		t.Fatalf("make a schema: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(server, `drop schema `+name+` cascade`); err != nil {
			t.Logf("drop the schema: %v", err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func execute(server, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// Server is a private PostgreSQL server on a socket in a temporary directory, flushing to disk like a real one.
type Server struct {
	URL string // of its database

	bin, dir string
	owner    *syscall.Credential // nil: ourselves
	guard    *exec.Cmd
	life     io.Closer // the guard stops the server when this is closed, or when our process dies
}

// StartServer starts a private server that the test may stop and start again; the test's end removes it.
func StartServer(t testing.TB) *Server {
	t.Helper()
	s, err := startServer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Stop()
		if err := os.RemoveAll(s.dir); err != nil {
			t.Logf("remove the server's directory: %v", err)
		}
	})
	return s
}

func startServer() (*Server, error) {
	bin, err := findPostgres()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "jikim-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir}
	s.URL = "postgres:///postgres?user=jikim&host=" + url.QueryEscape(dir)
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		if s.owner, err = findOwner(); err != nil {
			return nil, err
		}
		if err := os.Chown(dir, int(s.owner.Uid), int(s.owner.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := s.command(filepath.Join(bin, "initdb"), "-D", s.data(), "-U", "jikim", "-A", "trust", "-E", "UTF8", "--locale=C")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return s, s.Start()
}

// findPostgres returns the directory of the server's programs: that of the PATH, or the newest of the usual places.
func findPostgres() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb"} {
		paths, _ := filepath.Glob(pattern) // the patterns are well formed
		found = append(found, paths...)
	}
	if len(found) == 0 {
		return "", errors.New("no PostgreSQL server was found for the tests: install it (Debian: apt install postgresql), " +
			"or name one by " + postgresVariable + "=postgres://…")
	}
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(found[len(found)-1]), nil
}

func version(path string) int {
	digits := strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/-@._")
	n, _ := strconv.Atoi(digits) // 0 when the path names none
	return n
}

func findOwner() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody")
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.owner}
	return cmd
}

// guardScript runs the server until its standard input ends, which the death of the test process also brings about.
const guardScript = `"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=200 >"$2/log" 2>&1 &
server=$!
read -r how
kill -"${how:-INT}" $server
wait $server
test -n "$how" || rm -rf "$2"`

// Start starts the server and waits until it answers.
func (s *Server) Start() error {
	s.guard = s.command("/bin/sh", "-c", guardScript, "guard", s.bin, s.dir)
	life, err := s.guard.StdinPipe()
	if err != nil {
		return err
	}
	s.life = life
	if err := s.guard.Start(); err != nil {
		return err
	}
	deadline := time.Now().Add(30 * time.Second)
	for {
		if err = execute(s.URL, `select 1`); err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("the server does not answer: %w\n%s", err, log)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Stop ends the server in the way of a crash: it drops every connection and flushes nothing. Start recovers it.
func (s *Server) Stop() {
	if s.guard == nil {
		return
	}
	_, _ = io.WriteString(s.life.(io.Writer), "QUIT\n") // the guard may be gone
	_ = s.life.Close()
	_ = s.guard.Wait()
	s.guard = nil
}

package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// nobody is the number of the user and the group that own nothing.
const nobody = 65534

// Box runs programs. It is safe for concurrent use.
type Box struct{ enforced Enforced }

// self is this program, by a way that stays open to a user who may not enter its folder.
const self = "/proc/self/exe"

// New finds out what this machine's kernel allows. It starts a program that does nothing, with and without namespaces; and
// removes what a process before this one left when it was killed.
func New() (*Box, error) {
	sweep(os.TempDir(), time.Now())
	b := &Box{enforced: Enforced{Landlock: landlockVersion(), Nobody: os.Geteuid() == 0}}
	var failed error
	for _, b.enforced.Namespaces = range []bool{true, false} {
		if failed = b.try(); failed == nil {
			return b, nil
		}
	}
	return nil, fmt.Errorf("a sandbox cannot be made here: %w", failed)
}

// Enforced tells what stands around the programs.
func (b *Box) Enforced() Enforced { return b.enforced }

func (b *Box) try() error {
	r, err := b.Room()
	if err != nil {
		return err
	}
	defer r.Close()
	nothing, err := exec.LookPath("true")
	if err != nil {
		return err
	}
	_, err = r.Run(context.Background(), Limits{CPU: 5 * time.Second, Wall: 20 * time.Second, Memory: 1 << 30, File: 1 << 10}, nothing)
	return err
}

// mostSaid is how much of what a program writes to its standard output is kept.
const mostSaid = 4 << 20

// Run runs a program, named with its full path, in the folder and returns the first 4 MiB of what it wrote to its standard
// output. A *Fault tells that it did not end well, the context's error that it was stopped, any other error that it was
// not run.
func (r *Room) Run(ctx context.Context, l Limits, program string, args ...string) ([]byte, error) {
	order, err := json.Marshal(order{Limits: l, Program: program, Args: args, Dir: r.dir, Landlock: r.box.enforced.Landlock})
	if err != nil {
		return nil, err
	}
	within, stop := context.WithTimeout(ctx, l.Wall)
	defer stop()
	var out bytes.Buffer
	cmd := exec.CommandContext(within, self)
	cmd.Args = []string{insideName}
	cmd.Dir = r.dir
	cmd.Env = []string{orderName + "=" + string(order)}
	cmd.Stdout = &limited{&out, mostSaid}
	cmd.SysProcAttr = r.box.attributes()
	cmd.WaitDelay = time.Second
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	err = cmd.Run()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return out.Bytes(), nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("running %s: %w", filepath.Base(program), ctx.Err())
	case errors.As(err, &ended) && ended.ExitCode() == insideFailed:
		return nil, fmt.Errorf("running %s: its limits could not be set", filepath.Base(program))
	case errors.As(err, &ended), errors.Is(err, exec.ErrWaitDelay):
		return nil, fault(filepath.Base(program), cmd.ProcessState, within.Err() != nil)
	}
	return nil, fmt.Errorf("running %s: %w", filepath.Base(program), err)
}

// fault understands how a program ended. A program that ran out of processor time gets SIGXCPU, and a second later SIGKILL.
func fault(program string, s *os.ProcessState, late bool) *Fault {
	f := &Fault{Program: program, Why: Exit, Code: s.ExitCode()}
	status, ok := s.Sys().(syscall.WaitStatus)
	if late {
		f.Why = Time
	}
	if !ok || !status.Signaled() {
		return f
	}
	f.Code = int(status.Signal())
	switch {
	case late:
	case status.Signal() == syscall.SIGXCPU, status.Signal() == syscall.SIGKILL:
		f.Why = CPU
	case status.Signal() == syscall.SIGXFSZ:
		f.Why = Size
	default:
		f.Why = Crash
	}
	return f
}

// attributes are the namespaces and the user of a run. The process leads a group of its own, by which it is ended, and ends
// with this one.
func (b *Box) attributes() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	uid, gid := os.Geteuid(), os.Getegid()
	if b.enforced.Nobody {
		uid, gid = nobody, nobody
		a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	if !b.enforced.Namespaces {
		return a
	}
	a.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS | syscall.CLONE_NEWNS
	a.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: uid, Size: 1}}
	a.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: gid, Size: 1}}
	a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody, NoSetGroups: true}
	return a
}

// limited keeps the beginning of what is written and takes the rest without keeping it.
type limited struct {
	to   *bytes.Buffer
	most int
}

func (l *limited) Write(p []byte) (int, error) {
	l.to.Write(p[:min(len(p), max(0, l.most-l.to.Len()))])
	return len(p), nil
}

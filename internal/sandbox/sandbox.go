// Package sandbox runs programs of other people's on files that came from strangers: a converter that falls over a hostile
// picture harms nothing, and one that is taken over by it reaches nothing.
//
// Each run has a folder of its own as its only place to write; limits on processor time, memory, the size of files, and the time on
// the wall; and may start no further process. What the kernel allows is added: namespaces of its own for the network (none
// there), processes and users; and Landlock, so that of the machine's files it reads those of programs, libraries and fonts only.
// Enforced tells which. A process that is root runs the programs as nobody.
//
// The limits are set by this program itself, which is started again for that and then becomes the other one (inside_linux.go).
package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Limits bound one run. All of them are needed.
type Limits struct {
	CPU    time.Duration // of all processors, in whole seconds
	Wall   time.Duration // from start to end
	Memory int64         // bytes of address space
	File   int64         // bytes of each file that it writes
}

// Enforced tells what stands around the programs beside the limits, which always do.
type Enforced struct {
	Namespaces bool // no network, no sight of other processes, no rights of any kind
	Landlock   int  // version of the kernel's interface; 0: the file system is open to it as it is to this process
	Nobody     bool // run as the user nobody, since this process is root
}

// Fault tells how a run ended that did not end well. It holds nothing of what the program said: that can be what stands in the file.
type Fault struct {
	Program string // its name, without the folder
	Why     string // time, cpu, file, crash or exit
	Code    int    // exit status or number of the signal
}

// The ways in which runs end.
const (
	Time  = "time"  // it took too long on the wall
	CPU   = "cpu"   // it took too much of the processor
	Size  = "file"  // it wrote too much
	Crash = "crash" // it fell over: often for want of memory
	Exit  = "exit"  // it gave up by itself
)

// Error implements the error interface.
func (f *Fault) Error() string {
	return fmt.Sprintf("%s did not end well: %s (%d)", f.Program, f.Why, f.Code)
}

// Room is the folder of some runs on one file. It is not safe for concurrent use.
type Room struct {
	box *Box
	dir string
}

// prefix begins the names of rooms.
const prefix = "jikim-room-"

// sweep removes rooms that were left by a process that ended in the middle: no run lasts as long as they are old.
func sweep(folder string, now time.Time) {
	const old = 6 * time.Hour
	rooms, err := filepath.Glob(filepath.Join(folder, prefix+"*"))
	if err != nil {
		return
	}
	for _, room := range rooms {
		if info, err := os.Lstat(room); err == nil && info.IsDir() && now.Sub(info.ModTime()) > old {
			_ = os.RemoveAll(room) // somebody else's stays
		}
	}
}

// Room makes an empty folder below the system's folder for temporary files. Close it after use.
func (b *Box) Room() (*Room, error) {
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, fmt.Errorf("making a folder for a sandbox: %w", err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err == nil && b.enforced.Nobody {
		err = os.Chown(dir, nobody, nobody)
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("making a folder for a sandbox: %w", err)
	}
	return &Room{b, dir}, nil
}

// Close removes the folder with all that is in it.
func (r *Room) Close() error { return os.RemoveAll(r.dir) }

// Put writes a file for the programs to read. The name is one of our own, without a folder.
func (r *Room) Put(name string, body []byte) error {
	if err := os.WriteFile(filepath.Join(r.dir, filepath.Base(name)), body, 0o644); err != nil {
		return fmt.Errorf("writing for a sandbox: %w", err)
	}
	return nil
}

// Get reads a file that a program wrote, of at most so many bytes. Links are not followed: who has taken a program over could
// point them anywhere.
func (r *Room) Get(name string, most int64) ([]byte, error) {
	name = filepath.Base(name)
	info, err := os.Lstat(filepath.Join(r.dir, name))
	if err != nil {
		return nil, fmt.Errorf("reading from a sandbox: %w", err)
	}
	if !info.Mode().IsRegular() || info.Size() > most {
		return nil, fmt.Errorf("reading %s from a sandbox: no file, or longer than %d bytes", name, most)
	}
	body, err := os.ReadFile(filepath.Join(r.dir, name)) // whoever could change it has ended
	if err != nil {
		return nil, fmt.Errorf("reading from a sandbox: %w", err)
	}
	return body, nil
}

// Has tells whether a program wrote a file.
func (r *Room) Has(name string) bool {
	info, err := os.Lstat(filepath.Join(r.dir, filepath.Base(name)))
	return err == nil && info.Mode().IsRegular()
}

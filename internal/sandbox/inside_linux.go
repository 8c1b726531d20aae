package sandbox

import (
	"encoding/json"
	"os"
	"runtime"
	"syscall"
)

const (
	insideName   = "jikim-sandbox"       // by which the program knows that it is started for this
	orderName    = "JIKIM_SANDBOX_ORDER" // variable with the order
	insideFailed = 121                   // exit status when a limit could not be set: the other program is then not run
)

// order is what the second start of this program is told.
type order struct {
	Limits   Limits
	Program  string
	Args     []string
	Dir      string
	Landlock int
}

// init turns a process that was started under the name of the sandbox into the other program, before anything else of this one
// runs. Limits and Landlock hold for a process from within only, and between its start and the other program there is no
// other place in Go at which to set them.
func init() {
	if len(os.Args) != 1 || os.Args[0] != insideName {
		return
	}
	runtime.LockOSThread() // Landlock holds for the thread that asks, and so for what that thread becomes
	var o order
	if json.Unmarshal([]byte(os.Getenv(orderName)), &o) == nil && o.confine() == nil {
		// TESSDATA and fonts are found below /usr; one thread, so that no further process is needed.
		env := []string{"PATH=/usr/bin:/bin", "HOME=" + o.Dir, "TMPDIR=" + o.Dir, "LC_ALL=C.UTF-8", "TZ=UTC", "OMP_THREAD_LIMIT=1"}
		_ = syscall.Exec(o.Program, append([]string{o.Program}, o.Args...), env)
	}
	os.Exit(insideFailed)
}

// Numbers of limits that package syscall lacks; the same on all of Linux but MIPS and SPARC.
const rlimitProcesses = 6

// confine sets the limits of this process for good.
func (o *order) confine() error {
	seconds := uint64(max(1, o.Limits.CPU.Seconds()))
	if err := landlock(o.Landlock, o.Dir); err != nil {
		return err
	}
	for resource, most := range map[int][2]uint64{
		syscall.RLIMIT_CPU:    {seconds, seconds + 1},
		syscall.RLIMIT_FSIZE:  {uint64(o.Limits.File), uint64(o.Limits.File)},
		syscall.RLIMIT_CORE:   {0, 0},
		syscall.RLIMIT_NOFILE: {64, 64},
		rlimitProcesses:       {1, 1},
	} {
		if err := syscall.Setrlimit(resource, &syscall.Rlimit{Cur: most[0], Max: most[1]}); err != nil {
			return err
		}
	}
	memory := uint64(o.Limits.Memory) // the last: from here on this program's own runtime may get no more either
	return syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: memory, Max: memory})
}

package sandbox

import (
	"encoding/json"
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
	"unsafe"
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
	debug.SetGCPercent(-1) // whose threads and memory would be refused at the end
	var o order
	if json.Unmarshal([]byte(os.Getenv(orderName)), &o) == nil && o.confine() == nil {
		o.become()
	}
	os.Exit(insideFailed)
}

// rlimitProcesses is RLIMIT_NPROC, which package syscall lacks; the same on all of Linux but MIPS and SPARC.
const rlimitProcesses = 6

// confine sets the limits of this process that this program itself does not come near, for good.
func (o *order) confine() error {
	if err := landlock(o.Landlock, o.Dir); err != nil {
		return err
	}
	seconds := uint64(max(1, o.Limits.CPU.Seconds()))
	for resource, most := range map[int][2]uint64{
		syscall.RLIMIT_CPU:    {seconds, seconds + 1},
		syscall.RLIMIT_FSIZE:  {uint64(o.Limits.File), uint64(o.Limits.File)},
		syscall.RLIMIT_CORE:   {0, 0},
		syscall.RLIMIT_NOFILE: {64, 64},
	} {
		if err := syscall.Setrlimit(resource, &syscall.Rlimit{Cur: most[0], Max: most[1]}); err != nil {
			return err
		}
	}
	return nil
}

// become sets the limits on memory and processes and becomes the other program, in three calls of the kernel with nothing of
// Go's between them: its runtime would not survive being refused memory or a thread. It returns when that failed.
func (o *order) become() {
	program, err := syscall.BytePtrFromString(o.Program)
	if err != nil {
		return
	}
	args, err := syscall.SlicePtrFromStrings(append([]string{o.Program}, o.Args...))
	if err != nil {
		return
	}
	// Data of tesseract and fonts are found below /usr; one thread, since no further one can be started.
	env, err := syscall.SlicePtrFromStrings([]string{"PATH=/usr/bin:/bin", "HOME=" + o.Dir, "TMPDIR=" + o.Dir, "LC_ALL=C.UTF-8", "TZ=UTC", "OMP_THREAD_LIMIT=1"})
	if err != nil {
		return
	}
	memory := syscall.Rlimit{Cur: uint64(o.Limits.Memory), Max: uint64(o.Limits.Memory)}
	processes := syscall.Rlimit{Cur: 1, Max: 1}
	_, _, first := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, 0, syscall.RLIMIT_AS, uintptr(unsafe.Pointer(&memory)), 0, 0, 0)
	_, _, second := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, 0, rlimitProcesses, uintptr(unsafe.Pointer(&processes)), 0, 0, 0)
	if first == 0 && second == 0 {
		syscall.RawSyscall(syscall.SYS_EXECVE, uintptr(unsafe.Pointer(program)), uintptr(unsafe.Pointer(&args[0])), uintptr(unsafe.Pointer(&env[0])))
	}
}

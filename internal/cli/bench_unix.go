//go:build unix

package cli

import (
	"syscall"
	"time"
)

// cpuTime returns the time that this process has spent on processors so far. Other programs disturb it less than the time
// on the wall.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

//go:build unix

package fax

import (
	"os"
	"syscall"
)

// busy tells whether HylaFAX holds its lock on a fax, as it does while it receives it.
func busy(f *os.File) bool {
	if syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) != nil {
		return true
	}
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) // closing does it, too
	return false
}

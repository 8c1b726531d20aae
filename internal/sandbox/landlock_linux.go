package sandbox

import (
	"errors"
	"io/fs"
	"syscall"
	"unsafe"
)

// Landlock (Linux 5.13 and later) lets a process give up rights to files. Package syscall does not know it yet; the numbers
// are those of all architectures, the structures those of linux/landlock.h.
const (
	sysCreateRuleset = 444
	sysAddRule       = 445
	sysRestrictSelf  = 446

	prSetNoNewPrivs = 38
	openPath        = 0x200000 // O_PATH

	ruleBeneath = 1

	mayExecute  = 1 << 0
	mayReadFile = 1 << 2
	mayReadDir  = 1 << 3
	mayAll1     = 1<<13 - 1 // execute, write, read, list, remove, make: version 1
	mayRefer    = 1 << 13   // version 2
	mayTruncate = 1 << 14   // version 3
	mayIoctl    = 1 << 15   // version 5

	netAll   = 1<<0 | 1<<1 // bind and connect by TCP: version 4
	scopeAll = 1<<0 | 1<<1 // abstract sockets and signals: version 6
)

type rulesetAttr struct{ fs, net, scoped uint64 }

// landlockVersion returns the version of the kernel's interface, 0 when it has none.
func landlockVersion() int {
	v, _, errno := syscall.Syscall(sysCreateRuleset, 0, 0, 1)
	if errno != 0 {
		return 0
	}
	return int(v)
}

// readable is what programs need of the machine: themselves, libraries, fonts, and the tables of both.
var readable = []string{"/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/var/cache/fontconfig",
	"/dev/null", "/dev/urandom"}

// landlock leaves this thread, and what it becomes, the folder for everything, and of the rest what is readable. Version 0 does
// nothing.
func landlock(version int, dir string) error {
	if version == 0 {
		return nil
	}
	attr, size := handled(version)
	rules, _, errno := syscall.Syscall(sysCreateRuleset, uintptr(unsafe.Pointer(&attr)), size, 0)
	if errno != 0 {
		return errno
	}
	defer syscall.Close(int(rules))
	for _, path := range readable {
		if err := allow(int(rules), path, attr.fs&(mayExecute|mayReadFile|mayReadDir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := allow(int(rules), dir, attr.fs&^mayExecute); err != nil {
		return err
	}
	if _, _, errno := syscall.Syscall6(syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0, 0, 0, 0); errno != 0 {
		return errno
	}
	if _, _, errno := syscall.Syscall(sysRestrictSelf, rules, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

// handled is what a version can forbid, and how long the structure is that says so.
func handled(version int) (rulesetAttr, uintptr) {
	a := rulesetAttr{fs: mayAll1}
	size := uintptr(8)
	if version >= 2 {
		a.fs |= mayRefer
	}
	if version >= 3 {
		a.fs |= mayTruncate
	}
	if version >= 4 {
		a.net, size = netAll, 16
	}
	if version >= 5 {
		a.fs |= mayIoctl
	}
	if version >= 6 {
		a.scoped, size = scopeAll, 24
	}
	return a, size
}

// allow adds a rule for a file, or a folder with all below it.
func allow(rules int, path string, access uint64) error {
	fd, err := syscall.Open(path, openPath|syscall.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil {
		return err
	}
	if st.Mode&syscall.S_IFMT != syscall.S_IFDIR {
		access &= mayExecute | mayReadFile // what makes sense for a file; else the kernel refuses the rule
	}
	var attr [12]byte // access, then the file's descriptor, packed
	*(*uint64)(unsafe.Pointer(&attr[0])) = access
	*(*int32)(unsafe.Pointer(&attr[8])) = int32(fd)
	if _, _, errno := syscall.Syscall6(sysAddRule, uintptr(rules), ruleBeneath, uintptr(unsafe.Pointer(&attr)), 0, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

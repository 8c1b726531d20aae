package cli

import (
	"fmt"
	"runtime/debug"
)

type versionCmd struct{}

// Run prints the version of the module, its revision and the Go release.
func (versionCmd) Run(e *env) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Fprintln(e.out, "jikim")
		return nil
	}
	revision := ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = " " + s.Value
		}
	}
	fmt.Fprintf(e.out, "jikim %s%s %s\n", info.Main.Version, revision, info.GoVersion)
	return nil
}

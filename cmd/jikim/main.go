// Command jikim runs a public office's contacts by its service charter: it times every promise on evidence, judges
// whether it was kept, and shows the truth about it. See README.md.
package main

import (
	"os"

	"jikim/internal/cli"
)

func main() { os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)) }

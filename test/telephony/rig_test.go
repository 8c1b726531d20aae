package telephony

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/core/yaml"
)

func TestMain(m *testing.M) {
	if err := enterNamespace(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// needs fails the test when a program is missing.
func needs(t testing.TB, programs map[string]string) {
	t.Helper()
	for program, pack := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is missing: install the Debian package %s (test/prepare.sh does)", program, pack)
		}
	}
}

// watch runs a source until the test ends.
func watch(t testing.TB, open channel.Opener, calls *channeltest.Calls, name, entry string) channel.Source {
	t.Helper()
	return watchAs(t, open, calls, name, entry)
}

// watchAs does so for an office that takes in calls in its own way.
func watchAs(t testing.TB, open channel.Opener, calls channel.Calls, name, entry string) channel.Source {
	t.Helper()
	n, err := yaml.Parse("channels.yaml", []byte(entry))
	if err != nil {
		t.Fatal(err)
	}
	o := channeltest.NewCalls().Office(name)
	o.Calls = calls
	s, err := open(o, n)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
	return s
}

// bound waits until so many sockets are bound to a port of UDP.
func bound(t testing.TB, port, n int) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		have := 0
		file, err := os.Open("/proc/net/udp")
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(file); lines.Scan(); {
			f := strings.Fields(lines.Text())
			if len(f) > 2 && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", port)) {
				have++
			}
		}
		_ = file.Close()
		if have >= n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d sockets are bound to port %d", have, n, port)
		}
		time.Sleep(20 * time.Millisecond) // other programs' sockets can only be looked for
	}
}

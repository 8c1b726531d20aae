package telephony

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// baresip is a telephone, or an exchange, that is told what to do over its control port.
type baresip struct {
	name   string
	cmd    *exec.Cmd
	conn   net.Conn
	folder string

	mu      sync.Mutex
	events  []string
	changed chan struct{}
}

// startBaresip starts one at an address of its own, with accounts as baresip writes them.
func startBaresip(folder, name, ip string, accounts []string, more ...string) (*baresip, error) {
	folder = filepath.Join(folder, name)
	config := append([]string{
		"module_path " + modules(), "module g711.so", "module aubridge.so", "module_app account.so", "module_app ctrl_tcp.so",
		"ctrl_tcp_listen " + ip + ":4444", "sip_listen " + ip + ":5060", "net_interface " + ip,
		"audio_source aubridge,x", "audio_player aubridge,x", "audio_alert aubridge,x", "",
	}, more...)
	err := os.Mkdir(folder, 0o700)
	for file, lines := range map[string][]string{"config": config, "accounts": accounts, "contacts": nil} {
		err = errors.Join(err, os.WriteFile(filepath.Join(folder, file), []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	}
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	b := &baresip{name: name, folder: folder, cmd: exec.Command("baresip", "-f", folder), changed: make(chan struct{})}
	b.cmd.Stdout, b.cmd.Stderr = log, log
	if err := b.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start baresip (Debian: baresip-core): %w", err)
	}
	for range 200 {
		if b.conn, err = net.Dial("tcp", ip+":4444"); err == nil {
			go b.listen()
			return b, nil
		}
		time.Sleep(50 * time.Millisecond) // it tells nobody when it is ready
	}
	b.stop()
	return nil, fmt.Errorf("%s cannot be controlled: %w\n%s", name, err, b.log())
}

func modules() string {
	for _, folder := range []string{"/usr/lib/baresip/modules", "/usr/lib/x86_64-linux-gnu/baresip/modules", "/usr/lib/aarch64-linux-gnu/baresip/modules"} {
		if _, err := os.Stat(folder); err == nil {
			return folder
		}
	}
	return "/usr/lib/baresip/modules"
}

func (b *baresip) log() string {
	text, _ := os.ReadFile(filepath.Join(b.folder, "log"))
	return string(tailOf(text))
}

func tailOf(b []byte) []byte { return b[max(0, len(b)-1500):] }

func (b *baresip) stop() {
	if b.conn != nil {
		_ = b.conn.Close()
	}
	_ = b.cmd.Process.Kill()
	_ = b.cmd.Wait()
}

// do gives a command.
func (b *baresip) do(command, params string) error {
	text, err := json.Marshal(map[string]string{"command": command, "params": params})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(b.conn, "%d:%s,", len(text), text)
	return err
}

// listen reads events, each a netstring of JSON, until the connection ends.
func (b *baresip) listen() {
	r := bufio.NewReader(b.conn)
	for {
		length, err := r.ReadString(':')
		n, bad := strconv.Atoi(strings.TrimSuffix(length, ":"))
		if err != nil || bad != nil || n < 0 || n > 1<<20 {
			return
		}
		text := make([]byte, n+1) // and the comma
		if _, err := io.ReadFull(r, text); err != nil {
			return
		}
		var e struct{ Type string }
		if json.Unmarshal(text[:n], &e) != nil || e.Type == "" {
			continue
		}
		b.mu.Lock()
		b.events = append(b.events, e.Type)
		close(b.changed)
		b.changed = make(chan struct{})
		b.mu.Unlock()
	}
}

// await waits until an event was told n times since the beginning.
func (b *baresip) await(event string, n int) error {
	end := time.After(20 * time.Second)
	for {
		b.mu.Lock()
		changed, have := b.changed, 0
		for _, e := range b.events {
			if e == event {
				have++
			}
		}
		b.mu.Unlock()
		if have >= n {
			return nil
		}
		select {
		case <-changed:
		case <-end:
			return fmt.Errorf("%s does not tell %s: %v\n%s", b.name, event, b.events, b.log())
		}
	}
}

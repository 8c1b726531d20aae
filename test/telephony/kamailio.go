package telephony

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed kamailio.cfg
var kamailioFile string

// kamailio starts the proxy with a configuration of its own. It needs neither its service nor its database.
func kamailio(folder string) (*exec.Cmd, error) {
	cert := exec.Command("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
		"-subj", "/CN=127.3.0.1", "-addext", "subjectAltName=IP:127.3.0.1", "-keyout", filepath.Join(folder, "key.pem"), "-out", filepath.Join(folder, "cert.pem"))
	if out, err := cert.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("make a certificate (Debian: openssl): %w: %s", err, out)
	}
	file := filepath.Join(folder, "kamailio.cfg")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(kamailioFile, "FOLDER", folder)), 0o600); err != nil {
		return nil, err
	}
	program, err := exec.LookPath("kamailio")
	if err != nil {
		program = "/usr/sbin/kamailio"
	}
	log, err := os.Create(filepath.Join(folder, "kamailio.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(program, "-f", file, "-DD", "-E", "-m", "512", "-M", "8", "-w", folder, "-Y", folder, "-P", filepath.Join(folder, "kamailio.pid"))
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start Kamailio (Debian: kamailio): %w", err)
	}
	return cmd, nil
}

package cli

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"jikim/internal/verify"
)

// verifying measures jikim verify on a year of facts: from a folder, and from a site that serves them compressed, as an office does. The
// client unpacks in the process that is measured; the network between two machines is not.
func (b *bench) verifying() error {
	facts := int64(1_000_000)
	if b.Quick {
		facts = 20_000
	}
	dir := filepath.Join(b.dir, "verify")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	y, err := b.openYear(dir, facts)
	if err != nil {
		return err
	}
	if err := b.verified("verify", verify.Folder(dir), y.index.Size); err != nil {
		return err
	}
	packed, err := packFolder(dir)
	if err != nil {
		return err
	}
	addr, stop, err := listen(context.WithoutCancel(b.ctx), packed.serve)
	if err != nil {
		return err
	}
	site, err := verify.NewSite("http://" + addr)
	if err == nil {
		err = b.verified("verify_site", site, y.index.Size)
	}
	return errors.Join(err, stop())
}

// verified verifies once and writes how long that took, beside the processor time, which hardly depends on what else the machine does.
func (b *bench) verified(name string, from verify.Source, size int64) error {
	cpu, begun := cpuTime(), time.Now()
	r, err := verify.Run(b.ctx, verify.Options{From: from})
	if err != nil {
		return err
	}
	took, worked := time.Since(begun), cpuTime()-cpu
	if !r.Good() || r.Size != size {
		return fmt.Errorf("the open data of the benchmark differ: %+v", r.Findings)
	}
	of := fmt.Sprintf("%d facts, %d cases, %d verdicts", r.Size, r.Cases, r.Verdicts)
	b.report.row(name, of, "wall", took.Seconds(), "s", "≤ 30")
	b.report.row(name, of, "cpu", worked.Seconds(), "s", "")
	b.report.row(name, of, "", float64(r.Size)/took.Seconds(), "facts/s", "")
	b.report.note(name+"_load", "load", loadAverage())
	return nil
}

// packedFolder are the files of a folder, compressed, by their paths.
type packedFolder map[string][]byte

func packFolder(dir string) (packedFolder, error) {
	packed := packedFolder{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		if _, err = w.Write(b); err == nil {
			err = w.Close()
		}
		packed["/"+filepath.ToSlash(strings.TrimPrefix(path, dir+string(filepath.Separator)))] = out.Bytes()
		return err
	})
	return packed, err
}

// serve answers with the compressed files until ctx is done.
func (p packedFolder) serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, ok := p[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(b) // who has gone will miss it himself
	})}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	<-ctx.Done()
	err := srv.Close()
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"jikim/internal/core/open"
)

// The documents that open data consist of, by their path: those that never change, and the index that names them.
const (
	openKind      = "open"
	openIndexKind = "open.index"
	openIndexName = "index.json"
)

// OpenFile is a file of the open data, compressed.
type OpenFile struct {
	GZip   []byte
	SHA256 string // of the uncompressed bytes, hexadecimal
	Lasts  bool   // it never changes
}

// Plain returns the uncompressed bytes.
func (f *OpenFile) Plain() ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(f.GZip))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// OpenFile returns a file of the open data by its path below /open/; an Unknown fault when there is none. Anybody may see it.
func (s *Service) OpenFile(ctx context.Context, institution, path string) (*OpenFile, error) {
	kind := openKind
	if path == openIndexName {
		kind = openIndexKind
	}
	doc, err := s.store.Document(ctx, institution, kind, path)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, unknown()
	case err != nil:
		return nil, err
	case len(doc.Body) < sha256.Size:
		return nil, fmt.Errorf("open data: %s is cut off", path)
	}
	return &OpenFile{GZip: doc.Body[sha256.Size:], SHA256: hex.EncodeToString(doc.Body[:sha256.Size]), Lasts: kind == openKind}, nil
}

// OpenIndex returns the index of the open data; an Unknown fault before anything was opened. Anybody may see it.
func (s *Service) OpenIndex(ctx context.Context, institution string) (*open.Index, error) {
	f, err := s.OpenFile(ctx, institution, openIndexName)
	if err != nil {
		return nil, err
	}
	b, err := f.Plain()
	if err != nil {
		return nil, fmt.Errorf("reading the index of open data: %w", err)
	}
	return open.ParseIndex(b)
}

// putOpen keeps a file of the open data and returns what the index says of it: its digest goes before the compressed bytes.
func (s *Service) putOpen(ctx context.Context, institution, kind, path string, b []byte) (open.File, error) {
	sum := sha256.Sum256(b)
	body := bytes.NewBuffer(sum[:])
	w, err := gzip.NewWriterLevel(body, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = s.store.PutDocument(ctx, &Document{Institution: institution, Kind: kind, Name: path, At: s.Now(), Body: body.Bytes()})
	}
	if err != nil {
		return open.File{}, fmt.Errorf("keeping open data, %s: %w", path, err)
	}
	return open.File{Path: path, SHA256: hex.EncodeToString(sum[:])}, nil
}

// putOpenJSON keeps a value under a name that its digest is part of, so that the file never changes.
func (s *Service) putOpenJSON(ctx context.Context, institution, folder string, v any) (open.File, error) {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return open.File{}, err
	}
	sum := sha256.Sum256(b)
	return s.putOpen(ctx, institution, openKind, folder+"/"+hex.EncodeToString(sum[:8])+".json", b)
}

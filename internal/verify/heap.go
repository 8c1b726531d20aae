package verify

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"os"
	"path/filepath"
	"sync"

	"jikim/internal/core/open"
)

// heapCount is into how many heaps the facts are put by case, so that a case is judged whole while one heap at a time is in memory.
const heapCount = 32

// heaps are files of facts by case, in a folder that goes away afterwards.
type heaps struct {
	seed maphash.Seed
	all  [heapCount]heap
}

type heap struct {
	mu   sync.Mutex
	file *os.File
	w    *bufio.Writer
}

func newHeaps(dir string) (*heaps, error) {
	h := &heaps{seed: maphash.MakeSeed()}
	for i := range h.all {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("heap-%02d", i)))
		if err != nil {
			h.close()
			return nil, err
		}
		h.all[i].file, h.all[i].w = f, bufio.NewWriterSize(f, 1<<18)
	}
	return h, nil
}

func (h *heaps) close() {
	for i := range h.all {
		if h.all[i].file != nil {
			_ = h.all[i].file.Close() // what was written is not needed any more
		}
	}
}

// sheet gathers what one chunk has for each heap.
type sheet struct {
	heaps *heaps
	parts [heapCount][]byte
}

func (h *heaps) sheet() *sheet { return &sheet{heaps: h} }

// put notes the encoded form of a leaf: its number and length before it.
func (s *sheet) put(n int64, form []byte) {
	part := &s.parts[maphash.Bytes(s.heaps.seed, open.CaseOf(form))%heapCount]
	*part = binary.LittleEndian.AppendUint64(*part, uint64(n))
	*part = binary.LittleEndian.AppendUint32(*part, uint32(len(form)))
	*part = append(*part, form...)
}

// add writes a sheet to the heaps.
func (h *heaps) add(s *sheet) error {
	for i := range s.parts {
		one := &h.all[i]
		one.mu.Lock()
		_, err := one.w.Write(s.parts[i])
		one.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *heaps) flush() error {
	for i := range h.all {
		if err := h.all[i].w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// read gives every form of a heap to yield, in no particular order.
func (h *heaps) read(i int, yield func(n int64, form []byte)) error {
	b, err := os.ReadFile(h.all[i].file.Name())
	if err != nil {
		return err
	}
	for len(b) >= 12 {
		n, length := int64(binary.LittleEndian.Uint64(b)), int(binary.LittleEndian.Uint32(b[8:]))
		yield(n, b[12:12+length])
		b = b[12+length:]
	}
	return nil
}

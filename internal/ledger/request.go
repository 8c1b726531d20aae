package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Request asks a witness to countersign a checkpoint, by C2SP tlog-witness: with the size that the witness signed last, as far as the
// log knows, and the proof that the log has only grown since.
type Request struct {
	Old    int64
	Proof  []Hash
	Signed []byte // checkpoint
}

var errRequest = errors.New("this is no request to a witness")

// mostProof is how many hashes a proof can have.
const mostProof = 63

// Bytes writes the request.
func (r Request) Bytes() []byte {
	b := fmt.Appendf(nil, "old %d\n", r.Old)
	for _, h := range r.Proof {
		b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
	}
	return append(append(b, '\n'), r.Signed...)
}

// ParseRequest is the reverse of Bytes. The checkpoint is yet to be opened.
func ParseRequest(b []byte) (Request, error) {
	head, signed, ok := bytes.Cut(b, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	size, named := strings.CutPrefix(lines[0], "old ")
	if !ok || !named || len(lines)-1 > mostProof {
		return Request{}, errRequest
	}
	r := Request{Signed: signed}
	var err error
	if r.Old, err = parseSize(size); err != nil {
		return Request{}, errRequest
	}
	for _, line := range lines[1:] {
		h, err := parseHash(line)
		if err != nil {
			return Request{}, errRequest
		}
		r.Proof = append(r.Proof, h)
	}
	return r, nil
}

// AheadError is what a witness answers that remembers another size than it was told.
type AheadError struct{ Size int64 }

// Error tells the size.
func (e *AheadError) Error() string {
	return fmt.Sprintf("the witness remembers %d leaves", e.Size)
}

package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Checkpoint is what an office commits itself to: how many records its log has, and their root.
type Checkpoint struct {
	Origin string // names the log, and no other
	Size   int64
	Root   Hash
}

var errCheckpoint = errors.New("this is no checkpoint")

// Text is the body of the checkpoint by C2SP tlog-checkpoint, to be signed as a note.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// ParseCheckpoint reads the body of a checkpoint, without the signatures, which have to be checked before. Lines after the root are
// passed over, as the standard has it.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" || lines[3] != "" && !strings.HasSuffix(lines[3], "\n") {
		return Checkpoint{}, errCheckpoint
	}
	c := Checkpoint{Origin: lines[0]}
	var err error
	if c.Size, err = parseSize(lines[1]); err != nil {
		return Checkpoint{}, err
	}
	if c.Root, err = parseHash(lines[2]); err != nil {
		return Checkpoint{}, err
	}
	return c, nil
}

// OriginOf returns what a signed checkpoint says of whose it is, unchecked: with that the keys are found which check it.
func OriginOf(signed []byte) string {
	origin, _, _ := strings.Cut(string(signed), "\n")
	return origin
}

// parseSize takes a size as it is written in the only way: decimal, without zeros before it.
func parseSize(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != text {
		return 0, errCheckpoint
	}
	return n, nil
}

func parseHash(text string) (h Hash, err error) {
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != len(h) {
		return h, errCheckpoint
	}
	copy(h[:], b)
	return h, nil
}

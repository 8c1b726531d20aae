package store

import (
	"encoding/json"
	"fmt"
	"time"
)

// micros is the stored form of an instant: microseconds since 1970 in UTC, 0 for the zero Time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant is the reverse of micros.
func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// moment scans an instant into a time.
type moment struct{ to *time.Time }

// Scan takes the microseconds of either driver.
func (m moment) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("an instant is stored as %T", v)
	}
	*m.to = instant(n)
	return nil
}

// blob is the stored form of a blob that must not be null.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// truth is the stored form of a boolean.
func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// array is a list of texts as one parameter, for in (select value from json_each($n)).
func array(texts []string) string {
	if texts == nil {
		texts = []string{}
	}
	b, err := json.Marshal(texts)
	if err != nil {
		panic(err) // a list of strings can always be written
	}
	return string(b)
}

// microseconds is a stored length of time.
func microseconds(n int64) time.Duration { return time.Duration(n) * time.Microsecond }

package app

import (
	"encoding/base32"
	"strconv"

	"github.com/google/uuid"

	"jikim/internal/core/open"
)

// alphabet writes identifiers: lower case, sorted as the bytes are, safe in addresses and file names.
var alphabet = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// MinKey is the length of the shortest idempotency key: whoever knows a key gets the receipt again, so it must not be
// guessable. NewKey makes one.
const MinKey = 20

// NewKey returns a new idempotency key for a form.
func (s *Service) NewKey() string { return s.ids().String() }

// newID returns a new identifier that sorts by time.
func (s *Service) newID() string {
	id := s.ids()
	return alphabet.EncodeToString(id[:])
}

// caseFor returns the identifier of the case that a form makes: the same for the same key, so that a repeated form finds
// the same case. It is blinded: the key cannot be found from it. The time within a UUIDv7 key is kept in front, so that
// cases of one day lie together in the store.
func (s *Service) caseFor(institution, key string) string {
	if key == "" {
		return s.newID()
	}
	var id [16]byte
	copy(id[6:], s.keys.Blind("case", 10, institution, key))
	if u, err := uuid.Parse(key); err == nil && u.Version() == 7 {
		copy(id[:6], u[:6])
	} else {
		copy(id[:6], s.keys.Blind("case time", 6, institution, key))
	}
	return alphabet.EncodeToString(id[:])
}

// timed returns the UUIDv7 that has the time of another and, for the rest, as much of a name as fits (RFC 9562, section 5.7).
func timed(at uuid.UUID, name []byte) uuid.UUID {
	var u uuid.UUID
	copy(u[:6], at[:6])
	copy(u[6:], name)
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u
}

// factFor returns the identifier of the n-th fact that a key makes in a case.
func (s *Service) factFor(institution, caseID, key string, n int) string {
	var tail string
	if key == "" {
		id := s.ids()
		tail = alphabet.EncodeToString(id[6:])
	} else {
		tail = alphabet.EncodeToString(s.keys.Blind("fact", 10, institution, caseID, key))
	}
	return caseID + "-" + tail + strconv.Itoa(n)
}

// openNames returns the pseudonyms under which open data speak of an institution's cases, contacts, facts and officers. They are made
// with the key that stays for good, so that they do not change.
func (s *Service) openNames(institution string) open.Names {
	return func(space, id string) string {
		return alphabet.EncodeToString(s.keys.Blind("open", 10, institution, space, id))
	}
}

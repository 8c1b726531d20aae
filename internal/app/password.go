package app

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// The cost of a password hash: OWASP's first choice for argon2id.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	argonSalt    = 16
	argonKey     = 32
)

// hashPassword returns the argon2id hash in PHC form. At most Config.Hashing run at once, so that a flood of logins cannot
// take all memory.
func (s *Service) hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	rand.Read(salt) // never fails
	if err := s.hashPlace(ctx); err != nil {
		return "", err
	}
	defer func() { <-s.hashing }()
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

func (s *Service) hashPlace(ctx context.Context) error {
	select {
	case s.hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// errHash: a stored hash is not in PHC form.
var errHash = errors.New("the stored password hash cannot be read")

// checkPassword tells whether the password is the one hashed; the comparison takes constant time.
func (s *Service) checkPassword(ctx context.Context, hash, password string) (bool, error) {
	var version int
	var memory, times uint32
	var threads uint8
	parts := strings.Split(strings.TrimPrefix(hash, mustChange), "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errHash
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &times, &threads); err != nil || memory > 1<<20 || times > 16 || threads == 0 {
		return false, errHash
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false, errHash
	}
	if err := s.hashPlace(ctx); err != nil {
		return false, err
	}
	defer func() { <-s.hashing }()
	got := argon2.IDKey([]byte(password), salt, times, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// MinPassword is the length of the shortest password, in characters, of at least three classes of characters (국가 정보보안
// 기본지침).
const MinPassword = 9

// passwordFault returns the key of what is wrong with a password; "" when nothing is.
func passwordFault(password, login string) string {
	var lower, upper, number, other bool
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = true
		case unicode.IsUpper(r):
			upper = true
		case unicode.IsDigit(r):
			number = true
		default:
			other = true
		}
	}
	classes := 0
	for _, has := range []bool{lower, upper, number, other} {
		if has {
			classes++
		}
	}
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || n > 200:
		return "fault.password_long"
	case n < MinPassword || classes < 3:
		return "fault.password_weak"
	case login != "" && strings.Contains(strings.ToLower(password), strings.ToLower(login)):
		return "fault.password_login"
	}
	return ""
}

// newPassword makes a password that can be read over the telephone: no letters or figures that look alike.
func newPassword() string {
	const alike = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	for {
		b := make([]byte, 16)
		rand.Read(b)
		for i := range b {
			b[i] = alike[int(b[i])%len(alike)] // 55 of 256: slightly uneven, of no matter with 16 characters
		}
		b[4], b[9] = '-', '-'
		if password := string(b); passwordFault(password, "") == "" {
			return password
		}
	}
}

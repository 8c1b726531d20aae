// Package channel holds what the ways of reaching people have in common. Each way is a package of its own beside it.
package channel

import "errors"

// ErrNoSuchAddress tells that the other side refuses an address for good. Callers must not tell who asked for it: else anybody
// could find out which addresses exist.
var ErrNoSuchAddress = errors.New("the address is refused")

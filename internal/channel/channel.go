// Package channel holds what the ways between people and the office have in common: the contract of the sources that take in
// (Source), what they hand over (Letter, Sight), and to whom (Letters, Calls). Each way is a package of its own beside it; that a
// package keeps the contract is tried by channeltest.
//
// Sources know bytes and protocols and nothing of cases; the office knows cases and nothing of protocols.
package channel

import "errors"

// ErrNoSuchAddress tells that the other side refuses an address for good. Callers must not tell who asked for it: else anybody
// could find out which addresses exist.
var ErrNoSuchAddress = errors.New("the address is refused")

// ErrRefused tells that the office will never take something, however often it is sent.
var ErrRefused = errors.New("the office refuses it for good")

// Package seal keeps what citizens tell an office unreadable to whoever holds only the database: it seals texts, makes
// private links that cannot be guessed, and blinds search words. Its keys live in a file of their own, apart from the
// database.
package seal

// Keys seals, opens and blinds. It is safe for concurrent use.
type Keys struct{}

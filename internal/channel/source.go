package channel

import (
	"context"
	"log/slog"
	"time"

	"jikim/internal/core/yaml"
)

// Source is a way in that the office has set up: a mailbox, a fax machine, a folder of scans, an exchange.
type Source interface {
	// Run takes in until the context ends, and then returns nil. It mends by itself what can be mended by waiting: a server that
	// is away, a connection that broke. An error tells that it cannot go on without an administrator. Everything that it hands
	// over it acknowledges to the other side only after the office has answered that it is committed.
	Run(ctx context.Context) error
	// State tells how the source is doing. It may be asked at any time.
	State() State
}

// State is how a source is doing, for the administrator's page. It holds nothing personal. Times are UTC; zero: never.
type State struct {
	Connected bool
	Since     time.Time // when Connected became what it is
	HeardAt   time.Time // when the other side was last heard from, a heartbeat or an empty answer included
	TakenAt   time.Time // when something was last taken in
	Seen      int64     // what the other side offered since the start of this process
	Taken     int64     // of it: committed for the first time
	Repeated  int64     // of it: had been committed before
	Refused   int64     // of it: not ours or not readable, and noted as such
	Trouble   string    // why it is not well now: a key of the catalogue "channel.trouble.…"; empty: it is well
	Gaps      []Gap     // the latest times in which it may have missed something, the newest last; at most MostGaps
}

// Gap is a time in which a source may have missed something, and why: a key of the catalogue "channel.gap.…".
type Gap struct {
	From, Until time.Time
	Why         string
}

// MostGaps bounds the gaps that a State tells of.
const MostGaps = 20

// Office is what a source is given: where it hands over what came, and the little that it needs of its surroundings.
type Office struct {
	Name    string // of the source, as in the channels file: letters, digits, hyphens
	Letters Letters
	Calls   Calls
	Log     *slog.Logger
	Now     func() time.Time
}

// Opener makes a source of its entry in the channels file. It checks the entry whole, and touches nothing outside: what is wrong
// with the entry is told with its place. A channel is its package and one line in the table of openers.
type Opener func(o Office, entry *yaml.Node) (Source, error)

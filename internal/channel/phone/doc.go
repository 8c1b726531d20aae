// Package phone holds what the sources of calls that look at SIP have in common: what the office says about its lines (Lines), and
// the feed (Feed), which lets the observer of package sip see each message and hands what it saw to the office.
//
// Nothing here stands in the way of a call: messages are copies, nobody is answered, and a call does not depend on us. How the
// copies come is the matter of the packages beside this one: hep for agents that send them, capture for ports that mirror them and
// for files.
package phone

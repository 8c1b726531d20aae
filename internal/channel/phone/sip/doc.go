// Package sip understands what happens to calls from the SIP messages that pass by (RFC 3261 and those beside it). It is pure:
// messages with their times and addresses go in, sights of calls come out; it answers nobody, and no call depends on it.
//
// Two things make it more than a parser. Messages come late, twice and in the wrong order, since those who copy them to us do
// not promise more. And several hops of one message may be seen, when a proxy stands between. So nothing is put in order by the
// clock of a source: what belongs together is told by Call-ID, tags, branch and CSeq, and a response waits for its request.
//
// What cannot be known is said to be so. Who hung up first is undetermined when both did within a round trip, or when a part of
// the conversation was missed.
package sip

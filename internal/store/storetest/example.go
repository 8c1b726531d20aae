package storetest

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// Institution is the office of the examples.
const Institution = "wonju"

// Start is the instant at which the examples begin.
var Start = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)

// Petition returns the first turn of the n-th example case, as it comes in by the web: two facts, three pending promises,
// one sealed text of 600 bytes, 60 search tokens and an acknowledgement to be sent. It is the same for the same n.
func Petition(n int) *app.Change {
	random := rand.New(rand.NewPCG(uint64(n), 7))
	id := fmt.Sprintf("01936f%08x-%04x", n, random.IntN(1<<16))
	at := Start.Add(time.Duration(n) * 7 * time.Second)
	verdict := func(promise string, within time.Duration) judge.Verdict {
		return judge.Verdict{Case: id, Promise: promise, Trigger: id + "/1", Status: judge.Pending, Evidence: fact.Measured,
			Started: at, Due: at.Add(within), Share: -1}
	}
	open := []judge.Verdict{
		verdict("remote.accepted", 3*time.Hour), verdict("remote.procedure", 9*time.Hour), verdict("case.deadline", 7*24*time.Hour),
	}
	c := &app.Change{
		Institution: Institution, Case: id, Now: at,
		Facts: []fact.Fact{
			{ID: id + "/1", Case: id, At: at, RecordedAt: at, Kind: fact.CaseReceived, By: "citizen", Via: fact.ViaWeb,
				Data: fact.With("channel", "web", "service", "inquiry", "delivery", "email", "number", number(n))},
			{ID: id + "/2", Case: id, At: at, RecordedAt: at, Kind: fact.CaseAssigned, By: "system", Via: fact.ViaSystem,
				Data: fact.With("desk", desk(n), "department", "general")},
		},
		Head: app.Head{Institution: Institution, Case: id, Seq: 2, Number: number(n), Status: "open", Service: "inquiry", Channel: "web",
			Desk: desk(n), ReceivedAt: at, ChangedAt: at, BreaksAt: open[0].Due, BreaksPromise: open[0].Promise,
			WakeAt: open[0].Due.Add(-time.Hour), Name: "홍*동", Open: open},
		Outgoing: []app.Outgoing{{Institution: Institution, Key: id + "|remote.accepted|" + id + "/1|acknowledge|0", Case: id,
			Action: "acknowledge", To: "citizen", ReadyAt: at, Data: fact.With("number", number(n), "channel", "email")}},
		Sealed: []app.Sealed{{Institution: Institution, Case: id, Name: "petition", At: at, Cipher: cipher(random, 600)}},
		Grams:  Grams(random, 60),
	}
	c.Leaves = Leaves(c.Facts)
	return c
}

// Leaves returns leaves for facts: the same for the same identifiers.
func Leaves(facts []fact.Fact) []app.Leaf {
	out := make([]app.Leaf, len(facts))
	for i := range facts {
		out[i].Digest = sha256.Sum256([]byte(facts[i].ID))
		copy(out[i].Salt[:], out[i].Digest[:])
	}
	return out
}

func number(n int) string { return fmt.Sprintf("2026-%06d", n+1) }

func desk(n int) string { return "desk" + strconv.Itoa(n%7) }

func cipher(random *rand.Rand, size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

// Vocabulary is how many different tokens the examples have. Like syllable pairs they are not equally frequent: the
// token of rank r comes up about in proportion to 1/r.
const Vocabulary = 8000

// Token returns the token of a rank, the most frequent being 0.
func Token(rank int) string {
	hash := uint64(rank+1) * 0x9e3779b97f4a7c15
	const letters = "abcdefghijklmnopqrstuvwxyz234567"
	b := make([]byte, 7)
	for i := range b {
		b[i] = letters[hash>>(5*i)&31]
	}
	return string(b)
}

// Grams returns tokens in the order of a made-up text.
func Grams(random *rand.Rand, count int) []string {
	ranks := rand.NewZipf(random, 1.1, 20, Vocabulary-1)
	grams := make([]string, count)
	for i := range grams {
		grams[i] = Token(int(ranks.Uint64()))
	}
	return grams
}

// Command tessera reads a log of ours with the client of another implementation, transparency-dev/tessera, and checks it as a stranger
// would: the signature of the newest checkpoint, that the log has only grown since an older one, and that every entry is
// included. It is a module of its own, because the client brings many others.
//
//	tessera URL KEY OLD
//
// URL is the address of the log with a slash at the end, KEY its public key, OLD a file with an older checkpoint. It prints the size
// that it has checked.
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/client"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "tessera URL KEY OLD")
		os.Exit(2)
	}
	size, err := check(context.Background(), os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(size)
}

// check returns the size of the log that it has found to be right.
func check(ctx context.Context, address, key, old string) (uint64, error) {
	root, err := url.Parse(address)
	if err != nil {
		return 0, err
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return 0, fmt.Errorf("key: %w", err)
	}
	before, err := os.ReadFile(old)
	if err != nil {
		return 0, err
	}
	log, err := client.NewHTTPFetcher(root, http.DefaultClient)
	if err != nil {
		return 0, err
	}
	state, err := client.NewLogStateTracker(ctx, log.ReadTile, before, verifier, verifier.Name(), client.UnilateralConsensus(log.ReadCheckpoint))
	if err != nil {
		return 0, fmt.Errorf("the older checkpoint: %w", err)
	}
	if _, _, _, err := state.Update(ctx); err != nil {
		return 0, fmt.Errorf("the newest checkpoint: %w", err)
	}
	now := state.Latest()
	return now.Size, entries(ctx, log, now.Size, now.Hash)
}

// entries checks that each entry is included in the log with that size and root.
func entries(ctx context.Context, log *client.HTTPFetcher, size uint64, root []byte) error {
	build, err := client.NewProofBuilder(ctx, size, log.ReadTile)
	if err != nil {
		return err
	}
	for n := uint64(0); n < size; n += 256 {
		bundle, err := client.GetEntryBundle(ctx, log.ReadEntryBundle, n/256, size)
		if err != nil {
			return err
		}
		if want := min(256, size-n); uint64(len(bundle.Entries)) != want {
			return fmt.Errorf("bundle %d has %d entries, not %d", n/256, len(bundle.Entries), want)
		}
		for i, entry := range bundle.Entries {
			at := n + uint64(i)
			path, err := build.InclusionProof(ctx, at)
			if err != nil {
				return fmt.Errorf("entry %d: %w", at, err)
			}
			if err := proof.VerifyInclusion(rfc6962.DefaultHasher, at, size, rfc6962.DefaultHasher.HashLeaf(entry), path, root); err != nil {
				return fmt.Errorf("entry %d: %w", at, err)
			}
		}
	}
	return nil
}

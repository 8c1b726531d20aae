package ledger

import "golang.org/x/mod/sumdb/tlog"

// Frontier computes the roots of a log of which all records pass by, one after the other: of each size the root. The zero Frontier is
// that of the empty log.
type Frontier struct {
	size int64
	// row are the roots of the complete subtrees that the log consists of, the largest first.
	row []Hash
}

// Add takes the next record and returns the nodes that it completes.
func (f *Frontier) Add(record []byte) []Node {
	var nodes []Node
	h := tlog.RecordHash(record)
	f.size++
	for n, deep := f.size, 1; n%2 == 0; n, deep = n/2, deep+1 {
		last := len(f.row) - 1
		h = tlog.NodeHash(f.row[last], h)
		f.row = f.row[:last]
		if deep%Height == 0 {
			nodes = append(nodes, Node{deep / Height, n/2 - 1, h})
		}
	}
	f.row = append(f.row, h)
	return nodes
}

// Size returns how many records have passed by.
func (f *Frontier) Size() int64 { return f.size }

// Root returns the root of the records that have passed by.
func (f *Frontier) Root() Hash {
	if f.size == 0 {
		empty, _ := tlog.TreeHash(0, nil) // reads nothing
		return empty
	}
	root := f.row[len(f.row)-1]
	for i := len(f.row) - 2; i >= 0; i-- {
		root = tlog.NodeHash(f.row[i], root)
	}
	return root
}

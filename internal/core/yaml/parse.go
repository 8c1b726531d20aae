// Package yaml reads YAML files strictly and keeps the place of every value.
//
// It is the only package of the core that knows the YAML library. Charters, calendars and scenarios are written by
// people who are not programmers, so each mistake must be named with file, line, column and a suggestion; and they may
// come from strangers, so no input may crash the program or keep it busy. Of YAML itself only what such files need is
// accepted: mappings with plain keys, lists, scalars and comments. Anchors, aliases, tags, merge and complex keys,
// directives and several documents in one file are refused by name.
package yaml

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

const (
	// MaxSize is the number of bytes above which a file is refused.
	MaxSize = 4 << 20
	// MaxDepth is the number of nested lists and mappings above which a file is refused. The parser of the library
	// recurses, and a stack that overflows cannot be recovered from, so the limit is checked before parsing.
	MaxDepth = 64
	// MaxKeys is the number of keys of one block mapping above which a file is refused: the parser recurses for each
	// key, and its time grows with their square.
	MaxKeys = 2000
)

// Parse reads one file. The name is used in messages only. An empty file is a Null node. All errors are *Error or
// Errors.
func Parse(file string, src []byte) (n *Node, err error) {
	whole := &Node{File: file}
	if len(src) > MaxSize {
		return nil, whole.Errorf("the file is larger than %d bytes", MaxSize)
	}
	if bad := firstInvalid(src); bad >= 0 {
		return nil, place(file, src, bad, "this is not UTF-8 text").WithHint("save the file as UTF-8")
	}
	defer func() {
		if r := recover(); r != nil {
			n, err = nil, whole.Errorf("this file cannot be read as YAML: %v", r)
		}
	}()
	return parse(file, normal(src))
}

func parse(file string, src []byte) (*Node, error) {
	tokens := rejoin(lexer.Tokenize(string(src)))
	if err := screen(file, tokens); err != nil {
		return nil, err
	}
	// Duplicate keys are found here rather than in the library, which stops at the first mistake.
	tree, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, syntaxError(file, err)
	}
	if len(tree.Docs) > 1 && tree.Docs[1].Body != nil {
		return nil, at(file, tree.Docs[1].Body.GetToken(), "a second document in one file").WithHint("use one file for each")
	}
	b := builder{file: file}
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		return &Node{File: file, Line: 1, Column: 1}, nil
	}
	root := b.node(tree.Docs[0].Body, nil)
	if err := b.errs.Err(); err != nil {
		return nil, err
	}
	return root, nil
}

// normal removes a byte order mark and writes every line end as "\n": the library counts "\r\n" after a comment as two
// lines.
func normal(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	if bytes.IndexByte(src, '\r') < 0 {
		return src
	}
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(src, []byte("\r"), []byte("\n"))
}

// firstInvalid returns the offset of the first byte that is not UTF-8 text, or -1. A NUL byte is not text either.
func firstInvalid(src []byte) int {
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 || r == 0 {
			return i
		}
		i += size
	}
	return -1
}

// place returns an error at a byte offset.
func place(file string, src []byte, offset int, msg string) *Error {
	before := src[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return &Error{File: file, Line: line, Column: column, Msg: msg}
}

// refused names the constructs of YAML that such files do not need and that have hurt programs or readers.
var refused = map[token.Type]string{
	token.AnchorType:     "anchors (&) are not allowed",
	token.AliasType:      "aliases (*) are not allowed",
	token.TagType:        "tags (!) are not allowed",
	token.MergeKeyType:   "merge keys (<<) are not allowed",
	token.MappingKeyType: "complex keys (?) are not allowed",
	token.DirectiveType:  "directives (%) are not allowed",
}

// screen refuses what the parser must not see.
func screen(file string, tokens token.Tokens) error {
	var d depth
	for _, t := range tokens {
		if t.Type == token.InvalidType {
			return at(file, t, "%s", t.Error)
		}
		if why, ok := refused[t.Type]; ok {
			return at(file, t, "%s", why).WithHint("write the value out, or put it in quotes if it is text")
		}
		nested, keys := d.after(t)
		if nested > MaxDepth {
			return at(file, t, "lists and mappings are nested more than %d deep", MaxDepth)
		}
		if keys > MaxKeys {
			return at(file, t, "a mapping has more than %d keys", MaxKeys)
		}
	}
	return nil
}

// depth follows how deeply nested the tokens are and how many keys the innermost block mapping has, without recursion.
type depth struct {
	flow  int
	block []level // growing columns
}

// level is an open block list or mapping, or both when they share a column.
type level struct{ column, keys int }

// after takes the next token and returns the number of open lists and mappings, and the number of keys so far of the
// innermost block mapping.
func (d *depth) after(t *token.Token) (nested, keys int) {
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		d.flow++
	case token.SequenceEndType, token.MappingEndType:
		d.flow = max(0, d.flow-1)
	case token.SequenceEntryType:
		d.open(t.Position.Column)
	case token.MappingValueType:
		if t.Prev != nil && d.flow == 0 {
			top := d.open(t.Prev.Position.Column)
			top.keys++
			keys = top.keys
		}
	}
	return d.flow + len(d.block), keys
}

func (d *depth) open(column int) *level {
	for len(d.block) > 0 && d.block[len(d.block)-1].column > column {
		d.block = d.block[:len(d.block)-1]
	}
	if len(d.block) == 0 || d.block[len(d.block)-1].column < column {
		d.block = append(d.block, level{column: column})
	}
	return &d.block[len(d.block)-1]
}

// syntaxError translates an error of the library, whose own text shows several lines of source.
func syntaxError(file string, err error) error {
	if e, ok := err.(interface {
		GetToken() *token.Token
		GetMessage() string
	}); ok {
		return at(file, e.GetToken(), "%s", e.GetMessage())
	}
	return &Error{File: file, Msg: err.Error()}
}

// at returns an error at the place of a token.
func at(file string, t *token.Token, format string, args ...any) *Error {
	e := &Error{File: file, Msg: fmt.Sprintf(format, args...)}
	if t != nil && t.Position != nil {
		e.Line, e.Column = t.Position.Line, max(1, t.Position.Column)
	}
	return e
}

// builder turns the tree of the library into nodes and collects what is wrong with it.
type builder struct {
	file string
	errs Errors
}

// node converts one value; owner is the token to point at when the value itself has no place.
func (b *builder) node(v ast.Node, owner *token.Token) *Node {
	switch v := v.(type) {
	case nil:
		return b.leaf(owner, Null)
	case *ast.NullNode:
		t := v.GetToken()
		if t.Type == token.ImplicitNullType && owner != nil {
			t = owner
		}
		return b.leaf(t, Null)
	case *ast.MappingNode:
		return b.mapping(v.GetToken(), v.Values)
	case *ast.MappingValueNode:
		return b.mapping(v.Key.GetToken(), []*ast.MappingValueNode{v})
	case *ast.SequenceNode:
		n := b.leaf(v.GetToken(), Sequence)
		for _, it := range v.Values {
			n.items = append(n.items, b.node(it, v.GetToken()))
		}
		return n
	case *ast.LiteralNode:
		n := b.leaf(v.GetToken(), Scalar)
		n.Value, n.Quoted = v.Value.Value, true
		return n
	case ast.ScalarNode:
		return b.scalar(v.GetToken())
	}
	b.errs.Add(at(b.file, v.GetToken(), "%s is not allowed here", v.Type()))
	return b.leaf(v.GetToken(), Null)
}

func (b *builder) leaf(t *token.Token, k Kind) *Node {
	n := &Node{Kind: k, File: b.file, Line: 1, Column: 1}
	if t != nil && t.Position != nil {
		n.Line, n.Column = t.Position.Line, max(1, t.Position.Column)
	}
	return n
}

func (b *builder) scalar(t *token.Token) *Node {
	n := b.leaf(t, Scalar)
	n.Value = t.Value
	n.Quoted = t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType
	return n
}

func (b *builder) mapping(start *token.Token, values []*ast.MappingValueNode) *Node {
	if len(values) > 0 && start.Type != token.MappingStartType {
		start = values[0].Key.GetToken() // the library points at the colon
	}
	n := b.leaf(start, Mapping)
	seen := make(map[string]*Node, len(values))
	for _, v := range values {
		if _, ok := v.Key.(ast.ScalarNode); !ok {
			b.errs.Add(at(b.file, v.Key.GetToken(), "a key must be a single word or text"))
			continue
		}
		key := b.scalar(v.Key.GetToken())
		if first, twice := seen[key.Value]; twice {
			b.errs.Add(key.Errorf("the key %s is written twice", quote(key.Value)).
				WithHint(fmt.Sprintf("the first is on line %d", first.Line)))
			continue
		}
		seen[key.Value] = key
		n.fields = append(n.fields, Field{Key: key, Value: b.node(v.Value, v.Key.GetToken())})
	}
	return n
}

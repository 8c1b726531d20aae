package yaml

import "github.com/goccy/go-yaml/token"

// rejoin mends plain texts with a colon in a list inside a flow mapping, such as {mon: [09:00-12:00]}: by YAML a colon
// without a space after it belongs to the text, but there the library takes it for the end of a key. Only lists are
// touched, where a key without a space could not be meant.
func rejoin(tokens token.Tokens) token.Tokens {
	var lists []bool // for each open bracket, whether it is a list
	out := tokens[:0]
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		switch t.Type {
		case token.SequenceStartType:
			lists = append(lists, true)
		case token.MappingStartType:
			lists = append(lists, false)
		case token.SequenceEndType, token.MappingEndType:
			if len(lists) > 0 {
				lists = lists[:len(lists)-1]
			}
		case token.MappingValueType:
			inList := len(lists) > 0 && lists[len(lists)-1]
			if inList && len(out) > 0 && i+1 < len(tokens) && splits(out[len(out)-1], t, tokens[i+1]) {
				join(out[len(out)-1], tokens[i+1])
				i++
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

// splits says that the colon stands between two plain texts without any space.
func splits(before, colon, after *token.Token) bool {
	return plain(before) && plain(after) && before.Position.Line == colon.Position.Line && after.Position.Line == colon.Position.Line &&
		before.Position.Column+len([]rune(before.Value)) == colon.Position.Column && colon.Position.Column+1 == after.Position.Column
}

// plain says that the token is a text or number without quotes.
func plain(t *token.Token) bool {
	switch t.Type {
	case token.StringType, token.IntegerType, token.FloatType, token.OctetIntegerType, token.HexIntegerType, token.BinaryIntegerType:
		return true
	}
	return false
}

// join makes one text of two and takes the colon and the second one out of the chain of tokens.
func join(first, second *token.Token) {
	first.Type = token.StringType
	first.Value += ":" + second.Value
	first.Origin += ":" + second.Origin
	first.Next = second.Next
	if second.Next != nil {
		second.Next.Prev = first
	}
}

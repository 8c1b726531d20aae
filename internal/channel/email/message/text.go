package message

import (
	"bytes"
	"strings"
)

// text reads a text. What is longer than anybody reads is a file as well.
func (r *reader) text(body []byte, params map[string]string, rich bool) content {
	most := 2 * mostText
	if rich {
		most = mostHTML
	}
	short := shorten(body, most)
	long := len(short) < len(body)
	if !rich && strings.EqualFold(params["format"], "flowed") {
		short = unflow(short, strings.EqualFold(params["delsp"], "yes"))
	}
	text, guessed := decode(params["charset"], short)
	if guessed {
		r.note(NoteCharset)
	}
	if strings.ContainsRune(text, '\ufffd') {
		r.note(NoteLetters)
	}
	if rich {
		var more bool
		text, more = fromHTML(text)
		long = long || more
	} else {
		text = strings.Trim(clean(text), "\n")
	}
	if r.length+len(text) > mostText {
		text, long = strings.ToValidUTF8(text[:max(0, mostText-r.length)], ""), true
	}
	r.length += len(text)
	c := content{texts: []passage{{text, rich}}}
	if long {
		r.note(NoteCut)
		name := "text.txt"
		if rich {
			name = "text.html"
		}
		c.files = append(c.files, r.file(name, "text/plain", body))
	}
	return c
}

// unflow joins the lines of a paragraph that a mail program has broken (RFC 3676): a line that ends with a blank goes on in the next of
// the same depth of quotation. The line before a signature ("-- ") does not.
func unflow(b []byte, delete bool) []byte {
	out := make([]byte, 0, len(b))
	depth, open := 0, false // of the line before, which goes on
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		line = bytes.TrimRight(line, "\r\n")
		text := bytes.TrimLeft(line, ">")
		quotes := len(line) - len(text)
		text = bytes.TrimPrefix(text, []byte(" ")) // stuffed
		signature := string(text) == "-- "
		switch {
		case open && quotes == depth && !signature:
		case len(out) > 0 || open:
			out = append(out, '\n')
			fallthrough
		default:
			if quotes > 0 {
				out = append(append(out, bytes.Repeat([]byte(">"), quotes)...), ' ')
			}
		}
		depth, open = quotes, bytes.HasSuffix(text, []byte(" ")) && !signature
		if open && delete {
			text = text[:len(text)-1]
		}
		out = append(out, text...)
	}
	return out
}

// shorten cuts a text at a blank, so that no letter of whatever character set is cut in two.
func shorten(b []byte, most int) []byte {
	if len(b) <= most {
		return b
	}
	if i := bytes.LastIndexAny(b[:most], " \n"); i > 0 {
		return b[:i]
	}
	return b[:most]
}

package message

import (
	"bytes"
	"strconv"
	"strings"

	"jikim/internal/channel"
)

// Limits of the parts of one mail. Nothing that is read here grows by being read: base64 and winmail.dat shrink, and archives are kept
// as they are, so that the size of the mail bounds what it can take.
const (
	mostDepth = 8
	mostParts = 200
	mostText  = 1 << 20 // bytes of text that an officer gets to read; the rest is in a file
)

// content is what a part, and the parts in it, come to.
type content struct {
	texts []passage
	files []channel.File
}

// passage is a text of a mail. Rich tells that it was written as HTML.
type passage struct {
	text string
	rich bool
}

func (c *content) blank() bool {
	for _, p := range c.texts {
		if strings.TrimSpace(p.text) != "" {
			return false
		}
	}
	return true
}

func (c *content) rich() bool {
	for _, p := range c.texts {
		if p.rich {
			return true
		}
	}
	return false
}

func (c *content) add(other content) {
	c.texts = append(c.texts, other.texts...)
	c.files = append(c.files, other.files...)
}

// walk reads a part and what is in it.
func (r *reader) walk(h *header, body []byte, depth int) content {
	if r.parts++; r.parts > mostParts || depth > mostDepth {
		r.doubt(DoubtNested)
		return content{}
	}
	if h.broken {
		r.note(NoteBroken)
	}
	kind, params := valued(h.raw("content-type"))
	if strings.HasPrefix(kind, "multipart/") {
		if parts, closed := split(body, params["boundary"], mostParts); len(parts) > 0 {
			if !closed {
				r.note(NoteBroken)
			}
			return r.multipart(kind, params, parts, depth)
		}
		r.note(NoteBroken)
		kind = "text/plain"
	}
	return r.leaf(h, kind, params, body)
}

// multipart reads the parts of one part.
func (r *reader) multipart(kind string, params map[string]string, parts [][]byte, depth int) content {
	var all content
	if kind == "multipart/encrypted" {
		r.doubt(DoubtUnreadable)
	}
	var choices []content
	for _, p := range parts {
		h, body := cut(p)
		if h.raw("content-type") == nil && kind == "multipart/digest" {
			h.fields = append(h.fields, field{"content-type", []byte("message/rfc822")})
		}
		c := r.walk(&h, body, depth+1)
		if kind == "multipart/alternative" {
			all.files = append(all.files, c.files...)
			choices = append(choices, content{texts: c.texts})
			continue
		}
		all.add(c)
	}
	all.texts = append(all.texts, preferred(choices).texts...)
	return all
}

// preferred is the best of several forms of one text: the plain one that has any text, else the last that has any.
func preferred(choices []content) content {
	var best content
	for _, c := range choices {
		if c.blank() {
			continue
		}
		if !c.rich() {
			return c
		}
		best = c
	}
	return best
}

// leaf reads a part that has no parts.
func (r *reader) leaf(h *header, kind string, params map[string]string, body []byte) content {
	said, dparams := valued(h.raw("content-disposition"))
	name := fileName(dparams["filename"])
	if name == "" {
		name = fileName(params["name"])
	}
	decoded := r.decoded(h, body)
	attached := said == "attachment" || name != ""
	switch {
	case kind == "message/delivery-status" || kind == "message/global-delivery-status":
		r.fates(decoded)
		return content{}
	case kind == "message/disposition-notification" || kind == "message/global-disposition-notification":
		read, _ := cut(decoded)
		r.answered = append(r.answered, identifiers(read.raw("original-message-id"))...)
		return content{}
	case r.report && (kind == "message/rfc822" || kind == "message/global" || kind == "text/rfc822-headers" || kind == "message/global-headers"):
		ours, _ := cut(decoded)
		r.returned = append(r.returned, identifiers(ours.raw("message-id"))...)
		return content{}
	case kind == "application/ms-tnef" || strings.EqualFold(name, "winmail.dat"):
		if c, ok := r.winmail(decoded); ok {
			return c
		}
	case (kind == "text/plain" || kind == "") && !attached:
		return r.text(decoded, params["charset"], false)
	case kind == "text/html" && !attached:
		return r.text(decoded, params["charset"], true)
	case kind == "application/pkcs7-mime" || kind == "application/x-pkcs7-mime":
		r.doubt(DoubtUnreadable)
	case kind == "message/rfc822" || kind == "message/global":
		inner, _ := cut(decoded)
		if subject, _ := inner.text("subject"); name == "" && subject != "" {
			name = fileName(subject) + ".eml"
		}
		return content{files: []channel.File{r.file(name, "message/rfc822", decoded)}}
	}
	return content{files: []channel.File{r.file(name, kind, decoded)}}
}

// decoded undoes the encoding for the transfer.
func (r *reader) decoded(h *header, body []byte) []byte {
	switch how := h.word("content-transfer-encoding"); how {
	case "base64":
		return fromBase64(body)
	case "quoted-printable":
		return fromQuoted(body)
	case "", "7bit", "8bit", "binary":
	default:
		r.note(NoteEncoding)
	}
	return body
}

// text reads a text. What is longer than anybody reads is a file as well.
func (r *reader) text(body []byte, charset string, rich bool) content {
	most := 2 * mostText
	if rich {
		most = mostHTML
	}
	short := shorten(body, most)
	text, guessed := decode(charset, short)
	if guessed {
		r.note(NoteCharset)
	}
	if strings.ContainsRune(text, '\ufffd') {
		r.note(NoteLetters)
	}
	long := len(short) < len(body)
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

// file makes a file of a part, and looks at it from outside.
func (r *reader) file(name, said string, body []byte) channel.File {
	f := channel.File{Type: typeOf(body, said, name), Body: body}
	if name == "" {
		name = "part-" + strconv.Itoa(r.parts) + ending(f.Type)
	}
	f.Name = r.unique(name)
	if executable(f.Name, f.Type) && f.Name != "text.html" {
		r.doubt(DoubtExecutable)
	}
	if packed(f.Name, f.Type) {
		r.note(NotePacked)
	}
	return f
}

// unique numbers names that occur more than once.
func (r *reader) unique(name string) string {
	r.names[strings.ToLower(name)]++
	n := r.names[strings.ToLower(name)]
	if n == 1 {
		return name
	}
	base, end := name, ""
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		base, end = name[:i], name[i:]
	}
	return base + " (" + strconv.Itoa(n) + ")" + end
}

// ending is the usual end of the names of files of a type.
func ending(mime string) string {
	switch mime {
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/gif":
		return ".gif"
	case "image/tiff":
		return ".tif"
	case "application/pdf":
		return ".pdf"
	case "text/plain":
		return ".txt"
	case "message/rfc822":
		return ".eml"
	case "text/calendar":
		return ".ics"
	}
	return ".bin"
}

// split divides the body of a multipart at its boundary. closed tells that the end was marked; a mail that was cut off has none.
func split(body []byte, boundary string, most int) (parts [][]byte, closed bool) {
	if boundary == "" || len(boundary) > 200 {
		return nil, false
	}
	delimiter := []byte("--" + boundary)
	start := -1 // where the part begins that is being read
	for at := 0; ; {
		i := bytes.Index(body[at:], delimiter)
		if i < 0 {
			break
		}
		i += at
		line, rest := cutLine(body[i:])
		after := bytes.TrimRight(line[len(delimiter):], " \t\r\n")
		if i > 0 && body[i-1] != '\n' || len(after) > 0 && string(after) != "--" {
			at = i + 1
			continue
		}
		if start >= 0 {
			parts = append(parts, withoutBreak(body[start:max(start, i)]))
		}
		if string(after) == "--" || len(parts) > most {
			return parts, true
		}
		start = len(body) - len(rest)
		at = start
	}
	if start >= 0 {
		parts = append(parts, body[start:])
	}
	return parts, false
}

// withoutBreak leaves out the line break before a boundary, which belongs to the boundary.
func withoutBreak(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}

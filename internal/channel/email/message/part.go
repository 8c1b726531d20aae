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

// size is that of the texts, in bytes.
func (c *content) size() (n int) {
	for _, p := range c.texts {
		n += len(p.text)
	}
	return n
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

// preferred is the best of several forms of one text: the plain one, unless it is a stub ("This mail is in HTML") beside a long text,
// or blank.
func preferred(choices []content) content {
	var plain, best content
	for _, c := range choices {
		switch {
		case c.blank():
		case c.rich():
			best = c
		case plain.texts == nil:
			plain = c
		}
	}
	if short := plain.size(); short == 0 || best.size() > 500 && best.size() > 5*short {
		return best
	}
	return plain
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
		return r.text(decoded, params, false)
	case kind == "text/html" && !attached:
		return r.text(decoded, params, true)
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

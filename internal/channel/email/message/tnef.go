package message

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// winmail.dat (TNEF, [MS-OXTNEF]) is how some mail programs of Microsoft send attachments to others. It is read here and not by a
// program beside: what is needed of it is a list of attributes, each with its length before it, and nothing of it is packed. The text
// in compressed RTF, which could grow, is left where it is: such programs send the text as text too.

// Attributes and properties that are read.
const (
	tnefSignature  = 0x223e9f78
	attBody        = 0x0002800c
	attMessage     = 0x00069003 // properties of the mail
	attAttachStart = 0x00069002 // a new attachment begins
	attAttachTitle = 0x00018010
	attAttachData  = 0x0006800f
	attAttachment  = 0x00069005 // properties of the attachment
	attCodepage    = 0x00069007

	propBody      = 0x1000
	propHTML      = 0x1013
	propData      = 0x3701
	propShortName = 0x3704
	propLongName  = 0x3707
	propMIME      = 0x370e

	mostProperties = 2000
)

// utf8Text are the parameters of a text that is decoded already.
var utf8Text = map[string]string{"charset": "utf-8"}

// winmail reads the text and the files of a winmail.dat; false: it is none, or broken so that it is better kept as it is.
func (r *reader) winmail(b []byte) (content, bool) {
	t := tnef{charset: "cp949"}
	if !t.read(b) {
		r.note(NoteWinmail)
		return content{}, false
	}
	var c content
	if body := strings.TrimSpace(clean(t.body)); body != "" {
		c = r.text([]byte(body), utf8Text, false)
	} else if t.html != "" {
		c = r.text([]byte(t.html), utf8Text, true)
	}
	for _, f := range t.files {
		if r.parts++; r.parts > mostParts {
			r.doubt(DoubtNested)
			break
		}
		name := f.long
		if name == "" {
			name = f.short
		}
		c.files = append(c.files, r.file(fileName(name), f.mime, f.data))
	}
	return c, true
}

// tnef is a winmail.dat while it is read.
type tnef struct {
	charset    string
	body, html string
	files      []tnefFile
}

type tnefFile struct {
	short, long, mime string
	data              []byte
}

// read takes the attributes one after another. An end in the middle, or a length that leads out of the file, makes it broken.
func (t *tnef) read(b []byte) bool {
	if len(b) < 6 || binary.LittleEndian.Uint32(b) != tnefSignature {
		return false
	}
	for b = b[6:]; len(b) > 0; {
		if len(b) < 9 {
			return false
		}
		id, size := binary.LittleEndian.Uint32(b[1:]), uint64(binary.LittleEndian.Uint32(b[5:]))
		if uint64(len(b)) < 9+size+2 { // a checksum follows, of which nothing depends
			return false
		}
		t.attribute(id, b[9:9+size])
		b = b[9+size+2:]
	}
	return true
}

func (t *tnef) attribute(id uint32, data []byte) {
	if id == attAttachStart {
		if len(t.files) <= mostParts {
			t.files = append(t.files, tnefFile{})
		}
		return
	}
	switch id {
	case attCodepage:
		if len(data) >= 4 {
			t.charset = codepage(binary.LittleEndian.Uint32(data))
		}
		return
	case attBody:
		t.body = t.text(data)
		return
	case attMessage:
		t.properties(data, t.ofMail)
		return
	}
	if len(t.files) == 0 {
		return
	}
	f := &t.files[len(t.files)-1]
	switch id {
	case attAttachTitle:
		f.short = t.text(data)
	case attAttachData:
		f.data = data
	case attAttachment:
		t.properties(data, func(prop uint16, wide bool, value []byte) { t.ofFile(f, prop, wide, value) })
	}
}

func (t *tnef) ofMail(prop uint16, wide bool, value []byte) {
	switch prop {
	case propBody:
		t.body = t.string(value, wide)
	case propHTML:
		t.html = t.string(value, wide)
	}
}

func (t *tnef) ofFile(f *tnefFile, prop uint16, wide bool, value []byte) {
	switch prop {
	case propLongName:
		f.long = t.string(value, wide)
	case propShortName:
		if f.short == "" {
			f.short = t.string(value, wide)
		}
	case propMIME:
		f.mime = strings.ToLower(oneLine(t.string(value, wide)))
	case propData:
		if f.data == nil {
			f.data = value
		}
	}
}

// text is a text in the character set of the machine that wrote it, which ends with a zero byte.
func (t *tnef) text(b []byte) string {
	s, _ := decode(t.charset, b)
	s, _, _ = strings.Cut(s, "\x00")
	return s
}

func (t *tnef) string(b []byte, wide bool) string {
	if !wide {
		return t.text(b)
	}
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		u := binary.LittleEndian.Uint16(b)
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}

// codepage names the character set of a number of Microsoft's.
func codepage(n uint32) string {
	switch n {
	case 65001:
		return "utf-8"
	case 1252, 1250, 1251:
		return map[uint32]string{1250: "windows-1250", 1251: "windows-1251", 1252: "windows-1252"}[n]
	case 932:
		return "shift_jis"
	case 936:
		return "gbk"
	case 950:
		return "big5"
	}
	return "cp949"
}

// properties reads a list of MAPI properties and gives those with a value of variable length to take; wide tells text in UTF-16.
func (t *tnef) properties(b []byte, take func(prop uint16, wide bool, value []byte)) {
	c := cursor{rest: b}
	for n := min(c.u32(), mostProperties); n > 0 && !c.out; n-- {
		kind, prop := c.u16(), c.u16()
		if prop >= 0x8000 { // named: a GUID, and a number or a name
			c.skip(16)
			if c.u32() == 0 {
				c.skip(4)
			} else {
				c.padded(c.u32())
			}
		}
		many := kind&0x1000 != 0
		switch kind &^ 0x1000 {
		case 0x0d, 0x1e, 0x1f, 0x102: // object, text, wide text, bytes
			for k := min(c.u32(), mostProperties); k > 0 && !c.out; k-- {
				value := c.padded(c.u32())
				if kind == 0x0d { // an identifier of the kind of object
					value = value[min(16, len(value)):]
				}
				if !c.out && !many {
					take(prop, kind == 0x1f, value)
				}
			}
		default:
			k := uint32(1)
			if many {
				k = c.u32()
			}
			for ; k > 0 && !c.out; k-- {
				c.skip(fixed(kind &^ 0x1000))
			}
		}
	}
}

// fixed is how many bytes a value of a kind takes here: four at least.
func fixed(kind uint16) uint32 {
	switch kind {
	case 0x05, 0x06, 0x07, 0x14, 0x40:
		return 8
	case 0x48:
		return 16
	}
	return 4
}

// cursor reads numbers one after another. When they lead out of what there is, out is set, and all that follows is zero.
type cursor struct {
	rest []byte
	out  bool
}

func (c *cursor) take(n uint32) []byte {
	if c.out || uint64(len(c.rest)) < uint64(n) {
		c.out = true
		return nil
	}
	b := c.rest[:n]
	c.rest = c.rest[n:]
	return b
}

func (c *cursor) skip(n uint32) { c.take(n) }

// padded takes n bytes and what fills them up to a multiple of four.
func (c *cursor) padded(n uint32) []byte {
	b := c.take(n)
	if !c.out && n%4 != 0 {
		c.take(min(4-n%4, uint32(len(c.rest)))) // the last may lack it
	}
	return b
}

func (c *cursor) u16() uint16 {
	if b := c.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (c *cursor) u32() uint32 {
	if b := c.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

package picture

import (
	"bytes"
	"encoding/binary"
)

const pngHead = "\x89PNG\r\n\x1a\n"

// pngKept are the chunks that are needed to show a picture: those of the image, its colours, its transparency, its size and
// its movement (PNG, third edition, section 11). Text, time and EXIF are not among them.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "cHRM": true, "gAMA": true, "iCCP": true, "sBIT": true,
	"sRGB": true, "cICP": true, "mDCV": true, "cLLI": true, "bKGD": true, "hIST": true, "pHYs": true, "sPLT": true,
	"acTL": true, "fcTL": true, "fdAT": true,
}

// cleanPNG keeps the chunks of the picture. Each has a checksum of its own, so that they can be copied one by one.
func cleanPNG(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte(pngHead)) {
		return nil, ErrBroken
	}
	out := append(make([]byte, 0, len(body)), pngHead...)
	for at := len(pngHead); ; {
		if at+12 > len(body) {
			return nil, ErrBroken
		}
		n := int64(binary.BigEndian.Uint32(body[at:]))
		name := string(body[at+4 : at+8])
		if n > int64(len(body)-at-12) || at == len(pngHead) && name != "IHDR" {
			return nil, ErrBroken
		}
		end := at + 12 + int(n)
		if pngKept[name] {
			out = append(out, body[at:end]...)
		}
		if name == "IEND" {
			return out, nil
		}
		at = end
	}
}

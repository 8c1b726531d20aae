package picture

import (
	"bytes"
	"encoding/binary"
)

// Markers of JPEG, by ITU-T T.81 annex B.
const (
	markSOI  = 0xd8 // start of image
	markEOI  = 0xd9 // end of image
	markSOS  = 0xda // start of scan: compressed data follows
	markTEM  = 0x01
	markRST0 = 0xd0
	markRST7 = 0xd7
	markAPP0 = 0xe0 // JFIF
	markAPP1 = 0xe1 // EXIF, XMP
	markAPP2 = 0xe2 // colour profile
	markAPPe = 0xee // Adobe: how the colours are coded
	markAPPf = 0xef
	markCOM  = 0xfe
)

var (
	exifHead = []byte("Exif\x00\x00")
	iccHead  = []byte("ICC_PROFILE\x00")
)

// cleanJPEG keeps the image, its colours and which way is up.
func cleanJPEG(body []byte) ([]byte, error) {
	if len(body) < 4 || body[0] != 0xff || body[1] != markSOI {
		return nil, ErrBroken
	}
	out := append(make([]byte, 0, len(body)), 0xff, markSOI)
	turned, scanned := false, false
	for at := 2; ; {
		mark, from := nextMark(body, at)
		if at == len(body) && scanned { // some cameras forget the end
			return append(out, 0xff, markEOI), nil
		}
		if from < 0 {
			return nil, ErrBroken
		}
		switch {
		case mark == markEOI:
			if !scanned {
				return nil, ErrBroken // a frame without a picture
			}
			return append(out, 0xff, markEOI), nil
		case mark == markTEM || mark >= markRST0 && mark <= markRST7:
			at = from // markers without a length
			continue
		case mark == markSOI || mark == 0:
			return nil, ErrBroken
		}
		end := segmentEnd(body, from)
		if end < 0 {
			return nil, ErrBroken
		}
		data := body[from+2 : end]
		if !turned && mark == markAPP1 && bytes.HasPrefix(data, exifHead) {
			if o := orientation(data[len(exifHead):]); o > 1 {
				out, turned = append(out, turn(o)...), true
			}
		}
		if keepSegment(mark, data) {
			out = append(append(out, 0xff, mark), body[from:end]...)
		}
		if at = end; mark == markSOS {
			scanned = true
			at = scanEnd(body, end)
			out = append(out, body[end:at]...)
		}
	}
}

// nextMark returns the marker at a place, and where what belongs to it begins; -1 when there is none. Fill bytes are skipped.
func nextMark(body []byte, at int) (mark byte, from int) {
	if at >= len(body) || body[at] != 0xff {
		return 0, -1
	}
	for at < len(body) && body[at] == 0xff {
		at++
	}
	if at == len(body) {
		return 0, -1
	}
	return body[at], at + 1
}

// segmentEnd returns the end of a segment whose length stands at from; -1 when the file is shorter.
func segmentEnd(body []byte, from int) int {
	if from+2 > len(body) {
		return -1
	}
	n := int(binary.BigEndian.Uint16(body[from:]))
	if n < 2 || from+n > len(body) {
		return -1
	}
	return from + n
}

// keepSegment tells whether a segment is needed to show the picture. Of the application's own segments those are JFIF, the
// colour profile and Adobe's, which says how the colours are coded.
func keepSegment(mark byte, data []byte) bool {
	switch {
	case mark == markAPP0:
		return bytes.HasPrefix(data, []byte("JFIF\x00")) // not JFXX, a second picture
	case mark == markAPP2:
		return bytes.HasPrefix(data, iccHead)
	case mark == markAPPe:
		return bytes.HasPrefix(data, []byte("Adobe"))
	}
	return mark != markCOM && (mark < markAPP0 || mark > markAPPf)
}

// scanEnd returns where the compressed data that begins at a place ends: at a marker that is none of its own.
func scanEnd(body []byte, at int) int {
	for ; at+1 < len(body); at++ {
		if body[at] != 0xff {
			continue
		}
		if m := body[at+1]; m != 0 && m != 0xff && (m < markRST0 || m > markRST7) {
			return at
		}
	}
	return len(body)
}

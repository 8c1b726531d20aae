package picture

import "encoding/binary"

// webpKept are the chunks that are needed to show a picture, by the WebP container specification; EXIF and XMP are not.
var webpKept = map[string]bool{"VP8 ": true, "VP8L": true, "VP8X": true, "ALPH": true, "ANIM": true, "ANMF": true, "ICCP": true}

// Flags of the chunk VP8X that say what else is in the file.
const (
	webpXMP  = 0x04
	webpEXIF = 0x08
)

// frameHead is the length of what stands before the chunks of a frame of a moving picture (ANMF).
const frameHead = 16

// cleanWebP keeps the chunks of the picture.
func cleanWebP(body []byte) ([]byte, error) {
	if len(body) < 12 || string(body[:4]) != "RIFF" || string(body[8:12]) != "WEBP" {
		return nil, ErrBroken
	}
	n := int64(binary.LittleEndian.Uint32(body[4:]))
	if n < 4 || n > int64(len(body)-8) {
		return nil, ErrBroken
	}
	chunks, err := cleanChunks(body[12 : 8+n])
	if err != nil {
		return nil, err
	}
	if len(chunks) == 0 {
		return nil, ErrBroken
	}
	out := append(make([]byte, 0, 12+len(chunks)), "RIFF\x00\x00\x00\x00WEBP"...)
	out = append(out, chunks...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8)) // shorter than the number read above
	return out, nil
}

// cleanChunks keeps the chunks of a picture, or of one frame of it.
func cleanChunks(body []byte) ([]byte, error) {
	var out []byte
	for len(body) > 0 {
		if len(body) < 8 {
			return nil, ErrBroken
		}
		name, n := string(body[:4]), int64(binary.LittleEndian.Uint32(body[4:]))
		whole := 8 + n + n%2 // chunks begin at even places
		if whole > int64(len(body)) {
			return nil, ErrBroken
		}
		data := body[8 : 8+n]
		body = body[whole:]
		if !webpKept[name] {
			continue
		}
		switch {
		case name == "VP8X" && len(data) > 0:
			data = append([]byte{data[0] &^ (webpXMP | webpEXIF)}, data[1:]...)
		case name == "ANMF":
			if len(data) < frameHead {
				return nil, ErrBroken
			}
			inner, err := cleanChunks(data[frameHead:])
			if err != nil {
				return nil, err
			}
			data = append(append([]byte{}, data[:frameHead]...), inner...)
		}
		out = append(out, name...)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(data))) // no longer than it was
		out = append(out, data...)
		if len(data)%2 == 1 {
			out = append(out, 0)
		}
	}
	return out, nil
}

package app

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
)

// maxPixels bounds a photo by its size unpacked: 50 megapixels are 200 MB of memory.
const maxPixels = 50_000_000

// photos checks the photos of an inspection and returns them without anything but the picture: place, time and camera stand in
// the file beside it, and leave with it. Only JPEG and PNG are taken, since these can be drawn anew.
func (f *form) photos(field string, in []Attachment) []Attachment {
	var out []Attachment
	for _, a := range f.files(field, in) {
		body, kind, err := redrawn(a.Body)
		if err != nil {
			f.fault(field, "fault.photo")
			continue
		}
		a.Name, a.Type, a.Body = "photo.jpg", "image/jpeg", body
		if kind == "png" {
			a.Name, a.Type = "photo.png", "image/png"
		}
		out = append(out, a)
	}
	return out
}

// redrawn decodes a picture and encodes it anew, upright as the camera had it.
func redrawn(body []byte) (out []byte, kind string, err error) {
	size, kind, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return nil, "", image.ErrFormat
	}
	var b bytes.Buffer
	switch kind {
	case "png":
		var picture image.Image
		if picture, err = png.Decode(bytes.NewReader(body)); err == nil {
			err = png.Encode(&b, picture)
		}
	case "jpeg":
		var picture image.Image
		if picture, err = jpeg.Decode(bytes.NewReader(body)); err == nil {
			err = jpeg.Encode(&b, upright(picture, orientation(body)), &jpeg.Options{Quality: 85})
		}
	default:
		err = image.ErrFormat
	}
	return b.Bytes(), kind, err
}

// upright turns a picture as the camera says that it was held: 1 … 8 of Exif 2.3, of which 3, 6 and 8 are turns. The mirrored
// ones come from no camera's back and stay as they are.
func upright(in image.Image, how int) image.Image {
	if how != 3 && how != 6 && how != 8 {
		return in
	}
	b := in.Bounds()
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, h, w)
	if how == 3 {
		size = image.Rect(0, 0, w, h)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			c := in.At(b.Min.X+x, b.Min.Y+y)
			switch how {
			case 3:
				out.Set(w-1-x, h-1-y, c)
			case 6:
				out.Set(h-1-y, x, c)
			case 8:
				out.Set(y, w-1-x, c)
			}
		}
	}
	return out
}

// orientation reads the one thing of a JPEG file's Exif part that belongs to the picture; 1 when there is none.
func orientation(body []byte) int {
	for i := 2; i+4 <= len(body) && body[i] == 0xff; {
		marker, size := body[i+1], int(binary.BigEndian.Uint16(body[i+2:]))
		if marker == 0xda || size < 2 || i+2+size > len(body) {
			break
		}
		if part := body[i+4 : i+2+size]; marker == 0xe1 && bytes.HasPrefix(part, []byte("Exif\x00\x00")) {
			return tiffOrientation(part[6:])
		}
		i += 2 + size
	}
	return 1
}

func tiffOrientation(t []byte) int {
	if len(t) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if t[0] == 'I' {
		order = binary.LittleEndian
	}
	at := order.Uint32(t[4:])
	if uint64(at)+2 > uint64(len(t)) {
		return 1
	}
	dir := t[at:]
	for i := range int(order.Uint16(dir)) {
		entry := 2 + 12*i
		if entry+12 > len(dir) {
			break
		}
		if order.Uint16(dir[entry:]) == 0x0112 {
			return int(order.Uint16(dir[entry+8:]))
		}
	}
	return 1
}

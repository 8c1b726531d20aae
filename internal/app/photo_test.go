package app

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// shot is a photo 40 × 20 whose left half is black, with an Exif part that says how the camera was held and where.
func shot(t *testing.T, how byte) []byte {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := 20; x < 40; x++ {
			picture.SetGray(x, y, color.Gray{255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), how, 0, 0)
	exif = append(exif, "GPS 37.3422N 127.9202E"...)
	part := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return append(append([]byte{0xff, 0xd8}, part...), b.Bytes()[2:]...)
}

func TestPhotosLoseTheirPlaceAndStandUpright(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		how            byte
		width          int
		blackX, blackY int
	}{{1, 40, 5, 10}, {3, 40, 35, 10}, {6, 20, 10, 5}, {8, 20, 10, 35}, {9, 40, 5, 10}} {
		f := &form{}
		got := f.photos("files", []Attachment{{Name: "DCIM 0001.JPG", Body: shot(t, c.how)}})
		if len(got) != 1 || len(f.faults) != 0 {
			t.Fatalf("held %d: %v", c.how, f.faults)
		}
		if got[0].Name != "photo.jpg" || bytes.Contains(got[0].Body, []byte("GPS")) || bytes.Contains(got[0].Body, []byte("Exif")) {
			t.Errorf("held %d: kept as %s, %q", c.how, got[0].Name, got[0].Body[:40])
		}
		picture, err := jpeg.Decode(bytes.NewReader(got[0].Body))
		if err != nil {
			t.Fatal(err)
		}
		if r, _, _, _ := picture.At(c.blackX, c.blackY).RGBA(); picture.Bounds().Dx() != c.width || r > 0x4000 {
			t.Errorf("held %d: %v, %d where it is black", c.how, picture.Bounds(), r)
		}
	}
}

func TestPhotosThatAreNone(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	huge := bytes.Clone(b.Bytes())
	copy(huge[16:], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // says that it is 65,536 × 65,536
	for name, body := range map[string][]byte{"a.jpg": []byte("\xff\xd8\xff nothing"), "a.pdf": []byte("%PDF-1.4"), "b.png": huge, "c.png": b.Bytes()[:30]} {
		f := &form{}
		if got := f.photos("files", []Attachment{{Name: name, Body: body}}); len(got) != 0 || len(f.faults) == 0 {
			t.Errorf("%s of %d bytes was taken", name, len(body))
		}
	}
	f := &form{}
	if got := f.photos("files", []Attachment{{Name: "d.png", Body: b.Bytes()}}); len(got) != 1 || got[0].Type != "image/png" {
		t.Errorf("a PNG came to %v, %v", got, f.faults)
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\x08\x00\x00\x00"))
	f.Fuzz(func(_ *testing.T, body []byte) { orientation(body) })
}

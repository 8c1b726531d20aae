package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// secret stands for a place in every block of the test pictures.
const secret = "37.3422N 127.9202E"

func shot() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 16, 24))
	for x := range 16 {
		for y := range 24 {
			m.Set(x, y, color.RGBA{uint8(x * 16), uint8(y * 10), 99, 255})
		}
	}
	return m
}

func segment(mark byte, data string) []byte {
	out := binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(len(data)+2))
	return append(out, data...)
}

// exif is a block with the orientation and a text that stands for a place.
func exif(o byte) string {
	return "Exif\x00\x00II*\x00\x08\x00\x00\x00\x02\x00" +
		"\x0f\x01\x02\x00\x12\x00\x00\x00\x26\x00\x00\x00" +
		"\x12\x01\x03\x00\x01\x00\x00\x00" + string([]byte{o, 0, 0, 0}) + "\x00\x00\x00\x00" + secret
}

// photo is a JPEG as cameras and telephones write it.
func photo(t testing.TB, o byte) (plain, full []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, shot(), nil); err != nil {
		t.Fatal(err)
	}
	plain = b.Bytes()
	full = append(full, plain[:2]...)
	for _, s := range [][]byte{segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), segment(0xe1, exif(o)),
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret), segment(0xe2, "ICC_PROFILE\x00\x01\x01colours"), segment(0xe2, "MPF\x00"+secret),
		segment(0xed, "Photoshop 3.0\x00"+secret), segment(0xef, secret), segment(0xfe, secret)} {
		full = append(full, s...)
	}
	full = append(full, plain[2:]...)
	return plain, append(full, "\xff\xd8"+secret...) // a second picture after the end
}

func clean(t *testing.T, mime string, body []byte) []byte {
	t.Helper()
	got, err := Clean(mime, body)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte(secret)) {
		t.Error("the place is still in the file")
	}
	again, err := Clean(mime, got)
	if err != nil || !bytes.Equal(again, got) {
		t.Errorf("cleaning twice changes the file: %v", err)
	}
	return got
}

func TestJPEG(t *testing.T) {
	t.Parallel()
	plain, full := photo(t, 6)
	got := clean(t, "image/jpeg", full)
	want, err := jpeg.Decode(bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	seen, err := jpeg.Decode(bytes.NewReader(got))
	if err != nil {
		t.Fatalf("the cleaned picture cannot be read: %v", err)
	}
	if !bytes.Equal(want.(*image.YCbCr).Y, seen.(*image.YCbCr).Y) {
		t.Error("the picture looks otherwise")
	}
	if !bytes.Contains(got, []byte("ICC_PROFILE\x00\x01\x01colours")) {
		t.Error("the colour profile is lost")
	}
	i := bytes.Index(got, exifHead)
	if i < 0 || orientation(got[i+len(exifHead):]) != 6 {
		t.Error("which way is up is lost")
	}
	_, upright := photo(t, 1)
	if bytes.Contains(clean(t, "image/jpeg", upright), exifHead) {
		t.Error("an upright picture keeps an EXIF block")
	}
}

func chunk(name, data string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func TestPNG(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := png.Encode(&b, shot()); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	const afterIHDR = 8 + 12 + 13
	full := bytes.Clone(plain[:afterIHDR])
	for _, c := range [][]byte{chunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01"), chunk("eXIf", exif(1)[6:]), chunk("tEXt", "Location\x00"+secret),
		chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+secret), chunk("prVt", secret)} {
		full = append(full, c...)
	}
	full = append(append(full, plain[afterIHDR:]...), secret...)
	got := clean(t, "image/png", full)
	seen, err := png.Decode(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	if seen.At(3, 5) != shot().At(3, 5) || !bytes.Contains(got, []byte("pHYs")) {
		t.Error("the picture looks otherwise")
	}
	if got = clean(t, "image/png", plain); !bytes.Equal(got, plain) {
		t.Error("a clean picture was changed")
	}
}

func riff(name string, data []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data)))
	out = append(out, data...)
	if len(data)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

func TestWebP(t *testing.T) {
	t.Parallel()
	plain, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==") // one pixel, lossless
	if err != nil {
		t.Fatal(err)
	}
	if got := clean(t, "image/webp", plain); !bytes.Equal(got, plain) {
		t.Error("a clean picture was changed")
	}
	image := plain[12:]
	frame := append(make([]byte, frameHead), append(bytes.Clone(image), riff("priv", []byte(secret))...)...)
	join := func(flags byte, parts ...[]byte) []byte {
		body := append([]byte("WEBP"), riff("VP8X", append([]byte{flags}, make([]byte, 9)...))...)
		for _, p := range parts {
			body = append(body, p...)
		}
		return riff("RIFF", body)
	}
	full := join(0x20|webpEXIF|webpXMP, riff("ICCP", []byte("colours")), image, riff("EXIF", []byte(exif(1)[6:])), riff("XMP ", []byte(secret+"!")))
	if got, want := clean(t, "image/webp", append(full, secret...)), join(0x20, riff("ICCP", []byte("colours")), image); !bytes.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	moving := join(0x02, riff("ANIM", make([]byte, 6)), riff("ANMF", frame))
	if got, want := clean(t, "image/webp", moving), join(0x02, riff("ANIM", make([]byte, 6)), riff("ANMF", append(make([]byte, frameHead), image...))); !bytes.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	_, full := photo(t, 3)
	for name, f := range map[string]struct{ mime, body string }{
		"only a head":            {"image/jpeg", "\xff\xd8\xff\xe0"},
		"no picture":             {"image/jpeg", "\xff\xd8\xff\xd9"},
		"cut in a segment":       {"image/jpeg", string(full[:30])},
		"a length of nothing":    {"image/jpeg", "\xff\xd8\xff\xe1\x00\x01\xff\xd9"},
		"something else":         {"image/jpeg", "\xff\xd8hello"},
		"only a PNG head":        {"image/png", pngHead},
		"a PNG without IHDR":     {"image/png", pngHead + string(chunk("IEND", ""))},
		"a chunk too long":       {"image/png", pngHead + "\xff\xff\xff\xffIHDR1234"},
		"a PNG without an end":   {"image/png", pngHead + string(chunk("IHDR", "1234567890123"))},
		"only a RIFF head":       {"image/webp", "RIFF\x04\x00\x00\x00WEBP"},
		"a RIFF that is cut":     {"image/webp", "RIFF\xff\x00\x00\x00WEBPVP8 "},
		"a frame without a head": {"image/webp", string(riff("RIFF", append([]byte("WEBP"), riff("ANMF", []byte("x"))...)))},
	} {
		if got, err := Clean(f.mime, []byte(f.body)); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	if got, err := Clean("application/pdf", []byte("%PDF-")); err != nil || string(got) != "%PDF-" {
		t.Errorf("another kind of file: %q, %v", got, err)
	}
}

// TestJPEGWithoutEnd proves that a photo whose last two bytes a camera forgot is taken, as every program shows it.
func TestJPEGWithoutEnd(t *testing.T) {
	t.Parallel()
	plain, _ := photo(t, 1)
	if got := clean(t, "image/jpeg", plain[:len(plain)-2]); !bytes.Equal(got, plain) {
		t.Error("the end was not written")
	}
}

func FuzzClean(f *testing.F) {
	_, full := photo(f, 6)
	f.Add("image/jpeg", full)
	f.Add("image/png", []byte(pngHead+string(chunk("IHDR", "1234567890123"))+string(chunk("IEND", ""))))
	f.Add("image/webp", riff("RIFF", append([]byte("WEBP"), riff("ANMF", make([]byte, 30))...)))
	f.Fuzz(func(t *testing.T, mime string, body []byte) {
		before := bytes.Clone(body)
		got, err := Clean(mime, body)
		if !bytes.Equal(before, body) {
			t.Fatal("the argument was changed")
		}
		if err != nil {
			return
		}
		again, err := Clean(mime, got)
		if err != nil || !bytes.Equal(again, got) {
			t.Fatalf("cleaning twice changes the file: %v\n%q\n%q", err, got, again)
		}
	})
}

package picture

import "encoding/binary"

// tagOrientation says which way is up, by the EXIF standard: 1 as it is, 2 to 8 turned or mirrored.
const tagOrientation = 0x0112

// orientation reads which way is up from an EXIF block; 1 when it does not say.
func orientation(tiff []byte) byte {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	n := int64(order.Uint16(tiff[at:]))
	for i := range n {
		from := at + 2 + 12*i
		if from+12 > int64(len(tiff)) {
			return 1
		}
		entry := tiff[from : from+12]
		if order.Uint16(entry) == tagOrientation {
			if v := order.Uint16(entry[8:]); v >= 1 && v <= 8 {
				return byte(v)
			}
			return 1
		}
	}
	return 1
}

// turn is a whole EXIF segment that says which way is up and nothing else. Without it a photo that was taken upright would lie
// on its side.
func turn(o byte) []byte {
	data := append([]byte{0xff, markAPP1, 0, 34}, exifHead...)
	return append(data,
		'M', 'M', 0, '*', 0, 0, 0, 8, // TIFF, most significant byte first; the directory begins at 8
		0, 1, // one entry:
		tagOrientation>>8, tagOrientation&0xff, 0, 3, 0, 0, 0, 1, 0, o, 0, 0, // one short number
		0, 0, 0, 0) // no further directory
}

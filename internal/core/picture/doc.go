// Package picture takes out of pictures what says where, when and with what they were taken, and leaves what is seen: the
// bytes of the image are copied as they are, so that nothing is lost by writing it anew.
//
// A photo of a broken door can carry the place where its owner lives: cameras write it into blocks beside the image (EXIF,
// XMP, IPTC, comments). Only blocks that are needed to show the picture are kept; all others are dropped, known or not, and
// so is what follows the end of the image, where telephones put a second picture or a film with blocks of its own.
package picture

import "errors"

// ErrBroken tells that a file is not the picture that its first bytes promise. What cannot be read cannot be cleaned.
var ErrBroken = errors.New("picture: broken file")

// Clean returns the picture without the blocks that tell of the person who took it. The media type is that found in the
// bytes: image/jpeg, image/png or image/webp; files of other types are returned as they are. The result may share memory with
// the argument, which is not changed.
func Clean(mime string, body []byte) ([]byte, error) {
	switch mime {
	case "image/jpeg":
		return cleanJPEG(body)
	case "image/png":
		return cleanPNG(body)
	case "image/webp":
		return cleanWebP(body)
	}
	return body, nil
}

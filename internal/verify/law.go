package verify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/open"
)

// readCharters reads the charter versions, each from its own texts. Without any that can be read nothing can be judged.
func (v *verification) readCharters(ctx context.Context) error {
	if b, err := v.file(ctx, v.index.Days); err != nil {
		return err
	} else if b != nil && json.Unmarshal(b, &[]open.Day{}) != nil {
		v.found(FileDigest, -1, "path", v.index.Days.Path)
	}
	var all []*charter.Charter
	for _, c := range v.index.Charters {
		ch, err := v.charter(ctx, c)
		if err != nil {
			return err
		}
		if ch != nil {
			all = append(all, ch)
		}
	}
	versions, err := charter.NewVersions(all...)
	if err != nil {
		v.found(CharterText, -1, "digest", "", "what", err.Error())
		return nil
	}
	v.charters = versions
	return nil
}

// charter reads one version; nil when it is not what it is said to be.
func (v *verification) charter(ctx context.Context, c open.CharterFile) (*charter.Charter, error) {
	b, err := v.file(ctx, c.File)
	if err != nil || b == nil {
		return nil, err
	}
	ch, err := readCharter(b)
	if err == nil && ch.Digest != c.Digest {
		err = errors.New(short(ch.Digest))
	}
	if err != nil {
		v.found(CharterText, -1, "digest", short(c.Digest), "what", err.Error())
		return nil, nil
	}
	return ch, nil
}

// readCharter reads a version from a JSON object of the names and texts of its folder.
func readCharter(b []byte) (*charter.Charter, error) {
	var texts map[string]string
	if err := json.Unmarshal(b, &texts); err != nil {
		return nil, err
	}
	files := charter.Files{}
	for name, text := range texts {
		files[name] = []byte(text)
	}
	from := calendar.Source{Zone: time.LoadLocation, File: func(name string) ([]byte, error) {
		src, ok := files[name]
		if !ok {
			return nil, fmt.Errorf("%s: there is no such file in the charter's folder", name)
		}
		return src, nil
	}}
	return charter.Parse(files, func(name string) (*calendar.Calendar, error) {
		file, src, ok := files.Calendar(name)
		if !ok {
			return nil, errors.New("there is no such calendar in the charter's folder")
		}
		return calendar.Parse(file, src, from)
	})
}

func short(digest string) string { return digest[:min(12, len(digest))] }

func parseTime(text string) (time.Time, error) { return time.Parse(time.RFC3339Nano, text) }

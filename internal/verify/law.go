package verify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
)

// readCharters reads the charter versions, each from its own texts, with all calendars that it was read with. Without any that can be read nothing can be judged.
func (v *verification) readCharters(ctx context.Context) error {
	if b, err := v.file(ctx, v.index.Days); err != nil {
		return err
	} else if b != nil && json.Unmarshal(b, &[]open.Day{}) != nil {
		v.found(FileDigest, -1, "path", v.index.Days.Path)
	}
	var first []*charter.Charter // of each version
	for _, c := range v.index.Charters {
		ch, err := v.charter(ctx, c)
		if err != nil {
			return err
		}
		if ch == nil {
			continue
		}
		if !slices.ContainsFunc(first, func(f *charter.Charter) bool { return f.Digest == ch.Digest }) {
			first = append(first, ch)
		}
		v.read[ch.Digest] = append(v.read[ch.Digest], ch)
	}
	versions, err := charter.NewVersions(first...)
	if err != nil {
		v.found(CharterText, -1, "digest", "", "what", err.Error())
		return nil
	}
	v.charters = versions
	return nil
}

// lawOf returns what a publication was counted by: its charter versions, each with those of the calendars it was read with that the
// publication names, and the special days that the publication names. nil, with a finding, when there is no such law.
func (v *verification) lawOf(t *table) (*publication.Law, error) {
	key, err := json.Marshal(t.Days)
	if err != nil {
		return nil, err
	}
	for _, e := range t.Charters {
		if v.read[e.Digest] == nil {
			v.found(CharterGone, -1, "n", t.ID, "digest", short(e.Digest))
			return nil, nil
		}
	}
	var all charter.Versions
	for _, ch := range v.charters {
		with, ok := t.version(v.read[ch.Digest])
		if !ok {
			v.found(CalendarOff, -1, "id", t.ID)
			return nil, nil
		}
		all = append(all, with)
		key = append(append(key, with.Petition.Digest()...), with.Desk.Digest()...)
	}
	law := v.laws[string(key)]
	if law == nil {
		law = publication.NewLaw(all)
		v.laws[string(key)] = law
	}
	return law, nil
}

// version returns a charter version with the calendars and the special days that the publication names. Of a version that was not in
// force in its period it may name none; then the newest calendars are as good as any. ok is false when there is no such version.
func (t *table) version(read []*charter.Charter) (with *charter.Charter, ok bool) {
	for _, ch := range read {
		var err error
		if with, err = open.WithDays(ch, t.Days); err != nil {
			return nil, false
		}
		if slices.Contains(t.Calendars, with.Petition.Digest()) && slices.Contains(t.Calendars, with.Desk.Digest()) {
			return with, true
		}
	}
	return with, !slices.ContainsFunc(t.Charters, func(e publication.Edition) bool { return e.Digest == with.Digest })
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

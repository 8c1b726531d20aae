package directory

import "jikim/internal/core/entry"

// Restore gives an entry back what it said in other files, such as those in force, and returns the files that change. An entry that
// is not there is taken out; one that was taken out comes back at the end of its list.
func Restore(files, other Files, p Part, id string) (Files, error) {
	raw, err := entry.Read(p.File(), other[p.File()])
	if err != nil {
		return nil, err
	}
	now, err := entry.Read(p.File(), files[p.File()])
	if err != nil {
		return nil, err
	}
	was, is := entry.Find(raw, id), entry.Find(now, id)
	src := files[p.File()]
	switch {
	case was == nil && is == nil:
		return nil, entry.ErrUnknown
	case was == nil:
		src, err = entry.Remove(p.File(), src, id)
	case is == nil:
		src, err = entry.Add(p.File(), src, was.Fields)
	default:
		fields := was.Fields
		for _, f := range is.Fields {
			if was.Get(f.Key).Kind == entry.Nothing {
				fields = append(fields[:len(fields):len(fields)], entry.Field{Key: f.Key})
			}
		}
		src, err = entry.Set(p.File(), src, id, fields)
	}
	if err != nil {
		return nil, err
	}
	return Files{p.File(): src}, nil
}

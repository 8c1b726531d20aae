package store

import (
	"context"
	"time"

	"jikim/internal/app"
)

const (
	sqlAddSight = `insert into sight (institution, id, at, kept_at, cipher) values ($1, $2, $3, $4, $5)
		on conflict (institution, id) do nothing`
	// The name of a sight whose contents are gone is not written again.
	sqlNameSight = `insert into sight_name (institution, name, at, id)
		select $1, $2, at, id from sight where institution = $1 and id = $3 and length(cipher) > 0
		on conflict (institution, name, at, id) do nothing`
	sqlSightsBy = `select id, at, kept_at, cipher from sight where institution = $1 and length(cipher) > 0 and id in (
		select id from sight_name where institution = $1 and name in (select value from json_each($2)) and at >= $3 and at < $4)
		order by at, id limit $5`
	sqlUnnameSights = `delete from sight_name where institution = $1 and id in (
		select id from sight where institution = $1 and kept_at < $2 and length(cipher) > 0)`
	sqlEmptySights = `update sight set cipher = $3 where institution = $1 and kept_at < $2 and length(cipher) > 0`
)

// AddSights keeps sights in one transaction. One that is there already stays as it is.
func (d *DB) AddSights(ctx context.Context, institution string, sights []app.Sighted) error {
	return d.write(ctx, func() work {
		var w work
		for i := range sights {
			s := &sights[i]
			w.steps = append(w.steps, step{text: sqlAddSight, args: []any{institution, s.ID, micros(s.At), micros(s.KeptAt), blob(s.Cipher)}})
			for _, name := range s.Names {
				w.steps = append(w.steps, step{text: sqlNameSight, args: []any{institution, name, s.ID}})
			}
		}
		return w
	})
}

// SightsBy returns sights that have one of the names and lie in [from, until), at most limit, the earliest first.
func (d *DB) SightsBy(ctx context.Context, institution string, names []string, from, until time.Time, limit int) ([]app.Sighted, error) {
	if len(names) == 0 {
		return nil, nil
	}
	return list(ctx, d, func(r scanner) (app.Sighted, error) {
		var s app.Sighted
		err := r.Scan(&s.ID, moment{&s.At}, moment{&s.KeptAt}, &s.Cipher)
		return s, err
	}, sqlSightsBy, institution, array(names), micros(from), micros(until), int64(limit))
}

// PruneSights forgets the contents and names of the sights that were kept before an instant.
func (d *DB) PruneSights(ctx context.Context, institution string, before time.Time) error {
	return d.write(ctx, func() work {
		return work{steps: []step{
			{text: sqlUnnameSights, args: []any{institution, micros(before)}},
			{text: sqlEmptySights, args: []any{institution, micros(before), blob(nil)}},
		}}
	})
}

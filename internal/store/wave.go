package store

import (
	"context"

	"jikim/internal/app"
)

const (
	waveColumns = `select id, year, state, opens_at, closes_at, closed_at, answers, body from wave `
	sqlWave     = waveColumns + `where institution = $1 and id = $2`
	sqlWaves    = waveColumns + `where institution = $1 order by opens_at desc, id desc`
	sqlAddWave  = `insert into wave (institution, id, year, state, opens_at, closes_at, closed_at, answers, body)
		values ($1, $2, $3, $4, $5, $6, $7, 0, $8)`
	sqlMoveWave = `update wave set state = $3, opens_at = $4, closes_at = $5, closed_at = $6, body = $7
		where institution = $1 and id = $2 and state = $8`
	// Holds the row until the transaction is over, so that a wave is not closed while something is being written to it.
	sqlHoldWave      = `update wave set answers = answers + $3 where institution = $1 and id = $2 and state = $4`
	sqlForgetInvited = `delete from invitation where institution = $1 and wave = $2`
	sqlForgetTickets = `delete from ticket where institution = $1 and wave = $2`
	sqlForgetTallies = `delete from tally where institution = $1 and wave = $2`
	sqlHasAnswer     = `select 1 from answer where institution = $1 and wave = $2 and id = $3`
	sqlAnswers       = `select id, stratum, mode, cipher from answer where institution = $1 and wave = $2 order by id`
	sqlRemarks       = `select id, '', '', cipher from remark where institution = $1 and wave = $2 order by id`
	sqlForgetAnswers = `delete from answer where institution = $1 and wave = $2`
	sqlForgetRemarks = `delete from remark where institution = $1 and wave = $2`
	sqlAddAnswer     = `insert into answer (institution, wave, id, stratum, mode, cipher) values ($1, $2, $3, $4, $5, $6)`
	sqlAddRemark     = `insert into remark (institution, wave, id, cipher) values ($1, $2, $3, $4)`
	sqlCountAnswers  = `select stratum, mode, count(*) from answer where institution = $1 and wave = $2 group by stratum, mode order by stratum, mode`
	sqlUseTicket     = `delete from ticket where institution = $1 and wave = $2 and hash = $3`
	sqlUsePlace      = `update tally set count = count + 1 where institution = $1 and wave = $2 and name = $3 and (most = 0 or count < most)`
	sqlAddTally      = `insert into tally (institution, wave, name, count, most) values ($1, $2, $3, $4, $5)`
	sqlTallies       = `select name, count, most from tally where institution = $1 and wave = $2 order by name`
	sqlCountTally    = `insert into tally (institution, wave, name, count, most) values ($1, $2, $3, 1, 0)
		on conflict (institution, wave, name) do update set count = tally.count + 1`
)

// AddWave keeps a new wave with its invitations and counters. app.ErrConflict when there is one of that identifier.
func (d *DB) AddWave(ctx context.Context, w *app.Wave, invited []app.Invitation, places []app.Tally) error {
	return d.write(ctx, func() work {
		todo := work{whole: true, steps: []step{{text: sqlAddWave, args: []any{w.Institution, w.ID, int64(w.Year), string(w.State),
			micros(w.OpensAt), micros(w.ClosesAt), micros(w.ClosedAt), blob(w.Body)}}}}
		todo.steps = append(todo.steps, invite(w.Institution, w.ID, invited)...)
		for _, p := range places {
			todo.steps = append(todo.steps, step{text: sqlAddTally, args: []any{w.Institution, w.ID, p.Name, int64(p.Count), int64(p.Most)}})
		}
		return todo
	})
}

func scanWave(institution string) func(scanner) (app.Wave, error) {
	return func(s scanner) (app.Wave, error) {
		w := app.Wave{Institution: institution}
		var year, taken int64
		var state string
		err := s.Scan(&w.ID, &year, &state, moment{&w.OpensAt}, moment{&w.ClosesAt}, moment{&w.ClosedAt}, &taken, &w.Body)
		w.Year, w.State, w.Taken = int(year), app.WaveState(state), int(taken)
		return w, err
	}
}

// Wave returns a wave. app.ErrNotFound when there is none.
func (d *DB) Wave(ctx context.Context, institution, id string) (*app.Wave, error) {
	return find(ctx, d, scanWave(institution), sqlWave, institution, id)
}

// ListWaves returns all waves, the last to be opened first.
func (d *DB) ListWaves(ctx context.Context, institution string) ([]app.Wave, error) {
	return list(ctx, d, scanWave(institution), sqlWaves, institution)
}

func moveWave(w *app.Wave, from app.WaveState) step {
	return step{text: sqlMoveWave, args: []any{w.Institution, w.ID, string(w.State), micros(w.OpensAt), micros(w.ClosesAt), micros(w.ClosedAt),
		blob(w.Body), string(from)}, one: true}
}

// MoveWave writes a wave that is in a state. app.ErrConflict when it is not.
func (d *DB) MoveWave(ctx context.Context, w *app.Wave, from app.WaveState) error {
	return d.write(ctx, func() work { return work{steps: []step{moveWave(w, from)}} })
}

// EndWave writes a wave that is being mixed, and forgets invitations, tickets and counters.
func (d *DB) EndWave(ctx context.Context, w *app.Wave) error {
	return d.write(ctx, func() work {
		todo := work{steps: []step{moveWave(w, app.WaveMixing)}}
		for _, text := range []string{sqlForgetInvited, sqlForgetTickets, sqlForgetTallies} {
			todo.steps = append(todo.steps, step{text: text, args: []any{w.Institution, w.ID}})
		}
		return todo
	})
}

// hold is the step that keeps a wave in a state until the transaction is over, and adds to the number of its answers.
func hold(institution, wave string, answers int, state app.WaveState) step {
	return step{text: sqlHoldWave, args: []any{institution, wave, int64(answers), string(state)}, one: true}
}

// TakeAnswer keeps an answer. What it uses up is deleted: nothing of an invitation is written by the transaction, so that not even the
// numbers of transactions that PostgreSQL keeps with rows tie the two.
func (d *DB) TakeAnswer(ctx context.Context, a *app.Taken) error {
	return d.write(ctx, func() work {
		w := work{whole: true, steps: []step{hold(a.Institution, a.Wave, 1, app.WaveOpen)}}
		if len(a.Ticket) > 0 {
			w.steps = append(w.steps, step{text: sqlUseTicket, args: []any{a.Institution, a.Wave, a.Ticket}, one: true})
		} else {
			w.steps = append(w.steps, step{text: sqlUsePlace, args: []any{a.Institution, a.Wave, a.Place}, one: true})
		}
		w.steps = append(w.steps, addAnswer(a.Institution, a.Wave, &a.Answer))
		for i := range a.Remarks {
			w.steps = append(w.steps, addRemark(a.Institution, a.Wave, &a.Remarks[i]))
		}
		return w
	})
}

func addAnswer(institution, wave string, k *app.Kept) step {
	return step{text: sqlAddAnswer, args: []any{institution, wave, k.ID, k.Stratum, k.Mode, blob(k.Cipher)}}
}

func addRemark(institution, wave string, k *app.Kept) step {
	return step{text: sqlAddRemark, args: []any{institution, wave, k.ID, blob(k.Cipher)}}
}

// HasAnswer tells whether an answer of that identifier is kept.
func (d *DB) HasAnswer(ctx context.Context, institution, wave, id string) (bool, error) {
	found, err := list(ctx, d, scanInt, sqlHasAnswer, institution, wave, id)
	return len(found) > 0, err
}

func scanKept(s scanner) (app.Kept, error) {
	var k app.Kept
	err := s.Scan(&k.ID, &k.Stratum, &k.Mode, &k.Cipher)
	return k, err
}

// Answers returns the answers of a wave, by their random identifiers.
func (d *DB) Answers(ctx context.Context, institution, wave string) ([]app.Kept, error) {
	return list(ctx, d, scanKept, sqlAnswers, institution, wave)
}

// Remarks returns the remarks of a wave, by their random identifiers.
func (d *DB) Remarks(ctx context.Context, institution, wave string) ([]app.Kept, error) {
	return list(ctx, d, scanKept, sqlRemarks, institution, wave)
}

// CountAnswers counts the answers of a wave by stratum and mode.
func (d *DB) CountAnswers(ctx context.Context, institution, wave string) ([]app.AnswerCount, error) {
	return list(ctx, d, func(s scanner) (app.AnswerCount, error) {
		var c app.AnswerCount
		var n int64
		err := s.Scan(&c.Stratum, &c.Mode, &n)
		c.Count = int(n)
		return c, err
	}, sqlCountAnswers, institution, wave)
}

// ReplaceAnswers puts other answers in the place of those of a wave that is being mixed.
func (d *DB) ReplaceAnswers(ctx context.Context, institution, wave string, answers []app.Kept) error {
	return d.replace(ctx, institution, wave, sqlForgetAnswers, addAnswer, answers)
}

// ReplaceRemarks puts other remarks in the place of those of a wave that is being mixed.
func (d *DB) ReplaceRemarks(ctx context.Context, institution, wave string, remarks []app.Kept) error {
	return d.replace(ctx, institution, wave, sqlForgetRemarks, addRemark, remarks)
}

func (d *DB) replace(ctx context.Context, institution, wave, forget string, add func(institution, wave string, k *app.Kept) step, kept []app.Kept) error {
	return d.write(ctx, func() work {
		w := work{whole: true, steps: []step{hold(institution, wave, 0, app.WaveMixing), {text: forget, args: []any{institution, wave}}}}
		for i := range kept {
			w.steps = append(w.steps, add(institution, wave, &kept[i]))
		}
		return w
	})
}

// CountTally adds one to a counter that has no limit.
func (d *DB) CountTally(ctx context.Context, institution, wave, name string) error {
	return d.exec(ctx, sqlCountTally, institution, wave, name)
}

// Tallies lists the counters of a wave by name.
func (d *DB) Tallies(ctx context.Context, institution, wave string) ([]app.Tally, error) {
	return list(ctx, d, func(s scanner) (app.Tally, error) {
		var t app.Tally
		var n, most int64
		err := s.Scan(&t.Name, &n, &most)
		t.Count, t.Most = int(n), int(most)
		return t, err
	}, sqlTallies, institution, wave)
}

package store

import (
	"context"
	"time"

	"jikim/internal/app"
)

const (
	invitationColumns = `select i.wave, i.id, i.ticket, i.stratum, i.way, i.state, i.reminders, i.attempts, i.next_at, i.contact,
		case when t.hash is null then 0 else 1 end
		from invitation i left join ticket t on (t.institution = i.institution and t.wave = i.wave and t.hash = i.ticket) `
	sqlInvitationOf = invitationColumns + `where i.institution = $1 and i.ticket = $2`
	sqlInvitations  = invitationColumns + `where i.institution = $1 and i.wave = $2 and i.way = $3 and i.state = $4 and t.hash is not null
		order by i.id limit $5`
	sqlDueInvitations = invitationColumns + `where i.institution = $1 and i.next_at > 0 and i.next_at <= $2 order by i.next_at, i.id limit $3`
	sqlAddInvitation  = `insert into invitation (institution, wave, id, ticket, stratum, way, state, reminders, attempts, next_at, contact)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	sqlAddTicket       = `insert into ticket (institution, wave, hash) values ($1, $2, $3)`
	sqlLeaseInvitation = `update invitation set next_at = $5, attempts = attempts + 1 where institution = $1 and wave = $2 and id = $3 and next_at = $4`
	// A refusal is the last word: whoever writes what he has read before it writes nothing.
	sqlSetInvitation = `update invitation set way = $4, state = $5, reminders = $6, attempts = $7, next_at = $8, contact = $9
		where institution = $1 and wave = $2 and id = $3 and state <> $10`
	sqlCountInvitations = `select i.stratum, i.way, i.state, count(*), sum(case when t.hash is null then 1 else 0 end)
		from invitation i left join ticket t on (t.institution = i.institution and t.wave = i.wave and t.hash = i.ticket)
		where i.institution = $1 and i.wave = $2 group by i.stratum, i.way, i.state order by i.stratum, i.way, i.state`
	sqlObject     = `insert into objection (institution, address) values ($1, $2) on conflict (institution, address) do nothing`
	sqlObjections = `select address from objection where institution = $1 order by address`
)

// invite returns the steps that add invitations with their tickets.
func invite(institution, wave string, invited []app.Invitation) []step {
	steps := make([]step, 0, 2*len(invited))
	for k := range invited {
		i := &invited[k]
		steps = append(steps,
			step{text: sqlAddInvitation, args: []any{institution, wave, i.ID, i.Ticket, i.Stratum, i.Way, i.State, int64(i.Reminders),
				int64(i.Attempts), micros(i.NextAt), blob(i.Contact)}},
			step{text: sqlAddTicket, args: []any{institution, wave, i.Ticket}})
	}
	return steps
}

// AddInvitations writes the body of an open wave and adds invitations to it. app.ErrConflict when it is not open, or one exists.
func (d *DB) AddInvitations(ctx context.Context, w *app.Wave, invited []app.Invitation) error {
	return d.write(ctx, func() work {
		return work{whole: true, steps: append([]step{moveWave(w, app.WaveOpen)}, invite(w.Institution, w.ID, invited)...)}
	})
}

func scanInvitation(institution string) func(scanner) (app.Invitation, error) {
	return func(s scanner) (app.Invitation, error) {
		i := app.Invitation{Institution: institution}
		var reminders, attempts, open int64
		err := s.Scan(&i.Wave, &i.ID, &i.Ticket, &i.Stratum, &i.Way, &i.State, &reminders, &attempts, moment{&i.NextAt}, &i.Contact, &open)
		i.Reminders, i.Attempts, i.Open = int(reminders), int(attempts), open != 0
		return i, err
	}
}

// InvitationOf returns the invitation with that ticket. app.ErrNotFound when there is none.
func (d *DB) InvitationOf(ctx context.Context, institution string, ticket []byte) (*app.Invitation, error) {
	return find(ctx, d, scanInvitation(institution), sqlInvitationOf, institution, blob(ticket))
}

// ListInvitations lists those of a way and a state whose ticket is there, by identifier.
func (d *DB) ListInvitations(ctx context.Context, institution, wave, way, state string, limit int) ([]app.Invitation, error) {
	return list(ctx, d, scanInvitation(institution), sqlInvitations, institution, wave, way, state, int64(limit))
}

// DueInvitations lists those whose NextAt is not after now, the earliest first.
func (d *DB) DueInvitations(ctx context.Context, institution string, now time.Time, limit int) ([]app.Invitation, error) {
	return list(ctx, d, scanInvitation(institution), sqlDueInvitations, institution, micros(now), int64(limit))
}

// LeaseInvitation puts one that is due off until an instant, and counts the attempt.
func (d *DB) LeaseInvitation(ctx context.Context, i *app.Invitation, until time.Time) error {
	return d.one(ctx, sqlLeaseInvitation, i.Institution, i.Wave, i.ID, micros(i.NextAt), micros(until))
}

func setInvitation(i *app.Invitation) step {
	return step{text: sqlSetInvitation, args: []any{i.Institution, i.Wave, i.ID, i.Way, i.State, int64(i.Reminders), int64(i.Attempts),
		micros(i.NextAt), blob(i.Contact), app.InvitationRefused}, one: true}
}

// SetInvitation writes what changes of an invitation. app.ErrConflict when there is none, or it was refused.
func (d *DB) SetInvitation(ctx context.Context, i *app.Invitation) error {
	return d.write(ctx, func() work { return work{steps: []step{setInvitation(i)}} })
}

// RefuseInvitation is SetInvitation, takes the ticket away and remembers who objects. app.ErrConflict, too, when the ticket is gone.
func (d *DB) RefuseInvitation(ctx context.Context, i *app.Invitation, addresses [][]byte) error {
	return d.write(ctx, func() work {
		w := work{steps: []step{setInvitation(i), {text: sqlUseTicket, args: []any{i.Institution, i.Wave, i.Ticket}, one: true}}}
		for _, a := range addresses {
			w.steps = append(w.steps, step{text: sqlObject, args: []any{i.Institution, a}})
		}
		return w
	})
}

// CountInvitations counts the invitations of a wave by stratum, way and state.
func (d *DB) CountInvitations(ctx context.Context, institution, wave string) ([]app.InvitationCount, error) {
	return list(ctx, d, func(s scanner) (app.InvitationCount, error) {
		var c app.InvitationCount
		var all, used int64
		err := s.Scan(&c.Stratum, &c.Way, &c.State, &all, &used)
		c.All, c.Used = int(all), int(used)
		return c, err
	}, sqlCountInvitations, institution, wave)
}

// Objections lists the blinded addresses of those who do not want to be asked.
func (d *DB) Objections(ctx context.Context, institution string) ([][]byte, error) {
	return list(ctx, d, func(s scanner) ([]byte, error) {
		var b []byte
		err := s.Scan(&b)
		return b, err
	}, sqlObjections, institution)
}

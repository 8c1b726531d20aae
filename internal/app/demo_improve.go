package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/improvement"
)

// madeImprovement is an entry of the register of improvements that comes from an opinion.
type madeImprovement struct {
	days                            int // before the end of the demonstration that the opinion came
	text, suggested, answer, reason string
	state                           improvement.State
	pictures                        []drawing
}

// register tells the opinions from which the register of improvements has its entries, and enters them.
func (d *demonstration) register() error {
	for i := range demoImprovements {
		m := &demoImprovements[i]
		loc := d.ch.Petition.Location()
		at := d.within(d.opening(civil.DateOf(d.until, loc).AddDays(-m.days), 1))
		if at.Before(d.from) {
			continue
		}
		st := d.begin(at)
		id, officer := st.opinion(at, m.text, m.state == improvement.Done)
		if id == "" {
			continue
		}
		by := "officer:" + officer
		e := improvement.Entry{ID: "demo-" + strconv.Itoa(i+1), Source: improvement.FromOpinion, Case: st.id, Fact: id, Desk: complaintDesk(d.ch, ""),
			Suggested: m.suggested, State: m.state, Reason: m.reason, RaisedAt: at}
		reviewed := st.later(at, st.between(20*time.Minute, 60*time.Minute))
		switch m.state {
		case improvement.Done:
			st.add(reviewed, fact.OpinionReviewed, by, fact.ViaDesk, "", "of", id)
			e.Made, e.DoneAt = m.answer, st.later(reviewed, st.between(20*time.Minute, 100*time.Minute))
			st.improved(e.DoneAt, id, by, m.answer, m.pictures...)
			var err error
			if e.Pictures, err = d.shown(st.made(), m.pictures, e.DoneAt); err != nil {
				return err
			}
		case improvement.Planned:
			st.review(reviewed, id, by, casefile.ImproveLater, m.answer)
			e.Owner, e.Until = demoID("lead"), civil.DateOf(d.until, loc).AddDays(45).String()
		default:
			st.review(reviewed, id, by, casefile.ImproveNot, m.reason)
		}
		told := st.later(at, st.between(6*time.Hour, 20*time.Hour))
		st.note(st.add(told, fact.OpinionTold, by, fact.ViaDesk, "", "of", id, "channel", "phone", "text", true), map[string]string{"text": m.answer + m.reason})
		if err := st.end(); err != nil {
			return err
		}
		if err := d.enter(&e, told); err != nil {
			return err
		}
	}
	return d.flush()
}

// review is what the office finds of an opinion that nobody said to be improvable.
func (st *story) review(at time.Time, of, by, finding, note string) {
	st.note(st.add(at, fact.OpinionReviewed, by, fact.ViaDesk, "", "of", of, "improvable", finding, "note", true), map[string]string{"note": note})
}

// made returns the identifier of the improvement of the story; "" when none was made.
func (st *story) made() string {
	for i := range st.facts {
		if st.facts[i].Kind == fact.ImprovementMade {
			return st.facts[i].ID
		}
	}
	return ""
}

// show seals the pictures of an improvement beside its fact.
func (st *story) show(factID string, pictures []drawing) {
	for i := range st.texts {
		if x := &st.texts[i]; x.Fact == factID {
			for _, p := range pictures {
				name := "before"
				if p.after {
					name = "after"
				}
				x.attach(named([]Attachment{{Type: "image/png", Body: p.png()}}, name))
			}
		}
	}
}

// shown keeps the pictures of an improvement as everybody may see them.
func (d *demonstration) shown(factID string, pictures []drawing, at time.Time) ([]improvement.Picture, error) {
	var out []improvement.Picture
	for i := range pictures {
		p := &pictures[i]
		body := p.png()
		sum := sha256.Sum256(body)
		doc := &Document{Institution: d.institution, Kind: pictureKind, Name: hex.EncodeToString(sum[:]), At: at, Body: body}
		if err := d.store.PutDocument(d.ctx, doc); err != nil {
			return nil, fmt.Errorf("demonstration: %w", err)
		}
		out = append(out, improvement.Picture{Digest: doc.Name, After: p.after, Alt: p.alt, Width: demoWide, Height: demoHigh,
			From: blobName(factID, i), By: demoID("manager"), At: at})
	}
	return out, nil
}

// enter puts an entry into the register, published by the manager at an instant, with its pictures.
func (d *demonstration) enter(e *improvement.Entry, at time.Time) error {
	if at.After(d.until) {
		return nil
	}
	e.Published, e.ChangedAt, e.By, e.Version = at, at, demoID("manager"), 1
	body, err := json.Marshal(e)
	if err == nil {
		err = d.store.PutDocument(d.ctx, &Document{Institution: d.institution, Kind: improvementKind, Name: e.ID, At: at, Body: body})
	}
	if err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	return nil
}

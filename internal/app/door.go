package app

import (
	"context"

	"jikim/internal/core/charter"
)

// DoorBoard is what the display at a door shows: 부서 명패, 직원의 이름, 담당업무.
type DoorBoard struct {
	Departments []DoorDepartment
}

// DoorDepartment is a department behind the door with those who work in it.
type DoorDepartment struct {
	Department *charter.Department
	Members    []DoorMember
}

// DoorMember is somebody who works behind the door: name, duty and telephone are meant to be shown to everybody.
type DoorMember struct {
	Member
	Now Whereabouts
}

// DoorBoard returns who works behind the door at which the actor stands: in the departments whose room it is, or in the
// department itself. For door displays.
func (s *Service) DoorBoard(ctx context.Context, a Actor) (*DoorBoard, error) {
	if a.Device == "" || a.DeviceKind != Door {
		return nil, denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	sh, err := s.shift(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	b := &DoorBoard{}
	for i := range ch.Directory.Departments {
		d := &ch.Directory.Departments[i]
		if a.Place.Kind == InDepartment && a.Place.ID != d.ID || a.Place.Kind == InRoom && a.Place.ID != d.Room {
			continue
		}
		behind := DoorDepartment{Department: d}
		for _, m := range sh.members {
			if m.Department == d.ID && m.Role != Admin { // an administrator of the system is no officer in charge
				behind.Members = append(behind.Members, DoorMember{m, sh.whereabouts(ch, &m, s.Now())})
			}
		}
		b.Departments = append(b.Departments, behind)
	}
	return b, nil
}

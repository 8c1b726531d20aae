package app

import "jikim/internal/core/fact"

// Role is what a member of staff may do. Each role may do what the one before it may, except Inspector.
type Role string

// The roles.
const (
	NoRole    Role = ""
	Inspector Role = "inspector" // records inspections and audits, reads no case
	Officer   Role = "officer"   // works cases
	Lead      Role = "lead"      // leads a desk: assigns, hears of breaches
	Manager   Role = "manager"   // keeps the charter: remedies, inspections, surveys, publication
	Admin     Role = "admin"     // accounts, access log
)

// Roles lists the roles that an account may have, weakest first.
func Roles() []Role { return []Role{Inspector, Officer, Lead, Manager, Admin} }

func (r Role) rank() int {
	for i, role := range Roles() {
		if role == r {
			return i + 1
		}
	}
	return 0
}

// AtLeast tells whether the role includes the other one.
func (r Role) AtLeast(other Role) bool { return r.rank() >= other.rank() && other != NoRole }

// Actor is who does something. It is a parameter of every use case; contexts carry none of it.
type Actor struct {
	Institution string
	Account     string // staff: account identifier
	Name        string // staff: as shown to citizens
	Role        Role   // staff
	Department  string
	Desk        string
	Case        string // citizen: the case whose private link was shown; empty without one
	Device      string // machine: identifier of the device; it may do only what its kind may, and nothing that a citizen may
	DeviceKind  DeviceKind
	Place       Place  // machine: where it stands
	System      bool   // the system itself: the engine, an import, the command line
	From        string // network address, for the access log
	// Saw is the sequence number of the case on which the actor decided what to record in it: when the case has changed since,
	// nothing is recorded and the fault is Conflict. 0: whatever the case is now.
	Saw int64
	// MustChange tells that the password was given by an administrator and has to be changed before anything else; Role is
	// NoRole until then.
	MustChange bool
}

// Citizen returns the actor of a visitor without a link.
func Citizen(institution, from string) Actor { return Actor{Institution: institution, From: from} }

// TheSystem returns the actor of the system itself.
func TheSystem(institution string) Actor { return Actor{Institution: institution, System: true} }

// Staff tells whether the actor is a member of staff who is logged in.
func (a Actor) Staff() bool { return a.Account != "" && a.Role != NoRole }

// by returns the actor as the teller of a fact of that kind. Inspections are told by an inspector, whoever enters them.
func (a Actor) by(k fact.Kind) string {
	switch {
	case a.System:
		return "system"
	case a.Device != "":
		return "device:" + a.Device
	case a.Account == "":
		return "citizen"
	case inspection(k):
		return "inspector:" + a.Account
	}
	return "officer:" + a.Account
}

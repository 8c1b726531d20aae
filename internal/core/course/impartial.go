package course

import (
	"slices"
	"strings"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// Person is a member of staff who could look into a complaint.
type Person struct {
	Account, Department string
	// Above tells that the person stands above the departments, as the management of the office does.
	Above bool
}

// Barred are those who may not look into a complaint, or check or close it.
type Barred struct {
	Accounts    []string // whom it may be about
	Departments []string // which it is about and which take complaints themselves
}

// May tells whether a person may look into the complaint.
func (b *Barred) May(p Person) bool {
	return !slices.Contains(b.Accounts, p.Account) && (p.Above || !slices.Contains(b.Departments, p.Department))
}

// BarredFrom returns who may not look into a complaint: nobody judges his own cause (objectivity, ISO 10002:2018, chapter 4). It may be
// about the officer whom it names, and about everybody who had worked on the case before it came. A department that is among
// those complained of and takes complaints itself does not look into its own: it goes to another, or to the management.
//
// departmentOf gives the department of an account, takes tells whether a department has a desk for complaints.
func BarredFrom(known []fact.Fact, k *casefile.Complaint, departmentOf func(account string) string, takes func(department string) bool) Barred {
	var b Barred
	add := func(account string) {
		if account != "" && account != "true" && !slices.Contains(b.Accounts, account) {
			b.Accounts = append(b.Accounts, account)
		}
	}
	add(k.Officer)
	for i := range known {
		f := &known[i]
		if f.ID == k.Fact || f.At.After(k.ReceivedAt) {
			continue
		}
		if f.Kind == fact.CaseAssigned {
			add(f.Data.Text("officer"))
			continue // who gave it on did not work on it
		}
		if who, id, _ := strings.Cut(f.By, ":"); who == "officer" && f.Kind != fact.CaseNoted {
			add(id)
		}
	}
	for _, account := range b.Accounts {
		if d := departmentOf(account); d != "" && takes(d) && !slices.Contains(b.Departments, d) {
			b.Departments = append(b.Departments, d)
		}
	}
	return b
}

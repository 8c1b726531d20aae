package charter

import "jikim/internal/core/calendar"

// Service is something a citizen can ask for.
type Service struct {
	ID       string
	Name     Text
	About    Text
	Desk     string         // identifier in the directory
	Kind     string         // of petition: statutory, question_law, question, suggestion, other, grievance, disclosure, service
	Period   calendar.Limit // of processing; zero when immediate answers only
	Law      string         // the source of the period
	Fields   []FormField
	Papers   []Paper  // documents needed
	NoPapers bool     // none are needed; without papers and without this the desk has to be asked
	Fee      Text     // empty: see Free
	Free     bool     // it costs nothing; without a fee and without this the desk has to be asked
	Delivery []string // of the result: pickup, post, email
	Online   bool     // may be filed on the web
	// Identity is what who files on the web has to show: IdentityContact, or empty for nothing.
	Identity string
}

// Paper is a document that a service needs.
type Paper struct {
	Name Text
	// Checked tells that the office looks it up by itself (민원 처리에 관한 법률 제10조, 전자정부법 제36조): nobody need bring it.
	Checked bool
}

// FormField is one further field of a service's form.
type FormField struct {
	ID       string
	Label    Text
	Hint     Text
	Type     string // text, textarea, date, number, choice, tel, email
	Choices  []Text
	Required bool
	Personal bool // sealed in the store
}

// Directory is who is where: departments, desks, rooms, items, signs, and the plans of the floors.
type Directory struct {
	Address     Text
	Phone, Fax  string
	Website     string
	Area        string // area code put before local numbers
	Departments []Department
	Desks       []Desk
	Rooms       []Room
	Items       []Item
	Signs       []Sign
	Floors      []Floor // from the lowest to the highest; empty: no plans
}

// Department is a part of the office.
type Department struct {
	ID   string
	Name Text
	Room string
}

// Desk is a counter or intake with its number.
type Desk struct {
	ID         string
	Aliases    []string // other names facts may use
	Name       Text
	Department string
	Phone, Fax string
	Further    []Number // other numbers of the same desk
	Complaints bool     // takes complaints
	Accessible bool     // the single desk for people who need help
	Room       string
}

// Number is a telephone number with what it is for.
type Number struct {
	Phone string
	Name  Text
}

// Room is a room or place, on a floor.
type Room struct {
	ID      string
	Aliases []string
	Name    Text
	Floor   string
	Office  bool // staff work here: needs a talk space, a door board
	Reading bool // a reading room: needs a magnifier
}

// Item is equipment for visitors.
type Item struct {
	ID, Room string
	Aliases  []string // other names facts may use
	Name     Text
	Count    int
	Paid     bool
}

// Sign is a sign, plate or board.
type Sign struct {
	ID, Room string
	Name     Text
}

package app

import (
	"context"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/explain"
	"jikim/internal/core/judge"
)

// Petition is what a citizen files. All texts are sealed before they are stored.
type Petition struct {
	Key         string // of the form, made when it was shown: filing it twice is filing it once
	Service     string // identifier of the charter's service
	Name        string
	Phone       string
	Email       string
	Address     string
	Title       string
	Text        string
	Fields      map[string]string // further fields of the service, by identifier
	Answer      string            // how to be answered: web, phone, email, post
	Delivery    string            // how to receive the result: one of the service's ways; may be empty when it has none
	Attachments []Attachment
	Filer       Filer    // who files it for the citizen
	Identity    Identity // for services that ask for it
	Lang        string   // ko, en
	// Open311 tells that it came by that interface, whose users may see that it is there and how it stands; Publish that the
	// citizen lets everybody read its text there.
	Open311, Publish bool
}

// Attachment is a file of a citizen or an officer.
type Attachment struct {
	Name string // as the sender called it; cleaned of paths
	Type string // media type as found in the bytes, not as claimed
	Body []byte
	scan scanned
}

// MaxAttachment and MaxAttachments bound what one form may bring.
const (
	MaxAttachment  = 10 << 20
	MaxAttachments = 5
	MaxText        = 10_000 // characters of a text
)

// Receipt is what a citizen gets for a petition, a complaint or an opinion of his own.
type Receipt struct {
	Case, Number string
	Token        string // of the private link; shown once, kept nowhere
	ReceivedAt   time.Time
	Due          time.Time // of the case's own period; zero when the service has none
	Desk         Responsible
	Repeated     bool // it had arrived before
	Masked       bool // a resident registration number was found in the text and masked
}

// Responsible is who answers for something, as the law wants it named (시행령 제31조): department, name and contact.
type Responsible struct {
	Department, Desk string // names in the language asked for
	Name             string // of the officer; empty while nobody is assigned
	Phone, Fax       string
}

// File files a petition. The actor is any citizen. Faults of fields are named after the fields of Petition in lower case,
// those of further fields "fields.<id>", of attachments "attachments", of the
// one-time code "code".
func (s *Service) File(ctx context.Context, a Actor, p Petition) (*Receipt, error) {
	if a.Device != "" {
		return nil, denied()
	}
	return s.file(ctx, a, p)
}

// OpenLink returns the actor for a private link; an Unknown fault when the token is not genuine. A receipt number alone opens
// nothing, since it can be guessed.
func (s *Service) OpenLink(ctx context.Context, institution, token, from string) (Actor, error) {
	return s.openLink(ctx, institution, token, from)
}

// Followed is a case as its citizen sees it.
type Followed struct {
	Case, Number, Status string
	Service              string // name
	ServiceID            string
	Channel              string
	ReceivedAt, EndedAt  time.Time
	ClosedFor            string    // why it was closed; repeated: it had come before (법 제23조)
	Due                  time.Time // of the case's own period; zero: none, or the clock stands still
	DueWhy               []explain.Step
	Responsible          Responsible
	Name                 string            // of the citizen, masked
	Identity             Way               // by which a code had shown, on receipt, that the address is the citizen's; empty: none was asked for
	Filed                Filed             // who filed for the citizen; the name is masked, without telephone and relation
	Title, Text          string            // what the citizen wrote; empty after destruction
	Fields               map[string]string // further fields of the service's form, as written
	Delivery, Answer     string
	Promises             []Promised
	Courses              []FollowedCourse // of complaints and opinions, in the order in which they came
	Events               []Happening      // what has happened, oldest first
	Messages             []Said
	Documents            []Letter
	Files                []File
	SupplementWanted     string // what is still missing; empty when nothing is
	SupplementUntil      time.Time
	Appeals              []Appeal   // how to object to the answer or the refusal
	Rating               Rating     // of the citizen; no stars: none yet
	Deliveries           []string   // ways among which the citizen can still choose; none when it is too late, or never was
	Complained           bool       // the result of a complaint was told: how to go further is said
	HasAddress, HasEmail bool       // known already, for a choice that needs it
	Statement            *Statement // what an officer wrote for the citizen, and the signature under it; nil: not taken in a visit
	CanRate              bool
	CanWithdraw          bool
	CanComplain          bool
	CanSupplement        bool
	CanWrite             bool
	Destroyed            bool // the texts were destroyed by law
}

// Appeal is one way to object.
type Appeal struct {
	ID    string
	Until time.Time // zero: at any time, or nothing can be said
}

// Rating is how satisfied the citizen was.
type Rating struct {
	Stars int // 1 to 5
	Text  string
}

// Promised is one promise as the citizen sees it.
type Promised struct {
	Promise string
	Text    string // the charter's own sentence
	Verdict judge.Verdict
}

// Happening is something that happened, without anything internal.
type Happening struct {
	At   time.Time
	Kind string // of the fact; its sentence is "happened.<kind>"
	Who  string // department or officer, where it concerns the citizen
	// Until is an instant or day that was named: of an extension, a delay notice, a supplement.
	Until time.Time
	Text  string // what the office wrote to the citizen with it
}

// Said is a message between the citizen and the office, or a notice of the system.
type Said struct {
	At     time.Time
	From   string // citizen, office, system
	Name   string // of the officer
	Text   string // empty for notices of the system
	Action string // system: sentence "notice.<action>"
	Until  time.Time
}

// File is an attachment that can be fetched by its name.
type File struct {
	Name  string // of the sealed blob
	Title string // as the sender called it
	Type  string
	Size  int
	At    time.Time
	From  string // citizen, office
	Power bool   // a power of attorney
	// Scanned tells that the file was looked at for harmful software, and none was found.
	Scanned  bool
	Original bool // a letter as it came, which may hold what was left out of the other files
	Harmful  bool // kept, and given to nobody
}

// Letter is a document that went out.
type Letter struct {
	ID       string // fact document.issued
	Form     string // answer, refusal, extension, supplement, transfer, delay, receipt
	Title    string
	IssuedAt time.Time
	From     Responsible
	Text     string // paragraphs separated by empty lines
}

// Follow returns the case of a private link in a language ("ko", "en").
func (s *Service) Follow(ctx context.Context, a Actor, lang string) (*Followed, error) {
	return s.follow(ctx, a, lang)
}

// Withdraw takes the petition back (민원 처리에 관한 법률 제22조 제2항); possible until it is settled.
func (s *Service) Withdraw(ctx context.Context, a Actor, key, reason string) error {
	return s.withdraw(ctx, a, key, reason)
}

// Complaint is a complaint of a citizen, about a case of his own or about the office.
type Complaint struct {
	Key     string
	About   string // one of ComplaintAbout
	Officer string // whom it is about, when the citizen knows: a name, sealed
	Name    string // without a link: who complains and how to answer
	Phone   string
	Email   string
	Answer  string // web, phone, email
	Text    string
	Desk    string // of the directory; empty: the office's complaint desk
	Lang    string
}

// ComplaintAbout lists what a complaint can be about.
func ComplaintAbout() []string { return casefile.Abouts() }

// Complain records a complaint: on the case of the link, or as a case of its own without one (the receipt then has a link).
func (s *Service) Complain(ctx context.Context, a Actor, c Complaint) (*Receipt, error) {
	if a.Device != "" {
		return nil, denied()
	}
	return s.complain(ctx, a, c)
}

// Opinion is an opinion of a citizen.
type Opinion struct {
	Key        string
	Improvable bool // names something that could be improved
	Name       string
	Phone      string
	Email      string
	Answer     string // web, phone, email
	Text       string
	Channel    string // web unless an officer or a kiosk took it
	Lang       string
}

// GiveOpinion records an opinion as a case of its own, or on the case of the link.
func (s *Service) GiveOpinion(ctx context.Context, a Actor, o Opinion) (*Receipt, error) {
	if a.Device != "" {
		return nil, denied()
	}
	return s.giveOpinion(ctx, a, o)
}

// Supplement is what a citizen hands in later.
type Supplement struct {
	Key         string
	Text        string
	Attachments []Attachment
}

// SupplyMissing hands in what the office asked for; the clock goes on. It returns whether a resident registration number
// was masked.
func (s *Service) SupplyMissing(ctx context.Context, a Actor, m Supplement) (masked bool, err error) {
	return s.supplyMissing(ctx, a, m)
}

// AddMessage adds words or files of the citizen to his case; no clock changes.
func (s *Service) AddMessage(ctx context.Context, a Actor, m Supplement) (masked bool, err error) {
	return s.addMessage(ctx, a, m)
}

// Rate records how satisfied the citizen was with how the case was handled, 1 to 5. There is one rating of a case: giving it
// again changes it. Words that were given before stay when none come with the change.
func (s *Service) Rate(ctx context.Context, a Actor, key string, stars int, text string) error {
	return s.rate(ctx, a, key, stars, text)
}

// Choice is how the citizen wants to receive the result.
type Choice struct {
	Key      string
	Delivery string // one of the service's ways
	Address  string // for post, and Email for e-mail; may be empty when known
	Email    string
}

// ChooseDelivery changes how the result is to be received, until it was handed over (charter: 방문수령 또는 우편 중 고객께서
// 요구하시는 방법으로 교부). The wish of the petition is corrected, so that promises about it are judged by the last one.
func (s *Service) ChooseDelivery(ctx context.Context, a Actor, c Choice) error {
	return s.chooseDelivery(ctx, a, c)
}

// Attachment returns a file of the case of the actor's link or, for staff, of any case (logged).
func (s *Service) Attachment(ctx context.Context, a Actor, caseID, name string) (*Attachment, error) {
	return s.attachment(ctx, a, caseID, name)
}

package api

import (
	"net/http"
	"reflect"
	"strings"

	"jikim/internal/app"
)

// operation is a row of the table: everything there is to know of one thing that programs can ask for.
type operation struct {
	id     string // its words are "api.op.<id>" in the catalogues
	tag    string // chapter of the reference
	method string
	path   string    // below Base, as net/http writes patterns
	scope  app.Scope // that a token must have; empty: nobody needs a token
	device bool      // for machines of the office, by what they were bound by or by a token
	query  []param
	work
	out    any   // a value of what is answered; nil: nothing
	status int   // of success
	keyed  bool  // a write: the same key gets the same answer
	own    bool  // keyed, and the use case itself answers a key again as the first time: nothing more is kept
	guess  bool  // takes a secret that is short enough to be guessed: limited like a login
	match  bool  // may be asked for only if the case is still as it was seen
	files  bool  // takes files beside the body, and answers with the case
	file   bool  // answers with a file
	pages  bool  // answers a page of a list with a link to the next one
	faults []int // statuses of faults beside those that follow from the rest
}

// param is a value in the query.
type param struct {
	name   string
	kind   string   // string, integer, boolean
	values []string // that it may have; none: any
}

// work is what an operation does, and the type of its body.
type work struct {
	in reflect.Type
	do func(*request) (*answer, error)
}

// reading is the work of an operation without a body.
func reading(do func(*request) (*answer, error)) work { return work{do: do} }

// taking is the work of an operation with a body.
func taking[T any](do func(*request, *T) (*answer, error)) work {
	return work{in: reflect.TypeFor[T](), do: func(q *request) (*answer, error) {
		var in T
		if err := q.decode(&in); err != nil {
			return nil, err
		}
		return do(q, &in)
	}}
}

// answer is what an operation answers when nothing went wrong.
type answer struct {
	status   int
	body     any
	seq      int64  // of the case, for ETag; 0: none
	location string // of what was made
	link     string // further links (RFC 8288)
}

func ok(body any) (*answer, error) { return &answer{status: http.StatusOK, body: body}, nil }

// writes tells whether the operation changes something.
func (op *operation) writes() bool { return op.method != http.MethodGet }

// statuses lists the statuses that the operation can answer with, in order: success first.
func (op *operation) statuses() []int {
	out := []int{op.status}
	add := func(when bool, codes ...int) {
		if when {
			out = append(out, codes...)
		}
	}
	add(true, http.StatusBadRequest)
	add(op.scope != "" || op.device, http.StatusUnauthorized, http.StatusForbidden)
	add(strings.Contains(op.path, "{"), http.StatusNotFound)
	add(!op.file && !op.device, http.StatusNotAcceptable)
	add(op.match, http.StatusPreconditionFailed)
	add(op.in != nil, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	add(op.in != nil || op.keyed, http.StatusUnprocessableEntity)
	add(true, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	return append(out, op.faults...)
}

// operations is the table, chapter by chapter.
func (a *API) operations() []operation {
	var all []operation
	for _, chapter := range [][]operation{a.petitions(), a.cases(), a.acts(), a.contacts(), a.directory(), a.items(), a.publications(), a.machines()} {
		all = append(all, chapter...)
	}
	return all
}

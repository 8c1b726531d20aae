package api

import (
	"net/http"
	"time"

	"jikim/internal/app"
)

// codeIn is the code of twelve digits that binds a machine.
type codeIn struct {
	Code string `json:"code" maxLength:"30"`
}

// boundOut is what a machine without a browser gets for its code.
type boundOut struct {
	Token string `json:"token"` // shown once; to be sent as a bearer token
	Kind  string `json:"kind" enum:"kiosk,wall,door,button,sensor,exchange"`
}

type arrivalIn struct {
	Desk    string    `json:"desk,omitempty"`
	Service string    `json:"service,omitempty"`
	Busy    bool      `json:"busy,omitempty"`
	Assist  string    `json:"assist,omitempty" enum:"wheelchair,sight,writing,other"`
	Looked  time.Time `json:"looked_at,omitzero"`
}

type arrivedOut struct {
	Desk   string    `json:"desk"`
	Slip   int64     `json:"slip"`
	Ahead  int       `json:"ahead"`
	Assist string    `json:"assist,omitempty"`
	At     time.Time `json:"at"`
}

func (a *API) machines() []operation {
	return []operation{{
		id: "bindDevice", tag: "machines", method: http.MethodPost, path: "/devices", status: http.StatusCreated, out: boundOut{}, guess: true,
		faults: []int{http.StatusUnauthorized}, work: taking(a.bindDevice),
	}, {
		id: "recordArrival", tag: "machines", method: http.MethodPost, path: "/arrivals", device: true, status: http.StatusCreated, out: arrivedOut{},
		keyed: true, faults: []int{http.StatusConflict}, work: taking(a.arrive),
	}, {
		id: "pressButton", tag: "machines", method: http.MethodPost, path: "/presses", device: true, status: http.StatusNoContent, keyed: true,
		work: reading(a.press),
	}, {
		id: "tellCall", tag: "machines", method: http.MethodPost, path: "/calls", device: true, status: http.StatusNoContent,
		work: work{in: typeOfCall, do: func(q *request) (*answer, error) { return nil, a.call(q.w, q.withBody()) }},
	}}
}

// bindDevice uses up the code of a machine. The answer is not kept for a second time: the token is shown once.
func (a *API) bindDevice(q *request, in *codeIn) (*answer, error) {
	secret, who, err := a.app.BindDevice(q.Context(), q.actor.Institution, in.Code, q.actor.From)
	if err != nil {
		q.w.Header().Set("WWW-Authenticate", `Bearer realm="jikim"`) // which every 401 has (RFC 9110, section 11.6.1)
		return nil, err
	}
	return &answer{status: http.StatusCreated, body: boundOut{secret, string(who.DeviceKind)}}, nil
}

func (a *API) arrive(q *request, in *arrivalIn) (*answer, error) {
	got, err := a.app.Arrive(q.Context(), q.actor, app.Arrival{Key: q.key, Desk: in.Desk, Service: in.Service, Busy: in.Busy, Assist: in.Assist,
		Looked: in.Looked})
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, body: arrivedOut{got.Desk, got.Slip, got.Ahead, got.Assist, got.At}}, nil
}

func (a *API) press(q *request) (*answer, error) {
	if _, err := a.app.Press(q.Context(), q.actor, q.key); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusNoContent}, nil
}

package open311

import (
	"encoding/json"
	"encoding/xml"
	"time"
)

// Lists are an element around their members in XML, and bare arrays in JSON.

type errorList struct {
	XMLName xml.Name    `xml:"errors"`
	Errors  []errorItem `xml:"error"`
}

type errorItem struct {
	Code        int    `xml:"code" json:"code"`
	Description string `xml:"description" json:"description"`
}

// MarshalJSON writes the bare array.
func (l errorList) MarshalJSON() ([]byte, error) { return json.Marshal(l.Errors) }

type discovery struct {
	XMLName    xml.Name   `xml:"discovery" json:"-"`
	Changeset  string     `xml:"changeset" json:"changeset"`
	Contact    string     `xml:"contact" json:"contact"`
	KeyService string     `xml:"key_service" json:"key_service"`
	Endpoints  []endpoint `xml:"endpoints>endpoint" json:"endpoints"`
}

type endpoint struct {
	Specification string   `xml:"specification" json:"specification"`
	URL           string   `xml:"url" json:"url"`
	Changeset     string   `xml:"changeset" json:"changeset"`
	Type          string   `xml:"type" json:"type"`
	Formats       []string `xml:"formats>format" json:"formats"`
}

type serviceList struct {
	XMLName  xml.Name  `xml:"services"`
	Services []service `xml:"service"`
}

// MarshalJSON writes the bare array.
func (l serviceList) MarshalJSON() ([]byte, error) { return json.Marshal(l.Services) }

type service struct {
	Code        string `xml:"service_code" json:"service_code"`
	Name        string `xml:"service_name" json:"service_name"`
	Description string `xml:"description" json:"description"`
	Metadata    bool   `xml:"metadata" json:"metadata"`
	Type        string `xml:"type" json:"type"`
	Keywords    string `xml:"keywords" json:"keywords"`
	Group       string `xml:"group" json:"group"`
}

type definition struct {
	XMLName    xml.Name    `xml:"service_definition" json:"-"`
	Code       string      `xml:"service_code" json:"service_code"`
	Attributes []attribute `xml:"attributes>attribute" json:"attributes"`
}

type attribute struct {
	Variable            bool    `xml:"variable" json:"variable"`
	Code                string  `xml:"code" json:"code"`
	Datatype            string  `xml:"datatype" json:"datatype"`
	Required            bool    `xml:"required" json:"required"`
	DatatypeDescription string  `xml:"datatype_description" json:"datatype_description"`
	Order               int     `xml:"order" json:"order"`
	Description         string  `xml:"description" json:"description"`
	Values              []value `xml:"values>value,omitempty" json:"values,omitempty"`
}

type value struct {
	Key  string `xml:"key" json:"key"`
	Name string `xml:"name" json:"name"`
}

// filed answers a petition, and tokenList a token.
type filed struct {
	XMLName  xml.Name       `xml:"service_requests"`
	Requests []filedRequest `xml:"request"`
}

// MarshalJSON writes the bare array.
func (l filed) MarshalJSON() ([]byte, error) { return json.Marshal(l.Requests) }

type filedRequest struct {
	ID      string `xml:"service_request_id" json:"service_request_id"`
	Notice  string `xml:"service_notice" json:"service_notice"`
	Account string `xml:"account_id" json:"account_id"`
}

type tokenList struct {
	XMLName  xml.Name       `xml:"service_requests"`
	Requests []tokenRequest `xml:"request"`
}

// MarshalJSON writes the bare array.
func (l tokenList) MarshalJSON() ([]byte, error) { return json.Marshal(l.Requests) }

type tokenRequest struct {
	ID    string `xml:"service_request_id" json:"service_request_id"`
	Token string `xml:"token" json:"token"`
}

type requestList struct {
	XMLName  xml.Name         `xml:"service_requests"`
	Requests []serviceRequest `xml:"request"`
}

// MarshalJSON writes the bare array.
func (l requestList) MarshalJSON() ([]byte, error) { return json.Marshal(l.Requests) }

// serviceRequest is a petition. Place and media are members of the standard that are always empty here: they may tell where a
// citizen lives.
type serviceRequest struct {
	ID          string `xml:"service_request_id" json:"service_request_id"`
	Status      string `xml:"status" json:"status"`
	StatusNotes string `xml:"status_notes" json:"status_notes"`
	ServiceName string `xml:"service_name" json:"service_name"`
	ServiceCode string `xml:"service_code" json:"service_code"`
	Description string `xml:"description" json:"description"`
	Agency      string `xml:"agency_responsible" json:"agency_responsible"`
	Notice      string `xml:"service_notice" json:"service_notice"`
	Requested   moment `xml:"requested_datetime" json:"requested_datetime"`
	Updated     moment `xml:"updated_datetime" json:"updated_datetime"`
	Expected    moment `xml:"expected_datetime" json:"expected_datetime"`
	Address     string `xml:"address" json:"address"`
	AddressID   string `xml:"address_id" json:"address_id"`
	Zipcode     string `xml:"zipcode" json:"zipcode"`
	Lat         string `xml:"lat" json:"lat"`
	Long        string `xml:"long" json:"long"`
	MediaURL    string `xml:"media_url" json:"media_url"`
}

// moment is an instant, to the second in UTC; empty in XML and null in JSON when there is none.
type moment struct{ time.Time }

// MarshalText writes the instant.
func (m moment) MarshalText() ([]byte, error) {
	if m.IsZero() {
		return nil, nil
	}
	return []byte(m.UTC().Format(time.RFC3339)), nil
}

// UnmarshalText reads an instant with its zone.
func (m *moment) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = moment{}
		return nil
	}
	var err error
	m.Time, err = time.Parse(time.RFC3339, string(b))
	return err
}

// MarshalJSON writes the instant or null.
func (m moment) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(m.UTC().Format(time.RFC3339))
}

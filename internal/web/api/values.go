package api

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"jikim/internal/core/fact"
)

// values are the data of a fact as a program sends them: an object, in its order.
type values fact.Data

// UnmarshalJSON reads one object.
func (v *values) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, (*fact.Data)(v)) }

// Schema describes the object: its fields follow from the kind of the fact.
func (values) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

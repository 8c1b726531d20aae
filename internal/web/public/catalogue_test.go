package public_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// What DCAT-AP 3.0 makes mandatory of the classes that the catalogue uses (its chapters 6 and 7), and which properties may stand once.
var (
	mandatory = map[string][]string{
		"dcat:Catalog": {"dct:title", "dct:description", "dct:publisher"}, "dcat:Dataset": {"dct:title", "dct:description"},
		"dcat:DatasetSeries": {"dct:title", "dct:description"}, "dcat:Distribution": {"dcat:accessURL"}, "foaf:Agent": {"foaf:name"},
		"spdx:Checksum": {"spdx:algorithm", "spdx:checksumValue"}, "dct:LicenseDocument": {}, "dct:PeriodOfTime": {},
	}
	once = []string{"dct:publisher", "dct:license", "dct:issued", "dct:accrualPeriodicity", "dct:accessRights", "dct:format", "dcat:mediaType",
		"spdx:checksum", "spdx:algorithm", "spdx:checksumValue", "foaf:homepage", "dcat:startDate", "dcat:endDate"}
)

// faultsOf lists what a node, and all below it, lack.
func faultsOf(at string, node map[string]any, prefixes map[string]any) []string {
	var out []string
	fault := func(format string, args ...any) { out = append(out, at+": "+fmt.Sprintf(format, args...)) }
	expand := func(name string) string {
		prefix, local, _ := strings.Cut(name, ":")
		if base, ok := prefixes[prefix].(string); ok {
			return base + local
		}
		return name
	}
	if id, ok := node["@id"].(string); ok {
		if u, err := url.Parse(expand(id)); err != nil || !u.IsAbs() || u.Host == "" {
			fault("%q is no address", id)
		}
	}
	class, typed := node["@type"].(string)
	if _, literal := node["@value"]; typed && !literal {
		wants, known := mandatory[class]
		if !known {
			fault("the class %q is not known", class)
		}
		for _, name := range wants {
			if node[name] == nil {
				fault("a %s has no %s", class, name)
			}
		}
	}
	for name, value := range node {
		if strings.HasPrefix(name, "@") {
			continue
		}
		if expand(name) == name {
			fault("%q has no prefix", name)
		}
		values, many := value.([]any)
		if !many {
			values = []any{value}
		}
		if len(values) == 0 || len(values) > 1 && slices.Contains(once, name) {
			fault("%s has %d values", name, len(values))
		}
		for _, v := range values {
			switch v := v.(type) {
			case map[string]any:
				if text, literal := v["@value"].(string); literal && strings.TrimSpace(text) == "" {
					fault("%s is empty", name)
				}
				out = append(out, faultsOf(at+" > "+name, v, prefixes)...)
			case string:
				if strings.TrimSpace(v) == "" {
					fault("%s is empty", name)
				}
			default:
				fault("%s is %v", name, v)
			}
		}
	}
	return out
}

// TestCatalogueIsDCATAP holds the catalogue to the mandatory properties of DCAT-AP 3.0, in both languages; and the test itself to finding
// each of them where it is missing.
func TestCatalogueIsDCATAP(t *testing.T) {
	t.Parallel()
	s, _ := issued(t)
	for _, lang := range []string{"ko", "en"} {
		text := s.Get("/data/catalogue.jsonld?lang=" + lang).Text
		read := func() (doc, prefixes map[string]any) {
			if err := json.Unmarshal([]byte(text), &doc); err != nil {
				t.Fatal(err)
			}
			prefixes, _ = doc["@context"].(map[string]any)
			return doc, prefixes
		}
		doc, prefixes := read()
		for _, fault := range faultsOf("catalogue", doc, prefixes) {
			t.Errorf("%s: %s", lang, fault)
		}
		seen := map[string]bool{}
		each(doc, func(node map[string]any) { class, _ := node["@type"].(string); seen[class] = true })
		for class, names := range mandatory {
			if !seen[class] {
				t.Errorf("%s: there is no %s", lang, class)
			}
			for _, name := range names {
				doc, prefixes := read()
				each(doc, func(node map[string]any) {
					if node["@type"] == class {
						delete(node, name)
					}
				})
				if len(faultsOf("catalogue", doc, prefixes)) == 0 {
					t.Errorf("a %s without %s would not be found", class, name)
				}
			}
		}
	}
}

// each visits a node and all below it.
func each(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, below := range v {
			each(below, visit)
		}
	case []any:
		for _, below := range v {
			each(below, visit)
		}
	}
}

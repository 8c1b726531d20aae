package public

import (
	"encoding/json"
	"net/http"
	"time"

	"jikim/internal/core/improvement"
	"jikim/internal/core/publication"
)

// catalogue describes what is published for catalogues of open data, as DCAT-AP 3 in JSON-LD: the publications as a series of datasets, each
// with its files, and the register of improvements.
func (p *Public) catalogue(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	list, err := p.site.Service.Published(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	improvements, err := p.site.Service.PublicImprovements(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	raw(w, "application/ld+json", "public, max-age=300")
	w.Header().Add("Vary", "Accept-Language, Cookie")
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	_ = e.Encode(p.dcat(r, v, list, improvements)) // a client that has gone is nobody's error
	return nil
}

// object is a node of JSON-LD.
type object map[string]any

func (p *Public) dcat(r *http.Request, v view, list []*publication.Publication, improvements []improvement.Entry) object {
	url := func(path string) object { return object{"@id": p.site.URL(r, path)} }
	name := []object{{"@value": v.Charter.Office.KO, "@language": "ko"}}
	if en := v.Charter.Office.EN; en != "" {
		name = append(name, object{"@value": en, "@language": "en"})
	}
	publisher := object{"@id": p.site.URL(r, "/") + "#office", "@type": "foaf:Agent", "foaf:name": name}
	series := p.site.URL(r, "/publications") + "#series"
	sets := []object{{"@id": series, "@type": "dcat:DatasetSeries", "dct:title": v.words("published.title"), "dct:description": v.words("published.lead"),
		"dct:publisher": publisher, "dcat:landingPage": url("/publications"),
		"dct:accrualPeriodicity": object{"@id": "http://publications.europa.eu/resource/authority/frequency/MONTHLY"}}}
	for _, of := range list {
		set := object{"@id": p.site.URL(r, "/publications/"+of.ID), "@type": "dcat:Dataset", "dct:identifier": of.ID,
			"dct:title": v.words("published.of", "period", v.periodName(of.Period)), "dct:description": v.words("published.lead"),
			"dct:publisher": publisher, "dcat:inSeries": object{"@id": series}, "dct:issued": typed("xsd:dateTime", of.Approved.At.Format(time.RFC3339)),
			"dct:temporal":     object{"@type": "dct:PeriodOfTime", "dcat:startDate": typed("xsd:dateTime", of.From.Format(time.RFC3339)), "dcat:endDate": typed("xsd:dateTime", of.Until.Format(time.RFC3339))},
			"dcat:landingPage": url("/publications/" + of.ID),
			"dct:accessRights": object{"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
		}
		var files []object
		for _, f := range [][3]string{{"json", "JSON", "application/json"}, {"csv", "CSV", "text/csv"}, {"pdf", "PDF", "application/pdf"}} {
			file := p.distribution(r, v, "/data/publications/"+of.ID+"."+f[0], f[1], f[2])
			if f[0] == "json" { // the digest is of the canonical bytes
				file["spdx:checksum"] = object{"@type": "spdx:Checksum", "spdx:algorithm": object{"@id": "spdx:checksumAlgorithm_sha256"},
					"spdx:checksumValue": typed("xsd:hexBinary", of.Digest())}
			}
			files = append(files, file)
		}
		set["dcat:distribution"] = files
		if of.Corrects != "" {
			set["dct:replaces"] = url("/publications/" + of.Corrects)
		}
		sets = append(sets, set)
	}
	sets = append(sets, p.register(r, v, publisher, improvements))
	languages := []object{{"@id": "http://publications.europa.eu/resource/authority/language/KOR"}, {"@id": "http://publications.europa.eu/resource/authority/language/ENG"}}
	return object{"@context": object{"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
		"spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#"},
		"@id": p.site.URL(r, "/data/catalogue.jsonld"), "@type": "dcat:Catalog", "dct:title": v.words("feed.title", "office", v.Office.Name),
		"dct:description": v.words("published.data.text"), "dct:publisher": publisher, "foaf:homepage": url("/"),
		"dct:language": languages, "dcat:dataset": sets}
}

// register is the register of improvements as a dataset.
func (p *Public) register(r *http.Request, v view, publisher object, entries []improvement.Entry) object {
	page := p.site.URL(r, "/improvements")
	out := object{"@id": page + "#register", "@type": "dcat:Dataset", "dct:identifier": "improvements", "dct:title": v.words("improved.title"),
		"dct:description": v.words("improved.lead"), "dct:publisher": publisher, "dcat:landingPage": object{"@id": page},
		"dct:accessRights":       object{"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
		"dct:accrualPeriodicity": object{"@id": "http://publications.europa.eu/resource/authority/frequency/IRREG"},
		"dcat:distribution": []object{p.distribution(r, v, "/data/improvements.json", "JSON", "application/json"),
			p.distribution(r, v, "/data/improvements.csv", "CSV", "text/csv")}}
	var changed time.Time
	for i := range entries {
		if at := entries[i].ChangedAt; at.After(changed) {
			changed = at
		}
	}
	if !changed.IsZero() { // the day, as in the register itself
		out["dct:modified"] = typed("xsd:date", changed.In(v.C.Location()).Format(time.DateOnly))
	}
	return out
}

// words are a sentence in the reader's language.
func (v view) words(key string, args ...any) []object {
	return []object{{"@value": v.C.T(key, args...), "@language": v.lang()}}
}

// distribution is a file.
func (p *Public) distribution(r *http.Request, v view, path, format, media string) object {
	at := p.site.URL(r, path)
	out := object{"@id": at, "@type": "dcat:Distribution", "dcat:accessURL": object{"@id": at}, "dcat:downloadURL": object{"@id": at},
		"dct:format":     object{"@id": "http://publications.europa.eu/resource/authority/file-type/" + format},
		"dcat:mediaType": object{"@id": "https://www.iana.org/assignments/media-types/" + media}}
	if id := v.Charter.Licence; id != "" {
		out["dct:license"] = object{"@id": p.site.URL(r, "/open") + "#" + id, "@type": "dct:LicenseDocument",
			"dct:title": []object{{"@value": v.C.T("open.licence." + id), "@language": v.lang()}}}
	}
	return out
}

func typed(kind, value string) object { return object{"@type": kind, "@value": value} }

package public

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"time"

	"jikim/internal/app"
)

// feedItem is something published, as feeds tell of it.
type feedItem struct {
	ID, Title, Link string
	At              time.Time
}

// atomFeed is a feed by RFC 4287.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
}

// rssFeed is a feed by RSS 2.0.
type rssFeed struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language"`
	Built       string    `xml:"lastBuildDate"`
	Items       []rssItem `xml:"item"`
}

type rssItem struct {
	Title string  `xml:"title"`
	Link  string  `xml:"link"`
	GUID  rssGUID `xml:"guid"`
	At    string  `xml:"pubDate"`
}

type rssGUID struct {
	PermaLink bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

// published lists what a feed tells of, newest first.
func (p *Public) published(r *http.Request, v view) ([]feedItem, error) {
	list, err := p.site.Service.Publications(r.Context(), p.site.Institution)
	if err != nil {
		return nil, err
	}
	out := make([]feedItem, 0, len(list))
	for i := range list {
		title, path := v.publication(&list[i])
		out = append(out, feedItem{ID: urn(p.site.Institution, list[i].ID), Title: title, Link: p.site.URL(r, path), At: list[i].At.UTC()})
	}
	return out, nil
}

// publication returns the title of something published, and where it is.
func (v view) publication(p *app.Publication) (title, path string) {
	switch p.Kind {
	case "figures":
		key := "feed.figures"
		if p.Corrects != "" {
			key = "feed.figures.corrected"
		}
		return v.C.T(key, "period", v.periodName(p.Period)), "/publications/" + p.Issue
	case "charter":
		return v.C.T("feed.charter", "title", v.Charter.Title.In(v.lang()), "from", p.At.In(v.today().Location()).Format("2006-01-02")), "/charter"
	case "survey":
		key := "feed.survey"
		if p.Corrects != "" {
			key = "survey.feed.corrected"
		}
		return v.C.T(key, "year", time.Date(p.Year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")), resultPath(p.Result, "")
	}
	return v.C.T("feed.plan", "year", time.Date(p.Year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")), resultPath(p.Result, "/plan")
}

// resultPath is where the result of a survey stands, or its plan; of one that was taken elsewhere, the year of the survey.
func resultPath(result, part string) string {
	if result == "" {
		return "/satisfaction"
	}
	return "/satisfaction/" + result + part
}

// urn names something for ever, under whatever address it is read: a UUID of version 8 made from its name (RFC 9562, section 5.8).
func urn(institution, id string) string {
	sum := sha256.Sum256([]byte("jikim publication\x00" + institution + "\x00" + id))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return "urn:uuid:" + h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// newest is when something was last published.
func newest(list []feedItem, otherwise time.Time) time.Time {
	if len(list) > 0 {
		return list[0].At
	}
	return otherwise.UTC()
}

func (p *Public) atom(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	list, err := p.published(r, v)
	if err != nil {
		return err
	}
	f := atomFeed{Lang: v.lang(), ID: urn(p.site.Institution, ""), Title: v.C.T("feed.title", "office", v.Office.Name), Author: v.Office.Name,
		Updated: newest(list, v.Now).Format(time.RFC3339), Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: p.site.URL(r, "/publications.atom")},
			{Rel: "alternate", Type: "text/html", Href: p.site.URL(r, "/publications")}}}
	for _, e := range list {
		f.Entries = append(f.Entries, atomEntry{e.ID, e.Title, e.At.Format(time.RFC3339), atomLink{Href: e.Link}})
	}
	return feed(w, "application/atom+xml; charset=utf-8", f)
}

func (p *Public) rss(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	list, err := p.published(r, v)
	if err != nil {
		return err
	}
	title := v.C.T("feed.title", "office", v.Office.Name)
	f := rssFeed{Version: "2.0", Channel: rssChannel{Title: title, Link: p.site.URL(r, "/publications"), Description: title, Language: v.lang(),
		Built: newest(list, v.Now).Format(time.RFC1123Z)}}
	for _, e := range list {
		f.Channel.Items = append(f.Channel.Items, rssItem{e.Title, e.Link, rssGUID{false, e.ID}, e.At.Format(time.RFC1123Z)})
	}
	return feed(w, "application/rss+xml; charset=utf-8", f)
}

func feed(w http.ResponseWriter, kind string, v any) error {
	body, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=300")
	w.Header().Add("Vary", "Accept-Language, Cookie")
	_, _ = w.Write(append([]byte(xml.Header), body...)) // a client that has gone is nobody's error
	return nil
}

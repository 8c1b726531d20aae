package message

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of what is read of an HTML mail.
const (
	mostTokens = 400_000
	mostHTML   = 8 << 20 // bytes
	// longestLink bounds the address of a link that is shown, in bytes.
	longestLink = 2000
)

// fromHTML reads an HTML mail as text: paragraphs, lists and tables become lines, and a link shows where it leads, since what is
// written on it may say something else. Nothing is loaded and nothing of its form is kept. cut tells that it was longer than is read.
func fromHTML(src string) (text string, cut bool) {
	if len(src) > mostHTML {
		src, cut = src[:mostHTML], true
	}
	p := page{tokens: html.NewTokenizer(strings.NewReader(src))}
	p.tokens.SetMaxBuf(1 << 20)
	for range mostTokens {
		if !p.next() {
			return p.result(), cut || p.broken
		}
	}
	return p.result(), true
}

// page is an HTML mail while it is read.
type page struct {
	tokens *html.Tokenizer
	out    bytes.Buffer
	blank  bool     // a blank is due before the next word
	lines  int      // line breaks at the end of out
	hidden int      // open elements whose text nobody sees
	pre    int      // open elements that keep their blanks
	quotes int      // open quotations
	links  []target // open links
	broken bool
}

// target is where a link leads, and where in out its text began.
type target struct {
	address string
	start   int
}

func (p *page) next() bool {
	switch p.tokens.Next() {
	case html.ErrorToken:
		p.broken = p.tokens.Err() == html.ErrBufferExceeded
		return false
	case html.TextToken:
		if p.hidden == 0 {
			p.text(string(p.tokens.Text()))
		}
	case html.StartTagToken:
		p.start(p.tokens.Token(), false)
	case html.SelfClosingTagToken:
		p.start(p.tokens.Token(), true)
	case html.EndTagToken:
		p.end(p.tokens.Token())
	}
	return true
}

// text writes words, with one blank where there was any, as browsers do.
func (p *page) text(s string) {
	if p.pre > 0 {
		p.write(s)
		return
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' })
	if len(words) == 0 {
		p.blank = p.blank || s != ""
		return
	}
	p.blank = p.blank || strings.ContainsRune(" \t\n\r\f", rune(s[0]))
	for i, w := range words {
		if (i > 0 || p.blank) && p.lines == 0 && p.out.Len() > 0 {
			p.out.WriteByte(' ')
		}
		p.write(w)
	}
	p.blank = strings.ContainsRune(" \t\n\r\f", rune(s[len(s)-1]))
}

// write adds text; a new line within a quotation is marked as in plain mail, so that it can be told apart.
func (p *page) write(s string) {
	if s == "" {
		return
	}
	if p.lines > 0 || p.out.Len() == 0 {
		p.out.WriteString(strings.Repeat("> ", min(p.quotes, 5)))
	}
	p.out.WriteString(s)
	p.lines, p.blank = 0, false
}

// breakTo ends the line, and leaves as many as n-1 empty.
func (p *page) breakTo(n int) {
	p.blank = false
	for p.out.Len() > 0 && p.lines < n {
		p.out.WriteByte('\n')
		p.lines++
	}
}

func (p *page) start(t html.Token, closed bool) {
	switch t.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Object, atom.Iframe, atom.Noscript, atom.Svg, atom.Select:
		if !closed {
			p.hidden++
		}
	case atom.Body:
		p.hidden = 0 // a head that was never closed must not hide the mail
	case atom.Br:
		p.out.WriteByte('\n')
		p.lines++
		p.blank = false
	case atom.P, atom.Blockquote, atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre:
		p.breakTo(2)
		if t.DataAtom == atom.Blockquote && !closed {
			p.quotes++
		}
		if t.DataAtom == atom.Pre && !closed {
			p.pre++
		}
	case atom.Div, atom.Tr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Dt, atom.Dd, atom.Address, atom.Form:
		p.breakTo(1)
	case atom.Li:
		p.breakTo(1)
		p.write("- ")
	case atom.Hr:
		p.breakTo(1)
		p.write("----")
		p.breakTo(1)
	case atom.Td, atom.Th:
		if p.lines == 0 && p.out.Len() > 0 {
			p.write("\t")
		}
	case atom.Img:
		if alt := oneLine(attribute(t, "alt")); alt != "" && p.hidden == 0 {
			p.text(" [" + alt + "] ")
		}
	case atom.A:
		if !closed && len(p.links) < 100 {
			p.links = append(p.links, target{attribute(t, "href"), p.out.Len()})
		}
	}
}

func (p *page) end(t html.Token) {
	switch t.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Object, atom.Iframe, atom.Noscript, atom.Svg, atom.Select:
		p.hidden = max(0, p.hidden-1)
	case atom.P, atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.breakTo(2)
	case atom.Blockquote:
		p.breakTo(2)
		p.quotes = max(0, p.quotes-1)
	case atom.Pre:
		p.breakTo(2)
		p.pre = max(0, p.pre-1)
	case atom.Div, atom.Tr, atom.Li, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Dt, atom.Dd, atom.Address, atom.Form:
		p.breakTo(1)
	case atom.A:
		if n := len(p.links); n > 0 {
			p.follow(p.links[n-1])
			p.links = p.links[:n-1]
		}
	}
}

// follow writes where a link leads, unless its text is that very address.
func (p *page) follow(l target) {
	u, err := url.Parse(strings.TrimSpace(l.address))
	if err != nil || p.hidden > 0 {
		return
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "mailto", "tel", "ftp":
	default:
		return
	}
	plain := oneLine(l.address)
	if len(plain) > longestLink {
		plain = strings.ToValidUTF8(plain[:longestLink], "") + "…"
	}
	if text := p.out.Bytes()[min(l.start, p.out.Len()):]; len(text) < longestLink {
		shown, bare := strings.TrimSpace(string(text)), strings.TrimPrefix(strings.TrimPrefix(plain, "mailto:"), "tel:")
		if shown == plain || shown == bare {
			return
		}
	}
	p.write(" <" + plain + ">")
}

// result is the text without blanks at the ends of lines and more than one empty line.
func (p *page) result() string {
	for n := len(p.links); n > 0; n-- {
		p.follow(p.links[n-1])
	}
	var out []string
	empty := 0
	for line := range strings.Lines(strings.ReplaceAll(clean(p.out.String()), "\u00a0", " ")) {
		line = strings.TrimRight(line, " \t\n")
		if line == "" {
			if empty++; empty > 1 {
				continue
			}
		} else {
			empty = 0
		}
		out = append(out, line)
	}
	return strings.Trim(strings.Join(out, "\n"), "\n")
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

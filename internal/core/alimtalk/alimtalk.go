// Package alimtalk reads the approved templates of KakaoTalk 알림톡 and fills them. KakaoTalk takes such messages only when they are, to
// the letter, a text that it has approved beforehand, with gaps #{…} for what differs; so an office writes its texts into a file,
// submits them as they are, and writes the codes that it gets into the same file.
//
// What is checked here is checked twice: when the file is read, so that mistakes are told with their place before anybody
// waits for a message, and when a message is filled. A message that does not fit is told as such, and the office takes another way.
package alimtalk

import (
	"slices"
	"strings"
	"unicode/utf16"

	"jikim/internal/core/textmessage"
	"jikim/internal/core/yaml"
)

// Limits of templates and messages, in characters. Sources: SOLAPI, «메시지 상태 코드», 1031, 1049 and 1050.
const (
	MostText    = 1000
	MostName    = 14 // of a button
	MostButtons = 5
)

// Keys are the words of the office that a template can be for, by Message.Template. Codes that prove an address are not among them:
// they go by the way that the citizen chose for them.
var Keys = []string{"acknowledge", "answered", "refused", "supplement", "extended", "transferred", "delay", "complaint", "opinion", "improvement", "survey"}

// words are the gaps that a template may have, as people who write and approve them read them, and what the office calls what they are
// filled with. A template may write either.
var words = map[string]string{
	"기관": "office", "접수번호": "number", "접수일시": "received", "처리기한": "due", "민원": "service", "부서": "department", "담당자": "officer", "전화": "phone", "주소": link,
}

// link is the address of the page on which a case is found by its number. A template writes the protocol itself, so that KakaoTalk sees where it leads, and the gap
// is filled with what follows.
const (
	link     = "link"
	protocol = "https://"
)

// Button opens a page in a browser (웹링크, type WL). Other types are not part of what the office needs.
type Button struct {
	Name   string
	Mobile string // address on telephones; may have gaps
	PC     string // address on computers; empty: none
}

// Template is one approved text.
type Template struct {
	Code    string // by which the provider knows it: templateId at SOLAPI, templateCode at SENS
	Text    string
	Buttons []Button
	gaps    []string // names in the template, each once, in their order
}

// Gaps returns the names of the gaps, each once.
func (t *Template) Gaps() []string { return slices.Clone(t.gaps) }

// Book is all templates of a file, by key.
type Book map[string]*Template

// Read reads a file of templates:
//
//	templates:
//	  acknowledge:
//	    code: KA01TP221027002252645FPwAcO9SguY   # once it is approved
//	    text: |
//	      [#{기관}] 민원이 접수되었습니다.
//	      접수번호: #{접수번호}
//	    buttons:
//	      - {name: 처리 상황 보기, mobile: "https://#{주소}", pc: "https://#{주소}"}
//
// All mistakes are told at once, with their places. A template without code is checked all the same, and is not in the book: it
// waits for its approval.
func Read(file string, src []byte) (Book, error) {
	root, err := yaml.Parse(file, src)
	if err != nil {
		return nil, err
	}
	top, err := root.Map("templates")
	if top == nil {
		return nil, err
	}
	var errs yaml.Errors
	errs.Add(err)
	node, err := top.Need("templates")
	if errs.Add(err) {
		return nil, errs.Err()
	}
	list, err := node.Map(Keys...)
	errs.Add(err)
	book := Book{}
	if list != nil {
		for _, f := range list.All() {
			if t := read(&errs, f.Value); t.Code != "" {
				book[f.Key.Value] = t
			}
		}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return book, nil
}

// read reads one template and collects what is wrong with it.
func read(errs *yaml.Errors, n *yaml.Node) *Template {
	t := &Template{}
	m, err := n.Map("code", "text", "buttons")
	errs.Add(err)
	if m == nil {
		return t
	}
	t.Code, err = m.Text("code")
	if !errs.Add(err) && !named(t.Code) {
		errs.Add(m.Get("code").Errorf("%q is no code of a template", t.Code).WithHint("copy it from the provider's console: letters, digits, _ and -"))
	}
	text, err := m.Need("text")
	if errs.Add(err) {
		return t
	}
	if t.Text, err = text.Text(); errs.Add(err) {
		return t
	}
	t.Text = strings.TrimRight(t.Text, "\n ") // a block of YAML ends its last line
	switch {
	case t.Text == "":
		errs.Add(text.Errorf("the template has no text"))
	case length(t.Text) > MostText:
		errs.Add(text.Errorf("the template has %d characters, more than %d", length(t.Text), MostText))
	case textmessage.Advertises(t.Text):
		errs.Add(text.Errorf("no advertisement may go this way"))
	}
	t.learn(errs, text, t.Text)
	buttons, err := m.List("buttons")
	errs.Add(err)
	if len(buttons) > MostButtons {
		errs.Add(m.Get("buttons").Errorf("more than %d buttons", MostButtons))
	}
	for _, b := range buttons {
		t.Buttons = append(t.Buttons, t.button(errs, b))
	}
	return t
}

func (t *Template) button(errs *yaml.Errors, n *yaml.Node) Button {
	var b Button
	m, err := n.Map("name", "mobile", "pc")
	errs.Add(err)
	if m == nil {
		return b
	}
	if name, err := m.Need("name"); !errs.Add(err) {
		b.Name, err = name.Text()
		if !errs.Add(err) && (length(b.Name) > MostName || strings.Contains(b.Name, "#{")) {
			errs.Add(name.Errorf("the name of a button has at most %d characters and no gaps", MostName))
		}
	}
	_, err = m.Need("mobile")
	errs.Add(err)
	b.Mobile, b.PC = t.address(errs, m.Get("mobile")), t.address(errs, m.Get("pc"))
	return b
}

// address reads where a button leads; empty: nowhere.
func (t *Template) address(errs *yaml.Errors, n *yaml.Node) string {
	if n == nil || n.IsNull() {
		return ""
	}
	text, err := n.Text()
	if errs.Add(err) {
		return ""
	}
	if !strings.HasPrefix(text, protocol) {
		errs.Add(n.Errorf("the address of a button begins with %s", protocol))
	}
	t.learn(errs, n, text)
	return text
}

// learn notes the gaps of a text and says what is wrong with them.
func (t *Template) learn(errs *yaml.Errors, at *yaml.Node, text string) {
	pieces, whole := cut(text)
	if !whole {
		errs.Add(at.Errorf("a gap is not closed").WithHint("write #{접수번호}"))
	}
	for i, p := range pieces {
		if !p.gap {
			continue
		}
		key := meaning(p.text)
		if key == "" {
			errs.Add(at.Errorf("unknown gap #{%s}", p.text).WithHint(yaml.DidYouMean(p.text, known())))
			continue
		}
		if key == link && (i == 0 || !strings.HasSuffix(pieces[i-1].text, protocol)) {
			errs.Add(at.Errorf("the gap #{%s} follows no %s", p.text, protocol).WithHint("write " + protocol + "#{" + p.text + "}"))
		}
		if !slices.Contains(t.gaps, p.text) {
			t.gaps = append(t.gaps, p.text)
		}
	}
}

// meaning returns what the office calls what a gap is filled with; empty: there is no such gap.
func meaning(gap string) string {
	if key := words[gap]; key != "" {
		return key
	}
	for _, key := range words {
		if key == gap {
			return key
		}
	}
	return ""
}

// known lists the gaps by their Korean names, sorted.
func known() []string {
	var out []string
	for word := range words {
		out = append(out, word)
	}
	slices.Sort(out)
	return out
}

func named(code string) bool {
	return len(code) <= 64 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// length counts characters as telephones do: a picture counts twice.
func length(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

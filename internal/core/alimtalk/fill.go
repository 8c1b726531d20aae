package alimtalk

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Reasons why a message cannot go as 알림톡. They name the key of the template and the gap, never what is in it.
var (
	ErrNoTemplate = errors.New("there is no approved template for the message")
	ErrGap        = errors.New("a gap of the template cannot be filled")
	ErrTooLong    = errors.New("the message is longer than 알림톡 can be")
)

// Filled is a message as the receiver sees it.
type Filled struct {
	Code    string
	Text    string
	Buttons []Button
	Values  map[string]string // what was filled in, by the gap's name in the template
}

// Fill fills the template of a message. Every gap has to have a value, and nothing that looks like a gap may be left: KakaoTalk would
// refuse it, or the receiver see it.
func (b Book) Fill(key string, values map[string]string) (Filled, error) {
	t := b[key]
	if t == nil {
		return Filled{}, fmt.Errorf("%w: %q", ErrNoTemplate, key)
	}
	f := Filled{Code: t.Code, Values: map[string]string{}}
	for _, gap := range t.gaps {
		value, err := fit(meaning(gap), values)
		if err != nil {
			return Filled{}, fmt.Errorf("%w: #{%s} of %q", err, gap, key)
		}
		f.Values[gap] = value
	}
	f.Text = f.put(t.Text)
	for _, button := range t.Buttons {
		f.Buttons = append(f.Buttons, Button{Name: button.Name, Mobile: f.put(button.Mobile), PC: f.put(button.PC)})
	}
	if strings.Contains(f.Text, "#{") { // put together of a template and a value
		return Filled{}, fmt.Errorf("%w: %q", ErrGap, key)
	}
	if length(f.Text) > MostText {
		return Filled{}, fmt.Errorf("%w: %q", ErrTooLong, key)
	}
	return f, nil
}

// fit returns the value for a gap, without control characters; lines stay.
func fit(key string, values map[string]string) (string, error) {
	value := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, values[key]))
	if key == link {
		rest, ok := strings.CutPrefix(value, protocol)
		if !ok || strings.ContainsAny(rest, " \n#{}<>\"'") {
			return "", ErrGap
		}
		value = rest
	}
	if value == "" || strings.Contains(value, "#{") || strings.HasSuffix(value, "#") {
		return "", ErrGap
	}
	return value, nil
}

// put fills the gaps of a text.
func (f *Filled) put(text string) string {
	var b strings.Builder
	pieces, _ := cut(text)
	for _, p := range pieces {
		if p.gap {
			b.WriteString(f.Values[p.text])
		} else {
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// piece is a part of a text: words as they are, or the name of a gap.
type piece struct {
	text string
	gap  bool
}

// cut takes a text apart at its gaps; false when one is not closed.
func cut(text string) (pieces []piece, whole bool) {
	for {
		before, rest, found := strings.Cut(text, "#{")
		if before != "" {
			pieces = append(pieces, piece{text: before})
		}
		if !found {
			return pieces, true
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || strings.Contains(name, "#{") {
			return pieces, false
		}
		pieces = append(pieces, piece{text: name, gap: true})
		text = after
	}
}

package ui

import (
	"encoding/json"
	"strconv"
	"time"

	"jikim/internal/locale"
)

// clientWords are the sentences that scripts write, by the names the scripts know them by.
var clientWords = map[string]string{
	"calm": "ui.countdown.calm", "near": "ui.countdown.near", "broken": "ui.countdown.broken",
	"left": "ui.countdown.left", "over": "ui.countdown.over",
	"d": "ui.countdown.d", "h": "ui.countdown.h", "m": "ui.countdown.m", "s": "ui.countdown.s",
	"chars_left": "ui.field.left", "too_many": "ui.field.over",
}

// wordsJSON hands the sentences to the scripts with their {name} placeholders in place.
func wordsJSON(c *locale.Catalogue) string {
	words := make(map[string]string, len(clientWords))
	for name, key := range clientWords {
		words[name] = c.T(key, "n", "{n}", "time", "{time}")
	}
	b, err := json.Marshal(words)
	if err != nil {
		panic("ui: " + err.Error()) // a map of strings always has a JSON form
	}
	return string(b)
}

// words returns c, or Korean for a component that was given no catalogue.
func words(c *locale.Catalogue) *locale.Catalogue {
	if c == nil {
		return locale.For(locale.Korean)
	}
	return c
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

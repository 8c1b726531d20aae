package notice

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestOrder(t *testing.T) {
	t.Parallel()
	all := Person{Email: true, Mobile: true, Address: true}
	with := func(change func(*Person)) Person { p := all; change(&p); return p }
	for _, tt := range []struct {
		name string
		p    Person
		w    Word
		want []Way
	}{
		{"wishes e-mail", with(func(p *Person) { p.Wish = "email" }), Word{}, []Way{Email, Kakao, SMS, Page}},
		{"wishes e-mail, a letter", with(func(p *Person) { p.Wish = "email" }), Word{Letter: true}, []Way{Email, Kakao, SMS, Post, Page}},
		{"wishes the telephone", with(func(p *Person) { p.Wish = "phone" }), Word{}, []Way{Kakao, SMS, Email, Page}},
		{"wishes the telephone and has a landline", Person{Wish: "phone", Email: true}, Word{}, []Way{Email, Page}},
		{"wishes post, a letter", with(func(p *Person) { p.Wish = "post" }), Word{Letter: true}, []Way{Post, Kakao, SMS, Email, Page}},
		{"wishes post, no letter", with(func(p *Person) { p.Wish = "post" }), Word{}, []Way{Kakao, SMS, Email, Page}},
		{"looks himself", with(func(p *Person) { p.Wish = "web" }), Word{Letter: true}, []Way{Page}},
		{"wrote an e-mail", with(func(p *Person) { p.Channel = "email" }), Word{}, []Way{Email, Kakao, SMS, Page}},
		{"wrote a letter", with(func(p *Person) { p.Channel = "post" }), Word{Letter: true}, []Way{Post, Kakao, SMS, Email, Page}},
		{"sent a fax", Person{Channel: "fax", Fax: true, Address: true, Email: true}, Word{Letter: true}, []Way{Fax, Post, Email, Page}},
		{"sent a fax, no letter", Person{Channel: "fax", Fax: true}, Word{}, []Way{Page}},
		{"sent a fax and wishes e-mail", Person{Wish: "email", Channel: "fax", Fax: true, Email: true}, Word{Letter: true}, []Way{Email, Fax, Page}},
		{"cannot be reached", Person{}, Word{Letter: true}, []Way{Page}},
	} {
		if got := Order(tt.p, tt.w); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, seoul) }
	many := func(n int, last time.Time) []time.Time {
		var out []time.Time
		for i := range n {
			out = append(out, last.Add(-time.Duration(i)*2*time.Minute))
		}
		return out
	}
	for _, tt := range []struct {
		name string
		way  Way
		sent []time.Time
		now  time.Time
		want time.Time
	}{
		{"by day", SMS, nil, at(23, 20, 59), time.Time{}},
		{"in the evening", SMS, nil, at(23, 21, 0), at(24, 8, 0)},
		{"before dawn", Kakao, nil, at(24, 7, 59), at(24, 8, 0)},
		{"a fax in the night", Fax, nil, at(24, 3, 0), at(24, 8, 0)},
		{"an e-mail in the night", Email, nil, at(24, 3, 0), time.Time{}},
		{"half a minute after another", Email, many(1, at(23, 10, 0)), at(23, 10, 0).Add(30 * time.Second), at(23, 10, 1)},
		{"the eleventh of an hour", Email, many(10, at(23, 10, 20)), at(23, 10, 30), at(23, 11, 2)},
		{"the pace leads into the night", SMS, many(1, at(23, 20, 59)), at(23, 20, 59), at(24, 8, 0)},
		{"on the page there is no pace", Page, many(10, at(23, 10, 0)), at(23, 10, 0), time.Time{}},
	} {
		if got := Wait(tt.way, tt.sent, tt.now, seoul); !got.Equal(tt.want) {
			t.Errorf("%s: until %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestNothingIsSwallowed sends words one after the other as Wait allows, and proves that each goes within a bounded time, apart from
// the one before and never in the night.
func TestNothingIsSwallowed(t *testing.T) {
	t.Parallel()
	loc := time.FixedZone("KST", 9*3600)
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 23, 0, 0, 0, 0, loc).Add(time.Duration(rapid.IntRange(0, 86400).Draw(t, "begin")) * time.Second)
		var sent []time.Time
		for range rapid.IntRange(1, 40).Draw(t, "words") {
			now = now.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "gap")) * time.Second)
			for until := Wait(SMS, sent, now, loc); !until.IsZero(); until = Wait(SMS, sent, now, loc) {
				if !until.After(now) || until.Sub(now) > 12*time.Hour {
					t.Fatalf("put off from %v until %v", now, until)
				}
				now = until
			}
			if h := now.In(loc).Hour(); h >= QuietFrom || h < QuietUntil {
				t.Fatalf("sent at %v", now)
			}
			if n := len(sent); n > 0 && now.Sub(sent[n-1]) < Apart || n >= PerHour && now.Sub(sent[n-PerHour]) < time.Hour {
				t.Fatalf("too many until %v", now)
			}
			sent = append(sent, now)
		}
	})
}

func TestMobile(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]bool{"01012345678": true, "821012345678": true, "0111234567": true, "0337371043": false, "15881234": false,
		"07012345678": false, "": false, "010": false, "8233737104": false} {
		if Mobile(digits) != want {
			t.Errorf("%q: %v", digits, !want)
		}
	}
}

package open_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/open"
)

// spaced is a pseudonym that shows what it is made of.
func spaced(space, id string) string { return "<" + space + "|" + id + ">" }

var at = time.Date(2026, 11, 24, 1, 2, 3, 456789000, time.UTC)

func nested(text string) fact.Value {
	var v fact.Value
	if err := v.UnmarshalJSON([]byte(text)); err != nil {
		panic(err)
	}
	return v
}

// form opens a fact of case 1 and writes it without what all forms have.
func form(t *testing.T, f fact.Fact) string {
	t.Helper()
	f.ID, f.At = "f", at
	if f.Case == "" {
		f.Case = "1"
	}
	if f.Kind == fact.None {
		f.Kind = fact.CaseReceived
	}
	f = f.Normal()
	out := open.Of(&f, spaced)
	b := open.Encode(&out)
	_, after, found := strings.Cut(string(bytes.ReplaceAll(bytes.ReplaceAll(b, []byte(`\u003c`), []byte("<")), []byte(`\u003e`), []byte(">"))), `"kind":`)
	if !found {
		t.Fatalf("%s has no kind", b)
	}
	return `{` + after
}

func TestOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		fact fact.Fact
		want string
	}{
		{"an officer is one only within the case", fact.Fact{By: "officer:Kim", Via: fact.ViaDesk, Data: fact.With("officer", "officer:kim")},
			`{"case.received","by":"officer:<officer:1|kim>","via":"desk","data":{"officer":"<officer:1|kim>"}}`},
		{"in the case of the office, not even there", fact.Fact{Case: fact.Institution, By: "inspector:oh"}, `{"case.received","by":"inspector:<officer:institution:f|oh>"}`},
		{"who holds an office is named by it", fact.Fact{Data: fact.With("officer", "head")}, `{"case.received","data":{"officer":"head"}}`},
		{"a citizen is a citizen", fact.Fact{By: "citizen:lee"}, `{"case.received","by":"citizen"}`},
		{"free text is there, and no more", fact.Fact{Kind: fact.CaseRefused, Data: fact.With("reason", "김철수 씨는 미납", "law", "", "appeal", true)},
			`{"case.refused","data":{"appeal":true,"law":null,"reason":"given"}}`},
		{"why a case was closed is one of a few", fact.Fact{Kind: fact.CaseClosed, Data: fact.With("reason", "repeated")}, `{"case.closed","data":{"reason":"repeated"}}`},
		{"a receipt number and an unknown name are left out", fact.Fact{Data: fact.With("number", "2026-000123", "nickname", "kim", "channel", "web")}, `{"case.received","data":{"channel":"web"}}`},
		{"telephone numbers", fact.Fact{Kind: fact.CallRinging, Data: fact.With("from", "010-1234-5678", "to", "737-1003", "desk", "737-1003", "rings", 1012345678)},
			`{"call.ringing","data":{"desk":"given","rings":999999,"to":"given"}}`},
		{"a name for a code", fact.Fact{Data: fact.With("channel", "김철수", "cause", "kim chul-su 42")}, `{"case.received","data":{"cause":"given","channel":"given"}}`},
		{"a name in Latin letters for a code", fact.Fact{Kind: fact.MessageTaken, Data: fact.With("about", "Kim Minsu", "channel", "HONG", "way", "Lee-Sun")},
			`{"message.taken","data":{"about":"given","channel":"given","way":"given"}}`},
		{"the office's site", fact.Fact{Kind: fact.SurveyPublished, Data: fact.With("where", "www.library.example.or.kr")}, `{"survey.published","data":{"where":"www.library.example.or.kr"}}`},
		{"somebody's page", fact.Fact{Kind: fact.SurveyPublished, Data: fact.With("where", "www.example.kr/~kim")}, `{"survey.published","data":{"where":"given"}}`},
		{"codes as people write them", fact.Fact{Data: fact.With("channel", "E-mail", "method", "전자 우편")}, `{"case.received","data":{"channel":"E-mail","method":"전자 우편"}}`},
		{"a list of codes", fact.Fact{Kind: fact.ComplaintReceived, Data: fact.With("about", nested(`["careless","김 주무관",7]`))}, `{"complaint.received","data":{"about":["careless","given","given"]}}`},
		{"what help somebody needs is nobody's business", fact.Fact{Kind: fact.VisitArrived, Data: fact.With("assist", "wheelchair")}, `{"visit.arrived","data":{"assist":"given"}}`},
		{"a place in a case can be compared", fact.Fact{Kind: fact.MessageTaken, Data: fact.With("place", "02-123 4567")}, `{"message.taken","data":{"place":"<value:1|021234567>"}}`},
		{"a room is public", fact.Fact{Kind: fact.ItemDown, Case: fact.Institution, Data: fact.With("item", "copier", "place", "종합자료실")},
			`{"item.down","data":{"item":"copier","place":"종합자료실"}}`},
		{"a number for a room is not", fact.Fact{Kind: fact.ItemDown, Case: fact.Institution, Data: fact.With("place", "010-1234-5678")}, `{"item.down","data":{"place":"given"}}`},
		{"a breach", fact.Fact{Kind: fact.PromiseBroken, Data: fact.With("promise", "phone.rings", "trigger", "broken:case.deadline:x")},
			`{"promise.broken","data":{"promise":"phone.rings","trigger":"broken:case.deadline:<fact|x>"}}`},
		{"a breach of a day of the office", fact.Fact{Kind: fact.PromiseBroken, Case: fact.Institution, Data: fact.With("trigger", "2026-11-23/search_pc")},
			`{"promise.broken","data":{"trigger":"2026-11-23/search_pc"}}`},
		{"a correction says what is right and not why", fact.Fact{Kind: fact.FactCorrected, Data: fact.With("of", "yes", "reason", "김철수가 말함", "data", nested(`{"busy":true,"purpose":"김"}`), "contact", "c1")},
			`{"fact.corrected","data":{"busy":true,"contact":"<contact|1/c1>","of":"<fact|yes>","purpose":"given"}}`},
		{"instants, days and limits", fact.Fact{Data: fact.With("due", "7 days by law", "until", "2026-12-01", "callback_at", "내일", "since", at)},
			`{"case.received","data":{"callback_at":"given","due":"7 days by law","since":"2026-11-24T01:02:03.456789Z","until":"2026-12-01"}}`},
		{"a publication names its digest", fact.Fact{Kind: fact.FiguresPublished, Case: fact.Institution, Data: fact.With("publication", "2026-10.2", "sha256", strings.Repeat("0f", 32), "period", "010-1234-5678")},
			`{"figures.published","data":{"period":"given","publication":"2026-10.2","sha256":"` + strings.Repeat("0f", 32) + `"}}`},
		{"what nobody judges, by the day", fact.Fact{Kind: fact.NoticeSent, By: "system", Data: fact.With("to", "a@example.kr", "action", "x")},
			`{"notice.sent","by":"system","precision":86400000000}`},
	} {
		if diff := cmp.Diff(tt.want, form(t, tt.fact)); diff != "" {
			t.Errorf("%s:\n%s", tt.name, diff)
		}
	}
}

// TestChoicesOfTheFormsAreOpen holds the list of words to the forms: what is chosen there is open however it is spelled, but for what help
// somebody needs, where free text may stand, and places, which can only be compared.
func TestChoicesOfTheFormsAreOpen(t *testing.T) {
	t.Parallel()
	closed := map[string]bool{"assist": true, "reason": true, "place": true}
	for k := range fact.KindCount {
		for _, field := range casefile.Fields(fact.Kind(k)) {
			for _, choice := range field.Choices {
				if closed[field.Name] || open.Coarse(fact.Kind(k)) {
					continue
				}
				spelled := strings.ToUpper(strings.ReplaceAll(choice, "_", " "))
				if got := form(t, fact.Fact{Kind: fact.Kind(k), Data: fact.With(field.Name, spelled)}); !strings.Contains(got, spelled) {
					t.Errorf("%s of %s is opened as %s", spelled, field.Name, got)
				}
			}
		}
	}
}

// TestVersionOneNeverChanges pins the bytes that offices commit themselves to. If it fails, the rules have to get a new version beside
// the old one.
func TestVersionOneNeverChanges(t *testing.T) {
	t.Parallel()
	f := fact.Fact{ID: "f", Case: "1", Contact: "c", At: at, RecordedAt: at.Add(time.Second), Kind: fact.CallAnswered, By: "officer:kim", Via: fact.ViaSIP,
		Override: fact.Audited, Precision: time.Minute, Data: fact.With("by", "person", "rings", 3, "reached", true)}
	out := open.Of(&f, func(space, id string) string { return strings.NewReplacer(":", "", "/", "").Replace(space + "0" + id) })
	const want = `{"v":1,"id":"fact0f","case":"case01","contact":"contact01c","at":"2026-11-24T01:02:03.456789Z","recorded_at":"2026-11-24T01:02:04.456789Z",` +
		`"kind":"call.answered","by":"officer:officer10kim","via":"sip","grade":"audited","precision":60000000,"data":{"by":"person","reached":true,"rings":3}}`
	if diff := cmp.Diff(want, string(open.Encode(&out))); diff != "" {
		t.Error(diff)
	}
	sum := open.Commit([16]byte{1, 2, 3}, []byte(want))
	if got := hex.EncodeToString(sum[:8]); got != "d238716b4e3df9a9" {
		t.Errorf("the commitment begins with %s", got)
	}
}

// TestEveryKindIsDecidedOn lists the kinds that are opened by the day: a new kind of fact is one of them until somebody decides.
func TestEveryKindIsDecidedOn(t *testing.T) {
	t.Parallel()
	var coarse []string
	for _, name := range fact.KindNames() {
		if k, _ := fact.FindKind(name); open.Coarse(k) {
			coarse = append(coarse, name)
		}
	}
	want := []string{"case.noted", "case.repeated", "letter.arrived", "letter.filed", "letter.prepared", "sign.posted", "promise.warned", "notice.sent",
		"notice.failed", "notice.delivered"}
	if diff := cmp.Diff(want, coarse); diff != "" {
		t.Errorf("opened by the day and empty; a kind that promises are about belongs into the list of judged kinds:\n%s", diff)
	}
}

func TestDecodeRefusesOtherBytes(t *testing.T) {
	t.Parallel()
	const good = `{"v":1,"id":"a","case":"b","at":"2026-11-24T01:02:03Z","kind":"call.answered","data":{"by":"person","rings":3}}`
	if _, err := open.Decode([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, old, new string }{
		{"a blank", `,"case"`, `, "case"`},
		{"another version", `"v":1`, `"v":2`},
		{"a version with a nought", `"v":1`, `"v":01`},
		{"another order", `"id":"a","case":"b"`, `"case":"b","id":"a"`},
		{"a field twice", `"id":"a"`, `"id":"a","id":"a"`},
		{"values in another order", `"by":"person","rings":3`, `"rings":3,"by":"person"`},
		{"a value twice", `"rings":3`, `"rings":3,"rings":3`},
		{"an escape that is none", `"a"`, `"\u0061"`},
		{"a time in another zone", `01:02:03Z`, `10:02:03+09:00`},
		{"nanoseconds", `:03Z`, `:03.0000001Z`},
		{"an unknown kind", `call.answered`, `call.asked`},
		{"no identifier", `"id":"a",`, ``},
		{"what is recorded at once", `,"kind"`, `,"recorded_at":"2026-11-24T01:02:03Z","kind"`},
		{"something after it", `3}}`, `3}} `},
		{"no values", `{"by":"person","rings":3}`, `{}`},
		{"a number written otherwise", `"rings":3`, `"rings":03`},
		{"a grade that is none", `,"data"`, `,"grade":"best","data"`},
	} {
		bad := strings.Replace(good, tt.old, tt.new, 1)
		if f, err := open.Decode([]byte(bad)); !errors.Is(err, open.ErrForm) || bad == good {
			t.Errorf("%s: %+v, %v", tt.name, f, err)
		}
	}
}

// FuzzDecode reads any bytes: what is accepted is written again as it was.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"v":1,"id":"a","case":"b","contact":"c","at":"2026-11-24T01:02:03.000001Z","recorded_at":"2026-11-24T01:02:04Z","kind":"fact.corrected","by":"officer:x","via":"desk","grade":"audited","precision":1,"data":{"a":["x","\n"],"b":null,"c":-1.5}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		form, err := open.Decode(b)
		if err != nil {
			return
		}
		if again := open.Encode(&form); !bytes.Equal(again, b) {
			t.Fatalf("%s was read and is written as %s", b, again)
		}
	})
}

// FuzzOf opens whatever fact can be read: the form can be decoded, and no run of five digits comes through.
func FuzzOf(f *testing.F) {
	f.Add([]byte(`{"id":"a","case":"1","at":"2026-11-24T10:00:00+09:00","kind":"call.ringing","by":"officer:010-1234-5678","data":{"desk":"0101234","place":["0101234567"],"about":"0101234567","due":"01012345678 days","callback_at":"0101234567","kind":"0101234567","unseen":"0101234567"}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		given, err := fact.Parse(line)
		if err != nil {
			return
		}
		out := open.Of(&given, func(space, _ string) string { return "p" })
		if _, err := open.Decode(open.Encode(&out)); err != nil {
			t.Fatalf("%s is opened as %s: %v", line, open.Encode(&out), err)
		}
		for _, d := range out.Data {
			if _, isTime := d.Value.Time(); isTime || d.Name == "charter" || d.Name == "sha256" || d.Name == "root" {
				continue
			}
			text, _ := d.Value.MarshalJSON()
			if n, ok := d.Value.Float(); !ok && run(string(text)) > 4 || ok && n > 999_999 {
				t.Fatalf("%s: %s came through", d.Name, text)
			}
		}
	})
}

// run returns the length of the longest run of digits.
func run(s string) (most int) {
	n := 0
	for _, r := range s {
		if n++; r < '0' || r > '9' {
			n = 0
		}
		most = max(most, n)
	}
	return most
}

func TestLines(t *testing.T) {
	t.Parallel()
	var chunk []byte
	want := []open.Line{{N: 0, Form: []byte(`{"v":1}`)}, {N: 4097, Salt: [16]byte{255, 254, 1}, Form: []byte(`{"v":1,"id":"a","case":"b"}`)}}
	for i := range want {
		chunk = open.AppendLine(chunk, &want[i])
	}
	var got []open.Line
	if err := open.Lines(chunk, func(_ int, l open.Line) error { got = append(got, l); return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := string(open.CaseOf(want[1].Form)); got != "b" {
		t.Errorf("case %q", got)
	}
	if err := open.Lines(chunk[:len(chunk)-1], func(int, open.Line) error { return nil }); err == nil {
		t.Error("a line without an end is a line")
	}
}

// FuzzParseLine reads any bytes: what is accepted is written again as it was.
func FuzzParseLine(f *testing.F) {
	f.Add([]byte(`{"n":12,"salt":"000102030405060708090a0b0c0d0e0f","fact":{"v":1}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := open.ParseLine(b)
		if err != nil {
			return
		}
		if again := open.AppendLine(nil, &l); !bytes.Equal(again, append(bytes.Clone(b), '\n')) {
			t.Fatalf("%q is written again as %q", b, again)
		}
	})
}

// FuzzParseIndex reads any index: the files of one that is accepted lie below it.
func FuzzParseIndex(f *testing.F) {
	f.Add([]byte(`{"form":1,"size":1,"chunks":["` + strings.Repeat("0f", 32) + `"],"journal":{"path":"a"},"days":{"path":"../b"},"publications":[{"path":"c/./d"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := open.ParseIndex(b)
		if err != nil {
			return
		}
		for _, p := range append(x.Publications, x.Journal, x.Days) {
			if path.Clean("/"+p.Path) != "/"+p.Path {
				t.Fatalf("%q leads elsewhere", p.Path)
			}
		}
	})
}

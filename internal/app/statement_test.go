package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/stroke"
	"jikim/test/harness"
)

const drawing = "100,100 300,200;400,100 500,300"

// dictated opens a visit in which somebody who cannot write dictates a petition.
func dictated(t *testing.T, o *harness.Office, officer app.Actor) string {
	t.Helper()
	visit := must(o.NewContact(o.Context(), officer, app.NewContact{Key: o.NewKey(), Channel: "visit"}))(t)
	must(o.Record(o.Context(), officer, app.Entry{Case: visit.Case, Contact: visit.Contact, Kind: fact.ScribeAsked}))(t)
	if v := must(o.OpenCase(o.Context(), officer, visit.Case, ""))(t); v.Statement != nil {
		t.Error("there is a statement before anything was written")
	}
	_, err := o.Sign(o.Context(), officer, app.Signing{Case: visit.Case, Way: app.SignedPaper})
	wantFault(t, err, app.Unlawful, "")
	must(o.Receive(o.Context(), officer, visit.Case, visit.Contact, app.NewContact{Key: o.NewKey(), Service: "question", Name: "홍길동",
		Phone: "010-1234-5678", Text: "열람실은 언제 여나요?", Answer: "phone"}))(t)
	return visit.Case
}

// signing is a signature under the statement as it stands.
func signing(t *testing.T, o *harness.Office, officer app.Actor, caseID string) app.Signing {
	t.Helper()
	v := must(o.OpenCase(o.Context(), officer, caseID, ""))(t)
	return app.Signing{Case: caseID, Digest: v.Statement.Digest, Way: app.SignedDrawn, Drawing: drawing}
}

// TestSignatureIsOfTheWords walks 시행령 제10조 제4항: what is dictated is written, read aloud and signed, and the signature stays
// with the words that were read.
func TestSignatureIsOfTheWords(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	lead := o.Staff("lee", app.Lead, "general_affairs", "petition")
	id := dictated(t, o, officer)
	g := signing(t, o, officer, id)
	for change, field := range map[*app.Signing]string{
		{Way: app.SignedDrawn, Digest: g.Digest}:                                                         "drawing",
		{Way: app.SignedDrawn, Digest: g.Digest, Drawing: "1,1 2,2"}:                                     "drawing",
		{Way: app.SignedDrawn, Digest: g.Digest, Drawing: "<svg onload='x'/>"}:                           "drawing",
		{Way: app.SignedDrawn, Digest: strings.Repeat("0", 32), Drawing: g.Drawing}:                      "digest",
		{Way: "thumb", Digest: g.Digest}:                                                                 "way",
		{Way: app.SignedWitness, Digest: g.Digest, Note: "손을 다침", Witness: lead.Account}:                 "signer",
		{Way: app.SignedWitness, Digest: g.Digest, Name: "홍길동", Witness: lead.Account}:                   "note",
		{Way: app.SignedWitness, Digest: g.Digest, Name: "홍길동", Note: "손을 다침", Witness: officer.Account}: "witness",
		{Way: app.SignedWitness, Digest: g.Digest, Name: "홍길동", Note: "손을 다침"}:                           "witness",
	} {
		change.Case = id
		_, err := o.Sign(o.Context(), officer, *change)
		wantFault(t, err, app.Invalid, field)
	}
	must(o.Sign(o.Context(), officer, g))(t)
	v := must(o.OpenCase(o.Context(), officer, id, ""))(t)
	s := v.Statement.Signed
	if s == nil || s.Way != app.SignedDrawn || !s.Covers || s.Path != "M100 100L300 200M400 100L500 300" || v.Statement.Wanting() {
		t.Fatalf("signed %+v", s)
	}
	if !slices.ContainsFunc(v.Files, func(f app.File) bool { return f.Type == "image/svg+xml" }) {
		t.Error("the signature is not among the sealed files")
	}
	if p := o.Verdict(id, "visit.scribe"); p.Status != judge.Kept && p.Status != judge.Pending {
		t.Errorf("the promise is %v", p.Status)
	}
	if masked := must(o.Case(o.Context(), officer, id))(t); masked.Statement != nil {
		t.Error("an unopened case shows the statement")
	}

	o.Advance(time.Minute)
	received := o.Stored(id).Facts[slices.Index(o.Kinds(id), fact.CaseReceived)].ID
	must(o.Correct(o.Context(), lead, "", id, received, "건의로 접수할 것", fact.With("service", "suggestion")))(t)
	v = must(o.OpenCase(o.Context(), officer, id, ""))(t)
	if v.Statement.Signed.Covers || !v.Statement.Wanting() {
		t.Error("the petition was changed, and the signature still is under it")
	}
	_, err := o.Sign(o.Context(), officer, g)
	wantFault(t, err, app.Invalid, "digest") // read aloud before the change
	g = signing(t, o, officer, id)
	g.Way, g.Drawing, g.Name, g.Note, g.Witness = app.SignedWitness, "", "홍길동", "오른손을 다침", lead.Account
	must(o.Sign(o.Context(), officer, g))(t)
	v = must(o.OpenCase(o.Context(), officer, id, ""))(t)
	if s := v.Statement.Signed; !s.Covers || s.Name != "홍길동" || s.Witness != "담당 lee" || s.Note != "오른손을 다침" || s.Path != "" {
		t.Errorf("signed again: %+v", s)
	}
	last := o.Stored(id).Facts[len(o.Stored(id).Facts)-1]
	if b, _ := last.MarshalJSON(); last.Kind != fact.ScribeDone || !last.Data.Present("way") || last.Data.True("signed") || strings.Contains(string(b), "홍길동") {
		t.Errorf("recorded %s", b)
	}
}

// TestSignatureGoesWithTheCase proves that a drawn signature is sealed, is shown to the petitioner, and is destroyed with the
// texts of the case.
func TestSignatureGoesWithTheCase(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	id := dictated(t, o, officer)
	done := must(o.Sign(o.Context(), officer, signing(t, o, officer, id)))(t)
	blob := done.Facts[0] + "/0"
	sealed, err := o.Store.Sealed(o.Context(), harness.Institution, id, blob)
	if err != nil || len(sealed) != 1 || strings.Contains(string(sealed[0].Cipher), "M100 100") {
		t.Fatalf("%d blobs, %v", len(sealed), err)
	}
	citizen := must(o.OpenLink(o.Context(), harness.Institution, must(o.ReceiptLink(o.Context(), officer, id))(t), ""))(t)
	if f := must(o.Follow(o.Context(), citizen, "ko"))(t); f.Statement == nil || f.Statement.Signed.Path == "" {
		t.Error("the petitioner does not see the signature")
	}
	if file := must(o.Attachment(o.Context(), citizen, id, blob))(t); stroke.PathOf(file.Body) == "" {
		t.Errorf("the file is %q", file.Body)
	}
	if err := o.Store.Destroy(o.Context(), harness.Institution, id); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Attachment(o.Context(), citizen, id, blob); err == nil || errors.Is(err, app.ErrConflict) {
		t.Error("the signature outlives the texts")
	}
	if f := must(o.Follow(o.Context(), citizen, "ko"))(t); f.Statement != nil {
		t.Error("a statement without words")
	}
}

package desk_test

import (
	"net/http"
	"testing"

	"jikim/internal/app"
)

// TestOfficerSeesWhoFiled proves that the officer sees who filed for the citizen, and whether a power of attorney has to be
// asked for.
func TestOfficerSeesWhoFiled(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	p := s.Petition()
	p.Filer = app.Filer{As: app.Agent, Name: "박대리", Phone: "010-9999-8888", Relation: "가족"}
	r, _ := s.File(p)
	officer.Get("/desk/cases/"+r.Case).Is(http.StatusOK).Has("대리인", "박대리", "010-9999-8888", "가족", "없음 (결과를 내주기 전에 확인하세요)")
}

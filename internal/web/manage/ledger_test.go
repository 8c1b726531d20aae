package manage_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/ledger"
	"jikim/internal/web"
	"jikim/internal/web/desk"
	"jikim/internal/web/manage"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/harness"
)

// witness is a witness that answers as it is told.
type witness struct {
	name string
	fail error
}

func (w witness) Name() string { return w.name }

func (w witness) Cosign(context.Context, ledger.Request) ([]byte, time.Time, error) {
	return []byte("— " + w.name + " x\n"), time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC), w.fail
}

// TestLedgerForAdministrators shows who countersigns, who does not, and who has signed for another ledger.
func TestLedgerForAdministrators(t *testing.T) {
	t.Parallel()
	s := site(t)
	boss, kim := s.LogIn(t, "boss", app.Admin), s.LogIn(t, "kim", app.Manager)
	boss.Get("/admin/ledger").Is(http.StatusOK).Has("장부에 아직 서명하지 못했습니다", "함께 서명하는 곳이 없습니다")
	kim.Get("/admin/ledger").Is(http.StatusForbidden)

	o := harness.New(t, "2026-11-24 10:00")
	o.Service.Close()
	o.Service = o.Serve(app.Config{Witnesses: []app.Witness{witness{name: "haeon.example.kr/witness"}, witness{"silent.example.kr/w", errors.New("no route")}}})
	s = stafftest.Over(t, o, func(s *web.Server, service *app.Service) []web.Surface {
		return []web.Surface{desk.New(s, service), manage.New(s, service)}
	})
	boss = s.LogIn(t, "boss", app.Admin)
	page := func(words ...string) *stafftest.Page {
		t.Helper()
		return boss.Get("/admin/ledger").Is(http.StatusOK).Has(words...)
	}
	page("haeon.example.kr/witness", "아직 물어보지 않았습니다")
	if _, err := o.Checkpoint(o.Context(), harness.Institution); err != nil {
		t.Fatal(err)
	}
	if err := o.AskWitnesses(o.Context(), harness.Institution); err == nil {
		t.Error("a witness that is silent is no fault")
	}
	s.File(s.Petition())
	page("1번째 확인서", "아직 서명하지 않은 사실이", "서명하고 있습니다", "받지 못했습니다", "no route").Lacks("데이터를 옛것으로 되돌렸거나")

	ahead := o.Serve(app.Config{Witnesses: []app.Witness{witness{"memory.example.kr/w", &ledger.AheadError{Size: 1 << 30}}}})
	t.Cleanup(ahead.Close)
	if err := ahead.AskWitnesses(o.Context(), harness.Institution); !errors.Is(err, app.ErrForked) {
		t.Errorf("a witness that remembers more than there is: %v, want ErrForked", err)
	}
	st, err := ahead.LedgerState(o.Context(), boss.Actor)
	if err != nil || len(st.Witnesses) != 1 || !st.Witnesses[0].Forked {
		t.Errorf("the state is %+v, %v", st, err)
	}
}

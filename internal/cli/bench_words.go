package cli

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"

	"jikim/internal/app"
)

// surnames and given syllables make names.
var (
	surnames = strings.Fields("김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍")
	given    = strings.Fields("지 민 서 준 현 우 영 수 은 하 도 윤 진 아 혜 성 태 경 미 정")
)

// frequent words stand in most petitions, rare ones in about one of a thousand: each in about one petition of three, one
// of the rare ones.
var (
	frequent = strings.Fields("도서관 자료실 대출 예약 반납 연장 이용 신청 문의 안내 시간 주말 평일 오전 오후 자리 좌석 열람 강좌 접수 " +
		"수강 대관 시설 회의실 강당 주차장 엘리베이터 화장실 냉방 난방 조명 소음 직원 담당자 전화 답변 처리 기한 확인 요청 부탁 감사 " +
		"어린이 학생 어르신 장애인 가족 시민 홈페이지 회원 가입 로그인 비밀번호 검색 컴퓨터 프린터 복사기 스캐너 도서 신간 잡지 신문")
	rare = strings.Fields("고서 족보 판화 사진 지도 악보 음반 영상 만화 시집 희곡 사전 연감 백서 통계 논문 학위 특허 규격 판례 " +
		"점자 수어 낭독 확대 돋보 휠체 경사 난간 손잡 계단 누수 곰팡 균열 악취 먼지 해충 정전 단수 누전 화재 " +
		"분실 도난 파손 훼손 변상 연체 정지 해지 환불 감면 할인 무료 유료 영수 계산 카드 현금 계좌 이체 송금")
)

const (
	searchedFrequent = "대출"
	searchedRare     = "누수"
	searchedQuery    = "%EB%88%84%EC%88%98" // searchedRare as it stands in an address
)

// benchKey makes an idempotency key as forms have them: a UUIDv7 with that time. The same numbers, the same key.
func benchKey(at time.Time, r *rand.Rand) string {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:], uint64(at.UnixMilli())<<16|0x7000|r.Uint64N(1<<12))
	binary.BigEndian.PutUint64(id[8:], 1<<63|r.Uint64N(1<<62))
	return id.String()
}

// benchPetition makes a petition: the same numbers, the same petition.
func benchPetition(r *rand.Rand, key string) app.Petition {
	// Services with periods of a week or two: none of the cases is half over when the benchmark begins.
	services := [...]string{"loan", "question", "children", "digital", "suggestion", "grievance"}
	var b strings.Builder
	words := 25 + r.IntN(40)
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(frequent[r.IntN(len(frequent))])
		if r.IntN(6) == 0 {
			b.WriteString("을 ")
			b.WriteString("알고 싶습니다.")
		}
	}
	if r.IntN(12) == 0 {
		b.WriteString(" 그리고 ")
		b.WriteString(rare[r.IntN(len(rare))])
	}
	name := surnames[r.IntN(len(surnames))] + given[r.IntN(len(given))] + given[r.IntN(len(given))]
	return app.Petition{Key: key, Service: services[r.IntN(len(services))], Name: name,
		Phone: fmt.Sprintf("010-%04d-%04d", r.IntN(10_000), r.IntN(10_000)), Email: fmt.Sprintf("citizen%d@example.org", r.IntN(1_000_000)),
		Title: frequent[r.IntN(len(frequent))] + " " + frequent[r.IntN(len(frequent))] + " 문의", Text: b.String(), Answer: "web", Lang: "ko"}
}

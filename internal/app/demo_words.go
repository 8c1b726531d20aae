package app

import (
	"jikim/internal/core/casefile"
	"jikim/internal/core/improvement"
)

// What people are called and write in the demonstration. Nobody of them exists.
var (
	demoFamily = []string{"김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황", "안", "송", "류", "홍"}
	demoGiven  = []string{"민준", "서연", "도윤", "지우", "하준", "수아", "영호", "미경", "정훈", "은정", "성민", "혜진", "동현",
		"유진", "재원", "소영", "태윤", "나래", "경수", "보람", "한결", "다은", "상우", "예린"}
	demoTopics = map[string][][2]string{
		"library_card": {{"대출증 재발급", "대출증을 잃어버렸습니다. 다시 만들려면 무엇이 필요한지 알려 주세요."}},
		"loan": {{"예약 도서 문의", "예약한 책이 언제 들어오는지 궁금합니다."},
			{"대출 기간 연장", "아이가 아파서 책을 제때 돌려드리지 못합니다. 대출 기간을 늘릴 수 있을까요?"}},
		"children": {{"어린이자료실 이용", "주말에 어린이자료실에서 책 읽어 주기를 하는지 알고 싶습니다."}},
		"digital":  {{"컴퓨터 이용 시간", "디지털자료실 컴퓨터는 하루에 몇 시간까지 쓸 수 있나요?"}},
		"question": {{"열람실 이용 시간 문의", "시험 기간에는 열람실을 더 늦게까지 여는지 알고 싶습니다."},
			{"강좌 환불 절차", "문화강좌를 신청했다가 취소하면 수강료를 어떻게 돌려받나요?"},
			{"자원봉사 신청 절차", "도서관 자원봉사를 하려면 어떤 절차를 거쳐야 하나요?"}},
		"suggestion": {{"자전거 거치대 건의", "정문 앞 자전거 거치대가 모자랍니다. 늘려 주시기를 건의합니다."},
			{"전자책 확대 건의", "전자책 종류를 늘려 주시면 좋겠습니다."}},
		"other":     {{"분실물 문의", "어제 2층 열람실에 우산을 두고 왔습니다."}},
		"grievance": {{"좌석 배정에 대한 고충", "열람실 좌석 배정 방식이 불합리하여 여러 번 자리를 얻지 못했습니다."}},
		"disclosure": {{"자료 구입 예산 공개 청구", "지난해 도서 구입 예산과 집행 내역의 공개를 청구합니다."},
			{"운영위원회 회의록 공개 청구", "올해 열린 도서관 운영위원회의 회의록을 사본으로 받고 싶습니다."}},
		"question_law": {{"저작권 관련 질의", "도서관 자료를 복사할 때 저작권법상 어디까지 되는지 질의합니다."}},
	}
	demoAnswers = []string{"문의하신 내용을 확인하여 아래와 같이 알려 드립니다. 자세한 것은 담당자에게 전화해 주시기 바랍니다.",
		"요청하신 대로 처리하였습니다. 이용해 주셔서 고맙습니다.",
		"건의하신 내용은 다음 분기 사업 계획에 반영하도록 하겠습니다."}
	demoReasons  = []string{"관련 부서와 협의하고 있습니다.", "자료를 확인하는 데 시간이 걸리고 있습니다.", "현장을 확인하고 있습니다."}
	demoPurposes = []string{"대출증 발급", "도서 대출과 반납", "강좌 신청", "시설 대관 상담", "자료 복사", "회원 가입", "열람실 이용 문의"}
)

// citizen makes a name and a telephone number.
func (d *demonstration) citizen() (name, phone string) {
	name = pick(d, demoFamily) + pick(d, demoGiven)
	const figures = "0123456789"
	b := []byte("010-0000-0000")
	for _, i := range []int{4, 5, 6, 7, 9, 10, 11, 12} {
		b[i] = figures[d.rng.IntN(10)]
	}
	return name, string(b)
}

// demoRatings are words that come with ratings, by whether the citizen was content.
var demoRatings = map[bool][]string{
	true:  {"친절하게 설명해 주셔서 고맙습니다.", "생각보다 빨리 답을 받았습니다.", "다음에도 이용하겠습니다."},
	false: {"답을 받기까지 너무 오래 걸렸습니다.", "같은 설명을 두 번 해야 했습니다.", "왜 안 되는지 더 쉽게 알려 주셨으면 합니다."},
}

// What the office says of what it does about the results of its survey.
const (
	demoPlan    = "말씀해 주신 점을 이렇게 고치겠습니다. 무엇이 어떻게 되었는지는 이 누리집에서 계속 보실 수 있습니다."
	demoDropped = "예산이 확보되지 않아 올해는 하지 못합니다. 내년 예산에 다시 요구하겠습니다."
)

var (
	demoTasks = []string{"무엇이 부족한지 이용자께 더 여쭙고, 많이 꼽으신 것부터 고칩니다.", "맡은 직원을 정해 달마다 살피고, 결과를 게시판에 알립니다.",
		"다른 기관의 좋은 사례를 찾아 우리에게 맞게 바꿉니다.", "돈이 들지 않는 것부터 바꾸고, 나머지는 내년 예산에 올립니다."}
	demoDone = []string{"이용자 간담회를 두 번 열고, 나온 의견 열한 가지 가운데 여덟 가지를 고쳤습니다.", "1월부터 달마다 살펴 게시판에 네 번 알렸습니다.",
		"다른 기관 두 곳을 찾아가 보고, 맞는 것 세 가지를 들여왔습니다.", "돈이 들지 않는 것 다섯 가지를 바꾸고 나머지는 예산에 올렸습니다."}
)

// demoForgotten are the services of which one, the first that there is, was asked for in the petition that is forgotten.
var demoForgotten = []string{"question", "suggestion", "other"}

// What people complain of, what the check of it found, and what they were told.
var (
	demoComplaints = map[string][]string{
		"rude_phone":   {"전화로 여쭈었더니 귀찮다는 듯이 말하고 먼저 끊었습니다.", "말을 끊고 같은 말만 되풀이해서 무척 불쾌했습니다."},
		"repeat_visit": {"필요한 서류를 잘못 알려 주어 두 번이나 찾아가야 했습니다."},
		"no_interim":   {"신청한 지 일주일이 넘도록 아무 소식이 없습니다.", "언제 되는지 물어도 기다리라고만 합니다."},
		"careless":     {"물어본 것과 다른 답이 왔습니다. 제대로 읽어 보셨는지 궁금합니다."},
		"late":         {"알려 주신 날짜가 지났는데도 처리되지 않았습니다."},
		"other":        {"안내 직원이 자리를 비워 한참을 기다렸습니다."},
	}
	demoFindings = map[bool]string{true: "통화 기록과 처리 기록을 살피고 담당자의 말을 들은 결과 말씀하신 것이 사실로 확인되었습니다.",
		false: "통화 기록과 처리 기록을 살피고 담당자의 말을 들었으나 말씀하신 것을 확인하지 못했습니다."}
	demoResults = map[bool]string{true: "말씀하신 것이 사실로 확인되었습니다. 불편을 드려 죄송합니다. 담당자를 교육하고 같은 일이 없도록 하겠습니다.",
		false: "기록을 모두 살폈으나 말씀하신 것을 확인하지 못했습니다. 살핀 기록과 까닭을 함께 알려 드립니다."}
)

// madeOpinion is an opinion, what its review finds, and what is said and done about it.
type madeOpinion struct{ text, finding, answer string }

var demoOpinions = []madeOpinion{
	{"화장실 비누가 자주 떨어져 있습니다. 살펴 주세요.", casefile.ImproveNow, "비누를 채우고 하루 두 번 살피도록 했습니다."},
	{"어린이자료실 시계가 멈춰 있어요.", casefile.ImproveNow, "시계의 전지를 갈았습니다."},
	{"게시판의 행사 안내가 지난달 것입니다.", casefile.ImproveNow, "지난 안내를 떼고 이번 달 안내를 붙였습니다."},
	{"현관 매트가 들떠서 걸려 넘어질 뻔했습니다.", casefile.ImproveNow, "매트를 고정하고 나머지도 모두 살폈습니다."},
	{"열람실 의자에서 소리가 납니다.", casefile.ImproveLater, "다음 달 시설 점검 때 의자의 고무를 갈겠습니다."},
	{"반납함이 낮에도 열려 있으면 좋겠습니다.", casefile.ImproveLater, "반납함의 위치를 바꾸는 대로 낮에도 열겠습니다."},
	{"열람실을 밤새 열어 주세요.", casefile.ImproveNot, "밤에 근무할 사람이 없어 지금은 어렵습니다. 열람 시간은 누리집에 적어 두었습니다."},
	{"자료실에서 음식을 먹게 해 주세요.", casefile.ImproveNot, "자료가 상할 수 있어 허용하지 못합니다. 1층 휴게실에서 드실 수 있습니다."},
}

// demoImprovements are the opinions that the register of improvements tells of. What people wrote and what the office says of it are
// different words: what people write is not published.
var demoImprovements = []madeImprovement{
	{days: 150, state: improvement.Done, text: "화장실에 갈 때마다 비눗갑이 비어 있습니다.", suggested: "세면대에 손 씻을 것이 없을 때가 많다는 의견",
		answer:   "세면대마다 물비누통을 달고, 아침과 낮에 한 번씩 살펴 채웁니다.",
		pictures: []drawing{{basin, false, "그림: 비눗갑이 빈 세면대"}, {basin, true, "그림: 물비누통을 단 세면대"}}},
	{days: 112, state: improvement.Done, text: "자전거 세울 데가 없어서 벽에 기대 둡니다.", suggested: "정문 앞에 자전거를 세울 자리가 모자란다는 의견",
		answer:   "창고에 있던 거치대 세 개를 정문 앞으로 옮겨 다섯 개로 늘렸습니다.",
		pictures: []drawing{{stand, false, "그림: 거치대 두 개와 벽에 기댄 자전거 두 대"}, {stand, true, "그림: 거치대 다섯 개에 나란히 세운 자전거"}}},
	{days: 64, state: improvement.Done, text: "문이 다 똑같이 생겨서 어디가 자료실인지 모르겠어요.", suggested: "자료실 입구를 알아보기 어렵다는 의견",
		answer:   "입구 옆 눈높이에 책 그림이 있는 큰 표지판을 달았습니다.",
		pictures: []drawing{{door, false, "그림: 아무 표지가 없는 문"}, {door, true, "그림: 옆에 책 그림 표지판을 단 문"}}},
	{days: 38, state: improvement.Planned, text: "승강기 단추를 손으로 더듬어도 몇 층인지 알 수 없습니다.", suggested: "승강기 단추에 점자가 없다는 의견",
		answer: "승강기 정기 점검 때 점자 표시를 달겠습니다."},
	{days: 27, state: improvement.NotPossible, text: "주차장을 지하에 더 파 주세요.", suggested: "주차할 자리가 모자란다는 의견",
		reason: "건물 아래에 통신 시설이 있어 더 팔 수 없습니다. 가까운 공영 주차장을 누리집에 안내했습니다."},
}

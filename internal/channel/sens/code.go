package sens

// smsCodes are what the codes of «SMS 메시지 발송 결과 조회» are for the office: those of the networks (2000 and up), of the gateway (1001
// and up) and of SENS itself (E9…, S0…). Those that are not listed are "other".
var smsCodes = map[string]string{
	"3001": "no_such_address", "3003": "no_such_address", "1002": "no_such_address", "E901": "no_such_address", "3010": "no_such_address",
	"3006": "refused", "3013": "refused", "3002": "refused",
	"2000": "expired", "2001": "expired", "2002": "expired", "2003": "expired", "2005": "expired", "2007": "expired", "3004": "expired", "3005": "expired", "1019": "expired",
	"2004": "full",
	"3012": "blocked", "1004": "blocked", "3019": "blocked", "E916": "blocked", "E917": "blocked", "S003": "blocked",
}

// talkCodes are those of KakaoTalk: 3008 no number, 3018 it cannot be sent to, 3019 no user, 3020 blocked by the user, 3021 too old a
// version, 3005 sent and never confirmed.
var talkCodes = map[string]string{
	"3008": "no_such_address", "3018": "no_such_address", "3019": "no_such_address", "3021": "no_such_address", "3020": "blocked", "3005": "expired",
}

// why returns what a code means; "other" when it says nothing to the office.
func why(codes map[string]string, code string) string {
	if w := codes[code]; w != "" {
		return w
	}
	return "other"
}

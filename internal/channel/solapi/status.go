package solapi

import (
	"fmt"

	"jikim/internal/channel"
	"jikim/internal/channel/provider"
)

// accepting tells the codes of a message that is under way: taken by SOLAPI, and taken by the network.
func accepting(code string) bool { return code == "2000" || code == "3000" }

const delivered = "4000"

// meaning is what a code of «메시지 상태 코드» is for the office. Codes that are not listed are "other": something between SOLAPI and
// the network, which may be another time.
type meaning struct {
	why   string // of an outcome
	error error  // when it is told at once; nil: it may be tried again
}

var (
	nobody   = meaning{"no_such_address", channel.ErrNoSuchAddress}
	declined = meaning{"refused", channel.ErrNoSuchAddress}
	blocked  = meaning{"blocked", channel.ErrNoSuchAddress}
	expired  = meaning{"expired", nil}
	full     = meaning{"full", nil}
	unfit    = meaning{"other", channel.ErrUnfit}
	template = meaning{"other", provider.ErrTemplate}
	sender   = meaning{"other", provider.ErrSender}
	funds    = meaning{"other", provider.ErrFunds}
)

var codes = map[string]meaning{
	// what the message is
	"1013": unfit, "1014": unfit, "1025": unfit, "1027": unfit, "1028": unfit, "1029": unfit, "1031": unfit, "1032": unfit, "1033": unfit,
	// the template, its gaps and its buttons
	"1041": template, "1042": template, "1043": template, "1044": template, "1045": template, "1046": template, "1047": template, "1048": template, "1049": template,
	"1050": template, "1052": template, "3101": template, "3103": template, "3105": template, "3106": template,
	// the account
	"1020": {"other", provider.ErrLogin}, "2063": {"other", provider.ErrLogin}, "1030": funds, "2230": funds,
	"1062": sender, "2062": sender, "3013": sender, "3059": sender,
	// the receiver
	"3010": nobody, "3032": nobody, "3050": nobody, "3102": nobody, "3104": nobody,
	"1060": blocked, "1064": blocked, "2060": blocked, "2064": blocked, "2254": blocked, "3054": blocked, "3055": blocked, "3107": blocked,
	"1061": declined, "2061": declined, "3047": declined, "3060": declined,
	// the telephone, for as long as the network tried
	"3040": expired, "3041": expired, "3042": expired, "3043": expired, "3045": expired, "3046": expired, "3051": expired, "3057": expired,
	"3044": full,
}

// refused is the error of a message that was refused at once.
func refused(code string) error {
	if !digits(code) || len(code) != 4 {
		code = "?" // it is not ours to repeat whatever was answered
	}
	if m := codes[code]; m.error != nil {
		return fmt.Errorf("%w (SOLAPI %s)", m.error, code)
	}
	return fmt.Errorf("the provider did not take the message (SOLAPI %s)", code)
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

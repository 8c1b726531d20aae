package locale

import "golang.org/x/text/language"

var matcher = language.NewMatcher([]language.Tag{language.Korean, language.English})

// Negotiate chooses the language of a page: what the address asks for (?lang=en), else what the visitor chose earlier
// (cookie), else what the browser prefers (the Accept-Language header), else Korean.
func Negotiate(acceptLanguage, cookie, query string) Lang {
	for _, chosen := range []string{query, cookie} {
		for _, l := range Langs {
			if chosen == string(l) {
				return l
			}
		}
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(tags) == 0 {
		return Korean
	}
	if _, i, confidence := matcher.Match(tags...); confidence > language.No {
		return Langs[i]
	}
	return Korean
}

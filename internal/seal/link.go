package seal

import (
	"crypto/subtle"
	"encoding/base64"
	"strings"
)

// macSize is the length of the proof in a private link: 128 bits cannot be guessed.
const macSize = 16

// Token makes the token of a private link: the case and a proof that only these keys can make. No table of links exists
// that could leak, and a token is never stored or logged.
func (k *Keys) Token(institution, caseID string) string {
	return caseID + "." + base64.RawURLEncoding.EncodeToString(k.Blind("link", macSize, institution, caseID))
}

// CaseOf returns the case of a genuine token; else ErrToken. The proof is compared in constant time.
func (k *Keys) CaseOf(institution, token string) (string, error) {
	caseID, proof, ok := strings.Cut(token, ".")
	if !ok || caseID == "" || len(token) > 256 {
		return "", ErrToken
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(proof)
	if err != nil {
		return "", ErrToken
	}
	if subtle.ConstantTimeCompare(given, k.Blind("link", macSize, institution, caseID)) != 1 {
		return "", ErrToken
	}
	return caseID, nil
}

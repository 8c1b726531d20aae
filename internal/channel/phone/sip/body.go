package sip

import (
	"bytes"
	"mime"
	"strconv"
	"strings"
)

// body reads what matters of the body: the direction of sound, or the status of a transfer.
func (r *reader) body(raw []byte) {
	if r.length >= 0 && r.length < len(raw) {
		raw = raw[:r.length]
	}
	kind, params, err := mime.ParseMediaType(r.content)
	if err != nil {
		kind, _, _ = strings.Cut(strings.ToLower(r.content), ";")
		kind = strings.TrimSpace(kind)
	}
	r.part(kind, raw)
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
		r.parts(raw, params["boundary"])
	}
}

func (r *reader) part(kind string, raw []byte) {
	switch kind {
	case "application/sdp":
		r.m.Media = media(raw)
	case "message/sipfrag":
		line, _, ok := cutLine(append(bytes.TrimLeft(raw, "\r\n"), '\n'))
		if rest, is := cutFold(string(line), "SIP/2.0 "); ok && is {
			code, _, _ := strings.Cut(rest, " ")
			if n, err := strconv.Atoi(code); err == nil && n >= 100 && n <= 699 {
				r.m.Fragment = n
			}
		}
	}
}

// parts looks into a body of several parts (RFC 5621), one level deep.
func (r *reader) parts(raw []byte, boundary string) {
	const most = 16
	for n, part := range bytes.Split(raw, []byte("--"+boundary)) {
		if n == 0 || n > most {
			continue
		}
		part = bytes.TrimLeft(part, "\r\n")
		kind := ""
		for {
			line, rest, ok := cutLine(part)
			if !ok {
				break
			}
			part = rest
			if len(line) == 0 {
				break
			}
			if v, ok := cutFold(string(line), "content-type:"); ok {
				kind, _, _ = strings.Cut(strings.ToLower(v), ";")
			}
		}
		r.part(strings.TrimSpace(kind), part)
	}
}

// media reads a description of a session. Only the direction and where sound is expected are taken: a=crypto, a=key-mgmt, k=,
// a=fingerprint and the candidates of ICE are not even looked at. Several streams are held when all that are in use are.
func media(raw []byte) Media {
	m := Media{Known: true}
	common := stream{way: "sendrecv"}
	one := &common
	used, held := 0, 0
	end := func() {
		if one == &common || !one.on {
			return
		}
		if used++; one.held() {
			held++
		}
		if m.Where == "" {
			m.Where = one.at
		}
	}
	for len(raw) > 0 {
		line, rest, ok := cutLine(raw)
		if !ok {
			line, rest = bytes.TrimSpace(raw), nil
		}
		raw = rest
		switch text := string(line[:min(len(line), 256)]); {
		case strings.HasPrefix(text, "m="):
			end()
			f := strings.Fields(text[2:])
			one = &stream{on: len(f) > 1 && f[0] == "audio" && f[1] != "0", way: common.way, at: common.at}
		case strings.HasPrefix(text, "c="):
			if f := strings.Fields(text[2:]); len(f) == 3 && len(f[2]) <= mostUser {
				one.at = f[2]
			}
		case text == "a=sendonly" || text == "a=inactive" || text == "a=recvonly" || text == "a=sendrecv":
			one.way = text[2:]
		}
	}
	end()
	m.Held = used > 0 && held == used
	return m
}

// stream is one line "m=" with what belongs to it; what stands before the first holds for all.
type stream struct {
	on      bool // sound, and not refused
	way, at string
}

// held tells both forms: by direction, and by an address that is none, which telephones before RFC 3264 write.
func (s *stream) held() bool {
	return s.way == "sendonly" || s.way == "inactive" || s.at == "0.0.0.0" || s.at == "::"
}

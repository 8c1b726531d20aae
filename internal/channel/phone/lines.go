package phone

import (
	"net/netip"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/phone/sip"
	"jikim/internal/core/yaml"
)

// Lines is what an entry of the channels file says about the lines of the office.
type Lines struct {
	// Phones are the addresses of telephones, Trunk those of the line to the outside.
	Phones, Trunk []netip.Prefix
	Analogue      bool          // the gateway at the line hears late that a caller has hung up
	Silence       time.Duration // when nothing is heard for so long, something is wrong; 0: it is not watched
	Longest       time.Duration // after so long without a message an answered call is taken for over
}

// usualSilence is how long a line may be silent: telephones register and are asked whether they are there more often than that.
const (
	usualSilence = 10 * time.Minute
	usualLongest = 4 * time.Hour
)

// LineKeys are the keys that ReadLines reads, beside those of the source itself.
var LineKeys = []string{"phones", "trunk", "analogue", "silence", "longest"}

// ReadLines reads what all entries share. Mistakes are told with their places.
func ReadLines(m *yaml.Fields) (Lines, error) {
	var errs yaml.Errors
	var l Lines
	var err error
	l.Phones, err = Prefixes(m, "phones")
	errs.Add(err)
	l.Trunk, err = Prefixes(m, "trunk")
	errs.Add(err)
	if len(l.Phones) == 0 && len(l.Trunk) == 0 && errs.Err() == nil {
		errs.Add(m.Node().Errorf("the addresses of the telephones (phones) or of the line to the outside (trunk) are needed: without them nobody knows whose messages these are"))
	}
	l.Analogue, err = m.Bool("analogue")
	errs.Add(err)
	l.Silence, err = Length(m, "silence", usualSilence)
	errs.Add(err)
	l.Longest, err = Length(m, "longest", usualLongest)
	if !errs.Add(err) && l.Longest == 0 {
		errs.Add(m.Get("longest").Errorf("a call has to be over some time; a length of time such as 4h is expected here"))
	}
	return l, errs.Err()
}

// Prefixes reads an optional list of addresses or networks such as 10.1.0.0/16.
func Prefixes(m *yaml.Fields, key string) ([]netip.Prefix, error) {
	items, err := m.List(key)
	if err != nil {
		return nil, err
	}
	var errs yaml.Errors
	var out []netip.Prefix
	for _, n := range items {
		text, err := n.Text()
		if errs.Add(err) {
			continue
		}
		p, err := netip.ParsePrefix(text)
		if a, alone := netip.ParseAddr(text); alone == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil || p.Addr().Zone() != "" {
			errs.Add(n.Errorf("an address or a network such as 10.1.0.0/16 is expected here"))
			continue
		}
		out = append(out, p.Masked())
	}
	return out, errs.Err()
}

// Length reads an optional length of time such as 90s, 10m or 4h; 0 switches off.
func Length(m *yaml.Fields, key string, usual time.Duration) (time.Duration, error) {
	text, err := m.Text(key)
	if err != nil || text == "" {
		return usual, err
	}
	d, err := time.ParseDuration(text)
	if text == "0" {
		d, err = 0, nil
	}
	if err != nil || d < 0 {
		return 0, m.Get(key).Errorf("a length of time such as 90s, 10m or 4h is expected here")
	}
	return d, nil
}

// settings are those of the observer.
func (l Lines) settings(source string) sip.Settings {
	return sip.Settings{Source: source, Phones: l.Phones, Trunk: l.Trunk, Analogue: l.Analogue, Longest: l.Longest}
}

// Powers tells what a source that sees these lines can prove. The bell, the person and the transfer are seen at telephones only.
func (l Lines) Powers() []channel.Power {
	p := []channel.Power{channel.SeesOutward}
	if !l.Analogue {
		p = append(p, channel.SeesOrder)
	}
	if len(l.Phones) > 0 {
		p = append(p, channel.SeesRing, channel.SeesPerson, channel.SeesTransfer)
	}
	return p
}

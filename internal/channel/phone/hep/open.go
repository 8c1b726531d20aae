package hep

import (
	"net"
	"net/netip"
	"path/filepath"
	"strconv"

	"jikim/internal/channel"
	"jikim/internal/channel/phone"
	"jikim/internal/core/yaml"

	"golang.org/x/time/rate"
)

// usualRate is how many packets a second an agent may send: with 300 calls a second through a proxy it sends some 7,000.
const usualRate = 20_000

// entry is the entry of the channels file:
//
//   - name: line
//     kind: hep
//     udp: "10.0.0.5:9060"
//     tcp: "10.0.0.5:9060"
//     from: [10.0.0.2]
//     key: /etc/jikim/hep.key
//     nodes: [2001]
//     phones: [10.1.0.0/16]
//     trunk: [203.0.113.7]
type entry struct {
	udp, tcp string
	from     []netip.Prefix // the addresses of the agents
	nodes    []uint32       // which node identifiers are ours; none: all
	key      string         // file with the key that agents send
	rate     int            // packets a second of one agent
}

// OpenHEP makes the source of an entry. Nothing is opened or read before it runs.
func OpenHEP(o channel.Office, n *yaml.Node) (channel.Source, error) {
	var errs yaml.Errors
	m, err := n.Map(append([]string{"udp", "tcp", "from", "nodes", "key", "rate"}, phone.LineKeys...)...)
	errs.Add(err)
	if m == nil {
		return nil, errs.Err()
	}
	lines, err := phone.ReadLines(m)
	errs.Add(err)
	e, err := read(m)
	errs.Add(err)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return &source{
		office: o, entry: e, feed: phone.NewFeed(o, lines), senders: map[netip.Addr]*rate.Limiter{}, open: make(chan struct{}, connections),
	}, nil
}

func read(m *yaml.Fields) (e entry, err error) {
	var errs yaml.Errors
	n := m.Node()
	e.udp, err = listenAt(m, "udp")
	errs.Add(err)
	e.tcp, err = listenAt(m, "tcp")
	errs.Add(err)
	if !m.Has("udp") && !m.Has("tcp") {
		errs.Add(n.Errorf("where agents are listened for is missing: udp, tcp or both, such as \"10.0.0.5:9060\""))
	}
	e.from, err = phone.Prefixes(m, "from")
	if !errs.Add(err) && len(e.from) == 0 {
		errs.Add(n.Errorf("the addresses of the agents (from) are missing: anybody else could invent calls"))
	}
	nodes, err := m.List("nodes")
	errs.Add(err)
	for _, one := range nodes {
		id, err := one.Int()
		if !errs.Add(err) && (id < 0 || id > 1<<32-1) {
			errs.Add(one.Errorf("a node identifier is a number up to 4294967295"))
		}
		e.nodes = append(e.nodes, uint32(id))
	}
	e.key, err = m.Text("key")
	if !errs.Add(err) && m.Has("key") && !filepath.IsAbs(e.key) {
		errs.Add(m.Get("key").Errorf("the path of a file with the key is expected here, from the root on; the key itself never stands in this file"))
	}
	if e.rate, err = m.Int("rate"); !errs.Add(err) {
		if !m.Has("rate") {
			e.rate = usualRate
		} else if e.rate < 1 || e.rate > 1_000_000 {
			errs.Add(m.Get("rate").Errorf("packets a second of one agent are expected here, 1 to 1000000"))
		}
	}
	return e, errs.Err()
}

// listenAt reads an address with its port. One without an address would listen in every network.
func listenAt(m *yaml.Fields, key string) (string, error) {
	text, err := m.Text(key)
	if err != nil || !m.Has(key) {
		return "", err
	}
	host, port, err := net.SplitHostPort(text)
	number, bad := strconv.Atoi(port)
	if _, strange := netip.ParseAddr(host); err != nil || strange != nil || bad != nil || number < 0 || number > 65535 {
		return "", m.Get(key).Errorf("an address of this machine with a port is expected here, such as \"10.0.0.5:9060\"")
	}
	return text, nil
}

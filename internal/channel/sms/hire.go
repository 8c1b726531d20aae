package sms

import (
	"jikim/internal/channel"
	"jikim/internal/channel/provider"
	"jikim/internal/core/yaml"
)

// Hire makes a courier of the entry of a gateway:
//
//	gateway: gateway.json   # a file that describes it, see Gateway
//	secret: gateway-secret  # a file; its first line is the password of the contract. None without it
//
// Files are beside the channels file unless their path is absolute.
func Hire(_ channel.Depot, entry *yaml.Node) (channel.Courier, error) {
	e := provider.Read(entry, "gateway", "secret")
	src := e.File("gateway")
	var word string
	if e.Has("secret") {
		word = e.Secret("secret")
	}
	if err := e.Err(); err != nil {
		return nil, err
	}
	g, err := Parse(src)
	var s *Sender
	if err == nil {
		s, err = New(g, word, nil)
	}
	if err != nil {
		e.Wrong("gateway", err)
		return nil, e.Err() // with its place
	}
	return s, nil
}

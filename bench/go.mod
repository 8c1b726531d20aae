module jikim/bench

go 1.26.0

replace jikim => ../

require (
	github.com/rickar/cal/v2 v2.1.13
	jikim v0.0.0-00010101000000-000000000000
)

require github.com/goccy/go-yaml v1.19.2 // indirect

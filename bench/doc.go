// Package bench compares working-time arithmetic with that of github.com/rickar/cal/v2, the best known calendar of
// business hours for Go. It is a module of its own, so that jikim does not depend on what it is compared with.
//
//	cd bench && go test -bench . -benchmem
//
// Both keep the same office in the same run: 민원 hours of Korea, Monday to Friday, with every public, substitute, election
// and temporary holiday of the shipped calendar kr-office. What rickar/cal cannot express is the lunch break, since its days
// have one span; its office works from 09:00 to 17:00, which are the same eight hours. Days therefore agree, and a test
// holds them to it, while the time of day differs. It has no counting by law, no pauses and no view of what was known when.
package bench

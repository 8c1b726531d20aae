#!/bin/bash
# Runs the tests with the race detector. Left out are the packages whose tests have nothing that runs at once: they read
# source text, licences and documents, or look at one page after another (those of the public, too), and those that kill whole programs, which
# look for other faults; and the pure ones of the core, which have neither goroutines nor anything shared, but for the calendar. Left out as
# well are flows of one visitor in a browser and requests of one program, which come one after another; those in which pages change
# by themselves are in; and calls of other people's programs that are many, or long, and run through the same code as those that are
# in; demonstrations, which one goroutine writes; scripts of commands that only reckon, and of those that verify all but one. Short tests
# (-short) have smaller numbers where large ones make nothing else happen, and one database, since the store is looked at by its own tests.
set -euo pipefail

mapfile -t packages < <(${GO:-go} list ./... | grep -vE '/(archtest|test/licence|test/document|test/tour|test/year|test/recompute|test/mail|internal/web/ui|internal/web/public|internal/letter)$' |
	grep -E '/internal/core/calendar$|^[^/]+/(cmd|calendars|charters|test|internal/[^c]|internal/c[^o])')
alone='TestContract$|TestHylaFAX$|InBrowser$|ByKeys$|KeyboardAlone|ByKeyboard|TwentySeconds|IsLarge|Unfolded|WithoutScripts|WhileTyping|TestAloud|OnTheTablet|ByFirstConsonants|TestCallsAreSeen|UnderLoad'
alone+='|TestDemo|TestScripts/^(bench|due|worktime|judge|calendar|charter|verify|verify_keep|verify_receipt)$'
# SQLite, a C program that was translated, is not watched: its races are its authors' to find, and watched it takes three fourths of the
# processor time. No other package goes with it: code of the standard library that one generates from generics would be
# unwatched wherever it is called, and then races are seen where none are (seen with modernc.org/...).
unwatched='-gcflags=modernc.org/sqlite/lib=-race=false'
CGO_ENABLED=1 ${GO:-go} test -vet=off -race "$unwatched" -short -skip "$alone" -timeout 20m "${packages[@]}"

# Large turns while the collector hardly rests. A compiler once grouped the write barriers of a turn such that the collector freed
# what was still in use (app.change), which no other run shows; the runtime ends the program when it meets such an object.
GOGC=5 ${GO:-go} test -vet=off -run '^TestDemo' -count=1 ./internal/app

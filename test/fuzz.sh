#!/bin/bash
# Fuzzes every target of the tree in turn, sharing the given seconds among them, and at least two for each.
#
# A target fails by what it finds, not by the end of its time: up to Go 1.26 the fuzzer sometimes calls a time that has run out a
# failure (https://go.dev/issue/75804, mended in 1.27), which shows in that alone it prints no input and no other error. That one
# outcome is told from all others here; once go.mod asks for 1.27, ended goes.
set -euo pipefail
seconds=${1:?how many seconds}

# ended tells whether the printed output on standard input is that of a time that has run out: below the name of the target one line,
# the deadline's.
ended() {
	local output
	output=$(cat)
	[[ $output != *"Failing input"* && $output != *"panic"* ]] || return 1
	[ "$(sed -n '/^--- FAIL: /,/^FAIL$/p' <<<"$output" | sed '1d;$d')" = "    context deadline exceeded" ]
}

targets=()
while IFS=: read -r file rest; do
	name=${rest#func }
	targets+=("./$(dirname "$file") ${name%%(*}")
done < <(grep -rE --include='*_test.go' '^func Fuzz[A-Z][A-Za-z0-9_]*\(' internal charters calendars test cmd | sort)
[ ${#targets[@]} -gt 0 ] || { echo "no fuzz target was found" >&2; exit 1; }

printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
each=$((seconds / ${#targets[@]}))
[ "$each" -ge 2 ] || each=2
for target in "${targets[@]}"; do
	read -r package name <<<"$target"
	echo "-- $package $name, $each s"
	if ! ${GO:-go} test -run '^$' -fuzz "^$name\$" -fuzztime "${each}s" -fuzzminimizetime 5s "$package" 2>&1 | tee "$printed"; then
		ended <"$printed" || exit 1
		echo "   nothing was found: its time ran out"
	fi
done

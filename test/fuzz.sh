#!/bin/bash
# Fuzzes every target of the tree, as many at once as there are processors, sharing the given seconds among them, and at least two for
# each.
#
# A target fails by what it finds, not by the end of its time: up to Go 1.26 the fuzzer sometimes calls a time that has run out a
# failure (https://go.dev/issue/75804, mended in 1.27), which shows in that alone it prints no input and no other error. That one
# outcome is told from all others here; once go.mod asks for 1.27, ended goes.
set -euo pipefail

# ended tells whether the printed output is that of a time that has run out: below the name of the target one line, the deadline's.
ended() {
	[[ $1 != *"Failing input"* && $1 != *"panic"* ]] || return 1
	[ "$(sed -n '/^--- FAIL: /,/^FAIL$/p' <<<"$1" | sed '1d;$d')" = "    context deadline exceeded" ]
}

# fuzz runs one target and prints in one piece what came of it.
fuzz() {
	local package=$1 name=$2 seconds=$3 printed failed=
	printed=$(${GO:-go} test -vet=off -parallel 1 -run '^$' -fuzz "^$name\$" -fuzztime "${seconds}s" -fuzzminimizetime 5s "$package" 2>&1) || failed=yes
	if [ -n "$failed" ] && ended "$printed"; then
		failed=
		printed+=$'\n'"   nothing was found: its time ran out"
	fi
	printf -- '-- %s %s, %s s\n%s\n' "$package" "$name" "$seconds" "$printed"
	[ -z "$failed" ] || exit 255 # which makes xargs stop
}

if [ $# -eq 3 ]; then # called by itself, for one target
	fuzz "$@"
	exit
fi

seconds=${1:?how many seconds}
targets=()
while IFS=: read -r file rest; do
	name=${rest#func }
	targets+=("./$(dirname "$file")" "${name%%(*}")
done < <(grep -rE --include='*_test.go' '^func Fuzz[A-Z][A-Za-z0-9_]*\(' internal charters calendars test cmd | sort)
count=$((${#targets[@]} / 2))
[ "$count" -gt 0 ] || { echo "no fuzz target was found" >&2; exit 1; }

atOnce=$(nproc)
each=$((seconds * atOnce / count))
[ "$each" -ge 2 ] || each=2
printf '%s %s\n' "${targets[@]}" | xargs -P "$atOnce" -I{} bash -c '"$0" {} '"$each" "$0"

#!/bin/bash
# Fuzzes every target of the tree in turn, sharing the given seconds among them, and at least two for each.
set -euo pipefail
seconds=${1:?how many seconds}

targets=()
while IFS=: read -r file rest; do
	name=${rest#func }
	targets+=("./$(dirname "$file") ${name%%(*}")
done < <(grep -rE --include='*_test.go' '^func Fuzz[A-Z][A-Za-z0-9_]*\(' internal charters calendars test cmd | sort)
[ ${#targets[@]} -gt 0 ] || { echo "no fuzz target was found" >&2; exit 1; }

each=$((seconds / ${#targets[@]}))
[ "$each" -ge 2 ] || each=2
for target in "${targets[@]}"; do
	read -r package name <<<"$target"
	echo "-- $package $name, $each s"
	${GO:-go} test -run '^$' -fuzz "^$name\$" -fuzztime "${each}s" -fuzzminimizetime 5s "$package"
done

#!/bin/bash
# Makes all generated files anew and fails when that changes one: then they had not been made from their sources.
set -euo pipefail

sums() {
	find internal -name '*_templ.go' -type f -print0 | sort -z | xargs -0 sha256sum
	find internal/web/ui/dist test/browser/axe -type f -print0 | sort -z | xargs -0 sha256sum
}
before=$(sums)
make generate
after=$(sums)
if [ "$before" != "$after" ]; then
	diff <(echo "$before") <(echo "$after") || true
	echo "the generated files were out of date; they are not any more: commit them" >&2
	exit 1
fi

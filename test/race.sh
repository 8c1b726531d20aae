#!/bin/bash
# Runs the tests with the race detector. Left out are the packages whose tests have nothing that runs at once: they read
# source text, licences and documents, or visit one page after another. Tests that are long only for the sake of numbers are shorter here (-short).
set -euo pipefail

mapfile -t packages < <(${GO:-go} list ./... | grep -vE '/(archtest|test/licence|test/document|test/tour)$')
CGO_ENABLED=1 ${GO:-go} test -race -short -timeout 20m "${packages[@]}"

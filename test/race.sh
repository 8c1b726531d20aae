#!/bin/bash
# Runs the tests with the race detector.
set -euo pipefail
CGO_ENABLED=1 ${GO:-go} test -race -short -timeout 20m ./...

# jikim: everything that is done to the source, by name. `make help` lists it.
#
# `make run` needs Go alone. `make test` installs what the machine lacks (and says what and why), then leaves nothing out.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO ?= go
# The program is pure Go: no C compiler, the same binary on every Linux.
BUILD := CGO_ENABLED=0 $(GO) build -trimpath
DATA ?= data
ARGS ?=
FUZZ_SECONDS ?= 60
GO_TEST_FLAGS ?= -timeout 20m

.PHONY: help
help: ## list these
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | sort | expand -t 14

## -- running ---------------------------------------------------------------------------------------------------------

.PHONY: build
build: need-go ## build the program into bin/jikim
	@echo "Building bin/jikim (the first time compiles SQLite, which takes one to two minutes)."
	@$(BUILD) -o bin/jikim ./cmd/jikim

.PHONY: run
run: build ## build and serve, data in ./data
	@echo "Starting jikim serve with its data in ./$(DATA); stop with Ctrl+C. ARGS='--listen :8080' adds flags."
	@exec bin/jikim serve --data $(DATA) $(ARGS)

.PHONY: demo
demo: build ## build and serve a year of made-up facts, data in ./data/demo
	@echo "Starting jikim serve --demo with its data in ./$(DATA)/demo; stop with Ctrl+C."
	@exec bin/jikim serve --data $(DATA)/demo --demo $(ARGS)

.PHONY: bench
bench: build ## measure this program on this machine (docs/benchmarks.md)
	@bin/jikim bench $(ARGS)

.PHONY: need-go
need-go:
	@command -v $(GO) >/dev/null || { echo "jikim is built with Go, which was not found: install Go 1.21 or later; it fetches the version that go.mod asks for." >&2; exit 1; }

## -- testing ---------------------------------------------------------------------------------------------------------

# Tests are linked without what debuggers read, which takes half of the linking.
test race fuzz: export GOFLAGS := $(filter-out -ldflags=-w,$(GOFLAGS)) -ldflags=-w

.PHONY: test
test: need-go prepare lint generated ## everything: prepare, lint, generated files, all tests, races, fuzz
	@echo "== licences, unit, scenarios, both databases, browser: go test ./..."
	@$(GO) test -vet=off $(GO_TEST_FLAGS) ./... # lint has vetted
	@$(MAKE) race
	@$(MAKE) fuzz
	@echo "== all tests passed"

.PHONY: prepare
prepare: ## install what `make test` needs and this machine lacks
	@test/prepare.sh

.PHONY: lint
lint: need-go ## formatting, vet, staticcheck, module sums, import rules
	@echo "== gofmt"
	@wrong=$$(gofmt -l cmd calendars charters internal test); test -z "$$wrong" || { echo "not in gofmt's form:"; echo "$$wrong"; exit 1; }
	@echo "== go vet"
	@$(GO) vet ./...
	@echo "== staticcheck"
	@$(GO) tool staticcheck ./...
	@echo "== modules: contents as recorded, nothing missing or left over"
	@$(GO) mod verify
	@$(GO) mod tidy -diff
	@echo "== rules of the design"
	@$(GO) test ./internal/archtest

.PHONY: race
race: need-go ## the tests again, looking for races between goroutines
	@echo "== races: go test -race"
	@test/race.sh

.PHONY: fuzz
fuzz: need-go ## FUZZ_SECONDS (60) of fuzzing over all fuzz targets
	@echo "== fuzz: $(FUZZ_SECONDS) s over all targets"
	@test/fuzz.sh $(FUZZ_SECONDS)

## -- generated files -------------------------------------------------------------------------------------------------

.PHONY: generate
generate: need-go ## make pages (templ) and assets (npm) anew
	@$(GO) tool templ generate -log-level warn
	@npm --prefix web ci --no-progress
	@npm --prefix web run --silent build

.PHONY: generated
generated: ## check that the generated files are up to date
	@echo "== generated files are up to date"
	@test/generated.sh

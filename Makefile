# What people type; CI types the same. `make help` lists it.

BULKHEAD := .build/release/bulkhead
QUICKSTART := scenarios/quickstart.yaml
SWIFT_FILES := Sources Tests Benchmarks Package.swift

.PHONY: help build demo test lint format bench setup clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: setup ## Build the release binary
	swift build -c release --product bulkhead

demo: setup ## Build, compare the five patterns on the quickstart scenario, show the answer
	swift build -c release --product bulkhead
	$(BULKHEAD) compare $(QUICKSTART) --force
	@echo
	@echo "The results lie in results/quickstart: run.sqlite, and tables/*.csv with the same tables."
	@echo "docs/guides/results.md says what each column means."

test: setup ## Run every test, in the release build
	swift test -c release --disable-testable-imports

lint: ## Check the format; changes nothing
	swift format lint --recursive --strict $(SWIFT_FILES)

format: ## Put every Swift file into its format
	swift format --recursive --in-place $(SWIFT_FILES)

bench: setup ## Measure the event core, the whole model and the quickstart comparison
	swift build -c release --product bulkhead
	swift build -c release --package-path Benchmarks
	Benchmarks/run

setup: ## Install what is missing; says so if it can't
	@scripts/setup.sh

clean: ## Remove what building leaves behind; results stay
	rm -rf .build Benchmarks/.build

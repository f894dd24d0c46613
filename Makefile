# What people and CI type. Everything that is missing is installed from apt and PyPI.

SHELL := /bin/bash
SWIFT := swift
SHARED ?= $(abspath ../shared)
BIN := .build/release/logspoor
VENV := .build-venv
PYTHON := $(VENV)/bin/python
# The crash reporter of Swift takes minutes under test harnesses.
export SWIFT_BACKTRACE := enable=no

BUILD_PACKAGES := zlib1g-dev libyaml-dev
TEST_PACKAGES := zlib1g-dev libyaml-dev libxml2-utils strace valgrind python3-venv e2fsprogs util-linux \
  sleuthkit ntfs-3g attr qemu-utils ewf-tools

.PHONY: all run build test lint format unit conformance samples bench fuzz sanitize static clean

all: build

## The main job: converts the logs in Samples/, hunts on them and shows the result.
run: build
	@mkdir -p .build/run
	$(BIN) convert --force --allow-partial -o .build/run/events.jsonl Samples/dcom-case
	$(BIN) convert --force --allow-partial -f xml -o .build/run/events.xml Samples/dcom-case
	@echo; echo "The DCOM case in Samples/ as JSON-lines (.build/run/events.jsonl), first two events:"
	@head -2 .build/run/events.jsonl
	@echo; echo "and as XML (.build/run/events.xml), first event:"
	@sed -n 3p .build/run/events.xml
	@echo; echo "What the built-in rules find in it:"
	@$(BIN) hunt -f table --allow-partial Samples/dcom-case
	@echo; echo "Rows of Defender's tables: who called the endpoint mapper of the file server:"
	@$(BIN) convert -q --allow-partial --table DeviceNetworkEvents Samples/dcom-case | grep '"LocalPort":135,' | head -1
	@echo; $(BIN) info --top 5 Samples/dcom-case/FILESERVER1/Security.evtx 2>/dev/null || true
	@echo; echo "The file server's disk (Samples/dcom-case.E01), its logs read in place and copied out with hashes:"
	@$(BIN) info --verify --top 3 Samples/dcom-case.E01 | head -24
	@$(BIN) convert Samples/dcom-case.E01 | sed -n '$$p'
	@echo; echo "and the hunt on that disk:"
	@$(BIN) hunt -f table --allow-partial Samples/dcom-case.E01
	@rm -rf .build/run/logs; $(BIN) extract --verify -o .build/run/logs Samples/dcom-case.E01; ls -l .build/run/logs
	@echo; wc -l .build/run/events.jsonl .build/run/events.xml

build: .build/apt-build
	# Without the shared libraries of Swift it starts in half the time.
	$(SWIFT) build -c release --product logspoor --static-swift-stdlib

## Everything that must hold: format, warnings as errors, tests, conformance, short fuzz, sanitizers.
test: lint unit conformance fuzz-short sanitize
	@echo "make test: all parts passed"

lint:
	swift-format lint --strict -r Package.swift Sources Tests Benchmarks
	Schemas/generate.py --check

format:
	swift-format format -i -r Package.swift Sources Tests Benchmarks

unit: .build/apt-test
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build

## Checks that drive the built program from outside, beside other parsers where ../shared is present.
conformance: build .build/apt-test $(PYTHON)
	Tests/Conformance/run $(BIN) $(PYTHON) $(SHARED)

## Writes Samples/ anew with this project's own writer.
samples:
	$(SWIFT) run -c release write-samples Samples

bench: build $(PYTHON)
	Benchmarks/run $(BIN) $(PYTHON) $(SHARED)

fuzz:
	Tests/Fuzz/run 60
	Tests/Fuzz/run-images 60
	Tests/Fuzz/run-queries 60

fuzz-short:
	Tests/Fuzz/run 20
	Tests/Fuzz/run-images 24

sanitize:
	Tests/Fuzz/sanitize address
	Tests/Fuzz/sanitize thread

## One file that needs nothing: .build-static/release/logspoor.
static: .build/apt-build
	$(SWIFT) build -c release --product logspoor --scratch-path .build-static \
	  --static-swift-stdlib -Xswiftc -static-executable -Xlinker -s
	@ls -l .build-static/release/logspoor

clean:
	rm -rf .build .build-*

$(PYTHON):
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install -q evtx libevtx-python lxml duckdb jsonschema

.build/apt-build:
	@mkdir -p .build
	@missing=""; for p in $(BUILD_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	  if [ -n "$$missing" ]; then apt-get update -qq && apt-get install -y -qq $$missing; fi
	@touch $@

.build/apt-test:
	@mkdir -p .build
	@missing=""; for p in $(TEST_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	  if [ -n "$$missing" ]; then apt-get update -qq && apt-get install -y -qq $$missing; fi
	@touch $@

# `make demo` first; `make help` lists the rest.
PREFIX ?= /usr/local
DESTDIR ?=

# One release build serves demo, bench and install: the Swift libraries are linked in.
RELEASE := swift build -c release --static-swift-stdlib
KMSAUDIT := .build/release/kmsaudit
CHECKS := --explicit-target-dependency-import-check error

.PHONY: help setup release demo test bench lint install clean

help:
	@echo 'make demo             build, audit fixtures/org-trail, write reports/'
	@echo 'make test             all tests, with ISA-L and with libz alone'
	@echo 'make bench            measure speed and memory, write reports/benchmarks/'
	@echo 'make lint             formatting and module boundaries'
	@echo 'make install PREFIX=  program, completions and man page'
	@echo 'make setup            install what the build needs (done by all of the above)'
	@echo 'make clean            remove what was built'

setup:
	@.ci/setup

release: setup
	$(RELEASE) --product kmsaudit

# The trail holds damaged files on purpose, so the scan ends with status 2.
demo: release
	@mkdir -p reports
	@$(KMSAUDIT) scan fixtures/org-trail/trail --store reports/kmsaudit.sqlite --reports reports \
	  || [ $$? -eq 2 ]

test: setup
	swift test $(CHECKS)
	swift test --disable-default-traits --scratch-path .build-libz

bench: release
	$(RELEASE) --product kmsaudit-dev
	.build/release/kmsaudit-dev bench

lint: setup
	swift format lint --strict -r -p Sources Tests Package.swift
	swift build --build-tests $(CHECKS)

install: release
	.ci/install '$(KMSAUDIT)' '$(DESTDIR)$(PREFIX)'

clean:
	rm -rf .build .build-*

# The house's targets; `make help` lists them. Everything is set up in .venv/, once.
PYTHON ?= python3
PUBLICATION ?=
ONLY ?= pdf,print,epub,web
LAYOUT ?=
FROM ?= base
SHEET ?= a3
CREEP ?= 0
NAME ?=
PACKAGE ?=
FILES ?= *
VERSION ?=
REBUILD ?=
TO ?=

VENV := .venv/bin
PIP := $(VENV)/python -m pip --disable-pip-version-check -q
RUNTIME := .venv/.runtime
TESTING := .venv/.testing
NODE := .venv/.node
# What asks for other versions than the rest works with, and so is installed without its own needs.
APART := proof-pdf==0.3.4 cffconvert==2.0.0 commonmeta-py==0.312
# What cffconvert needs, and no other test.
APART += pykwalify ruamel.yaml
PROFILE := .venv/share/color/icc/ISOcoated_v2_300_bas.icc

.PHONY: editions check test lint cover booklet layout font release verify restore bag shelf schemas bench pictures lock clean distclean help

editions: $(RUNTIME) $(PROFILE)  ## Make every edition of every publication (default); PUBLICATION=, ONLY=, LAYOUT= choose
	@$(VENV)/dipam build --layout '$(LAYOUT)' --only $(ONLY) $(PUBLICATION)

check: $(TESTING) editions  ## Judge the finished files with tools that did not make them
	@$(VENV)/dipam check --layout '$(LAYOUT)' $(PUBLICATION)

test: $(TESTING) lint  ## Run all tests
	@$(VENV)/pytest -n 2 --dist loadfile

lint: $(TESTING)  ## Check the code's style, its types and who imports whom
	@$(VENV)/ruff check -q .
	@$(VENV)/ruff format -q --check .
	@$(VENV)/mypy --no-error-summary
	@$(VENV)/lint-imports --no-cache >.venv/imports.log || { cat .venv/imports.log; exit 1; }

cover: $(RUNTIME) $(PROFILE)  ## Make the outside covers for the press, each one spread with its spine
	@$(VENV)/dipam cover --layout '$(LAYOUT)' $(PUBLICATION)

booklet: $(RUNTIME) editions  ## Impose the pages two-up for an office printer; SHEET=a4, CREEP=0.5 (mm)
	@$(VENV)/dipam booklet --layout '$(LAYOUT)' --sheet $(SHEET) --creep $(CREEP) $(PUBLICATION)

layout: $(RUNTIME)  ## Start a brand: make layout NAME=acme FROM=base
	@$(VENV)/dipam layout $(or $(NAME),$(error say which: make layout NAME=acme FROM=base)) --from $(FROM)

font: $(RUNTIME)  ## Write the font.yml of the files in fonts/NAME/; NAME=acme-grotesk, LAYOUT=, PACKAGE=, FILES=
	@$(VENV)/dipam font --package '$(PACKAGE)' --files '$(FILES)' --layout '$(LAYOUT)' '$(NAME)'

release: $(TESTING)  ## Archive the newest editions for good, or that of PUBLICATION=, in releases/
	@$(VENV)/dipam release $(PUBLICATION)

verify: $(RUNTIME)  ## Check every digest on the shelf; REBUILD=1 makes all, or PUBLICATION= VERSION=, again
	@$(VENV)/dipam verify --version '$(VERSION)' $(if $(filter-out 0,$(REBUILD)),--rebuild) $(PUBLICATION)

restore: $(RUNTIME)  ## Bring back a release: make restore PUBLICATION= VERSION= TO=folder
	@$(VENV)/dipam restore --version '$(VERSION)' $(or $(PUBLICATION),$(error say which: PUBLICATION=)) \
		'$(or $(TO),$(error say where to: TO=folder))'

bag: $(RUNTIME)  ## Write a release as a BagIt bag for a library; PUBLICATION=, VERSION=, TO=
	@$(VENV)/dipam bag --version '$(VERSION)' $(or $(PUBLICATION),$(error say which: PUBLICATION=)) $(if $(TO),'$(TO)')

shelf: $(RUNTIME)  ## List what stands on the shelf, and when it was last verified
	@$(VENV)/dipam shelf

schemas: $(RUNTIME)  ## Write the JSON Schemas of source/, for an editor's completion
	@$(VENV)/dipam schemas

bench: $(RUNTIME)  ## Time the reading PDF, cold, against a plain WeasyPrint process
	@$(VENV)/python tests/bench.py

pictures: $(TESTING) editions  ## Draw the README's pictures from the finished editions
	@$(VENV)/dipam build --layout galata
	@$(VENV)/python tests/pictures.py

lock:  ## Pin every dependency anew, with hashes
	@$(PYTHON) -m venv .cache/lock
	@.cache/lock/bin/pip --disable-pip-version-check -q install uv
	@for lock in pipeline:build tests:test; do \
		.cache/lock/bin/uv pip compile -q --upgrade --universal --python-version 3.11 \
			--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
			--extra $${lock#*:} pyproject.toml -o $${lock%:*}/requirements.lock || exit 1; \
	done
	@printf '%s\n' $(APART) | .cache/lock/bin/uv pip compile -q --no-deps --python-version 3.15 \
		--constraints tests/requirements.lock --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links - -o tests/apart.lock
	@rm -f tests/node/package-lock.json
	@cd tests/node && npm install --loglevel=error --package-lock-only >/dev/null
	@node tests/node/unaddressed.cjs tests/node/package-lock.json

clean:  ## Throw away the finished files and what is cached
	@rm -rf dist .cache .mypy_cache .ruff_cache .pytest_cache

distclean: clean  ## Throw away the virtual environment as well
	@rm -rf .venv *.egg-info

help:  ## List the targets
	@sed -n 's/^\([a-z]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r name words; do \
		printf '  %-11s %s\n' "$$name" "$$words"; done

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: run make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo "Python's venv is missing: on Debian, apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(RUNTIME): .venv/.made pipeline/requirements.lock pyproject.toml pipeline/system.sh
	@echo "Setting up .venv"
	@$(PIP) install --require-hashes -r pipeline/requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(VENV)/python -c 'from weasyprint.text.ffi import harfbuzz_subset; assert harfbuzz_subset' >/dev/null 2>&1 || \
		sh pipeline/system.sh pango
	@touch $@

$(PROFILE): | .venv/.made
	@sh pipeline/system.sh profile $@

$(NODE): .venv/.made tests/node/package-lock.json tests/node/.npmrc pipeline/system.sh
	@command -v npm >/dev/null || sh pipeline/system.sh node
	@command -v chromium >/dev/null || sh pipeline/system.sh chromium
	@echo "Setting up what runs on Node"
	@mkdir -p .venv/node
	@cp tests/node/package.json tests/node/package-lock.json tests/node/.npmrc .venv/node
	@cd .venv/node && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --loglevel=error >/dev/null
	@touch $@

$(TESTING): $(RUNTIME) $(PROFILE) $(NODE) tests/requirements.lock tests/apart.lock
	@echo "Setting up what tests need"
	@$(PIP) install --require-hashes -r tests/requirements.lock
	@$(PIP) install --require-hashes --no-deps --ignore-requires-python -r tests/apart.lock
	@command -v javac >/dev/null || sh pipeline/system.sh java
	@command -v pdftotext >/dev/null || sh pipeline/system.sh poppler
	@command -v faketime >/dev/null || sh pipeline/system.sh faketime
	@command -v gs >/dev/null || sh pipeline/system.sh ghostscript
	@touch $@

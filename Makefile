# make demo | make test | make bench: each sets up what it needs first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What running needs, and what only the tests need besides.
DEBIAN_RUN := python3-venv tesseract-ocr tesseract-ocr-vie libzbar0 libgl1 libglib2.0-0
DEBIAN_TEST := openjdk-17-jdk-headless poppler-utils qpdf fonts-croscore fonts-freefont-ttf
DEBIAN_BENCH := ghostscript unpaper

PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r

.PHONY: help setup setup-test demo check test bench bench-accuracy bench-codes bench-geometry bench-setup bad-input chaos locks clean bench-stacks bench-recognition bench-secrecy bench-types setup-learn

help:
	@echo "make demo   digitise the sample dossiers with a test key (sets up what running needs);"
	@echo "            make demo STORE=s3 keeps them on a real S3 server, started for it"
	@echo "make test   check and test everything (sets up what testing needs)"
	@echo "make setup  only set up what running needs: .venv/bin/sohoa"
	@echo "make chaos  kill sohoa at twenty random moments and prove that nothing is lost"
	@echo "make bad-input  take in every bad file there is and table what becomes of it"
	@echo "make bench  measure beside OCRmyPDF: make bench SCANS=folder (sets up what it needs)"
	@echo "make bench-accuracy  table how well sohoa reads, beside tesseract: SHARED=folder holds the corpora"
	@echo "make bench-codes  count the codes that sohoa and zxing-cpp read, and what a look costs"
	@echo "make bench-geometry  measure how straight and upright pages are set"
	@echo "make bench-stacks  measure how stacks are cut into papers and dossiers: SHARED=folder holds vn-text"
	@echo "make bench-types  measure the model of paper types that 'sohoa learn' makes: SHARED=folder holds vn-text"
	@echo "make setup-learn  add what 'sohoa learn' needs to what running needs"
	@echo "make bench-recognition  count fields of official papers and types of acts read right: SHARED=folder holds them"
	@echo "make bench-secrecy  measure which secrecy stamps are seen, and which pages stop in vain"

setup: $(VENV)/.run
	@deploy/debian-packages $(DEBIAN_RUN)

setup-learn: setup $(VENV)/.learn

setup-test: $(VENV)/.test
	@deploy/debian-packages $(DEBIAN_RUN) $(DEBIAN_TEST)

$(VENV)/.made:
	@deploy/debian-packages $(DEBIAN_RUN)
	@$(PYTHON) -c 'import sys; sys.exit("sohoa needs Python 3.11 or newer: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/.made
	$(PIP_INSTALL) requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.s3: requirements/s3.txt $(VENV)/.run
	$(PIP_INSTALL) requirements/s3.txt
	@touch $@

$(VENV)/.learn: requirements/learn.txt $(VENV)/.run
	$(PIP_INSTALL) requirements/learn.txt
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	$(PIP_INSTALL) requirements/test.txt
	@touch $@

$(VENV)/.plot: requirements/plot.txt $(VENV)/.test
	$(PIP_INSTALL) requirements/plot.txt
	@touch $@

STORE ?= folder
demo: setup $(if $(filter s3,$(STORE)),$(VENV)/.s3)
	@$(BIN)/python -m samples.demo $(STORE)

check: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports

test: check
	$(BIN)/pytest -n auto

bench-setup: setup-test bench/work/ocrmypdf/.made

# The lock is whole; with dependencies, pip before 23.3 would refuse what `pikepdf[pdfa]` asks for.
bench/work/ocrmypdf/.made: requirements/bench.txt
	@deploy/debian-packages $(DEBIAN_BENCH)
	$(PYTHON) -m venv bench/work/ocrmypdf
	bench/work/ocrmypdf/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.txt
	@touch $@

SCANS ?= samples/dossiers
bench: bench-setup
	$(BIN)/python -m bench.throughput $(SCANS)

# OCRmyPDF reads along once `make bench-setup` has installed it.
SHARED ?= ../shared/data
bench-accuracy: setup-test $(VENV)/.plot
	$(BIN)/python -m bench.accuracy --shared $(SHARED)
	$(BIN)/python -m bench.accuracy_plots

bench-codes: setup-test
	$(BIN)/python -m bench.codes --shared $(SHARED)

bench-geometry: setup-test
	$(BIN)/python -m bench.geometry --shared $(SHARED)

bench-stacks: setup-test
	$(BIN)/python -m bench.stacks_bench --shared $(SHARED)

# Pages that were read are kept in bench/work: only what changed is read again.
bench-recognition: setup-test
	$(BIN)/python -m bench.recognition --shared $(SHARED)

bench-types: setup-test
	$(BIN)/python -m bench.type_model --shared $(SHARED)

bench-secrecy: setup-test
	$(BIN)/python -m bench.secrecy --shared $(SHARED)

KILLS ?= 20
chaos: setup-test
	$(BIN)/python -m bench.chaos --kills $(KILLS)

# Takes in every bad file there is and writes docs/bad-input.md: make bad-input CORPORA=folder adds collections.
CORPORA ?=
bad-input: setup-test
	$(BIN)/python -m bench.bad_input $(if $(CORPORA),--corpora $(CORPORA))

# Makes the locks anew; needs uv. They hold hashes and no index address.
locks:
	for name in run s3 test learn bench plot; do \
	    uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	        requirements/$$name.in -o requirements/$$name.txt; \
	done

clean:
	rm -rf $(VENV) var bench/work build *.egg-info

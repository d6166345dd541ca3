# The tools of this house. PYTHON is the interpreter of your virtual environment.
PYTHON ?= python

.PHONY: help check lint types imports test docs bench model demo

help:  ## List the targets.
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/ —/'

check: lint types imports test  ## Everything that must be true before a commit.

lint:  ## Style and common mistakes (ruff).
	$(PYTHON) -m ruff check src tests bench training tools

types:  ## Types, strictly (mypy).
	$(PYTHON) -m mypy

imports:  ## Imports point down (import-linter); an undeclared folder fails.
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

test:  ## All tests; documentation and examples are tests too.
	$(PYTHON) -m pytest

docs:  ## Only the tests that keep documentation in step.
	$(PYTHON) -m pytest tests/test_docs.py tests/catalogue

bench:  ## Measure speech, dialogue and verdicts again; writes bench/*.md.
	$(PYTHON) bench/speech.py
	$(PYTHON) bench/dialogue.py
	$(PYTHON) bench/dialogue_speed.py --write
	$(PYTHON) bench/verdicts.py

model:  ## Train the dialogue encoder again from training/dialogues (two cores, under two hours).
	$(PYTHON) training/make_model.py

demo:  ## Analyse the calls that ship with Belwijs and write the report to belwijs-demo/.
	$(PYTHON) -m belwijs demo --no-open

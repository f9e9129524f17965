# make demo: set up, and grade the sample course.   make test: set up, and run the tests.
.PHONY: setup demo test lint lock

# So many files are tested at one time.
WORKERS ?= 2

setup:
	@.ci/setup

demo: setup
	@.venv/bin/grader demo

test: setup
	.venv/bin/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	MYPYPATH=grader/sandbox/inside .venv/bin/mypy --explicit-package-bases grader/sandbox/inside/*.py grader/sandbox/inside/site/*.py
	.venv/bin/lint-imports

lock: setup
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --group dev pyproject.toml -o requirements.lock

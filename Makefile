# Kehu from a bare machine: `make run` to use it, `make test` to try it. Only Python 3.11 or newer is needed.
# PYTHON=/path/to/python3.x chooses the interpreter; docs/operations.md lists the environment variables.

unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 /usr/bin/python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
SETUP = @if test -n "$(PYTHON)"; then exec "$(PYTHON)" bootstrap.py $(1); \
	else echo "Kehu needs Python 3.11 or newer; install it (Debian, Ubuntu: apt install python3 python3-venv) or name one with PYTHON=." >&2; exit 1; fi
IN = .venv/bin/

.PHONY: run test check bench messages package clean setup

run:            ## set up what is missing and start Kehu; Ctrl-C stops it
	$(call SETUP,run)
	@exec $(IN)kehu run

test:           ## all tests, on a database of their own
	$(call SETUP,dev)
	@$(IN)python -m tests.browser.machine
	$(IN)python -m pytest --create-db -n 2 --dist loadfile $(ARGS)

check:          ## linters, formatting, types, import contracts
	$(call SETUP,dev)
	@failed=0; \
	for step in "ruff check ." "ruff format --check ." "lint-imports" "mypy kehu"; do \
		echo "== $$step"; $(IN)$$step || failed=1; \
	done; exit $$failed

bench:          ## the figures of docs/performance.md, measured on this machine
	$(call SETUP,bench)
	$(IN)python -m benchmarks $(ARGS)

messages:       ## collect the sentences to be translated into the language files, and compile them
	$(call SETUP,dev)
	$(IN)python -m kehu.config.messages extract

package:        ## dist/kehu-*.whl, with browser files and translations inside
	$(call SETUP,dev)
	$(IN)uv build --wheel

setup:          ## everything `make test` needs, without running it
	$(call SETUP,dev)

clean:          ## remove what was installed or made here; data folders stay
	rm -rf .venv node_modules build dist kehu.egg-info kehu/static kehu/static.new kehu/foundation/ui/static/vendor .test-data
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

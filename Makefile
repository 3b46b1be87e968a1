.DEFAULT_GOAL := help
.PHONY: help system setup setup-all demo test test-quick test-isolation test-lowest test-newest proofs proofs-fuzz proofs-kills proofs-mutants proofs-seeds proofs-laws notebooks check-notebooks bench bench-quick sonnets lint format lock kit dist site docs clean-room pictures
RUN := .venv/bin/python

help:            ## lists the commands
	@grep -hE '^[a-z-]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-17s %s\n", $$1, $$2}'

system:          ## installs the system packages (root, apt) and says which are there
	@sh tools/system.sh

setup:           ## makes .venv with what grading needs
	@bash tools/setup.sh grader

setup-all:       ## adds what the commands below need; they call it themselves
	@bash tools/setup.sh

demo:            ## grades a sample class, start to end
	@sh tools/system.sh demo
	@bash tools/setup.sh grader
	@.venv/bin/dinosaur-grader demo

test: system setup-all ## all tests that this machine can run, but for the long proofs, on up to four cores (REST=yes: those that test-quick leaves out)
	@$(RUN) -m pytest -n auto --maxprocesses 4 $(if $(REST),-m "(slow or browser or postgres or host) and not proof")

test-quick: setup-all ## the tests of under two minutes
	@$(RUN) -m pytest -n auto --maxprocesses 4 -m "not slow and not browser and not postgres"

test-isolation: setup-all ## those of them that need the sandbox's layers
	@$(RUN) -m pytest -n auto --maxprocesses 4 -m "isolation and not slow"

test-lowest: setup-all ## the demo and quick tests with the oldest packages that pyproject.toml allows
	@bash tools/resolved.sh lowest-direct

test-newest: setup-all ## the same with the newest, whatever the locks say
	@bash tools/resolved.sh highest

proofs: system setup-all proofs-laws proofs-mutants proofs-seeds proofs-fuzz proofs-kills ## the long proofs, of which make test takes samples; a day
	@$(RUN) -m pytest -m proof

proofs-fuzz: setup-all ## two hours of made-up messages through decoders, judge and marks
	@$(RUN) -m bench.fuzz.judging --minutes 120

proofs-kills: system setup-all ## a class, a watched folder and single hand-ins, each killed at 1,000 random moments
	@$(RUN) -m bench.kills --times 1000
	@$(RUN) -m bench.kills --of watch --times 1000
	@$(RUN) -m bench.kills --of one --times 1000

proofs-mutants: setup-all ## mistakes made by machine against the questions: docs/evidence/proofs.md
	@$(RUN) -m bench.proofs.mutants

proofs-seeds: setup-all ## the gallery in a hundred courses: docs/evidence/proofs.md
	@$(RUN) -m bench.proofs.seeds

proofs-laws: setup-all ## a hundred thousand pairs of runs against the laws of a walk, and changes that break them: docs/evidence/proofs.md
	@$(RUN) -m bench.proofs.laws --changes

notebooks: setup-all ## regenerates source notebooks, release and solutions from the scripts
	@$(RUN) -m tools.notebooks

check-notebooks: setup-all ## fails where the committed notebooks differ from the scripts
	@$(RUN) -m tools.notebooks --check

bench: setup-all ## the benchmark tables, peers side by side in one run
	@$(RUN) -m bench.training
	@$(RUN) -m bench.batch --growth
	@$(RUN) -m bench.everybody
	@$(RUN) -m bench.sonnets
	@$(RUN) -m bench.lesson

bench-quick: setup-all ## the same, small
	@$(RUN) -m bench.training --quick
	@$(RUN) -m bench.batch --quick
	@$(RUN) -m bench.sonnets --quick

sonnets: setup-all ## trains the weights of the second notebook again
	@$(RUN) -m tools.data.sonnets train

kit: setup-all   ## the zip that students download: build/dinosaur-island-kit.zip
	@$(RUN) -m tools.student_kit

dist: setup-all  ## wheel and sdist in dist/, built twice and looked at by what an index asks for
	@bash tools/dist.sh

pictures: setup-all ## the README's pictures, by Chromium
	@$(RUN) -P -m tools.pictures

lint: setup-all  ## ruff, check and format; the order of the rooms; types; size; and whether the lock files belong to pyproject.toml
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check . && .venv/bin/lint-imports && .venv/bin/mypy
	@$(RUN) -m tools.size --check
	@bash tools/lock.sh --check

format: setup-all ## formats the code
	@$(RUN) -m ruff check --fix . && $(RUN) -m ruff format .

lock: setup-all  ## writes uv.lock and locks/ again, with the newest versions
	@bash tools/lock.sh --upgrade

site: setup-all  ## the browser site in build/site; OFFLINE=FOLDER with Pyodide's files asks no other host
	@bash tools/site.sh $(if $(OFFLINE),--pyodide "$(OFFLINE)")

docs: setup-all  ## the documentation as a site in build/docs
	@bash tools/docs.sh

clean-room:      ## the commands of README and docs/install.md in a Debian that nobody prepared (root): SUITE=, AS=user, COLUMN=pip, RUN="make demo"
	@python3 -m tools.clean_room

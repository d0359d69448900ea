# make run   serves the whole product on this machine, with the demonstration
# make test  checks everything
# Both do their own set-up and can be run again at any time.

export HUB_ENV ?= development
PORT ?= 8000
HUB_DATA_DIR ?= $(CURDIR)/var
export PORT HUB_DATA_DIR

.PHONY: run test setup
run:
	@bin/setup run
	@HUB_DEMO=$${HUB_DEMO:-1} exec .venv/bin/python bin/run

test:
	@bin/setup test
	@exec .venv/bin/python bin/test

setup:
	@bin/setup test

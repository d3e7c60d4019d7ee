# `make` alone prints what there is. Every line calls tools/weir, which installs and builds what is missing.
#   TOPOLOGY  a name in topology.yaml, a file (labs/mine.yaml#name) or a generator (chain:hops=5)
#   RUNTIME   auto, docker or process
#   NODE      a node's id
# What people give reaches a recipe by the environment, as "$$NODE": written as $(NODE) it would be a piece of shell.
.PHONY: menu up down status logs graph test check viewers bench profile bench-failover bench-false-switches bench-crowd chaos generate
.DEFAULT_GOAL := menu

override WEIR := tools/weir
# As it was written: make would expand $(shell …) in it when it hands it on.
$(foreach name,$(.VARIABLES),$(if $(filter command line,$(origin $(name))),$(eval override $(name) := $$(value $(name)))$(eval export $(name))))

menu:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

up: ## start a lab and print its URLs: make up TOPOLOGY=diamond RUNTIME=auto|docker|process; APPLY=1 changes what runs
	@$(WEIR) up --runtime "$${RUNTIME:-auto}" $${APPLY:+--apply} $${TOPOLOGY:+-- "$$TOPOLOGY"}
down: ## end the lab
	@$(WEIR) down
status: ## show nodes, links and addresses: make status JSON=1
	@$(WEIR) status $${JSON:+--json}
logs: ## show what the nodes wrote: make logs NODE=edge1 FOLLOW=1
	@$(WEIR) logs $${FOLLOW:+--follow} $${NODE:+-- "$$NODE"}
graph: ## draw a topology: make graph TOPOLOGY=mesh FORMAT=mermaid|dot|svg
	@$(WEIR) graph --format "$${FORMAT:-mermaid}" $${TOPOLOGY:+-- "$$TOPOLOGY"}
test: ## run the tests: make test ONLY=orchestrator
	@set -f; $(WEIR) --node tools/test.mjs $$ONLY
check: ## types, lint, import arrows, copies, paths, look-ups, generated files up to date
	@$(WEIR) --node tools/check.mjs
viewers: ## headless viewers that check every chunk: make viewers N=200 STREAM=cam EDGE=http://127.0.0.1:8081 JSON=1
	@$(WEIR) --node dist/services/viewer/main.js --viewers "$${N:-100}" $${STREAM:+--stream "$$STREAM"} $${EDGE:+--edge "$$EDGE"} $${DURATION:+--duration "$$DURATION"} $${JSON:+--json}
bench: ## measure hops, glass-to-glass and joins; ONLY=fan-out,join-burst,memory,churn measures what a crowd takes
	@$(WEIR) --node tools/bench.mjs latency
profile: ## CPU profile of an edge that serves a crowd, as a file and a table: make profile VIEWERS=500 SERVERS=mse
	@ONLY=profile $(WEIR) --node tools/bench.mjs fan-out
bench-failover: ## kill, freeze and cut off the active relay again and again: make bench-failover RUNS=50
	@$(WEIR) --node tools/bench.mjs failover
bench-false-switches: ## count switches of parents that nothing called for: make bench-false-switches MINUTES=60
	@$(WEIR) --node tools/bench.mjs false-switches
bench-crowd: ## many viewers, some of which stop reading: make bench-crowd VIEWERS=500
	@$(WEIR) --node tools/bench.mjs crowd
chaos: ## random faults that can be repeated: make chaos SEED=1 MINUTES=30
	@$(WEIR) --node tools/bench.mjs chaos
generate: ## rewrite the files that are made from code
	@$(WEIR) --node tools/generated.mjs

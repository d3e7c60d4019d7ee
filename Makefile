# `make` alone prints what there is. Every line calls tools/weir, which installs and builds what is missing.
#   TOPOLOGY  a name in topology.yaml, a file (labs/mine.yaml#name) or a generator (chain:hops=5)
#   RUNTIME   auto, docker or process
#   NODE      a node's id
# What people give reaches a recipe by the environment, as "$$NODE": written as $(NODE) it would be a piece of shell.
# Behind `##` is what the menu says, and behind `|` there an example.
.PHONY: menu help list up down status logs graph test check viewers bench profile bench-failover bench-false-switches bench-crowd bench-hostile chaos generate
.DEFAULT_GOAL := menu

override WEIR := tools/weir
# As it was written: make would expand $(shell …) in it when it hands it on.
$(foreach name,$(.VARIABLES),$(if $(filter command line,$(origin $(name))),$(eval override $(name) := $$(value $(name)))$(eval export $(name))))

menu help: # 80 columns, whatever the terminal has
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { split($$2, text, / [|] /); printf "  make %-20s %s\n", $$1, text[1]; if (text[2] != "") printf "%28smake %s %s\n", "", $$1, text[2] }' $(MAKEFILE_LIST)
	@echo; echo 'npx weir --help lists what there is besides: links, faults, reset, validate, …'

list: ## the topologies, labs and generators that there are
	@$(WEIR) list
up: ## start a lab, or with APPLY=1 change it | TOPOLOGY=diamond RUNTIME=docker
	@$(WEIR) up --runtime "$${RUNTIME:-auto}" $${APPLY:+--apply} $${TOPOLOGY:+-- "$$TOPOLOGY"}
down: ## end the lab
	@$(WEIR) down
status: ## show nodes, links and addresses | JSON=1
	@$(WEIR) status $${JSON:+--json}
logs: ## show what the nodes wrote | NODE=edge1 FOLLOW=1
	@$(WEIR) logs $${FOLLOW:+--follow} $${NODE:+-- "$$NODE"}
graph: ## draw a topology, as mermaid, dot or svg | TOPOLOGY=mesh FORMAT=svg
	@$(WEIR) graph --format "$${FORMAT:-mermaid}" $${TOPOLOGY:+-- "$$TOPOLOGY"}
test: ## run the tests | ONLY=orchestrator
	@set -f; $(WEIR) --node tools/test.mjs $$ONLY
check: ## types, lint, arrows, copies, generated files
	@$(WEIR) --node tools/check.mjs
viewers: ## headless viewers that check every chunk | N=200 EDGE=edge1 STREAM=cam DURATION=60
	@$(WEIR) --node dist/services/viewer/main.js --viewers="$${N:-100}" $${STREAM:+--stream="$$STREAM"} $${EDGE:+--edge="$$EDGE"} $${DURATION:+--duration="$$DURATION"} $${JSON:+--json}
bench: ## measure hops, glass-to-glass and joins, or a crowd | ONLY=fan-out,join-burst,memory,churn
	@$(WEIR) --node tools/bench.mjs latency
profile: ## where the CPU of an edge with a crowd goes | VIEWERS=500 SERVERS=mse
	@ONLY=profile $(WEIR) --node tools/bench.mjs fan-out
bench-failover: ## kill, freeze and cut off the active relay | RUNS=50
	@$(WEIR) --node tools/bench.mjs failover
bench-false-switches: ## count switches that nothing called for | MINUTES=60
	@$(WEIR) --node tools/bench.mjs false-switches
bench-crowd: ## many viewers, some of which stop reading | VIEWERS=500
	@$(WEIR) --node tools/bench.mjs crowd
bench-hostile: ## a viewer that means harm while others watch | RUNTIME=docker
	@$(WEIR) --node tools/bench.mjs hostile
chaos: ## random faults that can be repeated | SEED=1 MINUTES=30
	@$(WEIR) --node tools/bench.mjs chaos
generate: ## rewrite the files that are made from code
	@$(WEIR) --node tools/generated.mjs

# `make` alone prints what there is. Every line calls tools/weir, which installs and builds what is missing.
#   TOPOLOGY  a name in topology.yaml, a file (labs/mine.yaml#name) or a generator (chain:hops=5)
#   RUNTIME   auto, docker or process
#   NODE      a node's id
.PHONY: menu up down status logs graph test check bench generate
.DEFAULT_GOAL := menu

WEIR := tools/weir
RUNTIME ?= auto
FORMAT ?= mermaid

menu:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

up: ## start a lab and print its URLs: make up TOPOLOGY=diamond RUNTIME=auto|docker|process
	@$(WEIR) up $(if $(TOPOLOGY),'$(TOPOLOGY)') --runtime '$(RUNTIME)'
down: ## end the lab
	@$(WEIR) down
status: ## show nodes, links and addresses
	@$(WEIR) status
logs: ## show what the nodes wrote: make logs NODE=edge1 FOLLOW=1
	@$(WEIR) logs $(if $(NODE),'$(NODE)') $(if $(FOLLOW),--follow)
graph: ## draw a topology: make graph TOPOLOGY=mesh FORMAT=mermaid|dot|svg
	@$(WEIR) graph $(if $(TOPOLOGY),'$(TOPOLOGY)') --format '$(FORMAT)'
test: ## run the tests: make test ONLY=orchestrator
	@$(WEIR) --node tools/test.mjs $(ONLY)
check: ## types, lint, import arrows, generated files up to date
	@$(WEIR) --node tools/check.mjs
bench: ## measure hops, glass-to-glass and joins
	@$(WEIR) --node tools/bench.mjs
generate: ## rewrite the files that are made from code
	@$(WEIR) --node tools/generated.mjs

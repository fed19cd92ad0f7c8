# Everything that is done to this repository by command. `make help` lists it.
# build, test and demo need Go and make only; check and dist need git as well,
# and dist GNU tar.

GO      ?= go
PKG     ?= ./...
# The binaries say which version they are. The Go command can stamp a commit by
# itself, but not a tag's name, and not where -buildvcs=false is set for all.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
BIN       = bin
FUZZTIME ?= 10s
BENCH    ?= .

# How the binaries are built: static, and depending on the sources and VERSION
# alone. What vets and lints uses it too. It then sees the code as it is
# released, and shares the compiled packages: the AWS SDK takes minutes.
STATIC = CGO_ENABLED=0 GOFLAGS="$$($(GO) env GOFLAGS) -trimpath -buildvcs=false"
# The tag leaves out urfave/cli's printing of manual pages, and what that links.
BUILD  = $(STATIC) $(GO) build -tags urfave_cli_no_docs -ldflags '-s -w -X patchline/internal/cli.Version=$(VERSION)'

# Tools run from the module in tools/, and never enter the product's go.mod.
TOOL = $(STATIC) $(GO) tool -modfile=tools/go.mod

# Its JSON result is for programs.
DOCGEN = @$(STATIC) $(GO) run ./cmd/docgen --log-level warn >/dev/null

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: build
build: ## Build the static binaries into bin/ (BIN=folder for another)
	$(BUILD) -o $(BIN)/ ./cmd/...

# The race detector needs cgo, and Go itself sets CGO_ENABLED=0 where it finds
# no C compiler.
.PHONY: test
test: ## Vet and test, and count (PKG=./internal/run/... for a part)
	$(STATIC) $(GO) vet $(PKG)
	@race=-race; \
	if [ "$$($(GO) env CGO_ENABLED)" != 1 ]; then \
		race=; echo 'No C compiler is here: testing without the race detector.'; \
	fi; \
	$(GO) run ./test/summary -vet=off $$race $(PKG)

.PHONY: documents
documents: ## Build the SSM documents of their scripts into documents/dist, and check them
	$(DOCGEN)
	$(DOCGEN) --check

.PHONY: check
check: vet lint format tidy generated current vulnerabilities ## Run every check that is not a test

.PHONY: vet lint format tidy generated current vulnerabilities
vet:
	$(STATIC) $(GO) vet ./...

lint:
	$(TOOL) golangci-lint run ./...

format:
	@files=$$(gofmt -l .); \
	if [ -n "$$files" ]; then echo "Not formatted (gofmt -w them):"; echo "$$files"; exit 1; fi

tidy:
	$(GO) mod tidy -diff
	$(GO) -C tools mod tidy -diff

# Compares with the tree as it was, so that it also works on uncommitted work.
generated:
	@before=$$(git status --porcelain; git diff); \
	$(GO) generate ./... && \
	after=$$(git status --porcelain; git diff) && \
	if [ "$$before" != "$$after" ]; then \
		echo 'go generate has changed the tree: commit what it made.'; git status --short; exit 1; \
	fi

# Compares documents/dist with what the scripts give, and writes nothing.
current:
	$(DOCGEN) --check

vulnerabilities:
	@$(STATIC) GO='$(GO)' sh tools/vulnerabilities.sh

.PHONY: fuzz
fuzz: ## Run each fuzz test for FUZZTIME (10s)
	@grep -roE '^func Fuzz[A-Za-z0-9_]*' --include='*_test.go' . | \
	while IFS=: read -r file func; do \
		echo "$${func#func } ($$file)"; \
		$(GO) test -run='^$$' -fuzz="^$${func#func }\$$" -fuzztime=$(FUZZTIME) \
			"$$(dirname "$$file")" </dev/null || exit 1; \
	done

.PHONY: bench
bench: ## Run the benchmarks (BENCH=name, PKG=./internal/sim/... for a part)
	$(GO) test -run='^$$' -bench='$(BENCH)' -benchmem $(PKG)

.PHONY: demo
demo: build ## Rehearse a patch day here, with no AWS account (POWERSHELL=1: on the real scripts)
	@POWERSHELL='$(POWERSHELL)' $(GO) run ./test/demo

# The same commit gives the same bytes: sorted names, the commit's date, no
# owner, one mode whatever the umask.
PLATFORMS = linux/amd64 linux/arm64 windows/amd64
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
PACK = tar --sort=name --mtime=@$(SOURCE_DATE_EPOCH) --format=ustar \
	--owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX

.PHONY: dist
dist: ## Pack the binaries for Linux and Windows into dist/, with checksums
	@rm -rf dist
	@set -e; for platform in $(PLATFORMS); do \
		os=$${platform%/*}; arch=$${platform#*/}; \
		name=patchline_$(VERSION)_$${os}_$${arch}; \
		echo "dist/$$name.tar.gz"; \
		mkdir -p dist/$$name; \
		cp README.md $(wildcard LICENSE) dist/$$name/; \
		GOOS=$$os GOARCH=$$arch $(BUILD) -o dist/$$name/ ./cmd/...; \
		$(PACK) -C dist -cf dist/$$name.tar $$name; \
		gzip -9 -n dist/$$name.tar; \
		rm -r dist/$$name; \
	done
	@cd dist && sha256sum *.tar.gz > SHA256SUMS

.PHONY: clean
clean: ## Remove what build and dist have made
	rm -rf bin dist

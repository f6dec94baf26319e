# git-migrate. `make help` lists the targets; CONTRIBUTING.md explains the tree.

B = build
PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man
VERSION = 0.1.0

CC = gcc
CFLAGS = -O2 -g
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2 -Wcast-qual -Wwrite-strings \
	-Werror
LIBS = glib-2.0 gio-2.0 libgit2 sqlite3 inih tree-sitter jansson
JOBS = -j$(shell nproc)

SANITIZE = B=build/asan CFLAGS='-O1 -g -fsanitize=address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer'

# Empty until the packages are installed: the targets that install them start
# make anew afterwards.
PKG_CFLAGS := $(subst -I/,-isystem /,$(shell pkg-config --cflags $(LIBS) 2>/dev/null))
PKG_LIBS := $(shell pkg-config --libs $(filter-out libgit2,$(LIBS)) 2>/dev/null)
# libgit2 is loaded when it is needed (src/repository/git2.h). What it must
# find here instead of in the libraries it stands on: see library.c there.
# libpg_query is loaded so too (src/dialects/postgresql_text.c).
LDFLAGS = -Wl,--export-dynamic-symbol=mbedtls_x509_crt_parse_file

PG_QUERY := $(notdir $(realpath $(shell $(CC) -print-file-name=libpg_query.so)))

ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' \
	-DPG_QUERY_LIBRARY='"$(PG_QUERY)"' \
	-DGLIB_DISABLE_DEPRECATION_WARNINGS -Iinclude -I$(B)/include \
	$(PKG_CFLAGS) $(WARNINGS) $(CFLAGS)

# The grammar and its objects serve every build.
GRAMMAR = build/grammar
GRAMMAR_OBJECTS = $(GRAMMAR)/parser.o $(GRAMMAR)/scanner.o
SOURCES := $(sort $(wildcard src/*/*.c))
OBJECTS := $(patsubst src/%.c,$(B)/obj/%.o,$(filter-out src/cli/main.c,$(SOURCES)))
LIBRARY = $(B)/libgit-migrate.a
PROGRAM = $(B)/git-migrate
QUERIES := $(patsubst src/%.sql,$(B)/include/queries/%.h,$(wildcard src/*/*.sql))
HOOKS := $(patsubst hooks/%,$(B)/include/hooks/%.h,$(wildcard hooks/*))
KNOWN := $(B)/include/queries/models/known.h
KNOWN_FILES := $(sort $(wildcard src/models/known/*.py))
MANUALS := $(wildcard man/*.[157])

UNIT_ROOMS := $(sort $(patsubst tests/%/,%,$(dir $(wildcard tests/*/test_*.c))))
C_FILES = $(wildcard include/*/*.h src/*/*.[ch] tests/*/*.[ch])

all: $(PROGRAM) ## build the program (the default)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: ## install what is missing, build, show the todo walkthrough
	@.ci/packages.sh demo
	@$(MAKE) --no-print-directory $(JOBS) all
	@tests/demo.sh $(PROGRAM)

check: ## install what is missing, run every test and lint
	@.ci/packages.sh check
	@MAKE='$(MAKE)' JOBS='$(JOBS)' tests/check.sh

# Building

$(PROGRAM): $(B)/obj/cli/main.o $(LIBRARY)
	@echo "  LINK  $@"; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(LIBRARY): $(OBJECTS) $(GRAMMAR_OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

$(B)/obj/%.o: src/%.c $(B)/flags | $(QUERIES) $(HOOKS) $(KNOWN)
	@mkdir -p $(@D)
	@echo "  CC    $@"; $(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Other flags, other objects: the file changes only when they do.
FLAGS_LINE = $(CC) $(ALL_CFLAGS)
$(B)/flags: always
	@mkdir -p $(@D)
	@test -n '$(PKG_LIBS)' && test -n '$(PG_QUERY)' || { \
		echo 'error: not all of these libraries are installed: $(LIBS) pg_query'; \
		echo 'hint: .ci/packages.sh build'; exit 1; } >&2
	@printf '%s\n' $(call quoted,$(FLAGS_LINE)) | cmp -s - $@ || \
		printf '%s\n' $(call quoted,$(FLAGS_LINE)) > $@
quoted = '$(subst ','\'',$(1))'

# The catalogue queries: files that run as they stand in sqlite3 or psql,
# embedded as strings named after their path: src/database/x.sql is query_x.
$(B)/include/queries/%.h: src/%.sql
	$(call embed,query_$(notdir $*))

# The hook files: @NAME@ becomes the hook's. hooks/post is hook_post.
$(B)/include/hooks/%.h: hooks/%
	$(call embed,hook_$*)

# What the models room knows of other packages: a table of modules.
$(KNOWN): $(KNOWN_FILES)
	@mkdir -p $(@D)
	@awk 'BEGIN { print "static const struct {" ; \
			print "\tconst char *name;\n\tconst char *text;" ; \
			print "} known_modules[] = {" } \
		FNR == 1 { if (NR > 1) print "\t}," ; name = FILENAME ; \
			sub(/.*\//, "", name) ; sub(/[.]py$$/, "", name) ; \
			printf "\t{\"%s\",\n", name } \
		{ gsub(/\\/, "\\\\&"); gsub(/"/, "\\\""); printf "\t\"%s\\n\"\n", $$0 } \
		END { print "\t}\n};" }' $(KNOWN_FILES) > $@

embed = @mkdir -p $(@D); \
	awk 'BEGIN { print "static const char $(1)[] =" } \
		{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "\t\"%s\\n\"\n", $$0 } \
		END { print "\t;" }' $< > $@

# The Python grammar: pinned, checked, and never committed.
$(GRAMMAR)/parser.c $(GRAMMAR)/scanner.c &: src/models/grammar.sh
	@src/models/grammar.sh $(GRAMMAR)
$(GRAMMAR)/%.o: $(GRAMMAR)/%.c
	@echo "  CC    $@"; $(CC) -std=c11 -O2 -w -I$(GRAMMAR) -c -o $@ $<

# Testing

# One test program a room: `make test-schema` builds and runs that of schema.
$(B)/tests/%.o: tests/%.c $(B)/flags
	@mkdir -p $(@D)
	@echo "  CC    $@"; $(CC) $(ALL_CFLAGS) -Wno-missing-prototypes -MMD -MP -c -o $@ $<

define ROOM_TEST
$(B)/tests/$(1)/run: $(patsubst tests/%.c,$(B)/tests/%.o,$(wildcard tests/$(1)/*.c)) $(LIBRARY)
	@echo "  LINK  $$@"; $$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$(PKG_LIBS) -lcriterion
test-$(1): $(B)/tests/$(1)/run
	ASAN_OPTIONS=abort_on_error=1 $$<
endef
$(foreach room,$(UNIT_ROOMS),$(eval $(call ROOM_TEST,$(room))))

unit: $(UNIT_ROOMS:%=test-%) ## run the unit tests; test-ROOM runs those of one room

commands: $(PROGRAM) ## run the tests of the commands
	@tests/commands/run $(PROGRAM)

property: $(PROGRAM) ## switch among random branches; ROUNDS=N takes more of them
	@python3 -B tests/property/stash.py $(PROGRAM)

crash: $(PROGRAM) ## kill sync at CRASHES random points
	@python3 -B tests/crash/crash.py $(PROGRAM) $(CRASHES)
CRASHES = 1000

oracle: $(PROGRAM) ## compare with SQLAlchemy and with SQLite, on generated input too
	@tests/oracle/run $(PROGRAM)

corpus: $(PROGRAM) ## score the reading of real models; CORPUS is where they are
	@/usr/bin/python3 -B tests/corpus/score.py $(SCORE) $(PROGRAM) $(CORPUS)

# Never part of check: it ends by the clock.
FUZZ_SECONDS = 600
FUZZ = B=build/fuzz CC=clang CFLAGS='-O1 -g -fno-omit-frame-pointer \
	-fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all -Wno-cast-qual'
fuzz: ## fuzz the reading of models for FUZZ_SECONDS
	@.ci/packages.sh fuzz
	@$(MAKE) --no-print-directory $(JOBS) $(FUZZ) build/fuzz/models
	@tests/fuzz/run build/fuzz/models $(FUZZ_SECONDS)
build/fuzz/models: $(B)/tests/fuzz/models.o $(LIBRARY)
	@echo "  LINK  $@"; $(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ \
		$^ $(PKG_LIBS)

sanitize: ## run the unit and command tests under ASan and UBSan
	@$(MAKE) --no-print-directory $(SANITIZE) unit commands
sanitize-%:
	@$(MAKE) --no-print-directory $(SANITIZE) $*

# GLib's macros cast const away, and clang looks into them; gcc sees to ours.
CLANG = clang -fsyntax-only $(ALL_CFLAGS) -Wno-cast-qual
clang: $(QUERIES) $(HOOKS) $(KNOWN) ## let clang read everything, with the same warnings
	@printf '%s\n' $(SOURCES) | xargs -P $(shell nproc) -n 8 $(CLANG)
	@printf '%s\n' $(wildcard tests/*/*.c) | xargs -P $(shell nproc) -n 8 \
		$(CLANG) -Wno-missing-prototypes

lint: ## run the lints
	@tests/lint/run

format: ## lay out the C files as .clang-format says
	clang-format -i $(C_FILES)
format-check:
	@clang-format --dry-run -Werror $(C_FILES)

bench: ## install what is missing, measure against sqlite3, Alembic, dbmate and libgit2
	@.ci/packages.sh bench
	@$(MAKE) --no-print-directory $(JOBS) all
	@tests/bench/run $(PROGRAM)

# Installing

install: all ## install below PREFIX (DESTDIR is put before it)
	install -d $(DESTDIR)$(BINDIR)
	install -m 755 $(PROGRAM) $(DESTDIR)$(BINDIR)/git-migrate
	$(foreach manual,$(MANUALS),install -D -m 644 $(manual) $(call manual_path,$(manual));)

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(BINDIR)/git-migrate
	$(foreach manual,$(MANUALS),rm -f $(call manual_path,$(manual));)

manual_path = $(DESTDIR)$(MANDIR)/man$(patsubst .%,%,$(suffix $(1)))/$(notdir $(1))

clean: ## remove everything that was built
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)

always:
.PHONY: all always bench check clang clean commands corpus crash demo format \
	format-check fuzz help install lint oracle property sanitize uninstall unit \
	$(UNIT_ROOMS:%=test-%)
.SECONDARY:

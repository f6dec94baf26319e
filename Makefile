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

SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer

# The packages come from pkg-config once they are installed; `make help` and
# the targets that install them work without.
PKG_CFLAGS := $(subst -I/,-isystem /,$(shell pkg-config --cflags $(LIBS) 2>/dev/null))
PKG_LIBS := $(shell pkg-config --libs $(LIBS) 2>/dev/null)

ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' \
	-DGLIB_DISABLE_DEPRECATION_WARNINGS -Iinclude -I$(B)/include \
	$(PKG_CFLAGS) $(WARNINGS) $(CFLAGS)

GRAMMAR = $(B)/grammar
SOURCES := $(sort $(wildcard src/*/*.c))
OBJECTS := $(patsubst src/%.c,$(B)/obj/%.o,$(filter-out src/cli/main.c,$(SOURCES)))
GRAMMAR_OBJECTS = $(GRAMMAR)/parser.o $(GRAMMAR)/scanner.o
LIBRARY = $(B)/libgit-migrate.a
PROGRAM = $(B)/git-migrate
QUERIES := $(wildcard src/*/*.sql)

UNIT_ROOMS := $(sort $(patsubst tests/%/,%,$(dir $(wildcard tests/*/test_*.c))))

all: $(PROGRAM) ## build the program (the default)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(PROGRAM): $(B)/obj/cli/main.o $(LIBRARY)
	@echo "  LINK  $@"; $(CC) $(CFLAGS) -o $@ $^ $(PKG_LIBS)

$(LIBRARY): $(OBJECTS) $(GRAMMAR_OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

$(B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  CC    $@"; $(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The catalogue queries: files that run as they stand in sqlite3 or psql,
# embedded as strings named after their path: src/database/x.sql is query_x.
$(B)/include/queries/%.h: src/%.sql
	@mkdir -p $(@D)
	@awk -v name=$(notdir $*) 'BEGIN { printf "static const char query_%s[] =\n", name } \
		{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "\t\"%s\\n\"\n", $$0 } \
		END { print "\t;" }' $< > $@
$(OBJECTS): | $(patsubst src/%.sql,$(B)/include/queries/%.h,$(QUERIES))

# The Python grammar: pinned, checked, and never committed.
$(GRAMMAR)/parser.c $(GRAMMAR)/scanner.c &: src/models/grammar.sh
	src/models/grammar.sh $(GRAMMAR)
$(GRAMMAR)/%.o: $(GRAMMAR)/%.c
	@echo "  CC    $@"; $(CC) -std=c11 -O2 -w -I$(GRAMMAR) -c -o $@ $<

# One test program a room: `make test-schema` builds and runs that of schema.
$(B)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	@echo "  CC    $@"; $(CC) $(ALL_CFLAGS) -Wno-missing-prototypes -MMD -MP -c -o $@ $<

define ROOM_TEST
$(B)/tests/$(1)/run: $(patsubst tests/%.c,$(B)/tests/%.o,$(wildcard tests/$(1)/*.c)) $(LIBRARY)
	@echo "  LINK  $$@"; $$(CC) $$(CFLAGS) -o $$@ $$^ $$(PKG_LIBS) -lcriterion
test-$(1): $(B)/tests/$(1)/run
	ASAN_OPTIONS=abort_on_error=1 $$<
endef
$(foreach room,$(UNIT_ROOMS),$(eval $(call ROOM_TEST,$(room))))

unit: $(UNIT_ROOMS:%=test-%) ## run the unit tests

clean: ## remove everything that was built
	rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)

.PHONY: all help unit clean $(UNIT_ROOMS:%=test-%)
.SECONDARY:

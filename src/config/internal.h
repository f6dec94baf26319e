/*
 * What the parts of the room share: the tracked file's entries, and what a
 * value may be.
 */
#ifndef CONFIG_INTERNAL_H
#define CONFIG_INTERNAL_H

#include "config/config.h"

/* One value of the tracked file; its key is of the allow-list. */
typedef struct Entry {
	const char *key; /* of config_keys(), "commit-msg" or "types"; static */
	char *name;	 /* of a type; else NULL */
	char *value;
	unsigned line;
} Entry;

/* The entries of the tracked file in its order: an array of Entry that the
 * caller unrefs. NULL on failure; nothing of a broken file is used (R78). */
GPtrArray *tracked_read(const char *text, gsize length, GError **error);

/* Reads the lines as inih will, before it does, and refuses what it would
 * understand otherwise than people. Gives the numbers of the lines that hold
 * a key (unsigned), which the caller unrefs. */
GArray *tracked_scan(const char *text, gsize length, GError **error);

/* Fails with ".gitmigrate:line: …". Always gives FALSE. */
gboolean tracked_fail(unsigned line, const char *hint, GError **error,
		      const char *format, ...) G_GNUC_PRINTF(4, 5);

/* Why a text may not be a path inside the working tree, or NULL when it may.
 * Static. */
const char *path_fault(const char *path);

/* Why a pathspec cannot be used, or NULL when it can. Static. */
const char *pathspec_fault(const char *pathspec);

/* Why a tracked file may not name this database, or NULL when it may: it must
 * be a plain SQLite path inside the working tree. Static. */
const char *tracked_database_fault(const char *url);

/* Why a text may not be the dotted name of a type of Python, or NULL when it
 * may. Static. */
const char *type_name_fault(const char *name);

/* A type of SQL as DDL spells it: "NUMERIC(12, 2)"; the caller owns it. NULL
 * with `*fault`, static, for what is none. */
char *type_sql_read(const char *text, const char **fault);

/* Whether a value is one of a NULL-ended list. */
extern const char *const config_dialects[];
extern const char *const config_levels[]; /* from lenient to strict */

#endif

/*
 * Reading models: from the source text of a snapshot to the schema it
 * declares, without running any of it (design invariant 3).
 *
 * There is a table of readers (reader.h); each takes the files it knows by
 * their names: SQLAlchemy takes *.py, the SQL reader *.sql. What a reader
 * cannot read statically becomes a DIAGNOSTIC_UNSUPPORTED with file and line,
 * the table it belongs to is marked `incomplete`, and reading goes on.
 */
#ifndef MODELS_MODELS_H
#define MODELS_MODELS_H

#include "base/diagnostic.h"
#include "base/snapshot.h"
#include "schema/schema.h"

/* A model file that is DDL already: the engine reads it, not this room. */
typedef struct ModelScript {
	char *path;
	GBytes *text;
} ModelScript;

typedef struct Models {
	Schema *schema;	    /* neutral types; every thing has its Origin */
	GPtrArray *scripts; /* of ModelScript, in the order of the pathspecs */
	GPtrArray *diagnostics; /* of Diagnostic */
	GPtrArray *files;	/* of char *: every file that was read, the
				 * imported ones too, sorted */
	GPtrArray *probes;	/* of char *: what imports looked for in the
				 * tree, found or not */
} Models;

/* How models are read. */
typedef struct ModelsOptions {
	const char *dialect; /* "sqlite", "postgresql": picks among what a model
			      * says for one engine only (with_variant,
			      * sqlite_where, load_dialect_impl) */
	GHashTable *types;   /* dotted name of a type of Python to the type of
			      * SQL that it is, goes before all that is known
			      * of it; or NULL */
} ModelsOptions;

/* Reads the models that `pathspecs` (NULL-ended, see snapshot_match()) name,
 * and the files of the snapshot that they import. No matching file is not an
 * error: the models are then empty. NULL only when the snapshot itself cannot
 * be read. */
Models *models_read(Snapshot *snapshot, const char *const *pathspecs,
		    const ModelsOptions *options, GError **error);

/* Whether a file of this name is read when a pathspec matches it. */
gboolean models_take(const char *path);

/* Whether imports find in a tree what the probes say they found in another:
 * with the same files read, the models of both are then the same. `listing` has
 * all of the tree's SnapshotFiles. */
gboolean models_finds_the_same(const GPtrArray *probes,
			       const GPtrArray *listing);

/* Models without anything in them. */
Models *models_new(void);
void models_free(Models *models);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Models, models_free)

/* Whether the models are known in full: no unsupported construct, no error. */
gboolean models_complete(const Models *models);

/* Paths of the snapshot that look like models, by name or because they declare
 * tables, best first, for `init`: an array of char * that the caller unrefs.
 * *whole is FALSE when there were too many files to look into. */
GPtrArray *models_guess(Snapshot *snapshot, gboolean *whole, GError **error);

#endif

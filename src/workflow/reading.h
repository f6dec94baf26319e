/*
 * What models say, known between runs: unchanged ones are not parsed again. A
 * reading is remembered in the cache directory with all that it depends on: the
 * files that were read and their ids, those that were not there, what imports
 * looked for and did or did not find, the dialect, the types of the
 * configuration, the program. It holds only where all of that is the same, so
 * that it never changes an answer; it can be deleted at any time, is written by
 * rename, and a damaged one is ignored.
 */
#ifndef WORKFLOW_READING_H
#define WORKFLOW_READING_H

#include "workflow/schemas.h"

typedef struct Reading {
	char *key;
	char *print; /* of all that the models say; equal prints, equal
		      * models */
	gboolean complete;
	GPtrArray *files;	/* of SnapshotFile: what was read */
	GPtrArray *absent;	/* of char *: what was not there */
	GPtrArray *probes;	/* as in Models */
	GPtrArray *diagnostics; /* of Diagnostic */
	Models *models;		/* NULL once taken, or not yet unpacked */
	GByteArray *packed;	/* the models, or NULL */
	gsize models_at;	/* where in `packed` */
	gboolean lasting;	/* it can be remembered */
	gboolean loaded;	/* by the loader: any file may count */
} Reading;

void reading_free(Reading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reading, reading_free)

/* Under what a reading of these models is remembered: two with the same key may
 * still differ in what they import. The caller owns it; NULL when the snapshot
 * cannot be read. */
char *reading_key(const Project *project, const Config *config,
		  Snapshot *snapshot, GError **error);

/* Whether a reading with the snapshot's key is what reading it would give. */
gboolean reading_holds(const Reading *reading, Snapshot *snapshot);

/* The remembered reading of this key that holds, or NULL. */
Reading *reading_recall(const Project *project, const char *key,
			Snapshot *snapshot);

/* Reads the models; `key` may be NULL: nothing is remembered then. */
Reading *reading_make(const Project *project, const Config *config,
		      const char *key, Snapshot *snapshot, GError **error);
/* Failing to is no failure. */
void reading_remember(const Project *project, const Reading *reading);

/* The models, which the caller owns: once. NULL when they have to be read
 * anew. */
Models *reading_take_models(Reading *reading, Snapshot *snapshot);

/* What models say, as a hash; the caller owns it. */
char *reading_print(const Models *models);

#endif

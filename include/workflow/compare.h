/*
 * Comparing two schemas the way every verb does it: what models do not own is
 * left alone, renames are found, and the changes are put in order.
 */
#ifndef WORKFLOW_COMPARE_H
#define WORKFLOW_COMPARE_H

#include "schema/rename.h"
#include "workflow/autogenerate.h"

typedef struct Comparison {
	NamedSchema *from;
	NamedSchema *to; /* with all that is left alone copied in */
	Renames *renames;
	GPtrArray *changes; /* of Change */
	GPtrArray *notes;   /* of char * */
	gboolean uncertain; /* a cut history hides whether models once had what
			     * was left alone */
} Comparison;
void comparison_free(Comparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Comparison, comparison_free)

/* Which renames to take, and which things to leave alone. */
typedef struct CompareOptions {
	const char *const *renames; /* "old:new", NULL-ended; or NULL */
	gboolean no_renames;
	/* Tables that cannot be read in full stay as they are, but for those
	 * named in read_alike (full names, as a set; or NULL), of which both
	 * sides know the same parts: these are compared. */
	gboolean skip_incomplete;
	GHashTable *read_alike;
	gboolean keep_unowned; /* do not drop what models never had */
	/* Where the old definitions stand, as evidence of renames: a name of
	 * workflow/project.h, or NULL when `from` has models itself. */
	const char *old_models;
	Questions questions;
} CompareOptions;

/* Takes over `from` and `to`, also when it fails. */
Comparison *compare_schemas(const Project *project, NamedSchema *from,
			    NamedSchema *to, const CompareOptions *options,
			    GError **error);

/* What the migrations of the working tree build beside its models: the
 * comparison behind autogenerate, status and check. */
Comparison *compare_worktree(const Project *project, const Graph *graph,
			     const CompareOptions *options, GError **error);

#endif

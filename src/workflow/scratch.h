/*
 * A scratch schema: scripts go in, the schema they make comes out. Where the
 * dialect carries out DDL by itself (dialect_runs_scripts()) no engine is
 * opened; else it is a scratch database.
 */
#ifndef WORKFLOW_SCRATCH_H
#define WORKFLOW_SCRATCH_H

#include "workflow/project.h"

typedef struct Scratch Scratch;

/* An empty one. What a dialect cannot know of a script goes to `doubts` (of
 * Diagnostic), which has to outlive the scratch; without (NULL) the script
 * fails with FAILURE_UNSUPPORTED. */
Scratch *scratch_open(const Dialect *dialect, GPtrArray *doubts,
		      GError **error);
/* One in which the revisions have been applied, as with chain_build(). */
Scratch *scratch_build(const Project *project, const GPtrArray *revisions,
		       GError **error);
/* The same with `doubts` as above. */
Scratch *scratch_build_with(const Project *project, const GPtrArray *revisions,
			    GPtrArray *doubts, GError **error);
/* Applies the revisions from `from` on, those before having been applied. On
 * failure the scratch may stand anywhere in between. */
gboolean scratch_extend(Scratch *scratch, const GPtrArray *revisions,
			guint from, GError **error);
void scratch_free(Scratch *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scratch, scratch_free)

/* The dialect's name; static. */
const char *scratch_dialect(const Scratch *scratch);

/* As database_begin() and its like. */
gboolean scratch_begin(Scratch *scratch, GError **error);
gboolean scratch_commit(Scratch *scratch, GError **error);
void scratch_rollback(Scratch *scratch);

gboolean scratch_run(Scratch *scratch, const Script *script, GError **error);
gboolean scratch_run_section(Scratch *scratch, const char *path,
			     const Section *section, GError **error);
/* Whether a script has any statement. */
gboolean scratch_finds_empty(const Scratch *scratch, const char *text);

/* The schema as it is now. The caller owns it. */
Schema *scratch_read(const Scratch *scratch, GError **error);

#endif

/* What the files of this room share and nobody else needs. */
#ifndef WORKFLOW_INTERNAL_H
#define WORKFLOW_INTERNAL_H

#include "models/models.h"
#include "workflow/plan.h"

/* Refuses a plan that would drop values of columns that no migration made;
 * see drift.c. */
gboolean drift_check(const Project *project, const State *state,
		     const Plan *plan, Database *database, GError **error);

/* The ledger's row for a revision applied now. */
LedgerEntry *apply_new_entry(const Revision *revision, const char *dialect,
			     const char *commit);

/* locate.c: whether the ledger has the revisions of a graph, all of them and
 * done, each by the text that it has there, and no other. */
gboolean ledger_is_graph(const GPtrArray *ledger, const Graph *graph);

/* A copy of what models declare without the parts of incomplete tables that
 * may name columns that were not read, and without tables of no column. */
Schema *incomplete_make_whole(const Schema *schema);
/* Whether that would change nothing. */
gboolean incomplete_is_whole(const Schema *schema);

/* A schema as the engine reads it back; see groups.c. NULL where that cannot
 * be done, or fails: then the engine is to be given all of it, and says why. */
Schema *groups_build(const Project *project, const Schema *schema);

/* Fills the origins of what a script declares; see script_origins.c. */
void script_find_origins(Schema *schema, const char *path, const char *text);

/* Building plans. What is added to a plan is its own. */
Plan *plan_new(void);
Step *plan_add_step(Plan *plan, gboolean down, const Revision *revision,
		    const Section *section, const char *path);
gboolean plan_add_up(Plan *plan, const Revision *revision, const char *dialect,
		     GError **error);
/* Takes a revision back by the text that was applied. */
gboolean plan_add_down(Plan *plan, const State *state, const Revision *revision,
		       const PlanOptions *options, GError **error);

/* A revision as Git has it at the commit of its ledger entry, for the texts
 * that the ledger has lost (R5); refused when its checksum is another. */
Revision *recover_revision(const Project *project, const LedgerEntry *entry,
			   GError **error);

/* project.c: whether a path of a listing of the migrations folder is that of
 * a revision file. */
gboolean project_is_revision_file(const char *path, const char *directory);
/* The SnapshotFiles of a folder that are. One that is no regular file, which
 * could be a link to any text, is refused. */
GPtrArray *project_list_revision_files(Snapshot *snapshot,
				       const char *directory, GError **error);

/* trees_worktree.c: when the working tree's migrations cover these models of
 * it, keeps that for the commit that will be made of it. Failing to is no
 * failure. */
void trees_remember_worktree(const Project *project, const Models *models,
			     gboolean covered);

#endif

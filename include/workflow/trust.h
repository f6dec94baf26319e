/*
 * Trust: which scripts a hook may run (R79).
 *
 * A branch that somebody else wrote brings migrations along. By default hooks
 * run them, in the sandbox; with migrate.trust=known they run only texts that
 * this clone has made, has applied before or has accepted. What is remembered
 * are hashes of each revision and of what takes it back, in a file of the
 * repository's own that can be deleted: then everything is asked anew.
 *
 * Commands that somebody types run what they are told to and make it known.
 */
#ifndef WORKFLOW_TRUST_H
#define WORKFLOW_TRUST_H

#include "workflow/plan.h"

/* Remembers a revision that was written or accepted here; one that is known
 * costs no write. */
gboolean trust_record_revision(const Project *project, const Revision *revision,
			       GError **error);

/* Remembers what was just run: the revisions of the steps (Step) that applied
 * one. */
gboolean trust_record_steps(const Project *project, const GPtrArray *steps,
			    GError **error);

/* The steps (borrowed Steps, in their order) that a hook may not run; none
 * unless migrate.trust=known. The caller unrefs the array. */
GPtrArray *trust_find_unknown(const Project *project, const GPtrArray *steps,
			      GError **error);

/* Why a hook leaves steps alone, in words with the next command:
 * "2 migrations are not known here: add_tags, soft_delete; read them, then git
 * migrate trust". The caller owns it. */
char *trust_explain(const GPtrArray *unknown);

/* Accepts a revision with all it stands on, or all that the tree of a Git
 * revision has: `word` is an id of the working tree's migrations, else a Git
 * revision; HEAD when NULL. With `dry_run` nothing is accepted. Those not known
 * before are given: an array of char * ("1975ea83b712 add soft delete") that
 * the caller unrefs. `*known` counts the others. */
GPtrArray *trust_accept(const Project *project, const char *word,
			gboolean dry_run, guint *known, GError **error);

#endif

/*
 * Replaying a chain of revisions into a scratch database.
 *
 * The result is memoised under the repository's cache directory by the hash of
 * the engine and of every section of the chain, so that only revisions that
 * came after the longest known chain are run. The memo can be deleted at any
 * time; it is written by rename, and a damaged one is ignored.
 */
#ifndef WORKFLOW_CHAIN_H
#define WORKFLOW_CHAIN_H

#include "workflow/project.h"

/* A scratch database in which the revisions (borrowed Revisions, in the order
 * to run them) have been applied. Errors are those of the script that failed,
 * with its file and line. */
Database *chain_build(const Project *project, const GPtrArray *revisions,
		      GError **error);

/* Runs the revisions from `from` on (0 for all) on top of a scratch database
 * that has those before it. On failure the database stands where it stood. */
gboolean chain_extend(Database *database, const GPtrArray *revisions,
		      guint from, GError **error);

/* The revisions of a graph that `heads` (NULL-ended; NULL for all) name or
 * stand on, in the graph's order: borrowed Revisions, the caller unrefs. */
GPtrArray *chain_select(const Graph *graph, const char *const *heads);

/* Runs one section on a database, within the open transaction or, when the
 * section says transaction:false, without one. */
gboolean chain_run_section(Database *database, const char *path,
			   const Section *section, GError **error);

/* The up section of a revision for an engine; FAILURE_INVALID naming the file
 * when it has none. */
const Section *chain_get_up(const Revision *revision, const char *dialect,
			    GError **error);

#endif

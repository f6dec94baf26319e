/*
 * A project: a repository with its configuration, and the snapshots and
 * schemas of it that the verbs work on.
 *
 * A name of a snapshot or schema, as commands take them:
 *
 *   main, v1.2, HEAD~3   the tree of that commit
 *   :index               what is staged
 *   :worktree            the files as they lie in the working tree
 *   :migrations          (schemas only) what the working tree's migrations
 * build :database            (schemas only) what the database is
 */
#ifndef WORKFLOW_PROJECT_H
#define WORKFLOW_PROJECT_H

#include "config/config.h"
#include "database/database.h"
#include "dialects/dialect.h"
#include "repository/repository.h"
#include "revisions/graph.h"

/* What options of the command line say over all configuration; each may be
 * NULL. Borrowed while project_open() runs. */
typedef struct ProjectOverrides {
	const char *const *models; /* NULL-ended */
	const char *migrations;
	const char *dialect;
	const char *database;
} ProjectOverrides;

typedef struct Project {
	Repository *repository;
	Config *config;
	const Dialect *dialect;
	char **models;	  /* of the overrides, or NULL */
	char *migrations; /* likewise */
} Project;

/* Opens the project around the current directory. `overrides` may be NULL. */
Project *project_open(const ProjectOverrides *overrides, GError **error);
/* The same in a repository that is open, which is taken over, on failure
 * too. */
Project *project_open_in(Repository *repository,
			 const ProjectOverrides *overrides, GError **error);
void project_free(Project *project);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Project, project_free)

/* Opens the configured database. With DATABASE_READ_ONLY an absent file is
 * FAILURE_NOT_FOUND, as the room says. */
Database *project_open_database(const Project *project, DatabaseFlags flags,
				GError **error);

/* As project_open_database() for reading, but an absent database is NULL
 * without an error: `*absent` is then TRUE. */
Database *project_find_database(const Project *project, gboolean *absent,
				GError **error);

/* The snapshot of a name; see above. */
Snapshot *project_snapshot(const Project *project, const char *name,
			   GError **error);

/* The configuration that goes with a snapshot: its own tracked file under the
 * same git configuration and options, or the project's where it has none. The
 * caller frees it. A broken one is FAILURE_INVALID. */
Config *project_config_at(const Project *project, Snapshot *snapshot,
			  GError **error);

/* The graph of the revision files in a snapshot's migrations folder. Their
 * sections are read when they are wanted: see revision_load(). */
Graph *project_read_graph(const Project *project, Snapshot *snapshot,
			  GError **error);

/* The graph of the working tree. Files that are not committed and stand on what
 * only another branch has are left out of it: see graph_strays(). */
Graph *project_read_worktree_graph(const Project *project, GError **error);

/* The one head of a graph, or NULL without an error when it is empty. Several
 * heads are FAILURE_AMBIGUOUS: the message names them. Borrowed. */
const Revision *project_only_head(const Graph *graph, GError **error);

/* What to do about several heads, in words; NULL when there are not several.
 * The caller owns it. */
char *project_advise_heads(const Graph *graph);

#endif

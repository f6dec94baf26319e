#include "workflow/status.h"

#include <string.h>

#include "workflow/lost.h"

void status_free(Status *status)
{
	if (!status)
		return;
	g_clear_pointer(&status->uncommitted, g_ptr_array_unref);
	comparison_free(status->models);
	g_clear_error(&status->models_error);
	g_clear_error(&status->lost);
	graph_free(status->committed);
	state_free(status->state);
	g_free(status->branch);
	g_free(status->head);
	g_free(status->database);
	g_free(status);
}

static gboolean read_database(const Project *project, Status *status,
			      GError **error)
{
	gboolean absent;
	g_autoptr(Database) database =
		project_find_database(project, &absent, error);
	if (!database && !absent)
		return FALSE;
	if (database)
		status->database = g_strdup(database_name(database));
	Graph *graph = project_read_worktree_graph(project, error);
	status->state = graph ? state_read(graph, database, error) : NULL;
	return status->state != NULL;
}

static gboolean read_committed(const Project *project, Status *status,
			       GError **error)
{
	g_autoptr(Snapshot) snapshot = project_snapshot(project, "HEAD", error);
	status->committed =
		snapshot ? project_read_graph(project, snapshot, error) : NULL;
	if (!status->committed)
		return FALSE;
	lost_refuse(project, snapshot, status->state, &status->lost);
	return TRUE;
}

static void find_uncommitted(Status *status)
{
	const GPtrArray *ordered = graph_in_order(status->state->graph);
	status->uncommitted = g_ptr_array_new();
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *revision = ordered->pdata[i];
		const Revision *committed =
			graph_find(status->committed, revision->id);
		if (g_hash_table_contains(status->state->foreign, revision->id))
			continue;
		if (!committed ||
		    strcmp(committed->checksum, revision->checksum) != 0)
			g_ptr_array_add(status->uncommitted, ordered->pdata[i]);
	}
}

static gboolean ledger_is_graph(const State *state, const Graph *graph)
{
	if (state->ledger->len != graph_count(graph))
		return FALSE;
	for (guint i = 0; i < state->ledger->len; i++) {
		const LedgerEntry *entry = state->ledger->pdata[i];
		const Revision *revision = graph_find(graph, entry->revision);
		if (!revision || entry->in_progress ||
		    strcmp(revision->checksum, entry->checksum) != 0)
			return FALSE;
	}
	return TRUE;
}

Status *status_read(const Project *project, gboolean with_models,
		    GError **error)
{
	g_autoptr(Status) status = g_new0(Status, 1);
	if (!read_database(project, status, error) ||
	    !read_committed(project, status, error))
		return NULL;
	status->head = repository_head(project->repository, NULL);
	status->branch = repository_branch(project->repository, NULL);
	find_uncommitted(status);
	status->follows_head =
		ledger_is_graph(status->state, status->committed);
	if (!with_models)
		return g_steal_pointer(&status);
	g_autoptr(Graph) graph = project_read_worktree_graph(project, error);
	if (!graph)
		return NULL;
	const CompareOptions compare = {
		.keep_unowned = TRUE,
		.skip_incomplete = TRUE,
	};
	status->models = compare_worktree(project, graph, &compare,
					  &status->models_error);
	return g_steal_pointer(&status);
}

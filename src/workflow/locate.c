#include "workflow/locate.h"

#include <string.h>

#include "base/failure.h"
#include "cover_parts.h"
#include "database/ledger.h"
#include "internal.h"

void located_free(Located *located)
{
	if (!located)
		return;
	g_free(located->commit);
	g_free(located->subject);
	g_free(located);
}

gboolean ledger_is_graph(const GPtrArray *ledger, const Graph *graph)
{
	if (graph_count(graph) != ledger->len)
		return FALSE;
	for (guint i = 0; i < ledger->len; i++) {
		const LedgerEntry *entry = ledger->pdata[i];
		const Revision *revision = graph_find(graph, entry->revision);
		if (!revision || entry->in_progress ||
		    strcmp(revision->checksum, entry->checksum) != 0)
			return FALSE;
	}
	return TRUE;
}

/* Parents come first, so that each tree is found from the one before it. */
static gboolean look(Cover *cover, const Commit *commit, Tree **found,
		     const GPtrArray *ledger, GError **error)
{
	Tree *like = NULL;
	*found = NULL;
	if (commit->parents[0])
		like = trees_get(cover->trees, commit->parents[0], NULL, error);
	if (commit->parents[0] && !like)
		return FALSE;
	Tree *tree = trees_get(cover->trees, commit->id, like, error);
	if (!tree || !trees_read_migrations(cover->trees, tree, error))
		return FALSE;
	const Graph *graph = tree->migrations->graph;
	if (tree->configured && graph && ledger_is_graph(ledger, graph))
		*found = tree;
	return TRUE;
}

/* The newest of the commits that fits. */
static gboolean search(const Project *project, Cover *cover,
		       const char *const *words, const GPtrArray *ledger,
		       Located *located, Tree **found, GError **error)
{
	g_autoptr(GPtrArray) commits =
		repository_list_commits(project->repository, words, error);
	gint64 newest = G_MININT64;
	if (!commits)
		return FALSE;
	for (guint i = 0; i < commits->len; i++) {
		const Commit *commit = commits->pdata[i];
		Tree *tree;
		if (!look(cover, commit, &tree, ledger, error))
			return FALSE;
		if (!tree || commit->time < newest)
			continue;
		newest = commit->time;
		*found = tree;
		g_free(located->commit);
		g_free(located->subject);
		located->commit = g_strdup(commit->id);
		located->subject = commit_subject(commit);
	}
	return TRUE;
}

static gboolean compare_schema(Cover *cover, Tree *tree, Database *database,
			       Located *located, GError **error)
{
	g_autoptr(Schema) schema = database_read_schema(database, FALSE, error);
	if (!schema)
		return FALSE;
	const Schema *built = trees_build_migrations(cover->trees, tree);
	if (!built) {
		g_propagate_error(error,
				  g_error_copy(tree->migrations->failure));
		return FALSE;
	}
	g_autoptr(GPtrArray) changes = schema_diff(built, schema, NULL);
	located->dirty = changes->len > 0;
	return TRUE;
}

static Database *open_database(const Project *project, GError **error)
{
	return project_open_database(project, DATABASE_READ_ONLY, error);
}

static gboolean locate(const Project *project, Cover *cover, Database *database,
		       Located *located, GError **error)
{
	static const char *const of_head[] = {"HEAD", NULL};
	static const char *const of_all[] = {"--branches", "--tags",
					     "--remotes", NULL};
	Tree *found = NULL;
	g_autoptr(GPtrArray) ledger = ledger_read(database, error);
	g_autofree char *head = repository_head(project->repository, NULL);
	if (!ledger)
		return FALSE;
	if (head &&
	    !search(project, cover, of_head, ledger, located, &found, error))
		return FALSE;
	if (!found &&
	    !search(project, cover, of_all, ledger, located, &found, error))
		return FALSE;
	located->is_head = g_strcmp0(head, located->commit) == 0;
	return !found || compare_schema(cover, found, database, located, error);
}

Located *locate_database(const Project *project, GError **error)
{
	g_autoptr(Database) database = open_database(project, error);
	if (!database)
		return NULL;
	g_autoptr(Located) located = g_new0(Located, 1);
	g_autoptr(Cover) cover = cover_new(project);
	if (!locate(project, cover, database, located, error))
		return NULL;
	return g_steal_pointer(&located);
}

#include "strays.h"

static gboolean any_is_committed(const Project *project,
				 const GPtrArray *revisions)
{
	g_autoptr(Snapshot) head = project_snapshot(project, "HEAD", NULL);
	for (guint i = 0; head && i < revisions->len; i++) {
		const Revision *revision = revisions->pdata[i];
		if (snapshot_contains(head, revision->path))
			return TRUE;
	}
	return FALSE;
}

/* The ids that `strays` stand on and that neither they nor `revisions` are. */
static GHashTable *find_missing(const GPtrArray *revisions,
				const GPtrArray *strays)
{
	GHashTable *missing = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < strays->len; i++) {
		const Revision *stray = strays->pdata[i];
		for (guint j = 0; j < stray->parents->len; j++)
			g_hash_table_add(missing, stray->parents->pdata[j]);
		for (guint j = 0; j < stray->depends_on->len; j++)
			g_hash_table_add(missing, stray->depends_on->pdata[j]);
	}
	const GPtrArray *const here[] = {revisions, strays};
	for (guint i = 0; i < G_N_ELEMENTS(here); i++)
		for (guint j = 0; j < here[i]->len; j++) {
			const Revision *revision = here[i]->pdata[j];
			g_hash_table_remove(missing, revision->id);
		}
	return missing;
}

/* Takes out of `missing` what the migrations at a commit have. */
static void strike_out(const Project *project, const char *commit,
		       GHashTable *missing)
{
	g_autoptr(Snapshot) snapshot = project_snapshot(project, commit, NULL);
	g_autoptr(Graph) graph =
		snapshot ? project_read_graph(project, snapshot, NULL) : NULL;
	const GPtrArray *revisions = graph ? graph_in_order(graph) : NULL;
	for (guint i = 0; revisions && i < revisions->len; i++) {
		const Revision *revision = revisions->pdata[i];
		g_hash_table_remove(missing, revision->id);
	}
}

/* Whether all that `strays` stand on is on some branch. */
static gboolean branches_have(const Project *project,
			      const GPtrArray *revisions,
			      const GPtrArray *strays)
{
	static const char *const tips[] = {"--no-walk", "--branches",
					   "--remotes", NULL};
	g_autoptr(GHashTable) missing = find_missing(revisions, strays);
	g_autoptr(GPtrArray) commits =
		repository_list_commits(project->repository, tips, NULL);
	for (guint i = 0;
	     commits && i < commits->len && g_hash_table_size(missing); i++) {
		const Commit *commit = commits->pdata[i];
		strike_out(project, commit->id, missing);
	}
	return g_hash_table_size(missing) == 0;
}

gboolean strays_wait(const Project *project, const GPtrArray *revisions,
		     const GPtrArray *strays)
{
	return !any_is_committed(project, strays) &&
	       branches_have(project, revisions, strays);
}

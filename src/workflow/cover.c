#include "workflow/cover.h"

#include <string.h>

#include "base/failure.h"
#include "cover_parts.h"

Cover *cover_new(const Project *project)
{
	Cover *cover = g_new0(Cover, 1);
	cover->trees = trees_new(project);
	return cover;
}

void cover_free(Cover *cover)
{
	if (!cover)
		return;
	trees_free(cover->trees);
	g_free(cover);
}

void cover_want_findings_only(Cover *cover)
{
	cover->findings_only = TRUE;
}

gboolean cover_read(Cover *cover, Tree *tree, GError **error)
{
	return trees_read_models(cover->trees, tree, error) &&
	       trees_read_migrations(cover->trees, tree, error);
}

static gboolean same_models(const Tree *a, const Tree *b)
{
	return a->models == b->models ||
	       strcmp(a->models->print, b->models->print) == 0;
}

/* One commit at work. */
typedef struct Case {
	Cover *cover;
	Tree *tree;
	GPtrArray *parents; /* of Tree, at least one */
	Verdict *verdict;
} Case;

static Tree *base_of(const Case *judged)
{
	return judged->parents->pdata[0];
}

static gboolean knows_revision(const Case *judged, const char *id)
{
	for (guint i = 0; i < judged->parents->len; i++) {
		const Tree *parent = judged->parents->pdata[i];
		const Graph *graph = parent->migrations->graph;
		if (graph && graph_find(graph, id))
			return TRUE;
	}
	return FALSE;
}

static void list_revisions(const Case *judged)
{
	const Graph *graph = judged->tree->migrations->graph;
	if (!graph)
		return;
	const GPtrArray *ordered = graph_in_order(graph);
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *revision = ordered->pdata[i];
		if (!knows_revision(judged, revision->id))
			g_ptr_array_add(judged->verdict->revisions,
					g_strdup(revision->id));
	}
}

static unsigned count_heads(const Tree *tree)
{
	const Graph *graph = tree->migrations->graph;
	g_autoptr(GPtrArray) heads = graph ? graph_heads(graph) : NULL;
	return heads ? heads->len : 0;
}

void cover_find_heads(const Tree *tree, GPtrArray *findings)
{
	g_autoptr(GError) several = NULL;
	const Graph *graph = tree->migrations->graph;
	if (graph && !project_only_head(graph, &several) && several)
		findings_add(findings, FINDING_HEADS, NULL, 0, "%s",
			     several->message);
}

void cover_find_broken(const Tree *tree, GPtrArray *findings)
{
	if (tree->migrations->failure)
		findings_add_failure(findings, FINDING_BROKEN, NULL,
				     tree->migrations->failure);
}

static const SnapshotFile *find_file(const GPtrArray *files, const char *path)
{
	for (guint i = 0; i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		if (strcmp(file->path, path) == 0)
			return file;
	}
	return NULL;
}

static gboolean had_file(const GPtrArray *parents, const char *path)
{
	for (guint i = 0; i < parents->len; i++) {
		const Tree *parent = parents->pdata[i];
		if (find_file(parent->migrations->files, path))
			return TRUE;
	}
	return FALSE;
}

/* What only an engine would know of the migrations, but for those that the
 * parents (of Tree) have: whether there is anything. */
static gboolean find_doubts(const Tree *tree, const GPtrArray *parents,
			    GPtrArray *findings)
{
	gboolean found = FALSE;
	const GPtrArray *doubts = tree->migrations->doubts;
	for (guint i = 0; i < doubts->len; i++) {
		const Diagnostic *doubt = doubts->pdata[i];
		if (parents && had_file(parents, doubt->path))
			continue;
		findings_add(findings, FINDING_UNREADABLE, doubt->path,
			     doubt->line, "%s", doubt->message);
		found = TRUE;
	}
	return found;
}

/* Whether the base has the same file, unreadable in the same way. */
static gboolean was_unreadable(const TreeModels *base, const TreeModels *now,
			       const Diagnostic *diagnostic)
{
	const SnapshotFile *old = find_file(base->files, diagnostic->path);
	const SnapshotFile *new = find_file(now->files, diagnostic->path);
	if (!old || !new || strcmp(old->id, new->id) != 0)
		return FALSE;
	for (guint i = 0; i < base->diagnostics->len; i++) {
		const Diagnostic *other = base->diagnostics->pdata[i];
		if (strcmp(other->path, diagnostic->path) == 0 &&
		    strcmp(other->message, diagnostic->message) == 0)
			return TRUE;
	}
	return FALSE;
}

void cover_find_unreadable(const Tree *tree, const Tree *base,
			   GPtrArray *findings)
{
	const TreeModels *models = tree->models;
	for (guint i = 0; i < models->diagnostics->len; i++) {
		const Diagnostic *diagnostic = models->diagnostics->pdata[i];
		if (diagnostic->kind == DIAGNOSTIC_WARNING ||
		    (base && was_unreadable(base->models, models, diagnostic)))
			continue;
		findings_add(findings, FINDING_UNREADABLE, diagnostic->path,
			     diagnostic->line, "%s", diagnostic->message);
	}
	if (models->failure)
		findings_add_failure(findings, FINDING_UNREADABLE, NULL,
				     models->failure);
}

static gboolean judge(const Case *judged, GError **error)
{
	Verdict *verdict = judged->verdict;
	Tree *base = base_of(judged);
	gboolean models = !same_models(base, judged->tree);
	gboolean migrations = !trees_same_migrations(base, judged->tree);
	verdict->touched = models || migrations;
	if (!verdict->touched)
		return TRUE;
	list_revisions(judged);
	const Schema *built =
		judged->tree->migrations->graph
			? trees_build_migrations(judged->cover->trees,
						 judged->tree)
			: NULL;
	gboolean words = !judged->cover->findings_only;
	if (built && words)
		verdict->fingerprint = schema_fingerprint(built);
	if (models && words &&
	    !cover_list_changes(judged->cover, base, judged->tree,
				verdict->changes, error))
		return FALSE;
	if (built &&
	    !find_doubts(judged->tree, judged->parents, verdict->findings) &&
	    !cover_find_uncovered(judged->cover, judged->tree, judged->parents,
				  models, verdict->findings, error))
		return FALSE;
	if (migrations)
		cover_find_broken(judged->tree, verdict->findings);
	if (count_heads(judged->tree) > count_heads(base))
		cover_find_heads(judged->tree, verdict->findings);
	if (models)
		cover_find_unreadable(judged->tree, base, verdict->findings);
	return TRUE;
}

static gboolean open_parents(Cover *cover, const char *const *names,
			     GPtrArray *parents, GError **error)
{
	static const char *const nothing[] = {NULL, NULL};
	gboolean root = !*names;
	if (root)
		names = nothing;
	for (; root || *names; names++) {
		root = FALSE;
		Tree *parent = trees_get(cover->trees, *names, NULL, error);
		if (!parent)
			return FALSE;
		g_ptr_array_add(parents, parent);
	}
	return TRUE;
}

static gboolean read_all(const Case *judged, GError **error)
{
	if (!cover_read(judged->cover, judged->tree, error))
		return FALSE;
	for (guint i = 0; i < judged->parents->len; i++)
		if (!cover_read(judged->cover, judged->parents->pdata[i],
				error))
			return FALSE;
	return TRUE;
}

Verdict *cover_new_verdict(void)
{
	Verdict *verdict = g_new0(Verdict, 1);
	verdict->findings = findings_new();
	verdict->revisions = g_ptr_array_new_with_free_func(g_free);
	verdict->changes = g_ptr_array_new_with_free_func(g_free);
	return verdict;
}

/* A tree whose configuration cannot be read is not judged, but said to be
 * broken. */
static gboolean take_for_broken(GPtrArray *findings, GError *failure,
				GError **error)
{
	if (!g_error_matches(failure, FAILURE, FAILURE_INVALID)) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	findings_add_failure(findings, FINDING_BROKEN, CONFIG_FILE, failure);
	g_error_free(failure);
	return TRUE;
}

Verdict *cover_judge(Cover *cover, const char *name, const char *const *parents,
		     GError **error)
{
	g_autoptr(Verdict) verdict = cover_new_verdict();
	g_autoptr(GPtrArray) bases = g_ptr_array_new();
	Case judged = {.cover = cover, .parents = bases, .verdict = verdict};
	GError *failure = NULL;
	if (open_parents(cover, parents, bases, &failure))
		judged.tree = trees_get(cover->trees, name, bases->pdata[0],
					&failure);
	if (!judged.tree)
		return take_for_broken(verdict->findings, failure, error)
			       ? g_steal_pointer(&verdict)
			       : NULL;
	if (!judged.tree->configured)
		return g_steal_pointer(&verdict);
	if (!read_all(&judged, error) || !judge(&judged, error))
		return NULL;
	return g_steal_pointer(&verdict);
}

static void find_edited(const Tree *tree, const Tree *base, GPtrArray *findings)
{
	const Graph *now = tree->migrations->graph;
	const Graph *before = base->migrations->graph;
	if (!now || !before)
		return;
	const GPtrArray *ordered = graph_in_order(before);
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *old = ordered->pdata[i];
		const Revision *new = graph_find(now, old->id);
		if (!new)
			findings_add(findings, FINDING_DELETED, old->path, 0,
				     "revision %s was deleted", old->id);
		else if (strcmp(old->checksum, new->checksum) != 0)
			findings_add(findings, FINDING_EDITED, new->path, 0,
				     "revision %s was edited", new->id);
	}
}

gboolean cover_judge_end(Cover *cover, const char *name, const char *base,
			 GPtrArray *findings, GError **error)
{
	GError *failure = NULL;
	Tree *before =
		base ? trees_get(cover->trees, base, NULL, &failure) : NULL;
	Tree *tree = failure ? NULL
			     : trees_get(cover->trees, name, before, &failure);
	if (!tree)
		return take_for_broken(findings, failure, error);
	if (!tree->configured)
		return TRUE;
	if (!cover_read(cover, tree, error) ||
	    (before && !cover_read(cover, before, error)))
		return FALSE;
	if (tree->migrations->graph)
		trees_build_migrations(cover->trees, tree);
	cover_find_broken(tree, findings);
	cover_find_heads(tree, findings);
	if (before)
		find_edited(tree, before, findings);
	cover_find_unreadable(tree, NULL, findings);
	return find_doubts(tree, NULL, findings) || !tree->migrations->built ||
	       cover_find_outstanding(cover, tree, findings, error);
}

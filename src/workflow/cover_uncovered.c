/*
 * What the migrations of a commit do not build of its models, and was not so
 * before.
 */
#include <string.h>

#include "cover_parts.h"

/* One commit at work. */
typedef struct Case {
	Cover *cover;
	Tree *tree;
	Tree *base;
	const GPtrArray *parents; /* of Tree; the base is the first */
	gboolean models;	  /* they differ from those of the base */
	GPtrArray *findings;
} Case;

/* What the commit does to something, unless nobody can tell since the models of
 * the base hide what it was. */
static void add_change(const Case *judged, const Change *change)
{
	const NamedSchema *base =
		judged->base->models->complete
			? NULL
			: trees_build_models(judged->cover->trees,
					     judged->base);
	if (base && cover_is_unknown_before(base, change))
		cover_add_change(judged->findings, FINDING_UNREADABLE,
				 "not known of the commit before: ", change);
	else
		cover_add_change(judged->findings, FINDING_UNCOVERED, "",
				 change);
}

/* Whether the base has models that do not build, so that all may be new or
 * nothing. */
static gboolean is_base_broken(const Case *judged)
{
	Trees *trees = judged->cover->trees;
	if (trees_is_covered(trees, judged->base) ||
	    trees_build_models(trees, judged->base))
		return FALSE;
	findings_add(judged->findings, FINDING_UNREADABLE, NULL, 0,
		     "the models of the commit before do not build: what this "
		     "one changes is not known");
	return TRUE;
}

/* A parent with something uncovered. */
typedef struct Before {
	Tree *tree;
	GHashTable *lines;  /* what is uncovered there, as a set */
	Comparison *models; /* from there to the commit; NULL until asked for */
} Before;

static void before_free(gpointer pointer)
{
	Before *before = pointer;
	g_hash_table_unref(before->lines);
	comparison_free(before->models);
	g_free(before);
}

static gboolean add_before(const Case *judged, Tree *parent, GPtrArray *befores,
			   GError **error)
{
	GError *failure = NULL;
	g_autoptr(Comparison) comparison = cover_compare_tree(
		judged->cover, parent, NULL, NULL, FALSE, NULL, &failure);
	if (failure)
		g_propagate_error(error, failure);
	if (!comparison)
		return !failure;
	if (!comparison->changes->len) {
		trees_set_covered(judged->cover->trees, parent);
		return TRUE;
	}
	Before *before = g_new0(Before, 1);
	before->tree = parent;
	before->lines =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < comparison->changes->len; i++)
		g_hash_table_add(
			before->lines,
			change_summarize(comparison->changes->pdata[i]));
	g_ptr_array_add(befores, before);
	return TRUE;
}

/* What was uncovered in the parents already. */
static gboolean list_outstanding(const Case *judged, GPtrArray *befores,
				 GError **error)
{
	for (guint i = 0; i < judged->parents->len; i++) {
		Tree *parent = judged->parents->pdata[i];
		if (!trees_is_covered(judged->cover->trees, parent) &&
		    !add_before(judged, parent, befores, error))
			return FALSE;
	}
	return TRUE;
}

/* Whether a line tells all there is to a change: that of a thing that comes as
 * a whole says its name only, and the thing may be another than it was. */
static gboolean tells_all(const Change *change)
{
	switch (change->kind) {
	case CHANGE_ADD_TABLE:
	case CHANGE_ADD_INDEX:
	case CHANGE_ADD_TRIGGER:
	case CHANGE_ADD_VIEW:
	case CHANGE_ADD_ENUM:
	case CHANGE_ADD_CONSTRAINT:
		return FALSE;
	default:
		return TRUE;
	}
}

static gboolean is_same_thing(const Change *a, const Change *b)
{
	if (a->kind == CHANGE_ADD_TABLE)
		return b->new_table &&
		       strcmp(a->new_table->name, b->new_table->name) == 0;
	if (a->kind == CHANGE_ADD_ENUM)
		return b->new_enum &&
		       strcmp(a->new_enum->name, b->new_enum->name) == 0;
	g_autofree char *first = change_summarize(a);
	g_autofree char *second = change_summarize(b);
	return strcmp(first, second) == 0;
}

static const Change *find_same_thing(const Comparison *models,
				     const Change *outstanding)
{
	for (guint i = 0; models && i < models->changes->len; i++)
		if (is_same_thing(outstanding, models->changes->pdata[i]))
			return models->changes->pdata[i];
	return NULL;
}

static void add_touched(const Case *judged, const Change *outstanding,
			const Comparison *models)
{
	for (guint i = 0; i < models->changes->len; i++)
		if (is_same_thing(outstanding, models->changes->pdata[i]))
			add_change(judged, models->changes->pdata[i]);
}

/* What the commit itself does to a thing that was uncovered before: in each of
 * the parents where it was, for a merge takes it as it is from one. */
static gboolean judge_outstanding(const Case *judged, const GPtrArray *befores,
				  const Change *outstanding, const char *line,
				  GError **error)
{
	const Comparison *first = NULL;
	for (guint i = 0; i < befores->len; i++) {
		Before *before = befores->pdata[i];
		GError *failure = NULL;
		if (!g_hash_table_contains(before->lines, line))
			continue;
		if (!before->models)
			before->models = cover_compare_models(
				judged->cover, before->tree, judged->tree,
				&failure);
		if (failure) {
			g_propagate_error(error, failure);
			return FALSE;
		}
		if (!find_same_thing(before->models, outstanding))
			return TRUE;
		first = first ? first : before->models;
	}
	add_touched(judged, outstanding, first);
	return TRUE;
}

static gboolean is_outstanding(const GPtrArray *befores, const char *line)
{
	for (guint i = 0; i < befores->len; i++) {
		const Before *before = befores->pdata[i];
		if (g_hash_table_contains(before->lines, line))
			return TRUE;
	}
	return FALSE;
}

static gboolean add_new(const Case *judged, const Comparison *uncovered,
			const GPtrArray *befores, GError **error)
{
	for (guint i = 0; i < uncovered->changes->len; i++) {
		const Change *change = uncovered->changes->pdata[i];
		g_autofree char *line = change_summarize(change);
		if (!is_outstanding(befores, line))
			add_change(judged, change);
		else if (!tells_all(change) &&
			 !judge_outstanding(judged, befores, change, line,
					    error))
			return FALSE;
	}
	return TRUE;
}

static gboolean has_drops(const Comparison *comparison)
{
	for (guint i = 0; i < comparison->changes->len; i++) {
		g_autofree char *line =
			change_summarize(comparison->changes->pdata[i]);
		if (*line == '-')
			return TRUE;
	}
	return FALSE;
}

/* With nothing outstanding every change is this commit's, and may be told with
 * its renames, which drop something. */
static gboolean add_in_words(const Case *judged, const Comparison *uncovered,
			     GError **error)
{
	if (!has_drops(uncovered)) {
		for (guint i = 0; i < uncovered->changes->len; i++)
			add_change(judged, uncovered->changes->pdata[i]);
		return TRUE;
	}
	const NamedSchema *declared = judged->base->models->built;
	g_autoptr(Comparison) comparison = cover_compare_tree(
		judged->cover, judged->tree, declared ? declared->schema : NULL,
		judged->base->name, TRUE, NULL, error);
	if (!comparison)
		return FALSE;
	for (guint i = 0; i < comparison->changes->len; i++)
		add_change(judged, comparison->changes->pdata[i]);
	return TRUE;
}

static gboolean compare_with_parents(const Case *judged,
				     const Comparison *uncovered,
				     GError **error)
{
	g_autoptr(GPtrArray) befores =
		g_ptr_array_new_with_free_func(before_free);
	if (is_base_broken(judged))
		return TRUE;
	if (!list_outstanding(judged, befores, error))
		return FALSE;
	return befores->len ? add_new(judged, uncovered, befores, error)
			    : add_in_words(judged, uncovered, error);
}

/* What models never had is not theirs to drop; the models of the first parent,
 * which tell what they had, are read only where something is dropped. */
static Comparison *compare_owned(const Case *judged, GError **error)
{
	g_autoptr(Comparison) whole = cover_compare_tree(
		judged->cover, judged->tree, NULL, NULL, FALSE, NULL, error);
	if (!whole || !has_drops(whole))
		return g_steal_pointer(&whole);
	const NamedSchema *declared =
		trees_build_models(judged->cover->trees, judged->base);
	return cover_compare_tree(judged->cover, judged->tree,
				  declared ? declared->schema : NULL, NULL,
				  FALSE, NULL, error);
}

/* Of the tables that are known in part, and in the same part as before: what
 * the models change in them and the migrations do not build. */
static gboolean find_in_part(const Case *judged, GError **error)
{
	if (!judged->models || judged->tree->models->complete)
		return TRUE;
	const NamedSchema *old =
		trees_build_models(judged->cover->trees, judged->base);
	const NamedSchema *new =
		trees_build_models(judged->cover->trees, judged->tree);
	if (!old || !new)
		return TRUE;
	g_autoptr(GHashTable) alike = cover_find_read_alike(old, new);
	if (!g_hash_table_size(alike))
		return TRUE;
	GError *failure = NULL;
	g_autoptr(Comparison) models = cover_compare_models(
		judged->cover, judged->base, judged->tree, &failure);
	g_autoptr(Comparison) missing =
		models ? cover_compare_tree(judged->cover, judged->tree, NULL,
					    NULL, FALSE, alike, &failure)
		       : NULL;
	for (guint i = 0; missing && i < models->changes->len; i++) {
		const Change *change = models->changes->pdata[i];
		if (cover_is_about(change, alike) &&
		    cover_has_change(missing->changes, change))
			cover_add_change(judged->findings, FINDING_UNCOVERED,
					 "", change);
	}
	if (failure)
		g_propagate_error(error, failure);
	return !failure;
}

static gboolean has_no_revision(const Tree *tree)
{
	const Graph *graph = tree->migrations->graph;
	return graph && !graph_in_order(graph)->len;
}

static gboolean drops_whole(const Change *change)
{
	return change->kind == CHANGE_DROP_TABLE ||
	       change->kind == CHANGE_DROP_VIEW ||
	       change->kind == CHANGE_DROP_ENUM;
}

/* Where there is no migration yet, none builds what the models drop: it is
 * missed in the models of the base. */
static gboolean find_dropped(const Case *judged, GError **error)
{
	if (!judged->models || !has_no_revision(judged->tree) ||
	    !has_no_revision(judged->base))
		return TRUE;
	GError *failure = NULL;
	g_autoptr(Comparison) models = cover_compare_models(
		judged->cover, judged->base, judged->tree, &failure);
	for (guint i = 0; models && i < models->changes->len; i++)
		if (drops_whole(models->changes->pdata[i]))
			add_change(judged, models->changes->pdata[i]);
	if (failure)
		g_propagate_error(error, failure);
	return !failure;
}

static gboolean find_in_whole(const Case *judged, GError **error)
{
	GError *failure = NULL;
	g_autoptr(Comparison) uncovered = compare_owned(judged, &failure);
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	if (!uncovered)
		return TRUE;
	if (uncovered->changes->len)
		return compare_with_parents(judged, uncovered, error);
	trees_set_covered(judged->cover->trees, judged->tree);
	return TRUE;
}

gboolean cover_find_uncovered(Cover *cover, Tree *tree,
			      const GPtrArray *parents, gboolean models,
			      GPtrArray *findings, GError **error)
{
	const Case judged = {cover,   tree,   parents->pdata[0],
			     parents, models, findings};
	return trees_is_covered(cover->trees, tree) ||
	       (find_in_whole(&judged, error) && find_in_part(&judged, error) &&
		find_dropped(&judged, error));
}

#include <string.h>

#include "cover_parts.h"
#include "workflow/compare.h"
#include "workflow/owned.h"

/* A schema of its own, for a comparison changes what it compares; the remarks
 * of the models are shared. */
static NamedSchema *copy_models(const NamedSchema *built)
{
	NamedSchema *copy = g_new0(NamedSchema, 1);
	copy->name = g_strdup(built->name);
	copy->schema = schema_copy(built->schema);
	copy->models = g_new0(Models, 1);
	copy->models->schema = schema_new();
	copy->models->scripts = g_ptr_array_ref(built->models->scripts);
	copy->models->diagnostics = g_ptr_array_ref(built->models->diagnostics);
	copy->models->files = g_ptr_array_ref(built->models->files);
	return copy;
}

static NamedSchema *copy_migrations(const Schema *built)
{
	NamedSchema *copy = g_new0(NamedSchema, 1);
	copy->name = g_strdup(":migrations");
	copy->schema = schema_copy(built);
	return copy;
}

/* What leads from the migrations of a tree to its models; NULL without an
 * error where either does not build. What models do not have and `declared`
 * has not had either is left out. */
static Comparison *compare_tree(Cover *cover, Tree *tree,
				const Schema *declared, const char *old_models,
				gboolean renames, GError **error)
{
	const NamedSchema *models = trees_build_models(cover->trees, tree);
	const Schema *built =
		tree->migrations->graph
			? trees_build_migrations(cover->trees, tree)
			: NULL;
	if (!models || !built)
		return NULL;
	NamedSchema *to = copy_models(models);
	if (declared)
		owned_keep_undeclared(built, to->schema, declared);
	const CompareOptions options = {
		.skip_incomplete = TRUE,
		.no_renames = !renames,
		.old_models = old_models,
	};
	return compare_schemas(tree->project, copy_migrations(built), to,
			       &options, error);
}

Comparison *cover_compare_models(Cover *cover, Tree *from, Tree *to,
				 GError **error)
{
	const NamedSchema *old = trees_build_models(cover->trees, from);
	const NamedSchema *new = trees_build_models(cover->trees, to);
	const CompareOptions options = {.skip_incomplete = TRUE};
	if (!old || !new)
		return NULL;
	return compare_schemas(to->project, copy_models(old), copy_models(new),
			       &options, error);
}

static void place(const Change *change, const char **path, unsigned *line)
{
	const Origin *origins[] = {
		change->new_column ? &change->new_column->origin : NULL,
		change->constraint ? &change->constraint->origin : NULL,
		change->index ? &change->index->origin : NULL,
		change->new_table ? &change->new_table->origin : NULL,
	};
	for (gsize i = 0; i < G_N_ELEMENTS(origins); i++) {
		if (!origins[i] || !origins[i]->path)
			continue;
		*path = origins[i]->path;
		*line = origins[i]->line;
		return;
	}
}

static void add_change(GPtrArray *findings, const Change *change)
{
	const char *path = NULL;
	unsigned line = 0;
	g_autofree char *text = change_summarize(change);
	place(change, &path, &line);
	findings_add(findings, FINDING_UNCOVERED, path, line, "%s", text);
}

static void add_changes(GPtrArray *findings, const Comparison *comparison)
{
	for (guint i = 0; i < comparison->changes->len; i++)
		add_change(findings, comparison->changes->pdata[i]);
}

gboolean cover_list_changes(Cover *cover, Tree *from, Tree *to,
			    GPtrArray *lines, GError **error)
{
	g_autoptr(GError) failure = NULL;
	g_autoptr(Comparison) comparison =
		cover_compare_models(cover, from, to, &failure);
	if (failure) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	for (guint i = 0; comparison && i < comparison->changes->len; i++)
		g_ptr_array_add(
			lines, change_summarize(comparison->changes->pdata[i]));
	return TRUE;
}

/* The lines that were uncovered in the parents already, as a set. */
static gboolean list_outstanding(Cover *cover, const GPtrArray *parents,
				 GHashTable *lines, GError **error)
{
	for (guint i = 0; i < parents->len; i++) {
		GError *failure = NULL;
		if (trees_is_covered(cover->trees, parents->pdata[i]))
			continue;
		g_autoptr(Comparison) comparison = compare_tree(
			cover, parents->pdata[i], NULL, NULL, FALSE, &failure);
		if (failure) {
			g_propagate_error(error, failure);
			return FALSE;
		}
		for (guint j = 0; comparison && j < comparison->changes->len;
		     j++)
			g_hash_table_add(
				lines, change_summarize(
					       comparison->changes->pdata[j]));
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
	g_autofree char *first = change_summarize(a);
	g_autofree char *second = change_summarize(b);
	return strcmp(first, second) == 0;
}

/* What the commit itself does to a thing that was uncovered before. */
static void add_touched(GPtrArray *findings, const Change *outstanding,
			const Comparison *models)
{
	for (guint i = 0; models && i < models->changes->len; i++) {
		const Change *change = models->changes->pdata[i];
		if (is_same_thing(outstanding, change))
			add_change(findings, change);
	}
}

static void add_new(GPtrArray *findings, const Comparison *uncovered,
		    GHashTable *outstanding, const Comparison *models)
{
	for (guint i = 0; i < uncovered->changes->len; i++) {
		const Change *change = uncovered->changes->pdata[i];
		g_autofree char *line = change_summarize(change);
		if (!g_hash_table_contains(outstanding, line))
			add_change(findings, change);
		else if (!tells_all(change))
			add_touched(findings, change, models);
	}
}

/* With nothing outstanding every change is this commit's, and may be told with
 * its renames. */
static gboolean add_in_words(Cover *cover, Tree *tree, const Tree *base,
			     GPtrArray *findings, GError **error)
{
	const NamedSchema *declared = base->models->built;
	g_autoptr(Comparison) comparison =
		compare_tree(cover, tree, declared ? declared->schema : NULL,
			     base->name, TRUE, error);
	if (!comparison)
		return FALSE;
	add_changes(findings, comparison);
	return TRUE;
}

static gboolean compare_with_parents(Cover *cover, Tree *tree,
				     const GPtrArray *parents, gboolean models,
				     const Comparison *uncovered,
				     GPtrArray *findings, GError **error)
{
	g_autoptr(GHashTable) outstanding =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Tree *base = parents->pdata[0];
	if (!list_outstanding(cover, parents, outstanding, error))
		return FALSE;
	if (!g_hash_table_size(outstanding))
		return add_in_words(cover, tree, base, findings, error);
	GError *failure = NULL;
	g_autoptr(Comparison) touched =
		models ? cover_compare_models(cover, base, tree, &failure)
		       : NULL;
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	add_new(findings, uncovered, outstanding, touched);
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

/* What models never had is not theirs to drop; the models of the first parent,
 * which tell what they had, are read only where something is dropped. */
static Comparison *compare_owned(Cover *cover, Tree *tree, Tree *base,
				 GError **error)
{
	g_autoptr(Comparison) whole =
		compare_tree(cover, tree, NULL, NULL, FALSE, error);
	if (!whole || !has_drops(whole))
		return g_steal_pointer(&whole);
	const NamedSchema *declared = trees_build_models(cover->trees, base);
	return compare_tree(cover, tree, declared ? declared->schema : NULL,
			    NULL, FALSE, error);
}

gboolean cover_find_uncovered(Cover *cover, Tree *tree,
			      const GPtrArray *parents, gboolean models,
			      GPtrArray *findings, GError **error)
{
	GError *failure = NULL;
	if (trees_is_covered(cover->trees, tree))
		return TRUE;
	g_autoptr(Comparison) uncovered =
		compare_owned(cover, tree, parents->pdata[0], &failure);
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	if (!uncovered)
		return TRUE;
	if (uncovered->changes->len)
		return compare_with_parents(cover, tree, parents, models,
					    uncovered, findings, error);
	trees_set_covered(cover->trees, tree);
	return TRUE;
}

gboolean cover_find_outstanding(Cover *cover, Tree *tree, GPtrArray *findings,
				GError **error)
{
	const NamedSchema *models = trees_build_models(cover->trees, tree);
	if (!models) {
		cover_find_unreadable(tree, NULL, findings);
		return TRUE;
	}
	const CompareOptions options = {
		.skip_incomplete = TRUE,
		.keep_unowned = TRUE,
		.old_models = tree->name,
	};
	g_autoptr(Comparison) comparison = compare_schemas(
		tree->project, copy_migrations(tree->migrations->built),
		copy_models(models), &options, error);
	if (!comparison)
		return FALSE;
	add_changes(findings, comparison);
	return TRUE;
}

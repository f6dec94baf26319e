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
	copy->models->probes = g_ptr_array_ref(built->models->probes);
	return copy;
}

static NamedSchema *copy_migrations(const Schema *built)
{
	NamedSchema *copy = g_new0(NamedSchema, 1);
	copy->name = g_strdup(":migrations");
	copy->schema = schema_copy(built);
	return copy;
}

Comparison *cover_compare_tree(Cover *cover, Tree *tree, const Schema *declared,
			       const char *old_models, gboolean renames,
			       GHashTable *read_alike, GError **error)
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
		.read_alike = read_alike,
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
	if (!old || !new)
		return NULL;
	g_autoptr(GHashTable) alike = cover_find_read_alike(old, new);
	const CompareOptions options = {
		.skip_incomplete = TRUE,
		.read_alike = alike,
	};
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

void cover_add_change(GPtrArray *findings, FindingKind kind, const char *prefix,
		      const Change *change)
{
	const char *path = NULL;
	unsigned line = 0;
	g_autofree char *text = change_summarize(change);
	place(change, &path, &line);
	findings_add(findings, kind, path, line, "%s%s", prefix, text);
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
	for (guint i = 0; i < comparison->changes->len; i++)
		cover_add_change(findings, FINDING_UNCOVERED, "",
				 comparison->changes->pdata[i]);
	return TRUE;
}

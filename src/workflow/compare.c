#include "workflow/compare.h"

#include <string.h>

#include "base/failure.h"
#include "base/text.h"
#include "internal.h"
#include "workflow/evidence.h"
#include "workflow/owned.h"

void comparison_free(Comparison *comparison)
{
	if (!comparison)
		return;
	g_clear_pointer(&comparison->changes, g_ptr_array_unref);
	g_clear_pointer(&comparison->notes, g_ptr_array_unref);
	renames_free(comparison->renames);
	named_schema_free(comparison->from);
	named_schema_free(comparison->to);
	g_free(comparison);
}

static void note(Comparison *comparison, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

static void note(Comparison *comparison, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(comparison->notes, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

static Table *find_same(const Schema *schema, const Table *table)
{
	return schema_find_table(schema, table->schema_name, table->name);
}

/* Puts the old state of a table, which may be none, in the place of the new
 * one. `table` is of either schema. */
static void leave_table_alone(Comparison *comparison, const Table *table,
			      const char *why)
{
	Schema *to = comparison->to->schema;
	Table *old = find_same(comparison->from->schema, table);
	Table *new = find_same(to, table);
	g_autofree char *name = table_full_name(table);
	note(comparison, "left table '%s' alone: %s", name, why);
	if (new)
		schema_remove_table(to, new);
	if (old)
		schema_add_table(to, table_copy(old));
}

static gboolean is_read(const Table *table, const CompareOptions *options)
{
	if (!table->incomplete)
		return TRUE;
	g_autofree char *name = table_full_name(table);
	return options->read_alike &&
	       g_hash_table_contains(options->read_alike, name);
}

/* Puts the old state of every table that could not be read on either side in
 * the place of the new one. A diagnostic that belongs to no table may hide
 * whole tables: then none is taken for dropped. */
static void leave_incomplete_alone(Comparison *comparison,
				   const CompareOptions *options)
{
	const Schema *from = comparison->from->schema;
	const Schema *to = comparison->to->schema;
	gboolean hiding = schemas_may_hide_tables(comparison->to);
	for (guint i = 0; i < from->tables->len; i++) {
		const Table *old = from->tables->pdata[i];
		const Table *new = find_same(to, old);
		if (!is_read(old, options) || (new && !is_read(new, options)))
			leave_table_alone(comparison, old,
					  "it cannot be read in full");
		else if (!new &&hiding)
			leave_table_alone(comparison, old,
					  "it may stand where the models "
					  "cannot be read");
	}
	hiding = schemas_may_hide_tables(comparison->from);
	for (guint i = to->tables->len; i > 0; i--) {
		const Table *new = to->tables->pdata[i - 1];
		gboolean added = !find_same(from, new);
		if (added && (!is_read(new, options) || hiding))
			leave_table_alone(comparison, new,
					  "it cannot be read in full");
	}
}

static gboolean handle_incomplete(Comparison *comparison,
				  const CompareOptions *options, GError **error)
{
	if (!options->skip_incomplete)
		return schemas_require_complete(comparison->from, error) &&
		       schemas_require_complete(comparison->to, error);
	leave_incomplete_alone(comparison, options);
	return TRUE;
}

/* A table's name out of "table" or "table.column"; column NULL for a table. */
static void split_name(const char *name, char **table, char **column)
{
	const char *dot = strrchr(name, '.');
	*table = dot ? g_strndup(name, (gsize)(dot - name)) : g_strdup(name);
	*column = dot ? g_strdup(dot + 1) : NULL;
}

static gboolean refuse_rename(const char *rename, const char *why,
			      GError **error)
{
	failure_set(error, FAILURE_NOT_FOUND, "git migrate diff --no-rename",
		    "cannot rename '%s': %s", rename, why);
	return FALSE;
}

/* Column renames name the old column by the old table, or by the new one. */
static const Table *old_table_of(const Comparison *comparison,
				 const char *table)
{
	const char *old = renames_find_old_table(comparison->renames, table);
	return schema_find_table(comparison->from->schema, NULL,
				 old ? old : table);
}

static gboolean add_column_rename(Comparison *comparison, const char *rename,
				  const char *table, const char *old_column,
				  const char *new_name, GError **error)
{
	g_autofree char *new_table = NULL;
	g_autofree char *new_column = NULL;
	split_name(new_name, &new_table, &new_column);
	const char *column = new_column ? new_column : new_table;
	const char *renamed =
		renames_find_new_table(comparison->renames, table);
	const char *table_now = renamed ? renamed : table;
	const Table *from = old_table_of(comparison, table_now);
	const Table *to =
		schema_find_table(comparison->to->schema, NULL, table_now);
	if (!from || !table_find_column(from, old_column))
		return refuse_rename(rename, "there was no such column", error);
	if (!to || !table_find_column(to, column))
		return refuse_rename(rename, "the models have no such column",
				     error);
	renames_add_column(comparison->renames, table_now, old_column, column);
	return TRUE;
}

static gboolean add_rename(Comparison *comparison, const char *rename,
			   gboolean columns, GError **error)
{
	const char *colon = strchr(rename, ':');
	if (!colon || colon == rename || !colon[1]) {
		failure_set(error, FAILURE_USAGE,
			    "write --rename old_table:new_table or "
			    "--rename table.old_column:new_column",
			    "cannot read the rename '%s'", rename);
		return FALSE;
	}
	g_autofree char *old_name = g_strndup(rename, (gsize)(colon - rename));
	g_autofree char *table = NULL;
	g_autofree char *column = NULL;
	split_name(old_name, &table, &column);
	if ((column != NULL) != columns)
		return TRUE;
	if (column)
		return add_column_rename(comparison, rename, table, column,
					 colon + 1, error);
	if (!schema_find_table(comparison->from->schema, NULL, table))
		return refuse_rename(rename, "there was no such table", error);
	if (!schema_find_table(comparison->to->schema, NULL, colon + 1))
		return refuse_rename(rename, "the models have no such table",
				     error);
	renames_add_table(comparison->renames, table, colon + 1);
	return TRUE;
}

static gboolean add_forced(Comparison *comparison, const char *const *renames,
			   GError **error)
{
	/* Tables first: a column's rename may name its renamed table. */
	for (int columns = 0; columns <= 1; columns++)
		for (const char *const *rename = renames; rename && *rename;
		     rename++)
			if (!add_rename(comparison, *rename, columns, error))
				return FALSE;
	return TRUE;
}

static void describe_candidate(const RenameCandidate *candidate, char **old,
			       char **new)
{
	if (!candidate->old_column) {
		*old = g_strdup(candidate->old_table->name);
		*new = g_strdup(candidate->new_table->name);
		return;
	}
	*old = g_strdup_printf("%s.%s", candidate->old_table->name,
			       candidate->old_column->name);
	*new = g_strdup_printf("%s.%s", candidate->new_table->name,
			       candidate->new_column->name);
}

static void take_candidate(Comparison *comparison,
			   const RenameCandidate *candidate,
			   const CompareOptions *options)
{
	const Questions *questions = &options->questions;
	gboolean taken = candidate->score >= RENAME_CERTAIN;
	if (!taken && questions->is_rename)
		taken = questions->is_rename(candidate, questions->user_data);
	if (taken && candidate->old_column) {
		renames_add_column(comparison->renames,
				   candidate->new_table->name,
				   candidate->old_column->name,
				   candidate->new_column->name);
	} else if (taken) {
		renames_add_table(comparison->renames,
				  candidate->old_table->name,
				  candidate->new_table->name);
	} else if (!questions->is_rename) {
		g_autofree char *old = NULL;
		g_autofree char *new = NULL;
		describe_candidate(candidate, &old, &new);
		note(comparison,
		     "'%s' and '%s' could be one %s renamed; if so, use "
		     "--rename %s:%s",
		     old, new, candidate->old_column ? "column" : "table", old,
		     new);
	}
}

static void take_candidates(Comparison *comparison, Evidence *evidence,
			    gboolean columns, const CompareOptions *options)
{
	g_autoptr(GPtrArray) candidates = schema_find_renames(
		comparison->from->schema, comparison->to->schema,
		comparison->renames, evidence ? evidence_find : NULL, evidence);
	for (guint i = 0; i < candidates->len; i++) {
		const RenameCandidate *candidate = candidates->pdata[i];
		if ((candidate->old_column != NULL) == columns)
			take_candidate(comparison, candidate, options);
	}
}

/* Whether anything was dropped beside something of its kind that was added:
 * without that there is no rename to look for, and no need to read the old
 * models. */
static gboolean may_hold_renames(const GPtrArray *changes)
{
	gboolean seen[CHANGE_DROP_ENUM + 1] = {FALSE};
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];
		seen[change->kind] = TRUE;
	}
	return (seen[CHANGE_DROP_TABLE] && seen[CHANGE_ADD_TABLE]) ||
	       (seen[CHANGE_DROP_COLUMN] && seen[CHANGE_ADD_COLUMN]);
}

/* Whether a note about the column was made already. */
static gboolean is_noted(const Comparison *comparison, const char *name)
{
	g_autofree char *quoted = g_strdup_printf("'%s'", name);
	for (guint i = 0; i < comparison->notes->len; i++)
		if (strstr(comparison->notes->pdata[i], quoted))
			return TRUE;
	return FALSE;
}

static gboolean gains_column(const GPtrArray *changes, const Table *table)
{
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];
		if (change->kind == CHANGE_ADD_COLUMN &&
		    change->new_table == table)
			return TRUE;
	}
	return FALSE;
}

/* A column that goes while others come to its table: whoever meant a rename
 * that could not be told from the models learns how to say so. */
static void note_dropped(Comparison *comparison, const GPtrArray *changes)
{
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];
		if (change->kind != CHANGE_DROP_COLUMN ||
		    !gains_column(changes, change->new_table))
			continue;
		g_autofree char *name =
			g_strdup_printf("%s.%s", change->new_table->name,
					change->old_column->name);
		if (!is_noted(comparison, name))
			note(comparison,
			     "'%s' is dropped with its values; if an added "
			     "column is meant to keep them, use --rename "
			     "%s:<new column>",
			     name, name);
	}
}

static gboolean find_renames(const Project *project, Comparison *comparison,
			     const CompareOptions *options, GError **error)
{
	if (!add_forced(comparison, options->renames, error))
		return FALSE;
	g_autoptr(GPtrArray) changes =
		schema_diff(comparison->from->schema, comparison->to->schema,
			    comparison->renames);
	if (options->no_renames || !may_hold_renames(changes))
		return TRUE;
	g_autoptr(Evidence) evidence = evidence_new(
		project, comparison->from, comparison->to, options->old_models);
	take_candidates(comparison, evidence, FALSE, options);
	take_candidates(comparison, evidence, TRUE, options);
	return TRUE;
}

Comparison *compare_schemas(const Project *project, NamedSchema *from,
			    NamedSchema *to, const CompareOptions *options,
			    GError **error)
{
	g_autoptr(Comparison) comparison = g_new0(Comparison, 1);
	comparison->from = from;
	comparison->to = to;
	comparison->renames = renames_new();
	comparison->notes = g_ptr_array_new_with_free_func(g_free);
	if (!handle_incomplete(comparison, options, error))
		return NULL;
	if (options->keep_unowned &&
	    !owned_keep_others(project, from->schema, to->schema,
			       comparison->notes, &comparison->uncertain,
			       error))
		return NULL;
	if (!find_renames(project, comparison, options, error))
		return NULL;
	comparison->changes =
		schema_diff(from->schema, to->schema, comparison->renames);
	if (!options->no_renames && !options->questions.is_rename)
		note_dropped(comparison, comparison->changes);
	return g_steal_pointer(&comparison);
}

/* A models file that was renamed, or a pathspec with a slip, must not look like
 * models that dropped every table. */
static gboolean require_models(const Project *project, const Schema *from,
			       const Models *models, GError **error)
{
	if (models->files->len || models->scripts->len || !from->tables->len)
		return TRUE;
	/* A file is there, and cannot be read. */
	if (models->diagnostics->len) {
		const Diagnostic *diagnostic = models->diagnostics->pdata[0];
		failure_set(error, FAILURE_FAILED, "see who may read it: ls -l",
			    "%s", diagnostic->message);
		return FALSE;
	}
	g_autofree char *list =
		g_strjoinv(" ", (char **)project->config->models->pdata);
	g_autofree char *tables =
		text_count(from->tables->len, "table", "tables");
	failure_set(error, FAILURE_REFUSED,
		    "edit 'models' in " CONFIG_FILE
		    ", or give --models; models that declare no table are an "
		    "empty file",
		    "no file matches the models '%s', but the migrations "
		    "build %s",
		    list, tables);
	return FALSE;
}

Comparison *compare_worktree(const Project *project, const Graph *graph,
			     const CompareOptions *options, GError **error)
{
	g_autoptr(NamedSchema) from = g_new0(NamedSchema, 1);
	from->name = g_strdup(":migrations");
	from->schema = schemas_read_revisions(project, graph, NULL, error);
	g_autoptr(NamedSchema) to =
		from->schema ? schemas_read(project, ":worktree", error) : NULL;
	if (!to || !require_models(project, from->schema, to->models, error))
		return NULL;
	owned_record(project, to->schema);
	CompareOptions with_evidence = *options;
	if (!with_evidence.old_models)
		with_evidence.old_models = "HEAD";
	Comparison *comparison =
		compare_schemas(project, g_steal_pointer(&from),
				g_steal_pointer(&to), &with_evidence, error);
	if (comparison)
		trees_remember_worktree(project, comparison->to->models,
					comparison->changes->len == 0);
	return comparison;
}

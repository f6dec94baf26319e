#include "workflow/owned.h"

#include <string.h>

#include "workflow/schemas.h"

#define RECORD_FILE "owned"
/* How many commits that touched the models are looked into. */
#define HISTORY_LIMIT 200

/* Things are known by keys that name them in words:
 * "column todos.deleted_at". */

static char *constraint_key(const Table *table, const Constraint *constraint)
{
	const Change change = {
		.kind = CHANGE_DROP_CONSTRAINT,
		.old_table = table,
		.new_table = table,
		.constraint = constraint,
	};
	return change_describe(&change);
}

static char *change_key(const Change *change)
{
	const Table *table = change->old_table;
	switch (change->kind) {
	case CHANGE_DROP_TABLE:
		return g_strdup_printf("table %s", table->name);
	case CHANGE_DROP_COLUMN:
		return g_strdup_printf("column %s.%s", table->name,
				       change->old_column->name);
	case CHANGE_DROP_INDEX:
		return g_strdup_printf("index %s", change->index->name);
	case CHANGE_DROP_CONSTRAINT:
		return constraint_key(table, change->constraint);
	case CHANGE_DROP_TRIGGER:
		return g_strdup_printf("trigger %s", change->trigger->name);
	case CHANGE_DROP_VIEW:
		return g_strdup_printf("%s %s", change->view->kind,
				       change->view->name);
	default:
		return NULL;
	}
}

static void add_key(GHashTable *keys, char *key)
{
	g_hash_table_add(keys, key);
}

static void add_table_keys(GHashTable *keys, const Table *table)
{
	add_key(keys, g_strdup_printf("table %s", table->name));
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = table->columns->pdata[i];
		add_key(keys, g_strdup_printf("column %s.%s", table->name,
					      column->name));
	}
	for (guint i = 0; i < table->indexes->len; i++) {
		const Index *index = table->indexes->pdata[i];
		add_key(keys, g_strdup_printf("index %s", index->name));
	}
	for (guint i = 0; i < table->constraints->len; i++)
		add_key(keys,
			constraint_key(table, table->constraints->pdata[i]));
	for (guint i = 0; i < table->triggers->len; i++) {
		const Trigger *trigger = table->triggers->pdata[i];
		add_key(keys, g_strdup_printf("trigger %s", trigger->name));
	}
}

static void add_keys(GHashTable *keys, const Schema *schema)
{
	for (guint i = 0; i < schema->tables->len; i++)
		add_table_keys(keys, schema->tables->pdata[i]);
	for (guint i = 0; i < schema->views->len; i++) {
		const View *view = schema->views->pdata[i];
		add_key(keys, g_strdup_printf("%s %s", view->kind, view->name));
	}
}

static GHashTable *keys_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static GHashTable *find_missing(const Schema *from, const Schema *to)
{
	g_autoptr(GPtrArray) changes = schema_diff(from, to, NULL);
	GHashTable *missing = keys_new();
	for (guint i = 0; i < changes->len; i++) {
		char *key = change_key(changes->pdata[i]);
		if (key)
			g_hash_table_add(missing, key);
	}
	return missing;
}

static void take_out(GHashTable *missing, GHashTable *owned)
{
	GHashTableIter iterator;
	gpointer key;
	g_hash_table_iter_init(&iterator, missing);
	while (g_hash_table_iter_next(&iterator, &key, NULL))
		if (g_hash_table_contains(owned, key))
			g_hash_table_iter_remove(&iterator);
}

static char *record_path(const Project *project)
{
	const char *directory =
		repository_cache_directory(project->repository, NULL);
	return directory ? g_build_filename(directory, RECORD_FILE, NULL)
			 : NULL;
}

static void read_record(const Project *project, GHashTable *keys)
{
	g_autofree char *path = record_path(project);
	g_autofree char *text = NULL;
	if (!path || !g_file_get_contents(path, &text, NULL, NULL))
		return;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		if (**line)
			g_hash_table_add(keys, g_strdup(*line));
}

static int compare_strings(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void owned_record(const Project *project, const Schema *schema)
{
	g_autofree char *path = record_path(project);
	if (!path)
		return;
	g_autoptr(GHashTable) keys = keys_new();
	read_record(project, keys);
	guint known = g_hash_table_size(keys);
	add_keys(keys, schema);
	if (g_hash_table_size(keys) == known)
		return;
	g_autofree char **sorted =
		(char **)g_hash_table_get_keys_as_array(keys, NULL);
	qsort(sorted, g_hash_table_size(keys), sizeof *sorted, compare_strings);
	g_autofree char *text = g_strjoinv("\n", sorted);
	g_file_set_contents(path, text, -1, NULL);
}

static gboolean take_out_commit(const Project *project, const char *commit,
				GHashTable *missing)
{
	g_autoptr(NamedSchema) models = schemas_read(project, commit, NULL);
	if (!models)
		return FALSE;
	g_autoptr(GHashTable) owned = keys_new();
	add_keys(owned, models->schema);
	take_out(missing, owned);
	return TRUE;
}

/* Takes out of `missing` what models are known to have had, cheapest source
 * first. Models that cannot be read at some commit tell nothing. */
static gboolean take_out_owned(const Project *project, GHashTable *missing,
			       GError **error)
{
	g_autoptr(GHashTable) recorded = keys_new();
	read_record(project, recorded);
	take_out(missing, recorded);
	if (!g_hash_table_size(missing))
		return TRUE;
	g_autoptr(GPtrArray) commits = repository_commits_touching(
		project->repository, "HEAD",
		(const char *const *)project->config->models->pdata,
		HISTORY_LIMIT, error);
	if (!commits)
		return FALSE;
	for (guint i = 0; i < commits->len && g_hash_table_size(missing); i++)
		take_out_commit(project, commits->pdata[i], missing);
	return TRUE;
}

/* Puts back into `to` what a dropping change would take out of it. */
static void put_back(Schema *to, const Change *change)
{
	Table *table =
		change->new_table
			? schema_find_table(to, change->new_table->schema_name,
					    change->new_table->name)
			: NULL;
	switch (change->kind) {
	case CHANGE_DROP_TABLE:
		schema_add_table(to, table_copy(change->old_table));
		break;
	case CHANGE_DROP_COLUMN:
		table_add_column(table, column_copy(change->old_column));
		break;
	case CHANGE_DROP_INDEX:
		table_add_index(table, index_copy(change->index));
		break;
	case CHANGE_DROP_CONSTRAINT:
		table_add_constraint(table,
				     constraint_copy(change->constraint));
		break;
	case CHANGE_DROP_TRIGGER:
		g_ptr_array_add(table->triggers,
				trigger_new(change->trigger->name,
					    change->trigger->sql));
		break;
	case CHANGE_DROP_VIEW:
		schema_add_view(to, view_copy(change->view));
		break;
	default:
		break;
	}
}

static void note_kept(GPtrArray *notes, const char *key, gboolean uncertain)
{
	g_ptr_array_add(
		notes,
		uncertain
			? g_strdup_printf("left alone: %s; whether models had "
					  "it lies beyond this shallow "
					  "clone's history: git fetch "
					  "--unshallow",
					  key)
			: g_strdup_printf("left alone: %s, which no models "
					  "have had",
					  key));
}

/* Puts back what is missing; `notes` may be NULL. */
static void put_all_back(const Schema *from, Schema *to, GHashTable *missing,
			 GPtrArray *notes, gboolean uncertain)
{
	g_autoptr(GPtrArray) changes = schema_diff(from, to, NULL);
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];
		g_autofree char *key = change_key(change);
		if (!key || !g_hash_table_contains(missing, key))
			continue;
		put_back(to, change);
		if (notes)
			note_kept(notes, key, uncertain);
	}
}

gboolean owned_keep_others(const Project *project, const Schema *from,
			   Schema *to, GPtrArray *notes, gboolean *uncertain,
			   GError **error)
{
	g_autoptr(GHashTable) missing = find_missing(from, to);
	g_autoptr(GHashTable) present = keys_new();
	add_keys(present, to);
	take_out(missing, present);
	if (!g_hash_table_size(missing))
		return TRUE;
	if (!take_out_owned(project, missing, error))
		return FALSE;
	*uncertain = g_hash_table_size(missing) &&
		     repository_is_shallow(project->repository);
	put_all_back(from, to, missing, notes, *uncertain);
	return TRUE;
}

void owned_keep_undeclared(const Schema *from, Schema *to,
			   const Schema *declared)
{
	g_autoptr(GHashTable) missing = find_missing(from, to);
	g_autoptr(GHashTable) known = keys_new();
	add_keys(known, to);
	add_keys(known, declared);
	take_out(missing, known);
	put_all_back(from, to, missing, NULL, FALSE);
}

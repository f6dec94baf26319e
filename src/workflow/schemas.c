#include "workflow/schemas.h"

#include <stdio.h>
#include <string.h>

#include "base/failure.h"
#include "internal.h"
#include "reading.h"
#include "scratch.h"
#include "workflow/chain.h"

void named_schema_free(NamedSchema *schema)
{
	if (!schema)
		return;
	g_free(schema->name);
	schema_free(schema->schema);
	models_free(schema->models);
	g_free(schema);
}

static NamedSchema *named_schema_new(const char *name, Schema *schema)
{
	NamedSchema *named = g_new0(NamedSchema, 1);
	named->name = g_strdup(name);
	named->schema = schema;
	return named;
}

static gboolean run_script(Scratch *scratch, const ModelScript *source,
			   GError **error)
{
	gsize length;
	const char *data = g_bytes_get_data(source->text, &length);
	if (length && memchr(data, '\0', length)) {
		failure_set(error, FAILURE_INVALID, NULL,
			    "%s: a NUL byte in SQL", source->path);
		return FALSE;
	}
	g_autofree char *text = g_strndup(data ? data : "", length);
	const Script script = {
		.text = text,
		.path = source->path,
		.first_line = 1,
	};
	return scratch_run(scratch, &script, error);
}

/* The table that a line of DDL is about: what the last CREATE before it
 * names. */
static const Table *find_table_at(const Project *project, const Schema *schema,
				  const char *ddl, unsigned line)
{
	const Table *found = NULL;
	g_auto(GStrv) lines = g_strsplit(ddl, "\n", -1);
	for (unsigned i = 0; lines[i] && i < line; i++) {
		if (!g_str_has_prefix(lines[i], "CREATE "))
			continue;
		for (guint j = 0; j < schema->tables->len; j++) {
			const Table *table = schema->tables->pdata[j];
			g_autofree char *name = dialect_quote_identifier(
				project->dialect, table->name);
			g_autofree char *made =
				g_strdup_printf("TABLE %s (", name);
			g_autofree char *indexed =
				g_strdup_printf(" ON %s (", name);
			if (strstr(lines[i], made) || strstr(lines[i], indexed))
				found = table;
		}
	}
	return found;
}

/* Says what the engine refused in terms of the models' own lines. */
static void explain_refusal(const Project *project, const Schema *schema,
			    const char *ddl, const GError *refusal,
			    GError **error)
{
	unsigned line = 0;
	const char *words = strchr(refusal->message, ':');
	if (words && sscanf(words, ":%u", &line) == 1)
		words = strchr(words + 1, ':');
	const Table *table = find_table_at(project, schema, ddl, line);
	if (!words || !table || !table->origin.path) {
		failure_set(error, FAILURE_SQL, NULL,
			    "the models do not build: %s", refusal->message);
		return;
	}
	failure_set(error, FAILURE_SQL,
		    "see what they declare with git migrate schema",
		    "%s:%u: table '%s' cannot be built%s", table->origin.path,
		    table->origin.line, table->name, words);
}

/* Puts the models into an empty scratch database: the scripts by the engine's
 * own parser, the tables by the dialect's DDL. */
static gboolean load_models(const Project *project, Scratch *scratch,
			    const Models *models, const Schema *whole,
			    GError **error)
{
	for (guint i = 0; i < models->scripts->len; i++)
		if (!run_script(scratch, models->scripts->pdata[i], error))
			return FALSE;
	g_autofree char *ddl = dialect_write_schema(project->dialect, whole);
	const Script script = {
		.text = ddl,
		.path = "models",
		.first_line = 1,
	};
	g_autoptr(GError) refusal = NULL;
	if (scratch_run(scratch, &script, &refusal))
		return TRUE;
	explain_refusal(project, whole, ddl, refusal, error);
	return FALSE;
}

/* The engine does not know where a thing was written; the reader does. */
static void copy_origins(Schema *to, const Schema *from)
{
	for (guint i = 0; i < from->tables->len; i++) {
		const Table *source = from->tables->pdata[i];
		Table *table = schema_find_table(to, source->schema_name,
						 source->name);
		if (!table && !source->incomplete)
			continue;
		if (!table) {
			/* Its place is kept: it is there, though unknown. */
			table = table_new(source->name);
			schema_add_table(to, table);
		}
		origin_copy(&table->origin, &source->origin);
		table->incomplete = source->incomplete;
		for (guint j = 0; j < source->columns->len; j++) {
			const Column *written = source->columns->pdata[j];
			Column *column =
				table_find_column(table, written->name);
			if (column)
				origin_copy(&column->origin, &written->origin);
		}
	}
}

static void find_origins(Schema *schema, const GPtrArray *scripts)
{
	for (guint i = 0; i < scripts->len; i++) {
		const ModelScript *script = scripts->pdata[i];
		gsize length;
		const char *data = g_bytes_get_data(script->text, &length);
		g_autofree char *text = g_strndup(data ? data : "", length);
		script_find_origins(schema, script->path, text);
	}
}

static void mark_incomplete(Schema *schema, const char *full_name)
{
	for (guint i = 0; i < schema->tables->len; i++) {
		Table *table = schema->tables->pdata[i];
		g_autofree char *name = table_full_name(table);
		if (strcmp(name, full_name) == 0)
			table->incomplete = TRUE;
	}
}

void schemas_check_models(const Project *project, Models *models)
{
	dialect_check_schema(project->dialect, models->schema,
			     models->diagnostics);
	for (guint i = 0; i < models->diagnostics->len; i++) {
		const Diagnostic *diagnostic = models->diagnostics->pdata[i];
		if (diagnostic->kind == DIAGNOSTIC_WARNING ||
		    !diagnostic->table)
			continue;
		mark_incomplete(models->schema, diagnostic->table);
	}
}

Models *schemas_parse_models(const Project *project, Snapshot *snapshot,
			     GError **error)
{
	g_autoptr(Config) config = project_config_at(project, snapshot, error);
	g_autofree char *key =
		config ? reading_key(project, config, snapshot, error) : NULL;
	if (!key)
		return NULL;
	g_autoptr(Reading) known = reading_recall(project, key, snapshot);
	Models *models = known ? reading_take_models(known, snapshot) : NULL;
	if (models)
		return models;
	g_autoptr(Reading) reading =
		reading_make(project, config, key, snapshot, error);
	if (!reading)
		return NULL;
	reading_remember(project, reading);
	return reading_take_models(reading, snapshot);
}

static Schema *build_models(const Project *project, const Models *models,
			    GError **error)
{
	g_autoptr(Schema) whole = incomplete_make_whole(models->schema);
	Schema *schema =
		models->scripts->len ? NULL : groups_build(project, whole);
	if (schema)
		return schema;
	g_autoptr(Scratch) scratch =
		scratch_open(project->dialect, models->diagnostics, error);
	if (!scratch || !scratch_begin(scratch, error) ||
	    !load_models(project, scratch, models, whole, error) ||
	    !scratch_commit(scratch, error))
		return NULL;
	return scratch_read(scratch, error);
}

NamedSchema *schemas_build_models(const Project *project, const char *name,
				  Models *models, GError **error)
{
	g_autoptr(Models) taken = models;
	Schema *schema = build_models(project, taken, error);
	if (!schema)
		return NULL;
	copy_origins(schema, taken->schema);
	find_origins(schema, taken->scripts);
	NamedSchema *named = named_schema_new(name, schema);
	named->models = g_steal_pointer(&taken);
	return named;
}

NamedSchema *schemas_read_models(const Project *project, Snapshot *snapshot,
				 GError **error)
{
	Models *models = schemas_parse_models(project, snapshot, error);
	if (!models)
		return NULL;
	return schemas_build_models(project, snapshot_name(snapshot), models,
				    error);
}

static char *write_whole(const Project *project, const Schema *schema)
{
	if (incomplete_is_whole(schema))
		return dialect_write_schema(project->dialect, schema);
	g_autoptr(Schema) whole = incomplete_make_whole(schema);
	return dialect_write_schema(project->dialect, whole);
}

char *schemas_write_models(const Project *project, const Models *models)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < models->scripts->len; i++) {
		const ModelScript *script = models->scripts->pdata[i];
		gsize length;
		const char *data = g_bytes_get_data(script->text, &length);
		g_string_append_len(text, data, (gssize)length);
		if (length && data[length - 1] != '\n')
			g_string_append_c(text, '\n');
	}
	g_autofree char *ddl = write_whole(project, models->schema);
	g_string_append(text, ddl);
	return g_strdup(text->str);
}

Schema *schemas_read_revisions(const Project *project, const Graph *graph,
			       const char *const *heads, GError **error)
{
	g_autoptr(GPtrArray) revisions = chain_select(graph, heads);
	g_autoptr(Scratch) scratch = scratch_build(project, revisions, error);
	return scratch ? scratch_read(scratch, error) : NULL;
}

static NamedSchema *read_migrations(const Project *project, GError **error)
{
	g_autoptr(Graph) graph = project_read_worktree_graph(project, error);
	if (!graph)
		return NULL;
	Schema *schema = schemas_read_revisions(project, graph, NULL, error);
	return schema ? named_schema_new(":migrations", schema) : NULL;
}

static NamedSchema *read_database(const Project *project, GError **error)
{
	gboolean absent;
	g_autoptr(Database) database =
		project_find_database(project, &absent, error);
	if (!database && !absent)
		return NULL;
	Schema *schema = absent ? schema_new()
				: database_read_schema(database, FALSE, error);
	return schema ? named_schema_new(":database", schema) : NULL;
}

NamedSchema *schemas_read(const Project *project, const char *name,
			  GError **error)
{
	if (strcmp(name, ":migrations") == 0)
		return read_migrations(project, error);
	if (strcmp(name, ":database") == 0)
		return read_database(project, error);
	g_autoptr(Snapshot) snapshot = project_snapshot(project, name, error);
	NamedSchema *named =
		snapshot ? schemas_read_models(project, snapshot, error) : NULL;
	if (named) {
		g_free(named->name);
		named->name = g_strdup(name);
	}
	return named;
}

gboolean schemas_may_hide_tables(const NamedSchema *schema)
{
	const GPtrArray *diagnostics =
		schema->models ? schema->models->diagnostics : NULL;
	for (guint i = 0; diagnostics && i < diagnostics->len; i++) {
		const Diagnostic *diagnostic = diagnostics->pdata[i];
		if (diagnostic->kind != DIAGNOSTIC_WARNING &&
		    !diagnostic->table)
			return TRUE;
	}
	return FALSE;
}

/* One line of an error, which says itself that it is one. */
static char *describe_place(const Diagnostic *diagnostic)
{
	if (diagnostic->kind != DIAGNOSTIC_ERROR || !diagnostic->line)
		return diagnostic_format(diagnostic);
	return g_strdup_printf("%s:%u: %s", diagnostic->path, diagnostic->line,
			       diagnostic->message);
}

gboolean schemas_require_complete(const NamedSchema *schema, GError **error)
{
	if (!schema->models || models_complete(schema->models))
		return TRUE;
	g_autoptr(GString) places = g_string_new(NULL);
	const GPtrArray *diagnostics = schema->models->diagnostics;
	for (guint i = 0; i < diagnostics->len; i++) {
		const Diagnostic *diagnostic = diagnostics->pdata[i];
		if (diagnostic->kind == DIAGNOSTIC_WARNING)
			continue;
		g_autofree char *line = describe_place(diagnostic);
		g_string_append_printf(places, "\n%s", line);
	}
	failure_set(error, FAILURE_UNSUPPORTED,
		    "mend these lines, or use --skip-incomplete to leave the "
		    "tables they belong to as they are",
		    "the models of %s cannot be read in full%s", schema->name,
		    places->str);
	return FALSE;
}

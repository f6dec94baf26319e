/* Sequences: those that are nobody's are kept as the statement that makes them,
 * with the options that say something; the others are what SERIAL stands for.
 */
#include "postgresql_reading.h"

#include <string.h>

/* In the order in which they are written. */
static const struct Option {
	const char *name; /* in the parser's tree */
	const char *words;
	const char *usual; /* the value that need not be written */
	const char *reset; /* what brings the usual one back */
} known_options[] = {
	{"as", "AS", "BIGINT", NULL},
	{"increment", "INCREMENT BY", "1", "INCREMENT BY 1"},
	{"minvalue", "MINVALUE", "1", "NO MINVALUE"},
	{"maxvalue", "MAXVALUE", "", "NO MAXVALUE"},
	{"start", "START WITH", "1", "START WITH 1"},
	{"cache", "CACHE", "1", "CACHE 1"},
	{"cycle", "CYCLE", "", "NO CYCLE"},
};

static const json_t *find_option(const json_t *options, const char *name)
{
	for (size_t i = 0; i < json_array_size(options); i++) {
		const json_t *option = node_body(json_array_get(options, i));
		if (strcmp(node_text(option, "defname"), name) == 0)
			return option;
	}
	return NULL;
}

/* The value as it is written; "" for NO …, NULL when it is not said. */
static char *value_of(const json_t *options, const char *name)
{
	gboolean serial;
	const json_t *option = find_option(options, name);
	const json_t *argument = json_object_get(option, "arg");
	const json_t *body = node_body(argument);
	const char *kind = node_kind(argument);
	if (!option)
		return NULL;
	if (strcmp(kind, "Integer") == 0)
		return g_strdup_printf("%d", node_number(body, "ival"));
	if (strcmp(kind, "Float") == 0)
		return g_strdup(node_text(body, "fval"));
	if (strcmp(kind, "Boolean") == 0)
		return g_strdup(node_flag(body, "boolval") ? "yes" : "");
	if (strcmp(kind, "TypeName") == 0)
		return postgresql_read_type(body, &serial);
	return g_strdup("");
}

/* What is told of a sequence: as `options` have it, else as `before` has. */
static char *sequence_text(const Kept *kept, const json_t *options,
			   const json_t *before)
{
	GString *text = g_string_new("CREATE SEQUENCE ");
	postgresql_append_name(text, kept->schema_name, kept->name);
	for (gsize i = 0; i < G_N_ELEMENTS(known_options); i++) {
		const struct Option *option = &known_options[i];
		g_autofree char *value = value_of(options, option->name);
		if (!value)
			value = value_of(before, option->name);
		if (!value || !*value || strcmp(value, option->usual) == 0)
			continue;
		g_string_append_printf(text, "\n\t%s", option->words);
		if (strcmp(option->name, "cycle") != 0)
			g_string_append_printf(text, " %s", value);
	}
	return g_string_free(text, FALSE);
}

static void take_as_serial(Reading *reading, const Kept *kept, Column *column)
{
	View *alone = kept_find(reading, kept);
	g_hash_table_add(reading->owned, g_strdup(kept->name));
	if (alone)
		g_ptr_array_remove(reading->schema->views, alone);
	if (column->server_default) {
		g_autofree char *sql = g_strdup(column->server_default->text);
		postgresql_set_default(reading, column, sql);
	}
}

/* Its type is that of the column. */
static gboolean counts_as_serial(const View *sequence)
{
	const char *option = strchr(sequence->sql, '\n');
	if (option && g_str_has_prefix(option, "\n\tAS "))
		option = strchr(option + 1, '\n');
	return !option;
}

/* OWNED BY table.column: then the sequence is the column's, as with SERIAL. */
static gboolean own_sequence(Reading *reading, const Kept *kept,
			     const json_t *options)
{
	const json_t *owner = find_option(options, "owned_by");
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	node_names(json_object_get(node_body(json_object_get(owner, "arg")),
				   "items"),
		   names);
	if (names->len < 2) /* OWNED BY NONE */
		return TRUE;
	const char *table_name = names->pdata[names->len - 2];
	const char *column_name = names->pdata[names->len - 1];
	const char *schema_name =
		names->len > 2 ? namespace_of(names->pdata[names->len - 3])
			       : NULL;
	Table *table =
		schema_find_table(reading->schema, schema_name, table_name);
	Column *column = table ? table_find_column(table, column_name) : NULL;
	if (!column)
		return reading_fail(reading, "there is no column %s.%s",
				    table_name, column_name);
	g_autofree char *usual =
		g_strdup_printf("%s_%s_seq", table_name, column_name);
	const View *alone = kept_find(reading, kept);
	if ((alone && !counts_as_serial(alone)) ||
	    strcmp(kept->name, usual) != 0)
		reading_unsupported(
			reading, table_name,
			"sequence %s, which %s.%s owns, does not count or is "
			"not named as that of SERIAL",
			kept->name, table_name, column_name);
	else
		take_as_serial(reading, kept, column);
	return TRUE;
}

static Kept kept_sequence(const json_t *body)
{
	Kept kept = kept_range("sequence", json_object_get(body, "sequence"));
	kept.if_not_exists = node_flag(body, "if_not_exists");
	kept.comes_first = TRUE;
	return kept;
}

gboolean postgresql_create_sequence(Reading *reading, const json_t *body)
{
	const json_t *options = json_object_get(body, "options");
	Kept kept = kept_sequence(body);
	g_autofree char *sql = sequence_text(&kept, options, NULL);
	kept.sql = sql;
	return kept_add(reading, &kept) &&
	       own_sequence(reading, &kept, options);
}

gboolean postgresql_alter_sequence(Reading *reading, const json_t *body)
{
	const json_t *options = json_object_get(body, "options");
	Kept kept = kept_sequence(body);
	if (find_option(options, "owned_by"))
		return own_sequence(reading, &kept, options);
	/* How far it has counted is no definition. */
	if (json_array_size(options) == 1 && find_option(options, "restart"))
		return TRUE;
	View *known = kept_find(reading, &kept);
	if (!known) {
		reading_unsupported(reading, NULL, "ALTER SEQUENCE %s",
				    kept.name);
		return TRUE;
	}
	json_t *tree = postgresql_parse(reading, known->sql, reading->error);
	if (!tree)
		return FALSE;
	const json_t *statement =
		json_array_get(json_object_get(tree, "stmts"), 0);
	const json_t *before = json_object_get(
		node_body(json_object_get(statement, "stmt")), "options");
	g_free(known->sql);
	known->sql = sequence_text(&kept, options, before);
	json_decref(tree);
	return TRUE;
}

void postgresql_append_altered_sequence(GString *text, const View *view)
{
	g_string_append(text, "ALTER SEQUENCE ");
	postgresql_append_name(text, view->schema_name, view->name);
	for (gsize i = 0; i < G_N_ELEMENTS(known_options); i++) {
		const struct Option *option = &known_options[i];
		g_autofree char *words =
			g_strdup_printf("\n\t%s", option->words);
		const char *said = strstr(view->sql, words);
		const char *end = said ? strchrnul(said + 1, '\n') : NULL;
		if (said)
			g_string_append_len(text, said, end - said);
		else if (option->reset)
			g_string_append_printf(text, "\n\t%s", option->reset);
	}
	g_string_append(text, ";\n");
}

#include "internal.h"

#include <string.h>

static const Dialect *const dialects[] = {
	&dialect_sqlite,
	&dialect_postgresql,
};

const Dialect *dialect_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(dialects); i++)
		if (strcmp(dialects[i]->name, name) == 0)
			return dialects[i];
	return NULL;
}

const char *const *dialect_names(void)
{
	static const char *names[G_N_ELEMENTS(dialects) + 1];
	for (gsize i = 0; i < G_N_ELEMENTS(dialects); i++)
		names[i] = dialects[i]->name;
	return names;
}

const char *dialect_name(const Dialect *dialect)
{
	return dialect->name;
}

char *dialect_write_schema(const Dialect *dialect, const Schema *schema)
{
	return dialect->write_schema(schema);
}

gboolean dialect_runs_scripts(const Dialect *dialect)
{
	return dialect->run_script != NULL;
}

gboolean dialect_run_script(const Dialect *dialect, Schema *schema,
			    const char *text, const char *path,
			    unsigned first_line, GPtrArray *diagnostics,
			    GError **error)
{
	return dialect->run_script(schema, text, path, first_line, diagnostics,
				   error);
}

gboolean dialect_script_is_empty(const Dialect *dialect, const char *text)
{
	return dialect->script_is_empty(text);
}

void dialect_check_schema(const Dialect *dialect, const Schema *schema,
			  GPtrArray *diagnostics)
{
	dialect->check_schema(schema, diagnostics);
}

char *dialect_write_changes(const Dialect *dialect, const Schema *from,
			    const Schema *to, const GPtrArray *changes,
			    const ChangeOptions *options, GError **error)
{
	static const ChangeOptions none = {0};
	return dialect->write_changes(from, to, changes,
				      options ? options : &none, error);
}

char *dialect_spell_type(const Dialect *dialect, const Type *type)
{
	return dialect->spell_type(type);
}

char *dialect_spell_expression(const Dialect *dialect,
			       const Expression *expression)
{
	return dialect->spell_expression(expression);
}

char *dialect_index_name(const Dialect *dialect, const Table *table,
			 const Index *index)
{
	(void)dialect;
	return index_make_name(table, index);
}

GPtrArray *dialect_collect_enums(const Dialect *dialect, const Schema *schema)
{
	if (dialect->collect_enums)
		return dialect->collect_enums(schema);
	return g_ptr_array_new_with_free_func((GDestroyNotify)enum_type_free);
}

char *dialect_empty_value(const Dialect *dialect, const Type *type)
{
	return dialect->empty_value(type);
}

char *dialect_quote_identifier(const Dialect *dialect, const char *name)
{
	return dialect->quote_identifier(name);
}

char *dialect_quote_string(const Dialect *dialect, const char *value)
{
	return dialect->quote_string(value);
}

void dialect_append_quoted(GString *text, const char *value, char quote)
{
	g_string_append_c(text, quote);
	for (const char *c = value; *c; c++) {
		if (*c == quote)
			g_string_append_c(text, quote);
		g_string_append_c(text, *c);
	}
	g_string_append_c(text, quote);
}

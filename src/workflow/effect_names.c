/* How SQLite calls things and converts values, as far as an effect asks. */
#include <string.h>

#include "effect.h"

char *effect_quote(const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "\"", -1);
	g_autofree char *doubled = g_strjoinv("\"\"", parts);
	return g_strconcat("\"", doubled, "\"", NULL);
}

const char *effect_row_name(const Table *table)
{
	static const char *const names[] = {"rowid", "_rowid_", "oid"};
	if (table->without_rowid || table->virtual_sql)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (!table_find_column(table, names[i]))
			return names[i];
	return NULL;
}

/* SQLite's own rules. */
const char *effect_affinity(const Column *column)
{
	static const struct {
		const char *part;
		const char *affinity;
	} rules[] = {
		{"INT", "INTEGER"}, {"CHAR", "TEXT"}, {"CLOB", "TEXT"},
		{"TEXT", "TEXT"},   {"BLOB", NULL},   {"REAL", "REAL"},
		{"FLOA", "REAL"},   {"DOUB", "REAL"},
	};
	g_autofree char *type = g_ascii_strup(column->type->name, -1);
	if (!*type || strcmp(type, "ANY") == 0)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		if (strstr(type, rules[i].part))
			return rules[i].affinity;
	return "NUMERIC";
}

gboolean effect_is_row_number(const Table *table, const Column *column)
{
	const Constraint *key = table_find_primary_key(table);
	return key && key->columns->len == 1 &&
	       g_ascii_strcasecmp(key->columns->pdata[0], column->name) == 0 &&
	       g_ascii_strcasecmp(column->type->name, "INTEGER") == 0;
}

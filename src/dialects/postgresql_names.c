/* The names that PostgreSQL gives to constraints that were given none. */
#include "postgresql_reading.h"

#include <string.h>

enum {
	NAME_MAX_BYTES = 63
};

/* table_columns_label, the longer of the two parts cut until it fits: what
 * the server's makeObjectName() does. */
static char *make_name(const char *table, const char *columns,
		       const char *label)
{
	gsize first = strlen(table);
	gsize second = strlen(columns);
	gsize rest = strlen(label) + 1 + (second ? 1 : 0);
	while (first + second + rest > NAME_MAX_BYTES) {
		if (first > second)
			first--;
		else
			second--;
	}
	return g_strdup_printf("%.*s%s%.*s_%s", (int)first, table,
			       second ? "_" : "", (int)second, columns, label);
}

/* The server names a check after the column it is about, if it is one. */
static char *checked_column(const Table *table, const Constraint *constraint)
{
	g_autofree char *sql = postgresql_spell_expression(constraint->check);
	const char *only = NULL;
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = table->columns->pdata[i];
		g_autofree char *other = g_strconcat(column->name, "_", NULL);
		g_autofree char *renamed =
			postgresql_rename_in(sql, column->name, other);
		if (strcmp(renamed, sql) == 0)
			continue;
		if (only)
			return g_strdup("");
		only = column->name;
	}
	return g_strdup(only ? only : "");
}

static char *join(const GPtrArray *names)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s%s", i ? "_" : "",
				       (const char *)names->pdata[i]);
	return g_string_free(text, FALSE);
}

char *postgresql_constraint_name(const Table *table,
				 const Constraint *constraint)
{
	g_autofree char *columns = NULL;
	if (constraint->name)
		return g_strdup(constraint->name);
	switch (constraint->kind) {
	case CONSTRAINT_PRIMARY_KEY:
		return make_name(table->name, "", "pkey");
	case CONSTRAINT_UNIQUE:
		columns = join(constraint->columns);
		return make_name(table->name, columns, "key");
	case CONSTRAINT_FOREIGN_KEY:
		columns = join(constraint->columns);
		return make_name(table->name, columns, "fkey");
	case CONSTRAINT_CHECK:
		columns = checked_column(table, constraint);
		return make_name(table->name, columns, "check");
	default:
		return make_name(table->name, "", "excl");
	}
}

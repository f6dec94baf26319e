#include "make.h"

#include <criterion/criterion.h>
#include <stdarg.h>

Expression *make_sql(const char *sql)
{
	return expression_new(EXPRESSION_TEXT, sql);
}

Column *make_column(Table *table, const char *name, const char *type)
{
	Column *column = column_new(name, type_new_engine(type));
	table_add_column(table, column);
	return column;
}

Table *make_table(Schema *schema, const char *name, ...)
{
	Table *table = table_new(name);
	va_list columns;
	va_start(columns, name);
	const char *column;
	while ((column = va_arg(columns, const char *)))
		make_column(table, column, "INTEGER");
	va_end(columns);
	schema_add_table(schema, table);
	return table;
}

Constraint *make_constraint(Table *table, ConstraintKind kind, const char *name,
			    const char *columns)
{
	Constraint *constraint = constraint_new(kind);
	constraint->name = g_strdup(name);
	g_auto(GStrv) names = g_strsplit(columns, " ", -1);
	for (char **column = names; *column; column++)
		constraint_add_column(constraint, *column);
	table_add_constraint(table, constraint);
	return constraint;
}

Constraint *make_foreign_key(Schema *schema, const char *table,
			     const char *column, const char *referred)
{
	Constraint *key =
		make_constraint(schema_find_table(schema, NULL, table),
				CONSTRAINT_FOREIGN_KEY, NULL, column);
	key->referred_table = g_strdup(referred);
	constraint_add_referred_column(key, "id");
	return key;
}

Constraint *make_check(Table *table, const char *name, const char *sql)
{
	Constraint *check = constraint_new(CONSTRAINT_CHECK);
	check->name = g_strdup(name);
	check->check = make_sql(sql);
	table_add_constraint(table, check);
	return check;
}

Index *make_index(Table *table, const char *name, const char *columns)
{
	Index *index = index_new(name);
	g_auto(GStrv) names = g_strsplit(columns, " ", -1);
	for (char **column = names; *column; column++)
		index_add_column(index, *column);
	table_add_index(table, index);
	return index;
}

Pair make_pair(void)
{
	return (Pair){schema_new(), schema_new(), renames_new()};
}

void pair_clear(Pair *pair)
{
	schema_free(pair->from);
	schema_free(pair->to);
	renames_free(pair->renames);
}

char *summarize(const GPtrArray *changes)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < changes->len; i++) {
		g_autofree char *line = change_summarize(changes->pdata[i]);
		g_string_append_printf(text, "%s\n", line);
	}
	return g_string_free(text, FALSE);
}

void expect(const Pair *pair, const char *expected)
{
	g_autoptr(GPtrArray) changes =
		schema_diff(pair->from, pair->to, pair->renames);
	g_autofree char *text = summarize(changes);
	cr_expect_str_eq(text, expected, "found:\n%s", text);
}

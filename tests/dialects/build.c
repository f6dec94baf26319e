#include "harness.h"

#include <string.h>

Table *add_table(Schema *schema, const char *name)
{
	Table *table = table_new(name);
	schema_add_table(schema, table);
	return table;
}

Column *add_column(Table *table, const char *name, const char *type)
{
	gboolean not_null = g_str_has_suffix(type, "!");
	g_autofree char *spelling =
		g_strndup(type, strlen(type) - (not_null ? 1 : 0));
	Column *column = column_new(name, type_new_engine(spelling));
	column->not_null = not_null;
	table_add_column(table, column);
	return column;
}

void set_default(Column *column, const char *sql)
{
	column->server_default = expression_new(EXPRESSION_TEXT, sql);
}

void set_generated(Column *column, const char *sql, gboolean stored)
{
	column->generated = expression_new(EXPRESSION_TEXT, sql);
	column->generated_stored = stored;
}

static void add_names(Constraint *constraint, const char *columns,
		      gboolean referred)
{
	g_auto(GStrv) names = g_strsplit(columns, ",", -1);
	for (char **name = names; *name; name++) {
		if (referred)
			constraint_add_referred_column(constraint, *name);
		else
			constraint_add_column(constraint, *name);
	}
}

static Constraint *add(Table *table, ConstraintKind kind, const char *name,
		       const char *columns)
{
	Constraint *constraint = constraint_new(kind);
	constraint->name = g_strdup(name);
	if (columns)
		add_names(constraint, columns, FALSE);
	table_add_constraint(table, constraint);
	return constraint;
}

Constraint *add_key(Table *table, const char *columns)
{
	return add(table, CONSTRAINT_PRIMARY_KEY, NULL, columns);
}

Constraint *add_unique(Table *table, const char *name, const char *columns)
{
	return add(table, CONSTRAINT_UNIQUE, name, columns);
}

Constraint *add_check(Table *table, const char *name, const char *sql)
{
	Constraint *check = add(table, CONSTRAINT_CHECK, name, NULL);
	check->check = expression_new(EXPRESSION_TEXT, sql);
	return check;
}

Constraint *add_reference(Table *table, const char *columns, const char *other,
			  const char *other_columns, const char *on_delete)
{
	Constraint *key = add(table, CONSTRAINT_FOREIGN_KEY, NULL, columns);
	key->referred_table = g_strdup(other);
	key->on_delete = g_strdup(on_delete);
	add_names(key, other_columns, TRUE);
	return key;
}

Index *add_index(Table *table, const char *name, const char *columns)
{
	Index *index = index_new(name);
	g_auto(GStrv) names = g_strsplit(columns, ",", -1);
	for (char **key = names; *key; key++)
		index_add_column(index, *key);
	table_add_index(table, index);
	return index;
}

void add_trigger(Table *table, const char *name, const char *sql)
{
	table_add_trigger(table, trigger_new(name, sql));
}

View *add_view(Schema *schema, const char *name, const char *sql)
{
	View *view = view_new(name, sql);
	schema_add_view(schema, view);
	return view;
}

/* ALTER … RENAME, and all that follows a name. */
#include "postgresql_reading.h"

#include <string.h>

static void replace(char **name, const char *old, const char *new)
{
	if (g_strcmp0(*name, old) != 0)
		return;
	g_free(*name);
	*name = g_strdup(new);
}

static void replace_in_names(GPtrArray *names, const char *old, const char *new)
{
	for (guint i = 0; names && i < names->len; i++)
		replace((char **)&names->pdata[i], old, new);
}

static void replace_in_sql(Expression *expression, const char *old,
			   const char *new)
{
	if (!expression || !expression->text)
		return;
	char *text = postgresql_rename_in(expression->text, old, new);
	g_free(expression->text);
	expression->text = text;
}

/* A constraint keeps the name that the server made of the old names. */
static void fix_names(Table *table)
{
	for (guint i = 0; i < table->constraints->len; i++) {
		Constraint *constraint = table->constraints->pdata[i];
		if (!constraint->name)
			constraint->name =
				postgresql_constraint_name(table, constraint);
	}
}

static gboolean refers_to(const Constraint *constraint, const Table *table)
{
	return constraint->kind == CONSTRAINT_FOREIGN_KEY &&
	       g_strcmp0(constraint->referred_table, table->name) == 0 &&
	       g_strcmp0(constraint->referred_schema, table->schema_name) == 0;
}

static void rename_table(Reading *reading, Table *table, const char *name)
{
	Schema *schema = reading->schema;
	fix_names(table);
	for (guint i = 0; i < schema->tables->len; i++) {
		Table *other = schema->tables->pdata[i];
		for (guint j = 0; j < other->constraints->len; j++) {
			Constraint *constraint = other->constraints->pdata[j];
			if (!refers_to(constraint, table))
				continue;
			g_free(constraint->referred_table);
			constraint->referred_table = g_strdup(name);
		}
	}
	/* A schema finds its tables by the names they came with. */
	Table *renamed = table_copy(table);
	for (guint i = 0; i < renamed->constraints->len; i++) {
		Constraint *constraint = renamed->constraints->pdata[i];
		if (refers_to(constraint, table)) {
			g_free(constraint->referred_table);
			constraint->referred_table = g_strdup(name);
		}
	}
	g_free(renamed->name);
	renamed->name = g_strdup(name);
	schema_remove_table(schema, table);
	schema_add_table(schema, renamed);
}

static void rename_in_index(Index *index, const char *old, const char *new)
{
	for (guint i = 0; i < index->keys->len; i++) {
		IndexKey *key = index->keys->pdata[i];
		replace(&key->column, old, new);
		replace_in_sql(key->expression, old, new);
	}
	replace_in_names(index->include, old, new);
	replace_in_sql(index->where, old, new);
}

static void rename_references(Schema *schema, const Table *table,
			      const char *old, const char *new)
{
	for (guint i = 0; i < schema->tables->len; i++) {
		Table *other = schema->tables->pdata[i];
		for (guint j = 0; j < other->constraints->len; j++) {
			Constraint *constraint = other->constraints->pdata[j];
			if (refers_to(constraint, table))
				replace_in_names(constraint->referred_columns,
						 old, new);
		}
	}
}

static gboolean rename_column(Reading *reading, Table *table, const char *old,
			      const char *new)
{
	Column *column = table_find_column(table, old);
	if (!column)
		return reading_fail(reading, "table %s has no column %s",
				    table->name, old);
	fix_names(table);
	for (guint i = 0; i < table->columns->len; i++) {
		Column *other = table->columns->pdata[i];
		replace_in_sql(other->generated, old, new);
	}
	for (guint i = 0; i < table->constraints->len; i++) {
		Constraint *constraint = table->constraints->pdata[i];
		replace_in_names(constraint->columns, old, new);
		replace_in_sql(constraint->check, old, new);
	}
	for (guint i = 0; i < table->indexes->len; i++)
		rename_in_index(table->indexes->pdata[i], old, new);
	rename_references(reading->schema, table, old, new);
	g_free(column->name);
	column->name = g_strdup(new);
	return TRUE;
}

static gboolean rename_constraint(Reading *reading, Table *table,
				  const char *old, const char *new)
{
	for (guint i = 0; i < table->constraints->len; i++) {
		Constraint *constraint = table->constraints->pdata[i];
		g_autofree char *name =
			postgresql_constraint_name(table, constraint);
		if (strcmp(name, old) != 0)
			continue;
		g_free(constraint->name);
		constraint->name = g_strdup(new);
		return TRUE;
	}
	return reading_fail(reading, "table %s has no constraint %s",
			    table->name, old);
}

static gboolean rename_index(Reading *reading, const char *old, const char *new)
{
	for (guint i = 0; i < reading->schema->tables->len; i++) {
		Table *table = reading->schema->tables->pdata[i];
		Index *index = table_find_index(table, old);
		if (index) {
			g_free(index->name);
			index->name = g_strdup(new);
			return TRUE;
		}
		for (guint j = 0; j < table->constraints->len; j++) {
			g_autofree char *name = postgresql_constraint_name(
				table, table->constraints->pdata[j]);
			if (strcmp(name, old) == 0)
				return rename_constraint(reading, table, old,
							 new);
		}
	}
	return reading_fail(reading, "there is no index %s", old);
}

static gboolean rename_type(Reading *reading, const json_t *body,
			    const char *new)
{
	const char *schema_name;
	const char *name;
	const json_t *list = json_object_get(
		node_body(json_object_get(body, "object")), "items");
	node_qualified(list, &schema_name, &name);
	EnumType *type = schema_find_enum(reading->schema, schema_name, name);
	if (!type)
		return TRUE;
	g_autofree char *old_type = postgresql_quote_identifier(name);
	g_autofree char *new_type = postgresql_quote_identifier(new);
	for (guint i = 0; i < reading->schema->tables->len; i++) {
		const Table *table = reading->schema->tables->pdata[i];
		for (guint j = 0; j < table->columns->len; j++) {
			Column *column = table->columns->pdata[j];
			replace(&column->type->name, old_type, new_type);
		}
	}
	g_free(type->name);
	type->name = g_strdup(new);
	return TRUE;
}

gboolean postgresql_read_rename(Reading *reading, const json_t *body)
{
	const char *kind = node_text(body, "renameType");
	const json_t *range = json_object_get(body, "relation");
	const char *old = node_text(body, "subname");
	const char *new = node_text(body, "newname");
	if (strcmp(kind, "OBJECT_TYPE") == 0)
		return rename_type(reading, body, new);
	if (strcmp(kind, "OBJECT_INDEX") == 0)
		return rename_index(reading, node_text(range, "relname"), new);
	gboolean of_table = strcmp(kind, "OBJECT_TABLE") == 0;
	gboolean of_column = strcmp(kind, "OBJECT_COLUMN") == 0;
	gboolean of_constraint = strcmp(kind, "OBJECT_TABCONSTRAINT") == 0;
	if (!of_table && !of_column && !of_constraint) {
		reading_unsupported(reading, NULL, "a RENAME of this kind");
		return TRUE;
	}
	if (node_flag(body, "missing_ok") &&
	    !schema_find_table(reading->schema,
			       namespace_of(node_text(range, "schemaname")),
			       node_text(range, "relname")))
		return TRUE;
	Table *table = reading_get_table(reading, range);
	if (!table)
		return FALSE;
	if (of_column)
		return rename_column(reading, table, old, new);
	if (of_constraint)
		return rename_constraint(reading, table, old, new);
	rename_table(reading, table, new);
	return TRUE;
}

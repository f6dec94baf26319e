/* CREATE TABLE and CREATE INDEX, as a person writes them: a column a line,
 * the constraints of the table behind the columns. */
#include "internal.h"

static void append_expression(GString *text, const Expression *expression)
{
	g_autofree char *spelling = sqlite_spell_expression(expression);
	sqlite_append_sql(text, spelling);
}

static void append_extra(GString *text, const char *extra)
{
	if (extra && *extra) {
		g_string_append_c(text, ' ');
		sqlite_append_sql(text, extra);
	}
}

static void append_name(GString *text, const Constraint *constraint)
{
	if (!constraint->name)
		return;
	g_string_append(text, "CONSTRAINT ");
	sqlite_append_identifier(text, constraint->name);
	g_string_append_c(text, ' ');
}

static void append_columns(GString *text, const GPtrArray *columns)
{
	g_string_append(text, " (");
	sqlite_append_identifiers(text, columns);
	g_string_append_c(text, ')');
}

/* Keys with an order or a collation of their own are at the start of `extra`,
 * as a list that stands in place of the columns. */
static void append_keys(GString *text, const Constraint *constraint)
{
	if (constraint->extra && constraint->extra[0] == '(')
		return;
	append_columns(text, constraint->columns);
}

static void append_references(GString *text, const Constraint *constraint)
{
	g_string_append(text, "REFERENCES ");
	sqlite_append_identifier(text, constraint->referred_table);
	if (constraint->referred_columns &&
	    constraint->referred_columns->len > 0)
		append_columns(text, constraint->referred_columns);
	if (constraint->match)
		g_string_append_printf(text, " MATCH %s", constraint->match);
	if (constraint->on_delete)
		g_string_append_printf(text, " ON DELETE %s",
				       constraint->on_delete);
	if (constraint->on_update)
		g_string_append_printf(text, " ON UPDATE %s",
				       constraint->on_update);
	/* SQLite takes INITIALLY only after DEFERRABLE. */
	if (constraint->deferrable || constraint->deferred)
		g_string_append(text, " DEFERRABLE");
	if (constraint->deferred)
		g_string_append(text, " INITIALLY DEFERRED");
}

static void append_check(GString *text, const Constraint *constraint)
{
	g_string_append(text, "CHECK (");
	append_expression(text, constraint->check);
	g_string_append_c(text, ')');
}

void sqlite_append_constraint(GString *text, const Constraint *constraint)
{
	append_name(text, constraint);
	switch (constraint->kind) {
	case CONSTRAINT_PRIMARY_KEY:
		g_string_append(text, "PRIMARY KEY");
		append_keys(text, constraint);
		break;
	case CONSTRAINT_UNIQUE:
		g_string_append(text, "UNIQUE");
		append_keys(text, constraint);
		break;
	case CONSTRAINT_FOREIGN_KEY:
		g_string_append(text, "FOREIGN KEY");
		append_columns(text, constraint->columns);
		g_string_append_c(text, ' ');
		append_references(text, constraint);
		break;
	case CONSTRAINT_CHECK:
		append_check(text, constraint);
		break;
	case CONSTRAINT_OTHER:
		break;
	}
	append_extra(text, constraint->extra);
}

void sqlite_append_inline(GString *text, const Constraint *constraint)
{
	append_name(text, constraint);
	if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
		append_references(text, constraint);
	else
		append_check(text, constraint);
	append_extra(text, constraint->extra);
}

/* The key that has to stand behind its column, for only there SQLite takes
 * AUTOINCREMENT. */
static const Constraint *inline_key(const Table *table, const Column *column)
{
	const Constraint *key = table_find_primary_key(table);
	if (!column->autoincrement || !key || key->columns->len != 1)
		return NULL;
	return g_ascii_strcasecmp(g_ptr_array_index(key->columns, 0),
				  column->name) == 0
		       ? key
		       : NULL;
}

static void append_generated(GString *text, const Column *column)
{
	g_string_append(text, " GENERATED ALWAYS AS (");
	append_expression(text, column->generated);
	g_string_append(text,
			column->generated_stored ? ") STORED" : ") VIRTUAL");
}

void sqlite_append_column(GString *text, const Table *table,
			  const Column *column)
{
	g_autofree char *type = sqlite_spell_type(column->type);
	sqlite_append_identifier(text, column->name);
	g_string_append_printf(text, "%s%s", *type ? " " : "", type);
	if (column->collation && !column->type->collation) {
		g_string_append(text, " COLLATE ");
		sqlite_append_identifier(text, column->collation);
	}
	if (column->generated)
		append_generated(text, column);
	if (column->not_null)
		g_string_append(text, " NOT NULL");
	append_extra(text, column->extra);
	if (column->server_default && !column->generated) {
		g_autofree char *value =
			sqlite_spell_default(column->server_default);
		g_string_append(text, " DEFAULT ");
		sqlite_append_sql(text, value);
	}
	const Constraint *key = inline_key(table, column);
	if (!key)
		return;
	g_string_append_c(text, ' ');
	append_name(text, key);
	g_string_append(text, "PRIMARY KEY");
	append_extra(text, key->extra);
	g_string_append(text, " AUTOINCREMENT");
}

void sqlite_append_table_name(GString *text, const Table *table)
{
	if (table->schema_name) {
		sqlite_append_identifier(text, table->schema_name);
		g_string_append_c(text, '.');
	}
	sqlite_append_identifier(text, table->name);
}

/* A foreign key cannot leave its database; SQLAlchemy leaves it out too. */
static gboolean is_written(const Table *table, const Constraint *constraint)
{
	if (constraint->kind == CONSTRAINT_PRIMARY_KEY)
		return FALSE;
	return constraint->kind != CONSTRAINT_FOREIGN_KEY ||
	       g_strcmp0(constraint->referred_schema, table->schema_name) == 0;
}

static void append_constraints(GString *text, const Table *table)
{
	const Constraint *key = table_find_primary_key(table);
	gboolean is_inline = sqlite_has_sequence(table);
	if (key && key->columns->len > 0 && !is_inline) {
		g_string_append(text, ",\n\t");
		sqlite_append_constraint(text, key);
	}
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint =
			g_ptr_array_index(table->constraints, i);
		if (!is_written(table, constraint))
			continue;
		g_string_append(text, ",\n\t");
		sqlite_append_constraint(text, constraint);
	}
}

void sqlite_append_table(GString *text, const Table *table, const char *name)
{
	if (table->virtual_sql) {
		sqlite_append_statement(text, table->virtual_sql);
		return;
	}
	g_string_append(text, "CREATE TABLE ");
	if (name)
		sqlite_append_identifier(text, name);
	else
		sqlite_append_table_name(text, table);
	g_string_append(text, " (");
	for (guint i = 0; i < table->columns->len; i++) {
		g_string_append(text, i > 0 ? ",\n\t" : "\n\t");
		sqlite_append_column(text, table,
				     g_ptr_array_index(table->columns, i));
	}
	append_constraints(text, table);
	g_string_append(text, "\n)");
	if (table->without_rowid)
		g_string_append(text, " WITHOUT ROWID");
	if (table->strict)
		g_string_append(text,
				table->without_rowid ? ", STRICT" : " STRICT");
	g_string_append(text, ";\n");
}

void sqlite_append_statement(GString *text, const char *sql)
{
	sqlite_append_sql(text, sql);
	g_string_append(text, ";\n");
}

const Column *sqlite_rowid_column(const Table *table)
{
	const Constraint *key = table_find_primary_key(table);
	if (!key || key->columns->len != 1 || table->without_rowid)
		return NULL;
	const Column *column =
		table_find_column(table, g_ptr_array_index(key->columns, 0));
	if (!column)
		return NULL;
	g_autofree char *type = sqlite_spell_type(column->type);
	return g_ascii_strcasecmp(type, "INTEGER") == 0 ? column : NULL;
}

gboolean sqlite_has_sequence(const Table *table)
{
	for (guint i = 0; i < table->columns->len; i++)
		if (inline_key(table, g_ptr_array_index(table->columns, i)))
			return TRUE;
	return FALSE;
}

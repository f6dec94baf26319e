/* CREATE TYPE, CREATE TABLE and COMMENT ON, as a person writes them: a column
 * a line, the constraints of the table behind the columns. */
#include "postgresql.h"

static void append_expression(GString *text, const Expression *expression)
{
	g_autofree char *spelling = postgresql_spell_expression(expression);
	postgresql_append_sql(text, spelling);
}

static void append_extra(GString *text, const char *extra)
{
	if (extra && *extra) {
		g_string_append_c(text, ' ');
		postgresql_append_sql(text, extra);
	}
}

static void append_columns(GString *text, const GPtrArray *columns)
{
	g_string_append(text, " (");
	postgresql_append_identifiers(text, columns);
	g_string_append_c(text, ')');
}

static void append_references(GString *text, const Constraint *constraint)
{
	g_string_append(text, " REFERENCES ");
	postgresql_append_name(text, constraint->referred_schema,
			       constraint->referred_table);
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
}

static void append_rule(GString *text, const Constraint *constraint)
{
	switch (constraint->kind) {
	case CONSTRAINT_PRIMARY_KEY:
		g_string_append(text, "PRIMARY KEY");
		append_columns(text, constraint->columns);
		break;
	case CONSTRAINT_UNIQUE:
		g_string_append(text, "UNIQUE");
		/* The word stands between in PostgreSQL's grammar. */
		if (constraint->extra &&
		    g_str_has_prefix(constraint->extra, "NULLS "))
			g_string_append(text, " NULLS NOT DISTINCT");
		append_columns(text, constraint->columns);
		break;
	case CONSTRAINT_FOREIGN_KEY:
		g_string_append(text, "FOREIGN KEY");
		append_columns(text, constraint->columns);
		append_references(text, constraint);
		break;
	case CONSTRAINT_CHECK:
		g_string_append(text, "CHECK (");
		append_expression(text, constraint->check);
		g_string_append_c(text, ')');
		break;
	case CONSTRAINT_OTHER:
		postgresql_append_sql(text, constraint->extra);
		break;
	}
}

/* What `extra` has besides what append_rule() wrote. */
static const char *rest_of_extra(const Constraint *constraint)
{
	static const char nulls[] = "NULLS NOT DISTINCT";
	const char *extra = constraint->extra;
	if (!extra || constraint->kind == CONSTRAINT_OTHER)
		return NULL;
	if (constraint->kind == CONSTRAINT_UNIQUE &&
	    g_str_has_prefix(extra, nulls)) {
		extra += sizeof nulls - 1;
		return *extra == ' ' ? extra + 1 : extra;
	}
	return extra;
}

void postgresql_append_constraint(GString *text, const Constraint *constraint)
{
	if (constraint->name) {
		g_string_append(text, "CONSTRAINT ");
		postgresql_append_identifier(text, constraint->name);
		g_string_append_c(text, ' ');
	}
	append_rule(text, constraint);
	append_extra(text, rest_of_extra(constraint));
	if (constraint->deferrable)
		g_string_append(text, " DEFERRABLE");
	if (constraint->deferred)
		g_string_append(text, " INITIALLY DEFERRED");
}

static const char *serial_name(const Column *column)
{
	g_autofree char *type = postgresql_spell_type(column->type);
	if (g_ascii_strcasecmp(type, "BIGINT") == 0)
		return "BIGSERIAL";
	return g_ascii_strcasecmp(type, "SMALLINT") == 0 ? "SMALLSERIAL"
							 : "SERIAL";
}

static void append_type(GString *text, const Column *column)
{
	if (column->autoincrement) {
		g_string_append_printf(text, " %s", serial_name(column));
		return;
	}
	g_autofree char *type = postgresql_spell_type(column->type);
	g_string_append_printf(text, " %s", type);
	if (column->collation && !column->type->collation) {
		g_string_append(text, " COLLATE ");
		postgresql_append_identifier(text, column->collation);
	}
}

void postgresql_append_column(GString *text, const Column *column)
{
	postgresql_append_identifier(text, column->name);
	append_type(text, column);
	if (column->server_default && !column->generated) {
		g_string_append(text, " DEFAULT ");
		append_expression(text, column->server_default);
	}
	if (column->generated) {
		g_string_append(text, " GENERATED ALWAYS AS (");
		append_expression(text, column->generated);
		g_string_append(text, ") STORED");
	}
	if (column->identity)
		g_string_append_printf(text, " GENERATED %s AS IDENTITY",
				       column->identity);
	append_extra(text, column->extra);
	if (column->not_null && !column->identity)
		g_string_append(text, " NOT NULL");
	else if (!column->not_null && column->identity)
		g_string_append(text, " NULL");
}

gboolean postgresql_has_constraint(const Table *table,
				   const Constraint *constraint)
{
	if (!constraint->bound_to_type)
		return TRUE;
	const Expression *check = constraint->check;
	const Expression *of = check->operands->pdata[0];
	const Column *column = table_find_column(table, of->text);
	return !column || (column->type->kind != TYPE_BOOLEAN &&
			   !(column->type->kind == TYPE_ENUM &&
			     column->type->native && column->type->name));
}

/* A foreign key can be written with its table when the other one is there. */
static gboolean is_late(const Table *table, const Constraint *constraint,
			const GPtrArray *order)
{
	if (constraint->kind != CONSTRAINT_FOREIGN_KEY || !order)
		return FALSE;
	if (constraint->use_alter)
		return TRUE;
	for (guint i = 0; i < order->len; i++) {
		const Table *other = order->pdata[i];
		if (other == table)
			break;
		if (g_strcmp0(other->name, constraint->referred_table) == 0 &&
		    g_strcmp0(other->schema_name,
			      constraint->referred_schema) == 0)
			return FALSE;
	}
	return g_strcmp0(table->name, constraint->referred_table) != 0 ||
	       g_strcmp0(table->schema_name, constraint->referred_schema) != 0;
}

static void append_item(GString *text, gboolean *first)
{
	g_string_append(text, *first ? "\n\t" : ",\n\t");
	*first = FALSE;
}

void postgresql_append_table(GString *text, const Table *table,
			     const GPtrArray *order)
{
	const Constraint *key = table_find_primary_key(table);
	gboolean first = TRUE;
	g_string_append(text, "CREATE TABLE ");
	postgresql_append_table_name(text, table);
	g_string_append(text, " (");
	for (guint i = 0; i < table->columns->len; i++) {
		append_item(text, &first);
		postgresql_append_column(text, table->columns->pdata[i]);
	}
	if (key && key->columns->len > 0) {
		append_item(text, &first);
		postgresql_append_constraint(text, key);
	}
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint = table->constraints->pdata[i];
		if (constraint->kind == CONSTRAINT_PRIMARY_KEY ||
		    !postgresql_has_constraint(table, constraint) ||
		    is_late(table, constraint, order))
			continue;
		append_item(text, &first);
		postgresql_append_constraint(text, constraint);
	}
	g_string_append(text, "\n);\n");
}

void postgresql_append_late_keys(GString *text, const Table *table,
				 const GPtrArray *order)
{
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint = table->constraints->pdata[i];
		if (!is_late(table, constraint, order))
			continue;
		g_string_append(text, "ALTER TABLE ");
		postgresql_append_table_name(text, table);
		g_string_append(text, " ADD ");
		postgresql_append_constraint(text, constraint);
		g_string_append(text, ";\n");
	}
}

static void append_comment(GString *text, const char *comment)
{
	g_autofree char *quoted =
		comment ? postgresql_quote_string(comment) : g_strdup("NULL");
	g_string_append_printf(text, " IS %s;\n", quoted);
}

void postgresql_append_table_comment(GString *text, const Table *table)
{
	g_string_append(text, "COMMENT ON TABLE ");
	postgresql_append_table_name(text, table);
	append_comment(text, table->comment);
}

void postgresql_append_column_comment(GString *text, const Table *table,
				      const Column *column)
{
	g_string_append(text, "COMMENT ON COLUMN ");
	postgresql_append_table_name(text, table);
	g_string_append_c(text, '.');
	postgresql_append_identifier(text, column->name);
	append_comment(text, column->comment);
}

void postgresql_append_comments(GString *text, const Table *table)
{
	if (table->comment)
		postgresql_append_table_comment(text, table);
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = table->columns->pdata[i];
		if (column->comment)
			postgresql_append_column_comment(text, table, column);
	}
}

void postgresql_append_enum(GString *text, const EnumType *type)
{
	g_string_append(text, "CREATE TYPE ");
	postgresql_append_name(text, type->schema_name, type->name);
	g_string_append(text, " AS ENUM (");
	for (guint i = 0; i < type->labels->len; i++) {
		g_autofree char *label =
			postgresql_quote_string(type->labels->pdata[i]);
		g_string_append_printf(text, "%s%s", i ? ", " : "", label);
	}
	g_string_append(text, ");\n");
}

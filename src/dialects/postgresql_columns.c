/* Changes of columns as ALTER TABLE. */
#include "postgresql_changes.h"

#include "base/failure.h"

#include <string.h>

static gboolean has_default(const Column *column)
{
	if (column->autoincrement || column->identity)
		return TRUE;
	if (!column->server_default)
		return FALSE;
	g_autofree char *value =
		postgresql_spell_expression(column->server_default);
	return g_ascii_strcasecmp(value, "NULL") != 0;
}

static gboolean demands_value(const Change *change)
{
	return (change->kind == CHANGE_ADD_COLUMN ||
		change->kind == CHANGE_COLUMN_NULLABLE) &&
	       change->new_column->not_null && !change->new_column->generated;
}

gboolean postgresql_needs_backfill(const Change *change)
{
	return demands_value(change) && !has_default(change->new_column);
}

static void start(PgChanges *writer, const Change *change)
{
	pg_append_alter(writer, change->new_table);
	g_string_append(writer->text, "ALTER COLUMN ");
	postgresql_append_identifier(writer->text, change->new_column->name);
	g_string_append_c(writer->text, ' ');
}

static void end(PgChanges *writer)
{
	g_string_append(writer->text, ";\n");
}

static const EnumType *find_enum(const PgChanges *writer, const Type *type)
{
	for (guint i = 0; i < writer->to->enums->len; i++) {
		const EnumType *known = writer->to->enums->pdata[i];
		g_autoptr(GString) name = g_string_new(NULL);
		postgresql_append_name(name, known->schema_name, known->name);
		if (g_strcmp0(type->name, name->str) == 0)
			return known;
	}
	return NULL;
}

static char *empty_value(const PgChanges *writer, const Type *type)
{
	const EnumType *known = find_enum(writer, type);
	if (known && known->labels->len)
		return postgresql_quote_string(known->labels->pdata[0]);
	return postgresql_empty_value(type);
}

/* What the rows get: what was given, the default, or something empty. */
static char *choose_value(PgChanges *writer, const Change *change,
			  const char *given)
{
	const Column *column = change->new_column;
	if (given)
		return g_strdup(given);
	if (column->server_default)
		return postgresql_spell_expression(column->server_default);
	char *value = empty_value(writer, column->type);
	g_string_append(writer->text, "-- Rows without a value for ");
	postgresql_append_identifier(writer->text, column->name);
	g_string_append_printf(writer->text, " get %s.\n", value);
	return value;
}

static const char *find_given(const PgChanges *writer, const Change *change)
{
	g_autofree char *table = table_full_name(change->new_table);
	return backfills_find(writer->options, table, change->new_column->name);
}

static void write_update(PgChanges *writer, const Change *change,
			 const char *value, gboolean only_missing)
{
	g_string_append(writer->text, "UPDATE ");
	postgresql_append_table_name(writer->text, change->new_table);
	g_string_append(writer->text, " SET ");
	postgresql_append_identifier(writer->text, change->new_column->name);
	g_string_append(writer->text, " = ");
	postgresql_append_sql(writer->text, value);
	if (only_missing) {
		g_string_append(writer->text, " WHERE ");
		postgresql_append_identifier(writer->text,
					     change->new_column->name);
		g_string_append(writer->text, " IS NULL");
	}
	end(writer);
}

static void write_add(PgChanges *writer, const Change *change)
{
	const Column *column = change->new_column;
	const char *given = find_given(writer, change);
	gboolean fill = postgresql_needs_backfill(change) ||
			(given && !column->generated);
	g_autofree char *value =
		fill ? choose_value(writer, change, given) : NULL;
	g_autoptr(Column) loose = column_copy(column);
	if (fill)
		loose->not_null = FALSE;
	pg_append_alter(writer, change->new_table);
	g_string_append(writer->text, "ADD COLUMN ");
	postgresql_append_column(writer->text, loose);
	end(writer);
	if (fill) {
		write_update(writer, change, value, FALSE);
		if (column->not_null) {
			start(writer, change);
			g_string_append(writer->text, "SET NOT NULL");
			end(writer);
		}
	}
	if (column->comment)
		postgresql_append_column_comment(writer->text,
						 change->new_table, column);
}

static void write_drop(PgChanges *writer, const Change *change)
{
	pg_append_alter(writer, change->new_table);
	g_string_append(writer->text, "DROP COLUMN ");
	postgresql_append_identifier(writer->text, change->old_column->name);
	end(writer);
}

static void write_rename(PgChanges *writer, const Change *change)
{
	pg_append_alter(writer, change->new_table);
	g_string_append(writer->text, "RENAME COLUMN ");
	postgresql_append_identifier(writer->text, change->old_column->name);
	g_string_append(writer->text, " TO ");
	postgresql_append_identifier(writer->text, change->new_column->name);
	end(writer);
}

static void write_default(PgChanges *writer, const Change *change)
{
	const Expression *value = change->new_column->server_default;
	start(writer, change);
	if (value) {
		g_autofree char *text = postgresql_spell_expression(value);
		g_string_append(writer->text, "SET DEFAULT ");
		postgresql_append_sql(writer->text, text);
	} else {
		g_string_append(writer->text, "DROP DEFAULT");
	}
	end(writer);
}

/* The types that the server casts to each other by itself on assignment. */
static int family(const char *type)
{
	static const char *const families[][8] = {
		{"VARCHAR", "TEXT", "CHAR", "CITEXT"},
		{"INTEGER", "BIGINT", "SMALLINT", "NUMERIC", "REAL",
		 "DOUBLE PRECISION"},
		{"TIMESTAMP", "DATE"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(families); i++)
		for (gsize j = 0; families[i][j]; j++) {
			gsize length = strlen(families[i][j]);
			if (g_ascii_strncasecmp(type, families[i][j], length) ==
				    0 &&
			    !g_ascii_isalpha(type[length]) &&
			    !g_str_has_suffix(type, "[]"))
				return (int)i + 1;
		}
	return 0;
}

/* Everything can be cast to text and back. */
static void append_using(PgChanges *writer, const Column *column,
			 const char *old, const char *new)
{
	gboolean by_text = find_enum(writer, column->type) != NULL;
	g_string_append(writer->text, " USING ");
	postgresql_append_identifier(writer->text, column->name);
	if (by_text && family(old) != 1)
		g_string_append(writer->text, "::text");
	g_string_append_printf(writer->text, "::%s", new);
}

static void write_type(PgChanges *writer, const Change *change)
{
	const Column *column = change->new_column;
	g_autofree char *old = postgresql_spell_type(change->old_column->type);
	g_autofree char *new = postgresql_spell_type(column->type);
	gboolean same = g_ascii_strcasecmp(old, new) == 0 ||
			(family(old) && family(old) == family(new));
	gboolean aside = !same && change->old_column->server_default;
	if (aside) {
		start(writer, change);
		g_string_append(writer->text, "DROP DEFAULT");
		end(writer);
	}
	start(writer, change);
	g_string_append_printf(writer->text, "TYPE %s", new);
	if (column->collation && !column->type->collation) {
		g_string_append(writer->text, " COLLATE ");
		postgresql_append_identifier(writer->text, column->collation);
	}
	if (!same)
		append_using(writer, column, old, new);
	end(writer);
	if (aside && column->server_default &&
	    !pg_find_change(writer, CHANGE_COLUMN_DEFAULT, column))
		write_default(writer, change);
}

static void write_nullable(PgChanges *writer, const Change *change)
{
	if (!change->new_column->not_null) {
		start(writer, change);
		g_string_append(writer->text, "DROP NOT NULL");
		end(writer);
		return;
	}
	g_autofree char *value =
		choose_value(writer, change, find_given(writer, change));
	write_update(writer, change, value, TRUE);
	start(writer, change);
	g_string_append(writer->text, "SET NOT NULL");
	end(writer);
}

static gboolean is_mentioned(const Table *table, const char *name)
{
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint = table->constraints->pdata[i];
		for (guint j = 0; j < constraint->columns->len; j++)
			if (strcmp(constraint->columns->pdata[j], name) == 0)
				return TRUE;
	}
	for (guint i = 0; i < table->indexes->len; i++) {
		const Index *index = table->indexes->pdata[i];
		for (guint j = 0; j < index->keys->len; j++) {
			const IndexKey *key = index->keys->pdata[j];
			if (g_strcmp0(key->column, name) == 0)
				return TRUE;
		}
	}
	return FALSE;
}

/* A generated column can become a plain one; all else is a new column. */
static gboolean write_generated(PgChanges *writer, const Change *change,
				GError **error)
{
	const Column *column = change->new_column;
	if (!column->generated) {
		start(writer, change);
		g_string_append(writer->text, "DROP EXPRESSION");
		end(writer);
		return TRUE;
	}
	if (!change->old_column->generated ||
	    is_mentioned(change->new_table, column->name)) {
		failure_set(error, FAILURE_UNSUPPORTED,
			    "add a new column and drop this one",
			    "postgresql cannot change what column '%s.%s' is "
			    "generated from",
			    change->new_table->name, column->name);
		return FALSE;
	}
	pg_append_alter(writer, change->new_table);
	g_string_append(writer->text, "DROP COLUMN ");
	postgresql_append_identifier(writer->text, column->name);
	end(writer);
	pg_append_alter(writer, change->new_table);
	g_string_append(writer->text, "ADD COLUMN ");
	postgresql_append_column(writer->text, column);
	end(writer);
	return TRUE;
}

static char *sequence_name(const Table *table, const Column *column)
{
	g_autofree char *name =
		g_strdup_printf("%s_%s_seq", table->name, column->name);
	GString *text = g_string_new(NULL);
	postgresql_append_name(text, table->schema_name, name);
	return g_string_free(text, FALSE);
}

/* What SERIAL stands for, with the counter behind the rows that are there. */
static void write_sequence(PgChanges *writer, const Change *change)
{
	g_autofree char *sequence =
		sequence_name(change->new_table, change->new_column);
	g_autofree char *literal = postgresql_quote_string(sequence);
	g_autofree char *column =
		postgresql_quote_identifier(change->new_column->name);
	g_string_append_printf(writer->text, "CREATE SEQUENCE %s OWNED BY ",
			       sequence);
	postgresql_append_table_name(writer->text, change->new_table);
	g_string_append_printf(writer->text, ".%s;\n", column);
	g_string_append_printf(writer->text, "SELECT setval(%s, ", literal);
	g_string_append_printf(
		writer->text, "coalesce(max(%s), 0) + 1, false) FROM ", column);
	postgresql_append_table_name(writer->text, change->new_table);
	end(writer);
	start(writer, change);
	g_string_append_printf(writer->text, "SET DEFAULT nextval(%s)",
			       literal);
	end(writer);
}

static void drop_sequence(PgChanges *writer, const Change *change)
{
	g_autofree char *sequence =
		sequence_name(change->old_table, change->old_column);
	start(writer, change);
	g_string_append(writer->text, "DROP DEFAULT");
	end(writer);
	g_string_append_printf(writer->text, "DROP SEQUENCE IF EXISTS %s;\n",
			       sequence);
}

static void write_identity(PgChanges *writer, const Change *change)
{
	const Column *old = change->old_column;
	const Column *new = change->new_column;
	if (old->autoincrement && !new->autoincrement)
		drop_sequence(writer, change);
	gboolean kept = old->identity &&
			new->identity &&g_strcmp0(old->extra, new->extra) == 0;
	if (old->identity && !kept) {
		start(writer, change);
		g_string_append(writer->text, "DROP IDENTITY");
		end(writer);
	}
	if (new->identity) {
		start(writer, change);
		g_string_append_printf(writer->text, "%s GENERATED %s",
				       kept ? "SET" : "ADD", new->identity);
		if (!kept)
			g_string_append(writer->text, " AS IDENTITY");
		if (!kept && new->extra)
			g_string_append_printf(writer->text, " %s", new->extra);
		end(writer);
	}
	if (new->autoincrement && !old->autoincrement)
		write_sequence(writer, change);
}

gboolean pg_write_column(PgChanges *writer, const Change *change,
			 GError **error)
{
	pg_turn_to(writer, change->new_table);
	switch (change->kind) {
	case CHANGE_ADD_COLUMN:
		write_add(writer, change);
		break;
	case CHANGE_DROP_COLUMN:
		write_drop(writer, change);
		break;
	case CHANGE_RENAME_COLUMN:
		write_rename(writer, change);
		break;
	case CHANGE_COLUMN_TYPE:
		write_type(writer, change);
		break;
	case CHANGE_COLUMN_NULLABLE:
		write_nullable(writer, change);
		break;
	case CHANGE_COLUMN_DEFAULT:
		write_default(writer, change);
		break;
	case CHANGE_COLUMN_GENERATED:
		return write_generated(writer, change, error);
	case CHANGE_COLUMN_IDENTITY:
		write_identity(writer, change);
		break;
	case CHANGE_COLUMN_COMMENT:
		postgresql_append_column_comment(
			writer->text, change->new_table, change->new_column);
		break;
	default:
		break;
	}
	return TRUE;
}

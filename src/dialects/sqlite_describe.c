/* The comment over a rebuild: a line for each change that it makes. */
#include "sqlite_changes.h"

static void append_default(const Column *column, GString *text)
{
	if (!column->server_default) {
		g_string_append(text, " loses its default");
		return;
	}
	g_autofree char *value = sqlite_spell_default(column->server_default);
	g_string_append_printf(text, " gets DEFAULT %s", value);
}

static void append_type(const Column *column, GString *text)
{
	g_autofree char *type = sqlite_spell_type(column->type);
	g_string_append_printf(text, " becomes %s", *type ? type : "untyped");
	if (column->collation)
		g_string_append_printf(text, " COLLATE %s", column->collation);
}

static void append_column(const Change *change, GString *text)
{
	const Column *column = change->new_column;
	sqlite_append_identifier(text, column->name);
	switch (change->kind) {
	case CHANGE_COLUMN_TYPE:
		append_type(column, text);
		break;
	case CHANGE_COLUMN_NULLABLE:
		g_string_append(text, column->not_null ? " becomes NOT NULL"
						       : " may be NULL");
		break;
	case CHANGE_COLUMN_DEFAULT:
		append_default(column, text);
		break;
	case CHANGE_COLUMN_GENERATED:
		g_string_append(text, column->generated
					      ? " is generated"
					      : " is no longer generated");
		break;
	default:
		g_string_append(text, column->autoincrement
					      ? " is AUTOINCREMENT"
					      : " has other clauses");
	}
}

static void append_options(const Table *table, GString *text)
{
	g_string_append(text, table->without_rowid ? "WITHOUT ROWID"
						   : "with a rowid");
	g_string_append(text, table->strict ? ", STRICT" : ", not STRICT");
}

void sqlite_rebuild_describe(const Change *change, GString *text)
{
	switch (change->kind) {
	case CHANGE_ADD_COLUMN:
		g_string_append(text, "add ");
		sqlite_append_column(text, change->new_table,
				     change->new_column);
		break;
	case CHANGE_DROP_COLUMN:
		g_string_append(text, "drop ");
		sqlite_append_identifier(text, change->old_column->name);
		break;
	case CHANGE_RENAME_COLUMN:
		g_string_append(text, "rename ");
		sqlite_append_identifier(text, change->old_column->name);
		g_string_append(text, " to ");
		sqlite_append_identifier(text, change->new_column->name);
		break;
	case CHANGE_COLUMN_TYPE:
	case CHANGE_COLUMN_NULLABLE:
	case CHANGE_COLUMN_DEFAULT:
	case CHANGE_COLUMN_GENERATED:
	case CHANGE_COLUMN_IDENTITY:
		append_column(change, text);
		break;
	case CHANGE_ADD_CONSTRAINT:
		g_string_append(text, "add ");
		sqlite_append_constraint(text, change->constraint);
		break;
	case CHANGE_DROP_CONSTRAINT:
		g_string_append(text, "drop ");
		sqlite_append_constraint(text, change->constraint);
		break;
	case CHANGE_TABLE_OPTIONS:
		append_options(change->new_table, text);
		break;
	default:
		break;
	}
}

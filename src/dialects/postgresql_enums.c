/* Changes of an enum's labels. */
#include "postgresql_changes.h"

#include <string.h>

static gboolean has_label(const EnumType *type, const char *label)
{
	for (guint i = 0; i < type->labels->len; i++)
		if (strcmp(type->labels->pdata[i], label) == 0)
			return TRUE;
	return FALSE;
}

/* Whether the old labels are there, in their order. */
static gboolean only_adds(const EnumType *old, const EnumType *new)
{
	guint place = 0;
	for (guint i = 0; i < new->labels->len &&place < old->labels->len; i++)
		if (strcmp(new->labels->pdata[i], old->labels->pdata[place]) ==
		    0)
			place++;
	return place == old->labels->len;
}

static gboolean uses_type(const Column *column, const EnumType *type)
{
	g_autoptr(GString) name = g_string_new(NULL);
	postgresql_append_name(name, type->schema_name, type->name);
	gsize length = name->len;
	return g_str_has_prefix(column->type->name, name->str) &&
	       (!column->type->name[length] ||
		column->type->name[length] == '[');
}

/* A label cannot be used in the transaction that adds it. */
static gboolean is_used_at_once(const PgChanges *writer, const EnumType *old,
				const EnumType *new)
{
	for (guint i = 0; i < writer->to->tables->len; i++) {
		const Table *table = writer->to->tables->pdata[i];
		for (guint j = 0; j < table->columns->len; j++) {
			const Column *column = table->columns->pdata[j];
			if (!column->server_default || !uses_type(column, new))
				continue;
			for (guint k = 0; k < new->labels->len; k++) {
				const char *label = new->labels->pdata[k];
				if (!has_label(old, label) &&
				    strstr(column->server_default->text, label))
					return TRUE;
			}
		}
	}
	return FALSE;
}

static void add_labels(PgChanges *writer, const EnumType *old,
		       const EnumType *new)
{
	for (guint i = 0; i < new->labels->len; i++) {
		const char *label = new->labels->pdata[i];
		if (has_label(old, label))
			continue;
		const char *next = NULL;
		for (guint j = i + 1; j < new->labels->len && !next; j++)
			if (has_label(old, new->labels->pdata[j]))
				next = new->labels->pdata[j];
		g_autofree char *value = postgresql_quote_string(label);
		g_string_append(writer->text, "ALTER TYPE ");
		postgresql_append_name(writer->text, new->schema_name,
				       new->name);
		g_string_append_printf(writer->text, " ADD VALUE %s", value);
		if (next) {
			g_autofree char *before = postgresql_quote_string(next);
			g_string_append_printf(writer->text, " BEFORE %s",
					       before);
		}
		g_string_append(writer->text, ";\n");
	}
}

/* The table's name when enums change: renames are made, new tables are not. */
static const Table *table_by_then(const PgChanges *writer, const Table *table)
{
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = writer->changes->pdata[i];
		if (change->old_table == table && change->new_table)
			return change->new_table;
	}
	return table;
}

static gboolean is_gone(const PgChanges *writer, const Table *table)
{
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = writer->changes->pdata[i];
		if (change->kind == CHANGE_DROP_TABLE &&
		    change->old_table == table)
			return TRUE;
	}
	return FALSE;
}

static void alter_column(PgChanges *writer, const Table *table,
			 const Column *column, const char *words)
{
	pg_append_alter(writer, table_by_then(writer, table));
	g_string_append(writer->text, "ALTER COLUMN ");
	postgresql_append_identifier(writer->text, column->name);
	g_string_append_printf(writer->text, " %s;\n", words);
}

static void recast_column(PgChanges *writer, const Table *table,
			  const Column *column)
{
	g_autofree char *name = postgresql_quote_identifier(column->name);
	const char *type = column->type->name;
	gboolean array = g_str_has_suffix(type, "[]");
	g_autofree char *words =
		g_strdup_printf("TYPE %s USING %s::text%s::%s", type, name,
				array ? "[]" : "", type);
	if (column->server_default)
		alter_column(writer, table, column, "DROP DEFAULT");
	alter_column(writer, table, column, words);
	if (!column->server_default)
		return;
	g_autofree char *value =
		postgresql_spell_expression(column->server_default);
	g_autofree char *set = g_strdup_printf("SET DEFAULT %s", value);
	/* One that uses a lost label has a change of its own behind this. */
	if (!pg_find_change(writer, CHANGE_COLUMN_DEFAULT, column))
		alter_column(writer, table, column, set);
}

static void replace_type(PgChanges *writer, const EnumType *old,
			 const EnumType *new)
{
	g_autofree char *aside = g_strconcat(old->name, "_old", NULL);
	g_string_append(writer->text, "ALTER TYPE ");
	postgresql_append_name(writer->text, old->schema_name, old->name);
	g_string_append(writer->text, " RENAME TO ");
	postgresql_append_identifier(writer->text, aside);
	g_string_append(writer->text, ";\n");
	postgresql_append_enum(writer->text, new);
	for (guint i = 0; i < writer->from->tables->len; i++) {
		const Table *table = writer->from->tables->pdata[i];
		if (is_gone(writer, table))
			continue;
		for (guint j = 0; j < table->columns->len; j++)
			if (uses_type(table->columns->pdata[j], old))
				recast_column(writer, table,
					      table->columns->pdata[j]);
	}
	g_string_append(writer->text, "DROP TYPE ");
	postgresql_append_name(writer->text, old->schema_name, aside);
	g_string_append(writer->text, ";\n");
}

void pg_write_enum(PgChanges *writer, const Change *change)
{
	const EnumType *old = change->old_enum;
	const EnumType *new = change->new_enum;
	pg_turn_to(writer, NULL);
	if (only_adds(old, new) && !is_used_at_once(writer, old, new))
		add_labels(writer, old, new);
	else
		replace_type(writer, old, new);
}

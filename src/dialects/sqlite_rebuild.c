/*
 * A rebuild: what ALTER TABLE cannot change is changed by a new table that
 * takes over the rows and then the name of the old one.
 *
 * The order is the one in which nothing is lost: the copy has its final
 * definition, foreign keys of others never see it under its scratch name, and
 * the rename runs under legacy_alter_table, which keeps SQLite from looking at
 * views and triggers while the table is away. Rows keep their order, and
 * their rowid where no column is it. Indexes and triggers went with the old
 * table and are made after the copy: it is faster and no trigger fires.
 */
#include "sqlite_changes.h"

#include "base/failure.h"

#include <string.h>

#define LINE_MAX_COLUMNS 80

static gboolean qualifies(const Expression *expression, const Table *table)
{
	if (!expression)
		return FALSE;
	g_autofree char *text = sqlite_spell_expression(expression);
	return sqlite_qualifies(text, table->name);
}

/* SQLite could not make the copy, nor rename it: its name would be wrong in
 * its own definition. */
static gboolean names_itself(const Table *table)
{
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint =
			g_ptr_array_index(table->constraints, i);
		if (qualifies(constraint->check, table))
			return TRUE;
	}
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = g_ptr_array_index(table->columns, i);
		if (qualifies(column->generated, table))
			return TRUE;
	}
	return FALSE;
}

/* The old name of this change that the trigger still has in it, or NULL. */
static const char *find_old_name(const Change *change, const TablePlan *plan,
				 const char *sql)
{
	const char *name;
	if (change->kind == CHANGE_RENAME_TABLE)
		name = change->old_table->name;
	else if (change->kind == CHANGE_RENAME_COLUMN &&
		 (change->new_table == plan->new_table ||
		  sqlite_mentions(sql, change->new_table->name)))
		name = change->old_column->name;
	else
		return NULL;
	return sqlite_mentions(sql, name) ? name : NULL;
}

/* A trigger that stays as it was is made anew from its text, in which SQLite
 * would have changed the names. */
static gboolean check_trigger(const ChangeWriter *writer, const TablePlan *plan,
			      const Trigger *trigger, GError **error)
{
	const Trigger *old = table_find_trigger(plan->old_table, trigger->name);
	if (!old || g_strcmp0(old->sql, trigger->sql) != 0)
		return TRUE;
	for (guint i = 0; i < writer->changes->len; i++) {
		const char *name =
			find_old_name(g_ptr_array_index(writer->changes, i),
				      plan, trigger->sql);
		if (!name)
			continue;
		failure_set(error, FAILURE_UNSUPPORTED,
			    "make the rename a revision of its own, before "
			    "the other changes",
			    "trigger %s of %s has the name '%s', which is "
			    "changed together with what needs a rebuild",
			    trigger->name, plan->new_table->name, name);
		return FALSE;
	}
	return TRUE;
}

gboolean sqlite_rebuild_check(const ChangeWriter *writer, const TablePlan *plan,
			      GError **error)
{
	const Table *table = plan->new_table;
	if (names_itself(table)) {
		g_autofree char *hint = g_strdup_printf(
			"write its columns without \"%s.\" before them",
			table->name);
		failure_set(error, FAILURE_UNSUPPORTED, hint,
			    "table %s names itself in a CHECK or a generated "
			    "column, so it cannot be rebuilt",
			    table->name);
		return FALSE;
	}
	for (guint i = 0; i < table->triggers->len; i++)
		if (!check_trigger(writer, plan,
				   g_ptr_array_index(table->triggers, i),
				   error))
			return FALSE;
	return TRUE;
}

/* A name by which the rowid of both tables can be had, or NULL when a column
 * hides it, or there is none to keep. */
static const char *find_rowid(const Table *old_table, const Table *new_table)
{
	static const char *const names[] = {"rowid", "_rowid_", "oid"};
	if (old_table->without_rowid)
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (!table_find_column(old_table, names[i]) &&
		    !table_find_column(new_table, names[i]))
			return names[i];
	return NULL;
}

/* A list of SQL that goes on in a new line where it would be too long. */
static void append_list(GString *text, const GPtrArray *items)
{
	const char *line = strrchr(text->str, '\n');
	gsize start = line ? (gsize)(line - text->str) + 1 : 0;
	for (guint i = 0; i < items->len; i++) {
		const char *item = g_ptr_array_index(items, i);
		gsize width = text->len - start + strlen(item) + 2;
		if (i > 0 && width > LINE_MAX_COLUMNS) {
			g_string_append(text, ",\n\t");
			/* A tab is eight columns and one byte. */
			start = text->len - 8;
		} else if (i > 0) {
			g_string_append(text, ", ");
		}
		sqlite_append_sql(text, item);
	}
}

/* The name an old column has when the rows are copied. */
static const char *source_name(const TablePlan *plan, const Column *source,
			       const Column *column)
{
	return plan->names_first ? column->name : source->name;
}

/* The value of a new column in terms of the old table, or NULL to leave it to
 * its default. The caller owns it. */
static char *make_value(const ChangeWriter *writer, const TablePlan *plan,
			const Column *column)
{
	const Column *source = sqlite_plan_find_source(plan, column);
	g_autofree char *filler = sqlite_backfill_make(writer, plan, column);
	if (!source)
		return g_steal_pointer(&filler);
	char *name = sqlite_quote_identifier(source_name(plan, source, column));
	if (!filler)
		return name;
	char *value = g_strdup_printf("coalesce(%s, %s)", name, filler);
	g_free(name);
	return value;
}

static void collect_copy(const ChangeWriter *writer, const TablePlan *plan,
			 const char *rowid, GPtrArray *targets,
			 GPtrArray *values)
{
	const Table *table = plan->new_table;
	const Column *key = sqlite_rowid_column(table);
	if (rowid && !key && !table->without_rowid) {
		g_ptr_array_add(targets, g_strdup(rowid));
		g_ptr_array_add(values, g_strdup(rowid));
	}
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = g_ptr_array_index(table->columns, i);
		char *value = column->generated
				      ? NULL
				      : make_value(writer, plan, column);
		if (!value)
			continue;
		g_ptr_array_add(targets, sqlite_quote_identifier(column->name));
		g_ptr_array_add(values, value);
	}
	if (targets->len == 0 && key) {
		g_ptr_array_add(targets, sqlite_quote_identifier(key->name));
		g_ptr_array_add(values, g_strdup("NULL"));
	}
}

static void write_copy(const ChangeWriter *writer, const TablePlan *plan,
		       const char *scratch, GString *text)
{
	g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	const char *rowid = find_rowid(plan->old_table, plan->new_table);
	collect_copy(writer, plan, rowid, targets, values);
	if (targets->len == 0)
		return;
	g_string_append(text, "INSERT INTO ");
	sqlite_append_identifier(text, scratch);
	g_string_append(text, " (");
	append_list(text, targets);
	g_string_append(text, ")\nSELECT ");
	append_list(text, values);
	g_string_append(text, "\nFROM ");
	sqlite_append_identifier(text, plan->new_table->name);
	if (rowid)
		g_string_append_printf(text, "\nORDER BY %s", rowid);
	g_string_append(text, ";\n");
}

/* Ids that were handed out are not handed out again, even when their rows are
 * gone. */
static void write_sequence(const TablePlan *plan, const char *scratch,
			   GString *text)
{
	if (!sqlite_has_sequence(plan->old_table) ||
	    !sqlite_has_sequence(plan->new_table))
		return;
	g_autofree char *new_name = sqlite_quote_string(scratch);
	g_autofree char *old_name = sqlite_quote_string(plan->new_table->name);
	g_string_append_printf(
		text,
		"DELETE FROM sqlite_sequence WHERE name = %s;\n"
		"INSERT INTO sqlite_sequence (name, seq)\n"
		"SELECT %s, seq FROM sqlite_sequence WHERE name = %s;\n",
		new_name, new_name, old_name);
}

static void write_swap(const TablePlan *plan, const char *scratch,
		       GString *text)
{
	g_string_append(text, "DROP TABLE ");
	sqlite_append_identifier(text, plan->new_table->name);
	g_string_append(text, ";\nPRAGMA legacy_alter_table=ON;\n"
			      "ALTER TABLE ");
	sqlite_append_identifier(text, scratch);
	g_string_append(text, " RENAME TO ");
	sqlite_append_identifier(text, plan->new_table->name);
	g_string_append(text, ";\nPRAGMA legacy_alter_table=OFF;\n");
}

static void write_reasons(const TablePlan *plan, GString *text)
{
	g_string_append(text, "-- Rebuild ");
	sqlite_append_identifier(text, plan->new_table->name);
	g_string_append(text, ", for ALTER TABLE cannot do all of this:\n");
	for (guint i = 0; i < plan->changes->len; i++) {
		GString *line = g_string_new(NULL);
		sqlite_rebuild_describe(g_ptr_array_index(plan->changes, i),
					line);
		/* A name or a check with a line feed must not end it. */
		for (char *c = line->str; *c; c++)
			if (g_ascii_iscntrl(*c))
				*c = ' ';
		if (line->len > 0)
			g_string_append_printf(text, "--   %s\n", line->str);
		g_string_free(line, TRUE);
	}
	if (plan->reorders)
		g_string_append(text, "--   columns in the order they had\n");
}

void sqlite_rebuild_write(const ChangeWriter *writer, const TablePlan *plan,
			  GString *text)
{
	const Table *table = plan->new_table;
	g_autofree char *scratch =
		sqlite_names_make(writer, "_new_", table->name);
	write_reasons(plan, text);
	sqlite_backfill_describe(writer, plan, text);
	sqlite_append_table(text, table, scratch);
	write_copy(writer, plan, scratch, text);
	write_sequence(plan, scratch, text);
	write_swap(plan, scratch, text);
	for (guint i = 0; i < table->indexes->len; i++)
		sqlite_append_index(text, table,
				    g_ptr_array_index(table->indexes, i));
	for (guint i = 0; i < table->triggers->len; i++) {
		const Trigger *trigger = g_ptr_array_index(table->triggers, i);
		sqlite_append_statement(text, trigger->sql);
	}
}

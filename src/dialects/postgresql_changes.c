#include "postgresql_changes.h"

#include "base/failure.h"

#include <string.h>

void pg_turn_to(PgChanges *writer, const Table *table)
{
	if (writer->text->len && (!table || table != writer->table))
		g_string_append_c(writer->text, '\n');
	writer->table = table;
}

void pg_append_alter(PgChanges *writer, const Table *table)
{
	g_string_append(writer->text, "ALTER TABLE ");
	postgresql_append_table_name(writer->text, table);
	g_string_append_c(writer->text, ' ');
}

const Change *pg_find_change(const PgChanges *writer, ChangeKind kind,
			     const Column *column)
{
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = writer->changes->pdata[i];
		if (change->kind == kind && (change->new_column == column ||
					     change->old_column == column))
			return change;
	}
	return NULL;
}

static void append_statement(PgChanges *writer, const char *sql)
{
	postgresql_append_sql(writer->text, sql);
	g_string_append(writer->text, ";\n");
}

static void append_triggers(PgChanges *writer, const GPtrArray *triggers)
{
	for (guint i = 0; triggers && i < triggers->len; i++) {
		const Trigger *trigger = triggers->pdata[i];
		append_statement(writer, trigger->sql);
	}
}

/* The tables that are there when the change is made, for what its foreign
 * keys may name. */
static GPtrArray *tables_by_then(const PgChanges *writer, guint place)
{
	g_autoptr(GHashTable) later = g_hash_table_new(NULL, NULL);
	for (guint i = place + 1; i < writer->changes->len; i++) {
		const Change *change = writer->changes->pdata[i];
		if (change->kind == CHANGE_ADD_TABLE)
			g_hash_table_add(later,
					 (gpointer)(guintptr)change->new_table);
	}
	GPtrArray *tables = g_ptr_array_new();
	for (guint i = 0; i < writer->to->tables->len; i++)
		if (!g_hash_table_contains(later, writer->to->tables->pdata[i]))
			g_ptr_array_add(tables, writer->to->tables->pdata[i]);
	return tables;
}

static void write_new_table(PgChanges *writer, const Change *change,
			    guint place)
{
	const Table *table = change->new_table;
	g_autoptr(GPtrArray) order = tables_by_then(writer, place);
	pg_turn_to(writer, table);
	/* Its own place is the last: what comes before is there. */
	g_ptr_array_remove(order, (gpointer)(guintptr)table);
	g_ptr_array_add(order, (gpointer)(guintptr)table);
	postgresql_append_table(writer->text, table, order);
	for (guint i = 0; i < table->indexes->len; i++)
		postgresql_append_index(writer->text, table,
					table->indexes->pdata[i]);
	postgresql_append_comments(writer->text, table);
	append_triggers(writer, table->triggers);
}

/* The foreign keys that write_new_table() could not write. */
static void write_late_keys(PgChanges *writer)
{
	g_autoptr(GString) keys = g_string_new(NULL);
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = writer->changes->pdata[i];
		if (change->kind != CHANGE_ADD_TABLE)
			continue;
		g_autoptr(GPtrArray) order = tables_by_then(writer, i);
		g_ptr_array_remove(order,
				   (gpointer)(guintptr)change->new_table);
		g_ptr_array_add(order, (gpointer)(guintptr)change->new_table);
		postgresql_append_late_keys(keys, change->new_table, order);
	}
	if (keys->len)
		pg_turn_to(writer, NULL);
	g_string_append(writer->text, keys->str);
}

static void write_constraint_drop(PgChanges *writer, const Table *named,
				  const Table *table,
				  const Constraint *constraint)
{
	g_autofree char *name = postgresql_constraint_name(named, constraint);
	pg_append_alter(writer, table);
	g_string_append(writer->text, "DROP CONSTRAINT ");
	postgresql_append_identifier(writer->text, name);
	g_string_append(writer->text, ";\n");
}

static gboolean is_dropped_after(const PgChanges *writer, guint place,
				 const Table *table)
{
	for (guint i = place + 1; i < writer->changes->len; i++) {
		const Change *change = writer->changes->pdata[i];
		if (change->kind == CHANGE_DROP_TABLE &&
		    change->old_table == table)
			return TRUE;
	}
	return FALSE;
}

/* Tables of a circle: the keys of those that go later have to go first. */
static void write_circle_drops(PgChanges *writer, const Table *dropped,
			       guint place)
{
	for (guint i = 0; i < writer->from->tables->len; i++) {
		const Table *table = writer->from->tables->pdata[i];
		if (table == dropped || !is_dropped_after(writer, place, table))
			continue;
		for (guint j = 0; j < table->constraints->len; j++) {
			const Constraint *key = table->constraints->pdata[j];
			if (key->kind == CONSTRAINT_FOREIGN_KEY &&
			    g_strcmp0(key->referred_table, dropped->name) ==
				    0 &&
			    g_strcmp0(key->referred_schema,
				      dropped->schema_name) == 0)
				write_constraint_drop(writer, table, table,
						      key);
		}
	}
}

static void write_table_drop(PgChanges *writer, const Change *change,
			     guint place)
{
	pg_turn_to(writer, change->old_table);
	write_circle_drops(writer, change->old_table, place);
	g_string_append(writer->text, "DROP TABLE ");
	postgresql_append_table_name(writer->text, change->old_table);
	g_string_append(writer->text, ";\n");
}

static void write_table_rename(PgChanges *writer, const Change *change)
{
	const Table *old = change->old_table;
	const Table *new = change->new_table;
	pg_turn_to(writer, new);
	if (g_strcmp0(old->schema_name, new->schema_name) != 0) {
		pg_append_alter(writer, old);
		g_string_append(writer->text, "SET SCHEMA ");
		postgresql_append_identifier(writer->text,
					     new->schema_name ? new->schema_name
							      : "public");
		g_string_append(writer->text, ";\n");
	}
	if (strcmp(old->name, new->name) == 0)
		return;
	g_string_append(writer->text, "ALTER TABLE ");
	postgresql_append_name(writer->text, new->schema_name, old->name);
	g_string_append(writer->text, " RENAME TO ");
	postgresql_append_identifier(writer->text, new->name);
	g_string_append(writer->text, ";\n");
}

static void write_index_drop(PgChanges *writer, const Change *change)
{
	pg_turn_to(writer, change->new_table);
	g_string_append(writer->text, "DROP INDEX ");
	postgresql_append_name(writer->text, change->new_table->schema_name,
			       change->index->name);
	g_string_append(writer->text, ";\n");
}

static void write_trigger_drop(PgChanges *writer, const Change *change)
{
	pg_turn_to(writer, change->new_table);
	g_string_append(writer->text, "DROP TRIGGER ");
	postgresql_append_identifier(writer->text, change->trigger->name);
	g_string_append(writer->text, " ON ");
	/* Triggers go before tables get their new names. */
	postgresql_append_table_name(writer->text, change->old_table);
	g_string_append(writer->text, ";\n");
}

/* Whether it is in both schemas and is changed in place, for others stand on
 * it. */
static gboolean is_altered(const PgChanges *writer, const View *view)
{
	static const char *const kinds[] = {"sequence", "function", "procedure",
					    NULL};
	return g_strv_contains(kinds, view->kind) &&
	       schema_find_view(writer->from, view->schema_name, view->name) &&
	       schema_find_view(writer->to, view->schema_name, view->name);
}

static void write_altered(PgChanges *writer, const View *view)
{
	if (strcmp(view->kind, "sequence") == 0) {
		postgresql_append_altered_sequence(writer->text, view);
		return;
	}
	g_autofree char *sql = g_strconcat("CREATE OR REPLACE ",
					   view->sql + strlen("CREATE "), NULL);
	append_statement(writer, sql);
}

static void write_view(PgChanges *writer, const View *view)
{
	pg_turn_to(writer, NULL);
	if (is_altered(writer, view)) {
		write_altered(writer, view);
		return;
	}
	append_statement(writer, view->sql);
	append_triggers(writer, view->triggers);
}

static void write_view_drop(PgChanges *writer, const View *view)
{
	pg_turn_to(writer, NULL);
	if (!is_altered(writer, view))
		pg_append_view_drop(writer->text, view);
}

static void write_added_constraint(PgChanges *writer, const Change *change)
{
	pg_turn_to(writer, change->new_table);
	pg_append_alter(writer, change->new_table);
	g_string_append(writer->text, "ADD ");
	postgresql_append_constraint(writer->text, change->constraint);
	g_string_append(writer->text, ";\n");
}

static void write_type_drop(PgChanges *writer, const EnumType *type)
{
	pg_turn_to(writer, NULL);
	g_string_append(writer->text, "DROP TYPE ");
	postgresql_append_name(writer->text, type->schema_name, type->name);
	g_string_append(writer->text, ";\n");
}

/* Changes of a table as a whole and of what is no table. FALSE: it is a
 * column's. */
static gboolean write_whole(PgChanges *writer, const Change *change,
			    guint place)
{
	switch (change->kind) {
	case CHANGE_ADD_ENUM:
		pg_turn_to(writer, NULL);
		postgresql_append_enum(writer->text, change->new_enum);
		return TRUE;
	case CHANGE_ALTER_ENUM:
		pg_write_enum(writer, change);
		return TRUE;
	case CHANGE_DROP_ENUM:
		write_type_drop(writer, change->old_enum);
		return TRUE;
	case CHANGE_RENAME_TABLE:
		write_table_rename(writer, change);
		return TRUE;
	case CHANGE_ADD_TABLE:
		write_new_table(writer, change, place);
		return TRUE;
	case CHANGE_DROP_TABLE:
		write_table_drop(writer, change, place);
		return TRUE;
	case CHANGE_ADD_VIEW:
		write_view(writer, change->view);
		return TRUE;
	case CHANGE_DROP_VIEW:
		write_view_drop(writer, change->view);
		return TRUE;
	default:
		return FALSE;
	}
}

/* Changes of what a table has besides columns. */
static gboolean write_part(PgChanges *writer, const Change *change)
{
	switch (change->kind) {
	case CHANGE_ADD_CONSTRAINT:
		write_added_constraint(writer, change);
		return TRUE;
	case CHANGE_DROP_CONSTRAINT:
		pg_turn_to(writer, change->new_table);
		write_constraint_drop(writer, change->old_table,
				      change->new_table, change->constraint);
		return TRUE;
	case CHANGE_ADD_INDEX:
		pg_turn_to(writer, change->new_table);
		postgresql_append_index(writer->text, change->new_table,
					change->index);
		return TRUE;
	case CHANGE_DROP_INDEX:
		write_index_drop(writer, change);
		return TRUE;
	case CHANGE_ADD_TRIGGER:
		pg_turn_to(writer, change->new_table);
		append_statement(writer, change->trigger->sql);
		return TRUE;
	case CHANGE_DROP_TRIGGER:
		write_trigger_drop(writer, change);
		return TRUE;
	case CHANGE_TABLE_OPTIONS:
		pg_turn_to(writer, change->new_table);
		if (g_strcmp0(change->old_table->comment,
			      change->new_table->comment) != 0)
			postgresql_append_table_comment(writer->text,
							change->new_table);
		return TRUE;
	default:
		return FALSE;
	}
}

/* The last change of a table: new tables may refer to each other by then, and
 * views come after. */
static guint find_last_table_change(const PgChanges *writer)
{
	guint last = 0;
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = writer->changes->pdata[i];
		if (change->kind == CHANGE_ADD_TABLE)
			last = i + 1;
	}
	return last;
}

static gboolean write_all(PgChanges *writer, GError **error)
{
	guint last = find_last_table_change(writer);
	for (guint i = writer->views->len; i-- > 0;)
		write_view_drop(writer, writer->views->pdata[i]);
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = writer->changes->pdata[i];
		if (!write_whole(writer, change, i) &&
		    !write_part(writer, change) &&
		    !pg_write_column(writer, change, error))
			return FALSE;
		if (i + 1 == last)
			write_late_keys(writer);
	}
	for (guint i = 0; i < writer->views->len; i++)
		write_view(writer, writer->views->pdata[i]);
	return TRUE;
}

char *postgresql_write_changes(const Schema *from, const Schema *to,
			       const GPtrArray *changes,
			       const ChangeOptions *options, GError **error)
{
	g_autoptr(GPtrArray) views = g_ptr_array_new();
	g_autoptr(GString) text = g_string_new(NULL);
	PgChanges writer = {
		.from = from,
		.to = to,
		.changes = changes,
		.options = options,
		.views = views,
		.text = text,
	};
	if (!backfills_check(&dialect_postgresql, changes, options, error))
		return NULL;
	pg_choose_views(&writer);
	if (!write_all(&writer, error))
		return NULL;
	return g_strdup(text->str);
}

/* Names: which are taken, which must be freed first, and renames in an order
 * in which each new name is free when its turn comes. */
#include "sqlite_changes.h"

static void add_name(GHashTable *names, const char *name)
{
	if (name)
		g_hash_table_add(names, g_ascii_strdown(name, -1));
}

static gboolean has_name(GHashTable *names, const char *name)
{
	g_autofree char *lower = g_ascii_strdown(name, -1);
	return g_hash_table_contains(names, lower);
}

static GHashTable *names_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void add_triggers(GHashTable *names, const GPtrArray *triggers)
{
	for (guint i = 0; triggers && i < triggers->len; i++) {
		const Trigger *trigger = g_ptr_array_index(triggers, i);
		add_name(names, trigger->name);
	}
}

GHashTable *sqlite_names_collect(const Schema *schema)
{
	GHashTable *names = names_new();
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = g_ptr_array_index(schema->tables, i);
		add_name(names, table->name);
		add_triggers(names, table->triggers);
		for (guint j = 0; j < table->indexes->len; j++) {
			const Index *index =
				g_ptr_array_index(table->indexes, j);
			add_name(names, index->name);
		}
	}
	for (guint i = 0; i < schema->views->len; i++) {
		const View *view = g_ptr_array_index(schema->views, i);
		add_name(names, view->name);
		add_triggers(names, view->triggers);
	}
	return names;
}

char *sqlite_names_make(const ChangeWriter *writer, const char *prefix,
			const char *name)
{
	GString *made = g_string_new(NULL);
	g_string_printf(made, "%s%s", prefix, name);
	for (unsigned i = 2; has_name(writer->from_names, made->str) ||
			     has_name(writer->to_names, made->str);
	     i++)
		g_string_printf(made, "%s%s_%u", prefix, name, i);
	return g_string_free(made, FALSE);
}

gboolean sqlite_table_goes_early(const ChangeWriter *writer, const Table *table)
{
	if (has_name(writer->to_names, table->name))
		return TRUE;
	for (guint i = 0; i < table->indexes->len; i++) {
		const Index *index = g_ptr_array_index(table->indexes, i);
		if (has_name(writer->to_names, index->name))
			return TRUE;
	}
	for (guint i = 0; i < table->triggers->len; i++) {
		const Trigger *trigger = g_ptr_array_index(table->triggers, i);
		if (has_name(writer->to_names, trigger->name))
			return TRUE;
	}
	return FALSE;
}

gboolean sqlite_index_goes_early(const ChangeWriter *writer,
				 const Table *new_table, const Index *index)
{
	return has_name(writer->to_names, index->name) &&
	       !table_find_index(new_table, index->name);
}

typedef struct Rename {
	char *old_name;
	char *new_name;
} Rename;

static void rename_free(gpointer data)
{
	Rename *rename = data;
	g_free(rename->old_name);
	g_free(rename->new_name);
	g_free(rename);
}

static void add_rename(GPtrArray *renames, const char *old_name,
		       const char *new_name)
{
	Rename *rename = g_new0(Rename, 1);
	rename->old_name = g_strdup(old_name);
	rename->new_name = g_strdup(new_name);
	g_ptr_array_add(renames, rename);
}

/* Takes a rename out of those that wait and puts it into the order. */
static void make_rename(GPtrArray *waiting, guint place, GPtrArray *order,
			GHashTable *taken)
{
	Rename *rename = g_ptr_array_steal_index(waiting, place);
	g_autofree char *freed = g_ascii_strdown(rename->old_name, -1);
	g_hash_table_remove(taken, freed);
	add_name(taken, rename->new_name);
	g_ptr_array_add(order, rename);
}

/* Moves what has the name that a rename needs out of its way. What is to be
 * renamed itself goes on from there. */
static void step_aside(const ChangeWriter *writer, GPtrArray *waiting,
		       GPtrArray *order, GHashTable *taken)
{
	const Rename *blocked = g_ptr_array_index(waiting, 0);
	g_autofree char *name = g_strdup(blocked->new_name);
	g_autofree char *aside = sqlite_names_make(writer, "_old_", name);
	for (guint i = 0; i < waiting->len; i++) {
		Rename *rename = g_ptr_array_index(waiting, i);
		if (sqlite_name_equal(rename->old_name, name)) {
			g_free(rename->old_name);
			rename->old_name = g_strdup(aside);
		}
	}
	add_rename(order, name, aside);
	g_autofree char *freed = g_ascii_strdown(name, -1);
	g_hash_table_remove(taken, freed);
	add_name(taken, aside);
}

static GPtrArray *order_renames(const ChangeWriter *writer, GPtrArray *waiting,
				GHashTable *taken)
{
	GPtrArray *order = g_ptr_array_new_with_free_func(rename_free);
	while (waiting->len > 0) {
		guint i = 0;
		for (; i < waiting->len; i++) {
			const Rename *rename = g_ptr_array_index(waiting, i);
			if (!has_name(taken, rename->new_name))
				break;
		}
		if (i < waiting->len)
			make_rename(waiting, i, order, taken);
		else
			step_aside(writer, waiting, order, taken);
	}
	return order;
}

/* The names that are taken when tables are renamed. */
static GHashTable *take_table_names(const ChangeWriter *writer)
{
	GHashTable *taken = names_new();
	for (guint i = 0; i < writer->from->tables->len; i++) {
		const Table *table = g_ptr_array_index(writer->from->tables, i);
		add_name(taken, table->name);
	}
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = g_ptr_array_index(writer->changes, i);
		if (change->kind != CHANGE_DROP_TABLE)
			continue;
		g_autofree char *freed =
			g_ascii_strdown(change->old_table->name, -1);
		g_hash_table_remove(taken, freed);
	}
	return taken;
}

void sqlite_names_write_tables(const ChangeWriter *writer, GString *text)
{
	g_autoptr(GPtrArray) waiting =
		g_ptr_array_new_with_free_func(rename_free);
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = g_ptr_array_index(writer->changes, i);
		if (change->kind == CHANGE_RENAME_TABLE)
			add_rename(waiting, change->old_table->name,
				   change->new_table->name);
	}
	g_autoptr(GHashTable) taken = take_table_names(writer);
	g_autoptr(GPtrArray) order = order_renames(writer, waiting, taken);
	for (guint i = 0; i < order->len; i++) {
		const Rename *rename = g_ptr_array_index(order, i);
		g_string_append(text, "ALTER TABLE ");
		sqlite_append_identifier(text, rename->old_name);
		g_string_append(text, " RENAME TO ");
		sqlite_append_identifier(text, rename->new_name);
		g_string_append(text, ";\n");
	}
}

/* The names that columns have when they are renamed: those that ALTER drops
 * are gone by then, those that a rebuild leaves behind are not. */
static GHashTable *take_column_names(const TablePlan *plan)
{
	GHashTable *taken = names_new();
	for (guint i = 0; i < plan->old_table->columns->len; i++) {
		const Column *column =
			g_ptr_array_index(plan->old_table->columns, i);
		if (plan->rebuild ||
		    !sqlite_plan_find_change(plan, CHANGE_DROP_COLUMN, column))
			add_name(taken, column->name);
	}
	return taken;
}

void sqlite_names_write_columns(const ChangeWriter *writer,
				const TablePlan *plan, GString *text)
{
	g_autoptr(GPtrArray) waiting =
		g_ptr_array_new_with_free_func(rename_free);
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind == CHANGE_RENAME_COLUMN)
			add_rename(waiting, change->old_column->name,
				   change->new_column->name);
	}
	g_autoptr(GHashTable) taken = take_column_names(plan);
	g_autoptr(GPtrArray) order = order_renames(writer, waiting, taken);
	for (guint i = 0; i < order->len; i++) {
		const Rename *rename = g_ptr_array_index(order, i);
		g_string_append(text, "ALTER TABLE ");
		sqlite_append_table_name(text, plan->new_table);
		g_string_append(text, " RENAME COLUMN ");
		sqlite_append_identifier(text, rename->old_name);
		g_string_append(text, " TO ");
		sqlite_append_identifier(text, rename->new_name);
		g_string_append(text, ";\n");
	}
}

/*
 * Views and triggers: SQLite looks through all of them at every RENAME and
 * DROP COLUMN, and refuses when one of them is broken.
 *
 * A Dependent is a view or a trigger that is there before. It `goes` when it
 * changes, and when it hangs on one that does while an ALTER looks at it; it
 * then comes back as the new schema has it.
 */
#include "sqlite_changes.h"

typedef struct Dependent {
	const char *name;
	const char *sql;
	const View *view;	/* the view, or the view of the trigger */
	const Trigger *trigger; /* NULL: it is a view */
	gboolean goes;
} Dependent;

static const Dependent *get_dependent(const ChangeWriter *writer, guint i)
{
	return g_ptr_array_index(writer->dependents, i);
}

static gboolean is_dropped(const ChangeWriter *writer, const View *view,
			   const Trigger *trigger)
{
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = g_ptr_array_index(writer->changes, i);
		if ((change->kind == CHANGE_DROP_VIEW && !trigger &&
		     change->view == view) ||
		    (change->kind == CHANGE_DROP_TRIGGER && trigger &&
		     change->trigger == trigger))
			return TRUE;
	}
	return FALSE;
}

static void add_dependent(ChangeWriter *writer, const View *view,
			  const Trigger *trigger)
{
	Dependent *dependent = g_new0(Dependent, 1);
	dependent->name = trigger ? trigger->name : view->name;
	dependent->sql = trigger ? trigger->sql : view->sql;
	dependent->view = view;
	dependent->trigger = trigger;
	dependent->goes = is_dropped(writer, view, trigger);
	g_ptr_array_add(writer->dependents, dependent);
}

static void add_triggers(ChangeWriter *writer, const View *view,
			 const GPtrArray *triggers)
{
	for (guint i = 0; triggers && i < triggers->len; i++)
		add_dependent(writer, view, g_ptr_array_index(triggers, i));
}

static gboolean table_stays(const ChangeWriter *writer, const Table *table)
{
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = g_ptr_array_index(writer->changes, i);
		if (change->kind == CHANGE_DROP_TABLE &&
		    change->old_table == table)
			return FALSE;
	}
	return TRUE;
}

void sqlite_views_collect(ChangeWriter *writer)
{
	for (guint i = 0; i < writer->from->views->len; i++) {
		const View *view = g_ptr_array_index(writer->from->views, i);
		add_dependent(writer, view, NULL);
		add_triggers(writer, view, view->triggers);
	}
	for (guint i = 0; i < writer->from->tables->len; i++) {
		const Table *table = g_ptr_array_index(writer->from->tables, i);
		if (table->triggers->len > 0 && table_stays(writer, table))
			add_triggers(writer, NULL, table->triggers);
	}
}

/* Whether it hangs on a view that goes. A trigger of such a view goes with
 * it, without a statement of its own. */
static gboolean hangs_on_gone(const ChangeWriter *writer,
			      const Dependent *dependent)
{
	for (guint i = 0; i < writer->dependents->len; i++) {
		const Dependent *other = get_dependent(writer, i);
		if (other->goes && !other->trigger && other != dependent &&
		    sqlite_mentions(dependent->sql, other->name))
			return TRUE;
	}
	return FALSE;
}

/* Whether a statement makes SQLite look through all views. */
static gboolean looks_at_views(const ChangeWriter *writer)
{
	for (guint i = 0; i < writer->plans->len; i++) {
		const TablePlan *plan = g_ptr_array_index(writer->plans, i);
		if (sqlite_plan_has(plan, CHANGE_RENAME_TABLE))
			return TRUE;
		if ((!plan->rebuild || plan->names_first) &&
		    (sqlite_plan_has(plan, CHANGE_RENAME_COLUMN) ||
		     sqlite_plan_has(plan, CHANGE_DROP_COLUMN)))
			return TRUE;
	}
	return FALSE;
}

void sqlite_views_choose(ChangeWriter *writer)
{
	gboolean more = looks_at_views(writer);
	while (more) {
		more = FALSE;
		for (guint i = 0; i < writer->dependents->len; i++) {
			Dependent *dependent =
				g_ptr_array_index(writer->dependents, i);
			if (dependent->goes ||
			    !hangs_on_gone(writer, dependent))
				continue;
			dependent->goes = TRUE;
			more = TRUE;
		}
	}
}

static gboolean view_goes(const ChangeWriter *writer, const View *view)
{
	for (guint i = 0; i < writer->dependents->len; i++) {
		const Dependent *dependent = get_dependent(writer, i);
		if (!dependent->trigger && dependent->view == view)
			return dependent->goes;
	}
	return FALSE;
}

void sqlite_views_write_drops(const ChangeWriter *writer, GString *text)
{
	for (guint i = 0; i < writer->dependents->len; i++) {
		const Dependent *dependent = get_dependent(writer, i);
		if (!dependent->goes ||
		    (dependent->trigger && dependent->view &&
		     view_goes(writer, dependent->view)))
			continue;
		g_string_append(text, dependent->trigger ? "DROP TRIGGER "
							 : "DROP VIEW ");
		sqlite_append_identifier(text, dependent->name);
		g_string_append(text, ";\n");
	}
}

/* Whether one of that name is there and has stayed. */
static gboolean stays(const ChangeWriter *writer, const char *name,
		      gboolean is_trigger)
{
	for (guint i = 0; i < writer->dependents->len; i++) {
		const Dependent *dependent = get_dependent(writer, i);
		if ((dependent->trigger != NULL) != is_trigger ||
		    !sqlite_name_equal(dependent->name, name))
			continue;
		return !dependent->goes &&
		       !(is_trigger && dependent->view &&
			 view_goes(writer, dependent->view));
	}
	return FALSE;
}

static void add_block(ChangeWriter *writer, const char *sql)
{
	GString *text = g_string_new(NULL);
	sqlite_append_statement(text, sql);
	g_ptr_array_add(writer->blocks, g_string_free(text, FALSE));
}

static void create_triggers(ChangeWriter *writer, const GPtrArray *triggers)
{
	for (guint i = 0; triggers && i < triggers->len; i++) {
		const Trigger *trigger = g_ptr_array_index(triggers, i);
		if (!stays(writer, trigger->name, TRUE))
			add_block(writer, trigger->sql);
	}
}

/* A rebuild has made the triggers of its table. */
static gboolean is_rebuilt(const ChangeWriter *writer, const Table *table)
{
	for (guint i = 0; i < writer->plans->len; i++) {
		const TablePlan *plan = g_ptr_array_index(writer->plans, i);
		if (plan->new_table == table)
			return plan->rebuild;
	}
	return FALSE;
}

void sqlite_views_write_creates(ChangeWriter *writer)
{
	for (guint i = 0; i < writer->to->views->len; i++) {
		const View *view = g_ptr_array_index(writer->to->views, i);
		if (!stays(writer, view->name, FALSE))
			add_block(writer, view->sql);
	}
	for (guint i = 0; i < writer->to->tables->len; i++) {
		const Table *table = g_ptr_array_index(writer->to->tables, i);
		if (table->triggers->len > 0 && !is_rebuilt(writer, table))
			create_triggers(writer, table->triggers);
	}
	for (guint i = 0; i < writer->to->views->len; i++) {
		const View *view = g_ptr_array_index(writer->to->views, i);
		create_triggers(writer, view->triggers);
	}
}

/* Whether the SQL can have the column from the table: through a view it may
 * do so without naming the table. */
static gboolean reaches(const ChangeWriter *writer, const Dependent *dependent,
			const Table *table, const char *column)
{
	if (!sqlite_mentions(dependent->sql, column))
		return FALSE;
	if (sqlite_mentions(dependent->sql, table->name))
		return TRUE;
	for (guint i = 0; i < writer->from->views->len; i++) {
		const View *view = g_ptr_array_index(writer->from->views, i);
		if (view != dependent->view &&
		    sqlite_mentions(dependent->sql, view->name))
			return TRUE;
	}
	return dependent->trigger && dependent->view;
}

gboolean sqlite_views_mention(const ChangeWriter *writer, const Table *table,
			      const char *column)
{
	for (guint i = 0; i < writer->dependents->len; i++) {
		const Dependent *dependent = get_dependent(writer, i);
		if (!dependent->goes &&
		    reaches(writer, dependent, table, column))
			return TRUE;
	}
	return FALSE;
}

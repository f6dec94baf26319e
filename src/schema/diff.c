#include <string.h>

#include "changes.h"

Change *changes_add(Changes *changes, Phase phase, ChangeKind kind,
		    const Lens *lens)
{
	Change *change = g_new0(Change, 1);
	change->kind = kind;
	if (lens) {
		change->old_table = lens->old_table;
		change->new_table = lens->new_table;
	}
	g_ptr_array_add(changes->phases[phase], change);
	return change;
}

void changes_order_renames(GPtrArray *renames, ChangeName old_name,
			   ChangeName new_name)
{
	g_autoptr(GPtrArray) waiting = g_ptr_array_copy(renames, NULL, NULL);
	g_ptr_array_set_size(renames, 0);
	g_autoptr(GHashTable) taken =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < waiting->len; i++)
		g_hash_table_add(taken,
				 name_key(NULL, old_name(waiting->pdata[i])));
	gboolean moved = TRUE;
	while (moved) {
		moved = FALSE;
		for (guint i = 0; i < waiting->len;) {
			Change *change = waiting->pdata[i];
			g_autofree char *key = name_key(NULL, new_name(change));
			if (g_hash_table_contains(taken, key)) {
				i++;
				continue;
			}
			g_autofree char *old = name_key(NULL, old_name(change));
			g_hash_table_remove(taken, old);
			g_ptr_array_add(renames, change);
			g_ptr_array_remove_index(waiting, i);
			moved = TRUE;
		}
	}
	for (guint i = 0; i < waiting->len; i++)
		g_ptr_array_add(renames, waiting->pdata[i]);
}

static Lens make_lens(const Changes *changes, const Table *old_table,
		      const Table *new_table)
{
	return (Lens){changes->from, changes->to, changes->renames, old_table,
		      new_table};
}

/* An engine has no way to alter a virtual table. */
static gboolean is_replaced(const Changes *changes, const Table *old_table,
			    const Table *new_table)
{
	Lens wide = make_lens(changes, NULL, NULL);
	return !lens_same_sql(&wide, old_table->virtual_sql,
			      new_table->virtual_sql);
}

static const Table *old_of(const Changes *changes, const Table *table)
{
	const Table *old = pair_old_table(changes->from, changes->to,
					  changes->renames, table);
	return old && !is_replaced(changes, old, table) ? old : NULL;
}

static const Table *new_of(const Changes *changes, const Table *table)
{
	const Table *new = pair_new_table(changes->from, changes->to,
					  changes->renames, table);
	return new && !is_replaced(changes, table, new) ? new : NULL;
}

static gboolean same_name(const Table *a, const Table *b)
{
	return name_equal(a->schema_name, b->schema_name) &&
	       name_equal(a->name, b->name);
}

static const char *old_table_name(const Change *change)
{
	return change->old_table->name;
}

static const char *new_table_name(const Change *change)
{
	return change->new_table->name;
}

/* Parents first, so that a foreign key finds what it refers to. */
static void find_tables(Changes *changes)
{
	g_autoptr(GPtrArray) tables = schema_tables_in_order(changes->to);
	for (guint i = 0; i < tables->len; i++) {
		const Table *table = tables->pdata[i];
		Lens lens = make_lens(changes, old_of(changes, table), table);
		guint before = changes->phases[PHASE_TABLES]->len;
		g_hash_table_insert(changes->places, tables->pdata[i],
				    GUINT_TO_POINTER(i + 1));
		if (!lens.old_table)
			changes_add(changes, PHASE_TABLES, CHANGE_ADD_TABLE,
				    &lens);
		else if (!same_name(lens.old_table, table))
			changes_add(changes, PHASE_RENAME_TABLES,
				    CHANGE_RENAME_TABLE, &lens);
		if (lens.old_table)
			changes_find_in_table(changes, &lens);
		if (changes->phases[PHASE_TABLES]->len > before)
			g_hash_table_add(changes->touched, tables->pdata[i]);
	}
	changes_order_renames(changes->phases[PHASE_RENAME_TABLES],
			      old_table_name, new_table_name);
}

/* Whether a table that is kept takes the name of this one. */
static gboolean is_retaken(const Changes *changes, const Table *table)
{
	const Table *taker =
		schema_find_table(changes->to, table->schema_name, table->name);
	const Table *old = taker ? old_of(changes, taker) : NULL;
	return old && old != table;
}

static gboolean is_any_dropped(const Changes *changes)
{
	for (guint i = 0; i < changes->from->tables->len; i++)
		if (!new_of(changes, changes->from->tables->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Children first. */
static void drop_tables(Changes *changes)
{
	if (!is_any_dropped(changes))
		return;
	g_autoptr(GPtrArray) tables = schema_tables_in_order(changes->from);
	for (guint i = tables->len; i-- > 0;) {
		const Table *table = tables->pdata[i];
		if (new_of(changes, table))
			continue;
		Lens lens = make_lens(changes, table, NULL);
		changes_add(changes,
			    is_retaken(changes, table) ? PHASE_DROP_RETAKEN
						       : PHASE_DROP_TABLES,
			    CHANGE_DROP_TABLE, &lens);
		g_hash_table_add(changes->losing, tables->pdata[i]);
	}
}

/* Whether after the change a foreign key to the table could hang in the air,
 * so that an engine refuses the change while the key is there. */
static gboolean loses_key(const Change *change)
{
	switch (change->kind) {
	case CHANGE_DROP_CONSTRAINT:
		return change->constraint->kind == CONSTRAINT_PRIMARY_KEY ||
		       change->constraint->kind == CONSTRAINT_UNIQUE;
	case CHANGE_DROP_INDEX:
		return change->index->unique;
	case CHANGE_DROP_COLUMN:
	case CHANGE_COLUMN_TYPE:
		return TRUE;
	default:
		return FALSE;
	}
}

static void note_losing_tables(Changes *changes, Phase phase)
{
	const GPtrArray *found = changes->phases[phase];
	for (guint i = 0; i < found->len; i++) {
		const Change *change = found->pdata[i];
		if (loses_key(change))
			g_hash_table_add(changes->losing,
					 (gpointer)(guintptr)change->old_table);
	}
}

/* The phase of a foreign key's change: its table's block, unless the table
 * it refers to must lose the key before, or comes after. */
static Phase choose_reference_phase(const Changes *changes,
				    const Change *change)
{
	const Constraint *key = change->constraint;
	gboolean drop = change->kind == CHANGE_DROP_CONSTRAINT;
	if ((!drop && change->kind != CHANGE_ADD_CONSTRAINT) ||
	    key->kind != CONSTRAINT_FOREIGN_KEY)
		return PHASE_TABLES;
	const Table *table =
		schema_find_table(drop ? changes->from : changes->to,
				  key->referred_schema, key->referred_table);
	if (!table || table == change->old_table || table == change->new_table)
		return PHASE_TABLES;
	if (drop)
		return g_hash_table_contains(changes->losing, table)
			       ? PHASE_DROP_REFERENCES
			       : PHASE_TABLES;
	gpointer own = g_hash_table_lookup(changes->places, change->new_table);
	gpointer other = g_hash_table_lookup(changes->places, table);
	return GPOINTER_TO_UINT(own) < GPOINTER_TO_UINT(other) &&
			       g_hash_table_contains(changes->touched, table)
		       ? PHASE_ADD_REFERENCES
		       : PHASE_TABLES;
}

static void move_references(Changes *changes)
{
	note_losing_tables(changes, PHASE_TABLES);
	note_losing_tables(changes, PHASE_DROP_INDEXES);
	GPtrArray *found = g_steal_pointer(&changes->phases[PHASE_TABLES]);
	changes->phases[PHASE_TABLES] = g_ptr_array_new();
	for (guint i = 0; i < found->len; i++) {
		Phase phase = choose_reference_phase(changes, found->pdata[i]);
		g_ptr_array_add(changes->phases[phase], found->pdata[i]);
	}
	g_ptr_array_unref(found);
}

static gboolean same_view(const Changes *changes, const View *old,
			  const View *new)
{
	Lens wide = make_lens(changes, NULL, NULL);
	if (!lens_same_sql(&wide, old->sql, new->sql) ||
	    old->triggers->len != new->triggers->len)
		return FALSE;
	for (guint i = 0; i < old->triggers->len; i++) {
		const Trigger *a = old->triggers->pdata[i];
		const Trigger *b = new->triggers->pdata[i];
		if (!name_equal(a->name, b->name) ||
		    !lens_same_sql(&wide, a->sql, b->sql))
			return FALSE;
	}
	return TRUE;
}

/* A view may name those before it: dropped from the last, added from the
 * first. */
static void find_views(Changes *changes)
{
	const GPtrArray *old_views = changes->from->views;
	for (guint i = old_views->len; i-- > 0;) {
		const View *old = old_views->pdata[i];
		const View *new = schema_find_view(changes->to,
						   old->schema_name, old->name);
		if (!new || !same_view(changes, old, new))
			changes_add(changes,
				    old->comes_first && !new ? PHASE_DROP_FIRST
							     : PHASE_DROP_VIEWS,
				    CHANGE_DROP_VIEW, NULL)
				->view = old;
	}
	for (guint i = 0; i < changes->to->views->len; i++) {
		const View *new = changes->to->views->pdata[i];
		const View *old = schema_find_view(changes->from,
						   new->schema_name, new->name);
		if (!old || !same_view(changes, old, new))
			changes_add(changes,
				    new->comes_first ? PHASE_ADD_FIRST
						     : PHASE_ADD_VIEWS,
				    CHANGE_ADD_VIEW, NULL)
				->view = new;
	}
}

static gboolean same_labels(const EnumType *a, const EnumType *b)
{
	if (a->labels->len != b->labels->len)
		return FALSE;
	for (guint i = 0; i < a->labels->len; i++)
		if (strcmp(a->labels->pdata[i], b->labels->pdata[i]) != 0)
			return FALSE;
	return TRUE;
}

static void add_enum_change(Changes *changes, Phase phase, ChangeKind kind,
			    const EnumType *old, const EnumType *new)
{
	Change *change = changes_add(changes, phase, kind, NULL);
	change->old_enum = old;
	change->new_enum = new;
}

static void find_enums(Changes *changes)
{
	for (guint i = 0; i < changes->to->enums->len; i++) {
		const EnumType *new = changes->to->enums->pdata[i];
		const EnumType *old = schema_find_enum(
			changes->from, new->schema_name, new->name);
		if (!old)
			add_enum_change(changes, PHASE_ADD_ENUMS,
					CHANGE_ADD_ENUM, NULL, new);
		else if (!same_labels(old, new))
			add_enum_change(changes, PHASE_ADD_ENUMS,
					CHANGE_ALTER_ENUM, old, new);
	}
	for (guint i = 0; i < changes->from->enums->len; i++) {
		const EnumType *old = changes->from->enums->pdata[i];
		if (!schema_find_enum(changes->to, old->schema_name, old->name))
			add_enum_change(changes, PHASE_DROP_ENUMS,
					CHANGE_DROP_ENUM, old, NULL);
	}
}

GPtrArray *schema_diff(const Schema *from, const Schema *to,
		       const Renames *renames)
{
	g_autoptr(GHashTable) losing = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) places = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) touched = g_hash_table_new(NULL, NULL);
	Changes changes = {
		.from = from,
		.to = to,
		.renames = renames,
		.losing = losing,
		.places = places,
		.touched = touched,
	};
	for (guint i = 0; i < PHASE_COUNT; i++)
		changes.phases[i] = g_ptr_array_new();
	find_views(&changes);
	find_enums(&changes);
	find_tables(&changes);
	drop_tables(&changes);
	move_references(&changes);
	GPtrArray *ordered = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < PHASE_COUNT; i++)
		g_ptr_array_extend_and_steal(ordered, changes.phases[i]);
	return ordered;
}

gboolean change_drops_values(const Change *change)
{
	return change->kind == CHANGE_DROP_TABLE ||
	       change->kind == CHANGE_DROP_COLUMN;
}

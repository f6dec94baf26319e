#include "changes.h"

/* A table that is in both schemas, with its columns paired: what each column
 * of the one is in the other, or NULL. */
typedef struct Block {
	Changes *changes;
	const Lens *lens;
	const GPtrArray *old_columns;
	const GPtrArray *new_columns;
	const Column **old_of; /* by the place of the new one */
	const Column **new_of;
} Block;

/* Most columns stand where they stood. */
static const Column *find_in_place(const Lens *lens, const GPtrArray *columns,
				   guint place, const Column *column)
{
	if (renames_count(lens->renames) || place >= columns->len)
		return NULL;
	const Column *same = columns->pdata[place];
	return name_equal(same->name, column->name) ? same : NULL;
}

static Block block_new(Changes *changes, const Lens *lens)
{
	Block block = {
		.changes = changes,
		.lens = lens,
		.old_columns = lens->old_table->columns,
		.new_columns = lens->new_table->columns,
	};
	block.old_of = g_new(const Column *, block.new_columns->len);
	block.new_of = g_new(const Column *, block.old_columns->len);
	for (guint i = 0; i < block.new_columns->len; i++) {
		const Column *column = block.new_columns->pdata[i];
		const Column *old =
			find_in_place(lens, block.old_columns, i, column);
		block.old_of[i] =
			old ? old
			    : pair_old_column(lens->renames, lens->old_table,
					      lens->new_table, column);
	}
	for (guint i = 0; i < block.old_columns->len; i++) {
		const Column *column = block.old_columns->pdata[i];
		const Column *new =
			find_in_place(lens, block.new_columns, i, column);
		block.new_of[i] =
			new ? new
			    : pair_new_column(lens->renames, lens->old_table,
					      lens->new_table, column);
	}
	return block;
}

static void block_clear(Block *block)
{
	g_free(block->old_of);
	g_free(block->new_of);
}

static void add_column_change(Block *block, ChangeKind kind,
			      const Column *old_column,
			      const Column *new_column)
{
	Change *change =
		changes_add(block->changes, PHASE_TABLES, kind, block->lens);
	change->old_column = old_column;
	change->new_column = new_column;
}

/* Drops the columns that are gone: those whose name a rename takes before
 * the renames, the others at the end. A generated column goes before what it
 * is made of. */
static void drop_columns(Block *block, gboolean retaken)
{
	for (int plain = 0; plain < 2; plain++)
		for (guint i = 0; i < block->old_columns->len; i++) {
			const Column *column = block->old_columns->pdata[i];
			if (block->new_of[i] ||
			    (column->generated == NULL) != plain)
				continue;
			const Column *taker = table_find_column(
				block->lens->new_table, column->name);
			if ((taker != NULL) == retaken)
				add_column_change(block, CHANGE_DROP_COLUMN,
						  column, NULL);
		}
}

/* A generated column comes after what it is made of. */
static void add_columns(Block *block)
{
	for (int generated = 0; generated < 2; generated++)
		for (guint i = 0; i < block->new_columns->len; i++) {
			const Column *column = block->new_columns->pdata[i];
			if (!block->old_of[i] &&
			    (column->generated != NULL) == generated)
				add_column_change(block, CHANGE_ADD_COLUMN,
						  NULL, column);
		}
}

static const char *old_column_name(const Change *change)
{
	return change->old_column->name;
}

static const char *new_column_name(const Change *change)
{
	return change->new_column->name;
}

static void rename_columns(Block *block)
{
	GPtrArray *changes = block->changes->phases[PHASE_TABLES];
	guint start = changes->len;
	for (guint i = 0; i < block->new_columns->len; i++) {
		const Column *column = block->new_columns->pdata[i];
		const Column *old = block->old_of[i];
		if (old && !name_equal(old->name, column->name))
			add_column_change(block, CHANGE_RENAME_COLUMN, old,
					  column);
	}
	if (changes->len == start)
		return;
	g_autoptr(GPtrArray) renames = g_ptr_array_new();
	for (guint i = start; i < changes->len; i++)
		g_ptr_array_add(renames, changes->pdata[i]);
	changes_order_renames(renames, old_column_name, new_column_name);
	for (guint i = start; i < changes->len; i++)
		changes->pdata[i] = renames->pdata[i - start];
}

static gboolean same_generated(const Lens *lens, const Column *old,
			       const Column *new)
{
	return lens_same_expression(lens, old->generated, new->generated) &&
	       (!old->generated ||
		!old->generated_stored == !new->generated_stored);
}

static void alter_column(Block *block, const Column *old, const Column *new)
{
	if (!column_same_type(old, new))
		add_column_change(block, CHANGE_COLUMN_TYPE, old, new);
	if (!same_generated(block->lens, old, new))
		add_column_change(block, CHANGE_COLUMN_GENERATED, old, new);
	if (!default_equal(old->server_default, new->server_default))
		add_column_change(block, CHANGE_COLUMN_DEFAULT, old, new);
	if (!old->not_null != !new->not_null)
		add_column_change(block, CHANGE_COLUMN_NULLABLE, old, new);
	if (!column_same_identity(old, new))
		add_column_change(block, CHANGE_COLUMN_IDENTITY, old, new);
	if (g_strcmp0(old->comment, new->comment) != 0)
		add_column_change(block, CHANGE_COLUMN_COMMENT, old, new);
}

static void alter_columns(Block *block)
{
	for (guint i = 0; i < block->new_columns->len; i++)
		if (block->old_of[i])
			alter_column(block, block->old_of[i],
				     block->new_columns->pdata[i]);
}

static void alter_options(Changes *changes, const Lens *lens)
{
	const Table *old = lens->old_table;
	const Table *new = lens->new_table;
	if (!old->without_rowid != !new->without_rowid ||
	    !old->strict != !new->strict ||
	    g_strcmp0(old->comment, new->comment) != 0)
		changes_add(changes, PHASE_TABLES, CHANGE_TABLE_OPTIONS, lens);
}

/* Two lists matched item by item, each item at most once. */
typedef struct Matching {
	const GPtrArray *old;
	const GPtrArray *new;
	guint8 *old_matched;
	guint8 *new_matched;
} Matching;

static Matching matching_new(const GPtrArray *old, const GPtrArray *new)
{
	return (Matching){old, new, g_new0(guint8, old->len),
			  g_new0(guint8, new->len)};
}

static void matching_clear(Matching *matching)
{
	g_free(matching->old_matched);
	g_free(matching->new_matched);
}

static gboolean same_constraint(const Lens *lens, gconstpointer a,
				gconstpointer b)
{
	const Constraint *old = a;
	const Constraint *new = b;
	return name_equal(old->name, new->name) &&
	       lens_same_constraint(lens, old, new);
}

static gboolean same_constraint_named_now(const Lens *lens, gconstpointer a,
					  gconstpointer b)
{
	const Constraint *old = a;
	const Constraint *new = b;
	return (!old->name || !new->name) &&
	       lens_same_constraint(lens, old, new);
}

static gboolean same_index(const Lens *lens, gconstpointer a, gconstpointer b)
{
	const Index *old = a;
	const Index *new = b;
	return name_equal(old->name, new->name) &&
	       lens_same_index(lens, old, new);
}

static gboolean same_trigger(const Lens *lens, gconstpointer a, gconstpointer b)
{
	const Trigger *old = a;
	const Trigger *new = b;
	Lens wide = {lens->from, lens->to, lens->renames, NULL, NULL};
	return name_equal(old->name, new->name) &&
	       lens_same_sql(&wide, old->sql, new->sql);
}

typedef gboolean (*SameItem)(const Lens *lens, gconstpointer old,
			     gconstpointer new);

static void match(Matching *matching, const Lens *lens, SameItem same)
{
	for (guint i = 0; i < matching->old->len; i++)
		for (guint j = 0; j < matching->new->len; j++) {
			if (matching->old_matched[i])
				break;
			if (matching->new_matched[j] ||
			    !same(lens, matching->old->pdata[i],
				  matching->new->pdata[j]))
				continue;
			matching->old_matched[i] = TRUE;
			matching->new_matched[j] = TRUE;
		}
}

static void drop_constraints(Changes *changes, const Lens *lens,
			     const Matching *constraints)
{
	for (guint i = 0; i < constraints->old->len; i++)
		if (!constraints->old_matched[i])
			changes_add(changes, PHASE_TABLES,
				    CHANGE_DROP_CONSTRAINT, lens)
				->constraint = constraints->old->pdata[i];
}

static void add_constraints(Changes *changes, const Lens *lens,
			    const Matching *constraints)
{
	for (guint i = 0; i < constraints->new->len; i++)
		if (!constraints->new_matched[i])
			changes_add(changes, PHASE_TABLES,
				    CHANGE_ADD_CONSTRAINT, lens)
				->constraint = constraints->new->pdata[i];
}

static void find_indexes(Changes *changes, const Lens *lens)
{
	Matching indexes = matching_new(lens->old_table->indexes,
					lens->new_table->indexes);
	match(&indexes, lens, same_index);
	for (guint i = 0; i < indexes.old->len; i++)
		if (!indexes.old_matched[i])
			changes_add(changes, PHASE_DROP_INDEXES,
				    CHANGE_DROP_INDEX, lens)
				->index = indexes.old->pdata[i];
	for (guint i = 0; i < indexes.new->len; i++)
		if (!indexes.new_matched[i])
			changes_add(changes, PHASE_TABLES, CHANGE_ADD_INDEX,
				    lens)
				->index = indexes.new->pdata[i];
	matching_clear(&indexes);
}

static void find_triggers(Changes *changes, const Lens *lens)
{
	Matching triggers = matching_new(lens->old_table->triggers,
					 lens->new_table->triggers);
	match(&triggers, lens, same_trigger);
	for (guint i = 0; i < triggers.old->len; i++)
		if (!triggers.old_matched[i])
			changes_add(changes, PHASE_DROP_TRIGGERS,
				    CHANGE_DROP_TRIGGER, lens)
				->trigger = triggers.old->pdata[i];
	for (guint i = 0; i < triggers.new->len; i++)
		if (!triggers.new_matched[i])
			changes_add(changes, PHASE_ADD_TRIGGERS,
				    CHANGE_ADD_TRIGGER, lens)
				->trigger = triggers.new->pdata[i];
	matching_clear(&triggers);
}

void changes_find_in_table(Changes *changes, const Lens *lens)
{
	Block block = block_new(changes, lens);
	Matching constraints = matching_new(lens->old_table->constraints,
					    lens->new_table->constraints);
	match(&constraints, lens, same_constraint);
	match(&constraints, lens, same_constraint_named_now);
	drop_constraints(changes, lens, &constraints);
	drop_columns(&block, TRUE);
	rename_columns(&block);
	add_columns(&block);
	alter_columns(&block);
	alter_options(changes, lens);
	drop_columns(&block, FALSE);
	add_constraints(changes, lens, &constraints);
	find_indexes(changes, lens);
	find_triggers(changes, lens);
	matching_clear(&constraints);
	block_clear(&block);
}

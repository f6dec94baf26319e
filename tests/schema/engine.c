#include "engine.h"

static void remember(Engine *engine, gconstpointer thing, gpointer own)
{
	g_hash_table_insert(engine->things, (gpointer)(guintptr)thing, own);
}

static void remember_all(Engine *engine, const GPtrArray *things,
			 const GPtrArray *own)
{
	for (guint i = 0; i < things->len; i++)
		remember(engine, things->pdata[i], own->pdata[i]);
}

static void remember_table(Engine *engine, const Table *table, Table *own)
{
	remember(engine, table, own);
	remember_all(engine, table->columns, own->columns);
	remember_all(engine, table->constraints, own->constraints);
	remember_all(engine, table->indexes, own->indexes);
}

Engine *engine_new(const Schema *from, const Schema *to)
{
	Engine *engine = g_new0(Engine, 1);
	engine->state = schema_copy(from);
	engine->to = to;
	engine->things = g_hash_table_new(NULL, NULL);
	engine->places = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < from->tables->len; i++)
		remember_table(engine, from->tables->pdata[i],
			       engine->state->tables->pdata[i]);
	g_autoptr(GPtrArray) order = schema_tables_in_order(to);
	for (guint i = 0; i < order->len; i++)
		g_hash_table_insert(engine->places, order->pdata[i],
				    GUINT_TO_POINTER(i + 1));
	return engine;
}

void engine_free(Engine *engine)
{
	if (!engine)
		return;
	schema_free(engine->state);
	g_hash_table_unref(engine->things);
	g_hash_table_unref(engine->places);
	g_free(engine->complaint);
	g_free(engine);
}

static gboolean refuse(Engine *engine, const char *why, const char *name)
{
	engine->complaint = g_strdup_printf("%s: %s", name, why);
	return FALSE;
}

/* By name without the directory: here tables do change their names. */
static Table *find_table(const Schema *schema, const char *name)
{
	for (guint i = 0; i < schema->tables->len; i++) {
		Table *table = schema->tables->pdata[i];
		if (g_ascii_strcasecmp(table->name, name) == 0)
			return table;
	}
	return NULL;
}

static Table *own_table(const Engine *engine, const Change *change)
{
	const Table *table =
		change->old_table ? change->old_table : change->new_table;
	return g_hash_table_lookup(engine->things, table);
}

typedef void (*Visitor)(Table *table, Constraint *key, gpointer data);

static void each_reference(const Engine *engine, const Table *to, Visitor visit,
			   gpointer data)
{
	for (guint i = 0; i < engine->state->tables->len; i++) {
		Table *table = engine->state->tables->pdata[i];
		for (guint j = 0; j < table->constraints->len; j++) {
			Constraint *key = table->constraints->pdata[j];
			if (key->kind == CONSTRAINT_FOREIGN_KEY &&
			    find_table(engine->state, key->referred_table) ==
				    to)
				visit(table, key, data);
		}
	}
}

static void replace(char **name, const char *new_name)
{
	g_free(*name);
	*name = g_strdup(new_name);
}

static void replace_in(GPtrArray *names, const char *old, const char *new)
{
	for (guint i = 0; i < names->len; i++)
		if (g_ascii_strcasecmp(names->pdata[i], old) == 0) {
			g_free(names->pdata[i]);
			names->pdata[i] = g_strdup(new);
		}
}

static gboolean contains(const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (g_ascii_strcasecmp(names->pdata[i], name) == 0)
			return TRUE;
	return FALSE;
}

static void collect(Table *table, Constraint *key, gpointer data)
{
	(void)table;
	g_ptr_array_add(data, key);
}

static gboolean rename_table(Engine *engine, const Change *change)
{
	Table *table = own_table(engine, change);
	if (find_table(engine->state, change->new_table->name))
		return refuse(engine, "the name is taken",
			      change->new_table->name);
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	each_reference(engine, table, collect, keys);
	replace(&table->name, change->new_table->name);
	for (guint i = 0; i < keys->len; i++) {
		Constraint *key = keys->pdata[i];
		replace(&key->referred_table, table->name);
	}
	return TRUE;
}

static void note_reference(Table *table, Constraint *key, gpointer data)
{
	(void)key;
	g_ptr_array_add(data, table);
}

/* Whether two tables refer to each other over whatever others. */
static gboolean is_circle(const Engine *engine, const Table *a, const Table *b)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	g_autoptr(GPtrArray) waiting = g_ptr_array_new();
	g_ptr_array_add(waiting, (gpointer)(guintptr)b);
	while (waiting->len) {
		Table *table =
			g_ptr_array_steal_index(waiting, waiting->len - 1);
		if (table == a)
			return TRUE;
		if (g_hash_table_add(seen, table))
			each_reference(engine, table, note_reference, waiting);
	}
	return FALSE;
}

/* A foreign key may be left in the air by a table whose name a rename takes,
 * and within a circle: see schema/diff.h. */
static gboolean drop_table(Engine *engine, const Change *change)
{
	Table *table = own_table(engine, change);
	if (!table)
		return refuse(engine, "no such table", change->old_table->name);
	g_autoptr(GPtrArray) referring = g_ptr_array_new();
	each_reference(engine, table, note_reference, referring);
	for (guint i = 0; i < referring->len; i++)
		if (!find_table(engine->to, table->name) &&
		    !is_circle(engine, referring->pdata[i], table))
			return refuse(engine, "something refers to it",
				      table->name);
	g_ptr_array_remove(engine->state->tables, table);
	return TRUE;
}

static gboolean check_index_name(Engine *engine, const Index *index)
{
	for (guint i = 0; i < engine->state->tables->len; i++)
		if (table_find_index(engine->state->tables->pdata[i],
				     index->name))
			return refuse(engine, "the name of the index is taken",
				      index->name);
	return TRUE;
}

static gboolean check_columns(Engine *engine, const Table *table,
			      const GPtrArray *columns)
{
	for (guint i = 0; i < columns->len; i++)
		if (!table_find_column(table, columns->pdata[i]))
			return refuse(engine, "no such column",
				      columns->pdata[i]);
	return TRUE;
}

/* What a foreign key refers to is there, unless the two tables are in a
 * circle and the other one's turn comes later. */
static gboolean check_reference(Engine *engine, const Change *change,
				const Constraint *key)
{
	if (key->kind != CONSTRAINT_FOREIGN_KEY)
		return TRUE;
	const Table *final = find_table(engine->to, key->referred_table);
	guint place = GPOINTER_TO_UINT(
		g_hash_table_lookup(engine->places, change->new_table));
	guint other =
		GPOINTER_TO_UINT(g_hash_table_lookup(engine->places, final));
	if (change->kind == CHANGE_ADD_TABLE && place <= other)
		return TRUE;
	const Table *table = find_table(engine->state, key->referred_table);
	if (!table)
		return refuse(engine, "no such table to refer to",
			      key->referred_table);
	return check_columns(engine, table, key->referred_columns);
}

static gboolean add_table(Engine *engine, const Change *change)
{
	const Table *new = change->new_table;
	if (find_table(engine->state, new->name))
		return refuse(engine, "the name is taken", new->name);
	for (guint i = 0; i < new->indexes->len; i++)
		if (!check_index_name(engine, new->indexes->pdata[i]))
			return FALSE;
	for (guint i = 0; i < new->constraints->len; i++)
		if (!check_reference(engine, change,
				     new->constraints->pdata[i]))
			return FALSE;
	Table *table = table_copy(new);
	schema_add_table(engine->state, table);
	remember_table(engine, new, table);
	return TRUE;
}

static gboolean rename_column(Engine *engine, const Change *change)
{
	Table *table = own_table(engine, change);
	Column *column =
		g_hash_table_lookup(engine->things, change->old_column);
	const char *name = change->new_column->name;
	if (table_find_column(table, name))
		return refuse(engine, "the name is taken", name);
	for (guint i = 0; i < table->constraints->len; i++) {
		Constraint *constraint = table->constraints->pdata[i];
		replace_in(constraint->columns, column->name, name);
	}
	for (guint i = 0; i < table->indexes->len; i++) {
		Index *index = table->indexes->pdata[i];
		for (guint j = 0; j < index->keys->len; j++) {
			IndexKey *key = index->keys->pdata[j];
			if (g_ascii_strcasecmp(key->column, column->name) == 0)
				replace(&key->column, name);
		}
	}
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	each_reference(engine, table, collect, keys);
	for (guint i = 0; i < keys->len; i++) {
		Constraint *key = keys->pdata[i];
		replace_in(key->referred_columns, column->name, name);
	}
	replace(&column->name, name);
	return TRUE;
}

static gboolean add_column(Engine *engine, const Change *change)
{
	Table *table = own_table(engine, change);
	if (table_find_column(table, change->new_column->name))
		return refuse(engine, "the column is there",
			      change->new_column->name);
	table_add_column(table, column_copy(change->new_column));
	return TRUE;
}

static gboolean drop_column(Engine *engine, const Change *change)
{
	Table *table = own_table(engine, change);
	Column *column =
		g_hash_table_lookup(engine->things, change->old_column);
	for (guint i = 0; i < table->constraints->len; i++) {
		Constraint *constraint = table->constraints->pdata[i];
		if (contains(constraint->columns, column->name))
			return refuse(engine, "a constraint stands on it",
				      column->name);
	}
	for (guint i = 0; i < table->indexes->len; i++) {
		Index *index = table->indexes->pdata[i];
		for (guint j = 0; j < index->keys->len; j++) {
			IndexKey *key = index->keys->pdata[j];
			if (g_ascii_strcasecmp(key->column, column->name) == 0)
				return refuse(engine, "an index stands on it",
					      column->name);
		}
	}
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	each_reference(engine, table, collect, keys);
	for (guint i = 0; i < keys->len; i++) {
		Constraint *key = keys->pdata[i];
		if (contains(key->referred_columns, column->name))
			return refuse(engine, "a foreign key refers to it",
				      column->name);
	}
	g_ptr_array_remove(table->columns, column);
	return TRUE;
}

/* Takes over one part of a column. */
static gboolean alter_column(Engine *engine, const Change *change)
{
	Column *own = g_hash_table_lookup(engine->things, change->old_column);
	const Column *new = change->new_column;
	switch (change->kind) {
	case CHANGE_COLUMN_TYPE:
		type_free(own->type);
		own->type = type_copy(new->type);
		replace(&own->collation, new->collation);
		return TRUE;
	case CHANGE_COLUMN_NULLABLE:
		own->not_null = new->not_null;
		return TRUE;
	default:
		expression_free(own->server_default);
		own->server_default = expression_copy(new->server_default);
		return TRUE;
	}
}

static gboolean add_constraint(Engine *engine, const Change *change)
{
	Table *table = own_table(engine, change);
	if (!check_columns(engine, table, change->constraint->columns) ||
	    !check_reference(engine, change, change->constraint))
		return FALSE;
	if (change->constraint->kind == CONSTRAINT_PRIMARY_KEY &&
	    table_find_primary_key(table))
		return refuse(engine, "there is a primary key", table->name);
	table_add_constraint(table, constraint_copy(change->constraint));
	return TRUE;
}

static gboolean add_index(Engine *engine, const Change *change)
{
	if (!check_index_name(engine, change->index))
		return FALSE;
	table_add_index(own_table(engine, change), index_copy(change->index));
	return TRUE;
}

gboolean engine_make(Engine *engine, const Change *change)
{
	switch (change->kind) {
	case CHANGE_RENAME_TABLE:
		return rename_table(engine, change);
	case CHANGE_ADD_TABLE:
		return add_table(engine, change);
	case CHANGE_DROP_TABLE:
		return drop_table(engine, change);
	case CHANGE_RENAME_COLUMN:
		return rename_column(engine, change);
	case CHANGE_ADD_COLUMN:
		return add_column(engine, change);
	case CHANGE_DROP_COLUMN:
		return drop_column(engine, change);
	case CHANGE_COLUMN_TYPE:
	case CHANGE_COLUMN_NULLABLE:
	case CHANGE_COLUMN_DEFAULT:
		return alter_column(engine, change);
	case CHANGE_ADD_CONSTRAINT:
		return add_constraint(engine, change);
	case CHANGE_DROP_CONSTRAINT:
		return g_ptr_array_remove(
			own_table(engine, change)->constraints,
			g_hash_table_lookup(engine->things,
					    change->constraint));
	case CHANGE_ADD_INDEX:
		return add_index(engine, change);
	case CHANGE_DROP_INDEX:
		return g_ptr_array_remove(
			own_table(engine, change)->indexes,
			g_hash_table_lookup(engine->things, change->index));
	default:
		return refuse(engine, "a change of another kind", "engine");
	}
}

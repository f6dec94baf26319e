/* What is decided once all tables are there: indexes and constraints that
 * stand by themselves, types taken over from other columns, primary keys. */
#include "sqlalchemy.h"

#include <string.h>

/* The table of the first column in a term. */
static MappedTable *find_in_term(Reader *reader, const Value *value,
				 unsigned depth)
{
	if (depth > 20)
		return NULL;
	MappedColumn *column = value->kind == VALUE_STR
				       ? NULL
				       : resolve_column(reader, NULL, value);
	if (column)
		return column->table;
	const Items *items = NULL;
	if (value->kind == VALUE_CALL) {
		if (value->object->kind == VALUE_ATTRIBUTE) {
			MappedTable *table = find_in_term(
				reader, value->object->object, depth + 1);
			if (table)
				return table;
		}
		items = &value->call->arguments;
	} else if (value->kind == VALUE_OPERATION) {
		items = &value->items;
	}
	for (guint i = 0; items && i < items->count; i++) {
		MappedTable *table =
			find_in_term(reader, items->items[i], depth + 1);
		if (table)
			return table;
	}
	return NULL;
}

/* A copy of a table in another MetaData is a table of its own. */
static void check_copy(Reader *reader, const Value *call)
{
	const Value *callee = call->object;
	if (callee->kind == VALUE_ATTRIBUTE &&
	    (strcmp(callee->text, "to_metadata") == 0 ||
	     strcmp(callee->text, "tometadata") == 0) &&
	    table_of(reader, callee->object))
		unsupported(reader, NULL, call->place, "%s()", callee->text);
}

static gboolean is_loose(const char *name)
{
	return strcmp(name, "Index") == 0 ||
	       strcmp(name, "UniqueConstraint") == 0 ||
	       strcmp(name, "CheckConstraint") == 0;
}

/* table.append_constraint(…) */
static gboolean read_append(Reader *reader, Value *call)
{
	const Value *callee = call->object;
	if (callee->kind != VALUE_ATTRIBUTE || !argument(call, 0) ||
	    strcmp(callee->text, "append_constraint") != 0)
		return FALSE;
	MappedTable *table = table_of(reader, callee->object);
	if (!table)
		return FALSE;
	g_hash_table_add(reader->consumed, argument(call, 0));
	read_argument(reader, table, argument(call, 0));
	return TRUE;
}

void read_loose(Reader *reader)
{
	GPtrArray *calls = reader->evaluator->calls;
	for (guint i = 0; i < calls->len; i++) {
		Value *call = calls->pdata[i];
		if (read_append(reader, call))
			continue;
		check_copy(reader, call);
		const char *name = called_name(reader, call);
		if (!name || !is_loose(name) ||
		    g_hash_table_contains(reader->consumed, call))
			continue;
		MappedTable *table = find_in_term(reader, call, 0);
		if (table)
			read_argument(reader, table, call);
	}
}

static MappedColumn *find_by_name(MappedTable *table, const char *name)
{
	for (guint i = 0; i < table->columns->len; i++) {
		MappedColumn *column = table->columns->pdata[i];
		if (strcmp(column->column->name, name) == 0)
			return column;
	}
	return NULL;
}

static void settle_type(Reader *reader, MappedColumn *column);

/* The column that the first foreign key on `column` refers to. */
static MappedColumn *find_referred(Reader *reader, const MappedColumn *column)
{
	const GPtrArray *constraints = column->table->table->constraints;
	for (guint i = 0; i < constraints->len; i++) {
		const Constraint *constraint = constraints->pdata[i];
		if (constraint->kind != CONSTRAINT_FOREIGN_KEY)
			continue;
		for (guint j = 0; j < constraint->columns->len; j++) {
			if (strcmp(constraint->columns->pdata[j],
				   column->column->name) != 0)
				continue;
			MappedTable *table =
				find_table(reader, constraint->referred_schema,
					   constraint->referred_table);
			return table ? find_by_name(table,
						    constraint->referred_columns
							    ->pdata[j])
				     : NULL;
		}
	}
	return NULL;
}

static void settle_type(Reader *reader, MappedColumn *column)
{
	if (!column->wants_type || column->settling)
		return;
	column->settling = TRUE;
	MappedColumn *referred = find_referred(reader, column);
	if (referred) {
		settle_type(reader, referred);
		type_free(column->column->type);
		column->column->type = type_copy(referred->column->type);
	}
	column->settling = FALSE;
	column->wants_type = FALSE;
}

void settle_types(Reader *reader)
{
	for (guint i = 0; i < reader->tables->len; i++) {
		MappedTable *table = reader->tables->pdata[i];
		for (guint j = 0; j < table->columns->len; j++) {
			MappedColumn *column = table->columns->pdata[j];
			settle_type(reader, column);
			if (column->column->type->kind == TYPE_NULL &&
			    !table->table->incomplete)
				unsupported(reader, table,
					    column->value ? column->value->place
							  : table->place,
					    "the column '%s', which has no "
					    "type",
					    column->column->name);
		}
	}
}

static gboolean is_integer(const Type *type)
{
	return type->kind == TYPE_INTEGER || type->kind == TYPE_SMALL_INTEGER ||
	       type->kind == TYPE_BIG_INTEGER;
}

/* SQLAlchemy's rule for the one column that the engine numbers. */
static gboolean numbers_itself(const MappedColumn *column, gboolean only)
{
	const Value *given = column->autoincrement;
	gboolean forced = given && given->kind == VALUE_BOOL && given->number;
	gboolean automatic = !given || given->kind == VALUE_STR;
	if (!is_integer(column->column->type) || (!forced && !automatic))
		return FALSE;
	if (forced)
		return TRUE;
	gboolean ignores_keys = given && given->kind == VALUE_STR &&
				strcmp(given->text, "ignore_fk") == 0;
	return only && !column->has_default &&
	       !column->column->server_default &&
	       (!column->foreign_keys.count || ignores_keys);
}

/* SQLite: the key is then written with its column and loses its name. */
static void settle_sqlite(Reader *reader, MappedTable *table, Constraint *key)
{
	const Value *asked =
		names_get(&table->keywords,
			  intern(reader->evaluator, "sqlite_autoincrement"));
	if (!asked || value_truth(asked) != TRUTH_TRUE ||
	    key->columns->len != 1)
		return;
	MappedColumn *column = find_by_name(table, key->columns->pdata[0]);
	if (!column || !is_integer(column->column->type) ||
	    column->foreign_keys.count)
		return;
	column->column->autoincrement = TRUE;
	g_clear_pointer(&key->name, g_free);
}

static void settle_serial(MappedTable *table, const Constraint *key)
{
	for (guint i = 0; i < key->columns->len; i++) {
		MappedColumn *column =
			find_by_name(table, key->columns->pdata[i]);
		if (!column || !numbers_itself(column, key->columns->len == 1))
			continue;
		column->column->autoincrement = !column->column->identity;
		return;
	}
}

/* SQLAlchemy does not map a class without one; __mapper_args__ can name the
 * columns that stand for it. */
static void refuse_keyless(Reader *reader, MappedTable *table)
{
	Value *arguments = table->class ? class_find(table->class,
						     intern(reader->evaluator,
							    "__mapper_args__"),
						     NULL)
					: NULL;
	if (table->class && !arguments && !table->table->incomplete)
		unsupported(reader, table, table->place,
			    "the class '%s', which has no primary key",
			    table->class->name);
}

void settle_primary_key(Reader *reader, MappedTable *table)
{
	Constraint *key = table_find_primary_key(table->table);
	if (!key) {
		key = constraint_new(CONSTRAINT_PRIMARY_KEY);
		key->origin = origin_of(table->place);
		for (guint i = 0; i < table->columns->len; i++) {
			const MappedColumn *column = table->columns->pdata[i];
			if (column->primary_key)
				g_ptr_array_add(key->columns,
						g_strdup(column->column->name));
		}
		if (!key->columns->len) {
			constraint_free(key);
			refuse_keyless(reader, table);
			return;
		}
		table_add_constraint(table->table, key);
	}
	/* PrimaryKeyConstraint() without columns only names the key. */
	for (guint i = 0; !key->columns->len && i < table->columns->len; i++) {
		const MappedColumn *column = table->columns->pdata[i];
		if (column->primary_key)
			g_ptr_array_add(key->columns,
					g_strdup(column->column->name));
	}
	name_constraint(reader, table, key);
	if (strcmp(reader->dialect, "postgresql") == 0)
		settle_serial(table, key);
	else
		settle_sqlite(reader, table, key);
}

#include "internal.h"

Table *table_new(const char *name)
{
	Table *table = g_new0(Table, 1);
	table->name = g_strdup(name);
	table->columns =
		g_ptr_array_new_with_free_func((GDestroyNotify)column_free);
	table->constraints =
		g_ptr_array_new_with_free_func((GDestroyNotify)constraint_free);
	table->indexes =
		g_ptr_array_new_with_free_func((GDestroyNotify)index_free);
	table->triggers =
		g_ptr_array_new_with_free_func((GDestroyNotify)trigger_free);
	return table;
}

void table_free(Table *table)
{
	if (!table)
		return;
	g_free(table->schema_name);
	g_free(table->name);
	g_ptr_array_unref(table->columns);
	g_ptr_array_unref(table->constraints);
	g_ptr_array_unref(table->indexes);
	g_ptr_array_unref(table->triggers);
	g_free(table->virtual_sql);
	g_free(table->comment);
	origin_clear(&table->origin);
	g_free(table);
}

Table *table_copy(const Table *table)
{
	Table *copy = g_memdup2(table, sizeof *table);
	copy->schema_name = g_strdup(table->schema_name);
	copy->name = g_strdup(table->name);
	copy->columns = array_copy(table->columns, (CopyItem)column_copy,
				   (GDestroyNotify)column_free);
	copy->constraints =
		array_copy(table->constraints, (CopyItem)constraint_copy,
			   (GDestroyNotify)constraint_free);
	copy->indexes = array_copy(table->indexes, (CopyItem)index_copy,
				   (GDestroyNotify)index_free);
	copy->triggers = array_copy(table->triggers, (CopyItem)trigger_copy,
				    (GDestroyNotify)trigger_free);
	copy->virtual_sql = g_strdup(table->virtual_sql);
	copy->comment = g_strdup(table->comment);
	copy->origin = (Origin){0};
	origin_copy(&copy->origin, &table->origin);
	return copy;
}

void table_add_column(Table *table, Column *column)
{
	g_ptr_array_add(table->columns, column);
}

void table_add_constraint(Table *table, Constraint *constraint)
{
	g_ptr_array_add(table->constraints, constraint);
}

void table_add_index(Table *table, Index *index)
{
	g_ptr_array_add(table->indexes, index);
}

void table_add_trigger(Table *table, Trigger *trigger)
{
	g_ptr_array_add(table->triggers, trigger);
}

Column *table_find_column(const Table *table, const char *name)
{
	for (guint i = 0; i < table->columns->len; i++) {
		Column *column = table->columns->pdata[i];
		if (name_equal(column->name, name))
			return column;
	}
	return NULL;
}

Constraint *table_find_primary_key(const Table *table)
{
	for (guint i = 0; i < table->constraints->len; i++) {
		Constraint *constraint = table->constraints->pdata[i];
		if (constraint->kind == CONSTRAINT_PRIMARY_KEY)
			return constraint;
	}
	return NULL;
}

Index *table_find_index(const Table *table, const char *name)
{
	for (guint i = 0; i < table->indexes->len; i++) {
		Index *index = table->indexes->pdata[i];
		if (index->name && name_equal(index->name, name))
			return index;
	}
	return NULL;
}

Trigger *table_find_trigger(const Table *table, const char *name)
{
	for (guint i = 0; i < table->triggers->len; i++) {
		Trigger *trigger = table->triggers->pdata[i];
		if (name_equal(trigger->name, name))
			return trigger;
	}
	return NULL;
}

char *table_full_name(const Table *table)
{
	return table->schema_name
		       ? g_strconcat(table->schema_name, ".", table->name, NULL)
		       : g_strdup(table->name);
}

Trigger *trigger_new(const char *name, const char *sql)
{
	Trigger *trigger = g_new0(Trigger, 1);
	trigger->name = g_strdup(name);
	trigger->sql = g_strdup(sql);
	return trigger;
}

void trigger_free(Trigger *trigger)
{
	if (!trigger)
		return;
	g_free(trigger->name);
	g_free(trigger->sql);
	g_free(trigger);
}

Trigger *trigger_copy(const Trigger *trigger)
{
	return trigger_new(trigger->name, trigger->sql);
}

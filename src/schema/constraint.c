#include "internal.h"

Constraint *constraint_new(ConstraintKind kind)
{
	Constraint *constraint = g_new0(Constraint, 1);
	constraint->kind = kind;
	constraint->columns = names_new();
	constraint->referred_columns = names_new();
	return constraint;
}

void constraint_free(Constraint *constraint)
{
	if (!constraint)
		return;
	g_free(constraint->name);
	g_ptr_array_unref(constraint->columns);
	expression_free(constraint->check);
	g_free(constraint->referred_schema);
	g_free(constraint->referred_table);
	g_ptr_array_unref(constraint->referred_columns);
	g_free(constraint->on_delete);
	g_free(constraint->on_update);
	g_free(constraint->match);
	g_free(constraint->extra);
	origin_clear(&constraint->origin);
	g_free(constraint);
}

Constraint *constraint_copy(const Constraint *constraint)
{
	Constraint *copy = g_memdup2(constraint, sizeof *constraint);
	copy->name = g_strdup(constraint->name);
	copy->columns = names_copy(constraint->columns);
	copy->check = expression_copy(constraint->check);
	copy->referred_schema = g_strdup(constraint->referred_schema);
	copy->referred_table = g_strdup(constraint->referred_table);
	copy->referred_columns = names_copy(constraint->referred_columns);
	copy->on_delete = g_strdup(constraint->on_delete);
	copy->on_update = g_strdup(constraint->on_update);
	copy->match = g_strdup(constraint->match);
	copy->extra = g_strdup(constraint->extra);
	copy->origin = (Origin){0};
	origin_copy(&copy->origin, &constraint->origin);
	return copy;
}

void constraint_add_column(Constraint *constraint, const char *column)
{
	g_ptr_array_add(constraint->columns, g_strdup(column));
}

void constraint_add_referred_column(Constraint *constraint, const char *column)
{
	g_ptr_array_add(constraint->referred_columns, g_strdup(column));
}

static gboolean names_equal_as_sets(const GPtrArray *a, const GPtrArray *b)
{
	if (a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++)
		if (!names_contain(b, a->pdata[i]))
			return FALSE;
	return TRUE;
}

const char *constraint_action(const char *action)
{
	return action ? action : "NO ACTION";
}

const char *constraint_match(const Constraint *constraint)
{
	return constraint->match ? constraint->match : "SIMPLE";
}

gboolean constraint_same_options(const Constraint *a, const Constraint *b)
{
	return name_equal(constraint_action(a->on_delete),
			  constraint_action(b->on_delete)) &&
	       name_equal(constraint_action(a->on_update),
			  constraint_action(b->on_update)) &&
	       name_equal(constraint_match(a), constraint_match(b)) &&
	       !a->deferrable == !b->deferrable &&
	       !a->deferred == !b->deferred &&
	       !a->bound_to_type == !b->bound_to_type &&
	       text_equal(a->extra, b->extra);
}

gboolean constraint_same_columns(ConstraintKind kind, const GPtrArray *a,
				 const GPtrArray *b)
{
	return kind == CONSTRAINT_UNIQUE ? names_equal_as_sets(a, b)
					 : names_equal(a, b);
}

gboolean constraint_equal(const Constraint *a, const Constraint *b)
{
	if (a->kind != b->kind ||
	    (a->name && b->name && !name_equal(a->name, b->name)))
		return FALSE;
	return constraint_same_columns(a->kind, a->columns, b->columns) &&
	       expression_equal(a->check, b->check) &&
	       name_equal(a->referred_schema, b->referred_schema) &&
	       name_equal(a->referred_table, b->referred_table) &&
	       names_equal(a->referred_columns, b->referred_columns) &&
	       constraint_same_options(a, b);
}

const GPtrArray *constraint_referred_columns(const Constraint *constraint,
					     const Schema *schema)
{
	if (constraint->referred_columns->len)
		return constraint->referred_columns;
	const Table *table =
		schema_find_table(schema, constraint->referred_schema,
				  constraint->referred_table);
	const Constraint *key = table ? table_find_primary_key(table) : NULL;
	return key ? key->columns : constraint->referred_columns;
}

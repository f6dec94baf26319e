#include "internal.h"

/* Tarjan's walk: tables that refer to each other in a circle leave the stack
 * together, and after everything they refer to. */
typedef struct Visit {
	Table *table;
	guint number; /* the order of the visits, from 1 */
	guint lowest; /* the first visit that can be come back to */
	guint place;  /* in Schema.tables */
	gboolean stacked;
} Visit;

typedef struct Walk {
	const Schema *schema;
	GHashTable *visits; /* Table to Visit */
	GPtrArray *stack;   /* of Visit */
	GPtrArray *order;   /* of Table */
	guint count;
} Walk;

static int compare_places(gconstpointer a, gconstpointer b)
{
	const Visit *visit_a = *(Visit *const *)a;
	const Visit *visit_b = *(Visit *const *)b;
	return (visit_a->place > visit_b->place) -
	       (visit_a->place < visit_b->place);
}

/* Places a circle, or the one table that stands in none. */
static void place_circle(Walk *walk, const Visit *first)
{
	g_autoptr(GPtrArray) circle = g_ptr_array_new();
	Visit *visit;
	do {
		visit = g_ptr_array_steal_index(walk->stack,
						walk->stack->len - 1);
		visit->stacked = FALSE;
		g_ptr_array_add(circle, visit);
	} while (visit != first);
	g_ptr_array_sort(circle, compare_places);
	for (guint i = 0; i < circle->len; i++) {
		visit = circle->pdata[i];
		g_ptr_array_add(walk->order, visit->table);
	}
}

static void walk_table(Walk *walk, Visit *visit)
{
	visit->number = visit->lowest = ++walk->count;
	visit->stacked = TRUE;
	g_ptr_array_add(walk->stack, visit);
	const GPtrArray *constraints = visit->table->constraints;
	for (guint i = 0; i < constraints->len; i++) {
		const Constraint *constraint = constraints->pdata[i];
		if (constraint->kind != CONSTRAINT_FOREIGN_KEY)
			continue;
		Table *table = schema_find_table(walk->schema,
						 constraint->referred_schema,
						 constraint->referred_table);
		Visit *next =
			table ? g_hash_table_lookup(walk->visits, table) : NULL;
		if (!next)
			continue;
		if (!next->number)
			walk_table(walk, next);
		if (next->stacked)
			visit->lowest = MIN(visit->lowest, next->lowest);
	}
	if (visit->lowest == visit->number)
		place_circle(walk, visit);
}

GPtrArray *schema_tables_in_order(const Schema *schema)
{
	guint length = schema->tables->len;
	g_autofree Visit *visits = g_new0(Visit, length);
	g_autoptr(GHashTable) table = g_hash_table_new(NULL, NULL);
	g_autoptr(GPtrArray) stack = g_ptr_array_new();
	for (guint i = 0; i < length; i++) {
		visits[i].table = schema->tables->pdata[i];
		visits[i].place = i;
		g_hash_table_insert(table, visits[i].table, &visits[i]);
	}
	Walk walk = {schema, table, stack, g_ptr_array_sized_new(length), 0};
	for (guint i = 0; i < length; i++)
		if (!visits[i].number)
			walk_table(&walk, &visits[i]);
	return walk.order;
}

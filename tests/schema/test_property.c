/* What holds for any two schemas. */
#include <criterion/criterion.h>

#include "engine.h"
#include "make.h"
#include "schema/rename.h"

#define ROUNDS 600
#define NAMES 6

static const char *const table_names[NAMES] = {"a", "b", "c", "d", "e", "f"};
static const char *const column_names[NAMES] = {"p", "q", "r", "s", "t", "u"};

static gboolean chance(GRand *random, int percent)
{
	return g_rand_int_range(random, 0, 100) < percent;
}

static const Column *any_column(GRand *random, const Table *table)
{
	return table->columns->pdata[g_rand_int_range(
		random, 0, (gint32)table->columns->len)];
}

static void add_columns(GRand *random, Table *table)
{
	static const char *const types[] = {"INTEGER", "TEXT", "BLOB"};
	for (guint i = 0; i < NAMES; i++) {
		if (i && !chance(random, 50))
			continue;
		Column *column =
			make_column(table, column_names[i],
				    types[g_rand_int_range(random, 0, 3)]);
		column->not_null = chance(random, 30);
		if (chance(random, 30))
			column->server_default = make_sql("0");
	}
}

/* Foreign keys go to tables up to the place `last`. */
static void add_rules(GRand *random, Schema *schema, Table *table, guint last)
{
	if (chance(random, 70))
		make_constraint(table, CONSTRAINT_PRIMARY_KEY, NULL,
				any_column(random, table)->name);
	if (chance(random, 30))
		make_constraint(table, CONSTRAINT_UNIQUE,
				chance(random, 50) ? "uq" : NULL,
				any_column(random, table)->name);
	while (chance(random, 50)) {
		const Table *referred = schema->tables->pdata[g_rand_int_range(
			random, 0, (gint32)last + 1)];
		Constraint *key =
			make_constraint(table, CONSTRAINT_FOREIGN_KEY, NULL,
					any_column(random, table)->name);
		key->referred_table = g_strdup(referred->name);
		constraint_add_referred_column(
			key, any_column(random, referred)->name);
		if (chance(random, 30))
			key->on_delete = g_strdup("CASCADE");
	}
}

/* Names of indexes are of the whole schema, as engines have it. */
static void add_indexes(GRand *random, Schema *schema)
{
	static const char *const names[] = {"i", "j", "k", "l"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (chance(random, 30))
			continue;
		Table *table = schema->tables->pdata[g_rand_int_range(
			random, 0, (gint32)schema->tables->len)];
		make_index(table, names[i], any_column(random, table)->name)
			->unique = chance(random, 50);
	}
}

static Schema *make_random(GRand *random, gboolean circles)
{
	Schema *schema = schema_new();
	for (guint i = 0; i < NAMES; i++)
		if (i == 0 || chance(random, 60))
			add_columns(random,
				    make_table(schema, table_names[i], NULL));
	for (guint i = 0; i < schema->tables->len; i++)
		add_rules(random, schema, schema->tables->pdata[i],
			  circles ? schema->tables->len - 1 : i);
	add_indexes(random, schema);
	return schema;
}

/* Renames some tables and columns, none twice and none of them in a circle:
 * from a name to one that follows it in the list. */
static Renames *make_renames(GRand *random, const Schema *from,
			     const Schema *to)
{
	Renames *renames = renames_new();
	for (guint i = 0; i + 1 < NAMES; i++) {
		if (chance(random, 30) &&
		    schema_find_table(from, NULL, table_names[i]) &&
		    schema_find_table(to, NULL, table_names[i + 1]))
			renames_add_table(renames, table_names[i],
					  table_names[i + 1]);
		for (guint j = 0; j + 1 < NAMES; j++)
			if (chance(random, 20))
				renames_add_column(renames, table_names[i],
						   column_names[j],
						   column_names[j + 1]);
	}
	return renames;
}

/* Makes the changes and looks whether they lead where they should. */
static void follow(guint round, const Schema *from, const Schema *to,
		   const Renames *renames)
{
	g_autoptr(GPtrArray) changes = schema_diff(from, to, renames);
	g_autoptr(Engine) engine = engine_new(from, to);
	g_autofree char *text = summarize(changes);
	for (guint i = 0; i < changes->len; i++)
		if (!engine_make(engine, changes->pdata[i])) {
			cr_expect(FALSE, "round %u, change %u: %s\n%s", round,
				  i, engine->complaint, text);
			return;
		}
	g_autoptr(Schema) result = schema_copy(engine->state);
	g_autoptr(GPtrArray) left = schema_diff(result, to, NULL);
	g_autofree char *rest = summarize(left);
	cr_expect_eq(left->len, 0, "round %u:\n%sleaves\n%s", round, text,
		     rest);
}

Test(property, the_changes_can_be_made_in_their_order_and_lead_there)
{
	for (guint round = 0; round < ROUNDS; round++) {
		g_autoptr(GRand) random = g_rand_new_with_seed(round);
		g_autoptr(Schema) from = make_random(random, TRUE);
		g_autoptr(Schema) to = make_random(random, TRUE);
		follow(round, from, to, NULL);
	}
}

Test(property, so_they_can_with_renames_and_back_again)
{
	for (guint round = 0; round < ROUNDS; round++) {
		g_autoptr(GRand) random = g_rand_new_with_seed(round);
		g_autoptr(Schema) from = make_random(random, FALSE);
		g_autoptr(Schema) to = make_random(random, FALSE);
		g_autoptr(Renames) renames = make_renames(random, from, to);
		g_autoptr(Renames) reverse = renames_reverse(renames);
		cr_assert_eq(renames_count(renames), renames_count(reverse));
		follow(round, from, to, renames);
		follow(round, to, from, reverse);
	}
}

Test(property, a_schema_does_not_differ_from_its_copy)
{
	for (guint round = 0; round < ROUNDS; round++) {
		g_autoptr(GRand) random = g_rand_new_with_seed(round);
		g_autoptr(Schema) schema = make_random(random, TRUE);
		g_autoptr(Schema) copy = schema_copy(schema);
		g_autoptr(GPtrArray) changes = schema_diff(schema, copy, NULL);
		cr_expect_eq(changes->len, 0);
		g_autofree char *a = schema_fingerprint(schema);
		g_autofree char *b = schema_fingerprint(copy);
		cr_expect_str_eq(a, b);
	}
}

Test(property, equal_texts_have_no_difference)
{
	for (guint round = 0; round < ROUNDS; round++) {
		g_autoptr(GRand) random = g_rand_new_with_seed(round);
		g_autoptr(Schema) from = make_random(random, TRUE);
		g_autoptr(Schema) to = make_random(random, TRUE);
		g_autofree char *a = schema_write(from);
		g_autofree char *b = schema_write(to);
		g_autoptr(GPtrArray) changes = schema_diff(from, to, NULL);
		cr_expect(!g_str_equal(a, b) || !changes->len);
	}
}

Test(property, a_candidate_is_dropped_and_added_and_only_one_of_it)
{
	for (guint round = 0; round < ROUNDS; round++) {
		g_autoptr(GRand) random = g_rand_new_with_seed(round);
		g_autoptr(Schema) from = make_random(random, TRUE);
		g_autoptr(Schema) to = make_random(random, TRUE);
		g_autoptr(GPtrArray) found =
			schema_find_renames(from, to, NULL, NULL, NULL);
		g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
		unsigned last = 100;
		for (guint i = 0; i < found->len; i++) {
			const RenameCandidate *one = found->pdata[i];
			gconstpointer old = one->old_table;
			if (one->old_column)
				old = one->old_column;
			cr_expect(g_hash_table_add(seen,
						   (gpointer)(guintptr)old));
			cr_expect_leq(one->score, last);
			cr_expect_geq(one->score, RENAME_LIKELY);
			last = one->score;
			if (one->old_column)
				cr_expect_null(table_find_column(
					one->new_table, one->old_column->name));
			else
				cr_expect_null(schema_find_table(
					to, NULL, one->old_table->name));
		}
	}
}

Test(property, a_thousand_tables_are_compared_in_no_time)
{
	g_autoptr(Schema) from = schema_new();
	for (guint i = 0; i < 3000; i++) {
		g_autofree char *name = g_strdup_printf("table_%u", i);
		Table *table =
			make_table(from, name, "id", "a", "b", "c", NULL);
		make_constraint(table, CONSTRAINT_PRIMARY_KEY, NULL, "id");
		g_autofree char *parent = g_strdup_printf("table_%u", i / 2);
		make_foreign_key(from, name, "a", parent);
	}
	g_autoptr(Schema) to = schema_copy(from);
	make_column(schema_find_table(to, NULL, "table_77"), "d", "TEXT");
	gint64 start = g_get_monotonic_time();
	g_autoptr(GPtrArray) changes = schema_diff(from, to, NULL);
	/* A pass over each table for each table would take seconds. */
	cr_assert_lt(g_get_monotonic_time() - start, 500000);
	cr_assert_eq(changes->len, 1);
}

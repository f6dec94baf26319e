#include <criterion/criterion.h>

#include "make.h"

static char *order_of(const Schema *schema)
{
	g_autoptr(GPtrArray) tables = schema_tables_in_order(schema);
	GString *names = g_string_new(NULL);
	for (guint i = 0; i < tables->len; i++) {
		const Table *table = tables->pdata[i];
		g_string_append_printf(names, "%s%s", i ? " " : "",
				       table->name);
	}
	return g_string_free(names, FALSE);
}

Test(order, a_table_comes_after_those_it_refers_to)
{
	g_autoptr(Schema) schema = schema_new();
	make_table(schema, "comments", "id", NULL);
	make_table(schema, "posts", "id", NULL);
	make_table(schema, "users", "id", NULL);
	make_foreign_key(schema, "comments", "id", "posts");
	make_foreign_key(schema, "posts", "id", "users");
	make_foreign_key(schema, "users", "id", "absent");
	g_autofree char *order = order_of(schema);
	cr_assert_str_eq(order, "users posts comments");
}

Test(order, tables_that_do_not_refer_keep_their_order)
{
	g_autoptr(Schema) schema = schema_new();
	make_table(schema, "z", "id", NULL);
	make_table(schema, "a", "id", NULL);
	make_table(schema, "m", "id", NULL);
	make_foreign_key(schema, "a", "id", "a");
	g_autofree char *order = order_of(schema);
	cr_assert_str_eq(order, "z a m");
}

Test(order, a_circle_keeps_its_order_and_comes_before_what_refers_to_it)
{
	g_autoptr(Schema) schema = schema_new();
	make_table(schema, "leaf", "id", NULL);
	make_table(schema, "a", "id", NULL);
	make_table(schema, "b", "id", NULL);
	make_table(schema, "c", "id", NULL);
	make_table(schema, "root", "id", NULL);
	make_foreign_key(schema, "leaf", "id", "b");
	make_foreign_key(schema, "a", "id", "b");
	make_foreign_key(schema, "b", "id", "c");
	make_foreign_key(schema, "c", "id", "a");
	make_foreign_key(schema, "c", "id", "root");
	g_autofree char *order = order_of(schema);
	cr_assert_str_eq(order, "root a b c leaf");
}

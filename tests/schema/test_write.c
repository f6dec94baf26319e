#include <criterion/criterion.h>
#include <string.h>

#include "make.h"

static Schema *make_written(void)
{
	Schema *schema = schema_new();
	Table *users = make_table(schema, "users", "id", NULL);
	make_constraint(users, CONSTRAINT_PRIMARY_KEY, NULL, "id");
	Table *todos = make_table(schema, "Todos", "id", NULL);
	Column *title = make_column(todos, "my title", "VARCHAR (80)");
	title->not_null = TRUE;
	title->server_default = make_sql("( 'a\nb' )");
	make_constraint(todos, CONSTRAINT_UNIQUE, "uq", "my_title ID");
	Constraint *key = make_foreign_key(schema, "todos", "id", "users");
	g_ptr_array_set_size(key->referred_columns, 0);
	make_index(todos, "ix", "id");
	table_add_trigger(todos, trigger_new("tr", "CREATE  TRIGGER tr"));
	schema_add_view(schema, view_new("v", "CREATE VIEW v AS SELECT 1"));
	EnumType *mood = enum_type_new("mood");
	g_ptr_array_add(mood->labels, g_strdup("it's"));
	schema_add_enum(schema, mood);
	return schema;
}

Test(write, a_schema_is_a_line_a_fact)
{
	g_autoptr(Schema) schema = make_written();
	g_autofree char *text = schema_write(schema);
	cr_assert_str_eq(
		text, "enum mood 'it''s'\n"
		      "table todos\n"
		      "\tcolumn id type integer\n"
		      "\tcolumn \"my title\" type varchar(80) not null default "
		      "'a\\nb'\n"
		      "\tforeign key ( id ) references users ( id ) on delete "
		      "no action on update no action match simple\n"
		      "\tindex ix [ id ]\n"
		      "\tunique ( id my_title ) named uq\n"
		      "\ttrigger tr is create trigger tr\n"
		      "table users\n"
		      "\tcolumn id type integer\n"
		      "\tprimary key ( id )\n"
		      "view v is create view v as select 1\n");
}

static void change_table(Schema *schema, int which)
{
	Table *todos = schema_find_table(schema, NULL, "todos");
	Column *title = todos->columns->pdata[1];
	Index *index = todos->indexes->pdata[0];
	IndexKey *key = index->keys->pdata[0];
	Constraint *unique = todos->constraints->pdata[0];
	switch (which) {
	case 0:
		todos->strict = TRUE;
		break;
	case 1:
		title->collation = g_strdup("NOCASE");
		break;
	case 2:
		title->generated = make_sql("1");
		break;
	case 3:
		title->extra = g_strdup("ON CONFLICT FAIL");
		break;
	case 4:
		title->comment = g_strdup("x");
		break;
	case 5:
		key->descending = TRUE;
		break;
	case 6:
		index->where = make_sql("id > 0");
		break;
	case 7:
		unique->deferrable = TRUE;
		break;
	case 8:
		unique->extra = g_strdup("ON CONFLICT FAIL");
		break;
	case 9:
		todos->comment = g_strdup("x");
		break;
	case 10:
		g_ptr_array_remove_index(todos->triggers, 0);
		break;
	case 11:
		index->unique = TRUE;
		break;
	default:
		g_ptr_array_remove_index(schema->views, 0);
	}
}

Test(write, every_change_is_another_text_and_a_difference)
{
	g_autoptr(Schema) schema = make_written();
	g_autofree char *text = schema_write(schema);
	for (int i = 0; i <= 12; i++) {
		g_autoptr(Schema) changed = schema_copy(schema);
		change_table(changed, i);
		g_autofree char *other = schema_write(changed);
		cr_expect_str_neq(text, other, "change %d", i);
		g_autoptr(GPtrArray) changes =
			schema_diff(schema, changed, NULL);
		cr_expect_neq(changes->len, 0, "change %d", i);
	}
}

Test(write, the_order_of_all_but_columns_is_not_in_the_text)
{
	g_autoptr(Schema) schema = make_written();
	g_autoptr(Schema) other = schema_new();
	for (guint i = schema->tables->len; i-- > 0;) {
		Table *table = table_copy(schema->tables->pdata[i]);
		schema_add_table(other, table);
		if (table->constraints->len > 1)
			table_add_constraint(
				table,
				g_ptr_array_steal_index(table->constraints, 0));
	}
	schema_add_view(other, view_copy(schema->views->pdata[0]));
	schema_add_enum(other, enum_type_copy(schema->enums->pdata[0]));
	g_autofree char *text = schema_write(schema);
	g_autofree char *other_text = schema_write(other);
	cr_assert_str_eq(text, other_text);
	Table *todos = schema_find_table(other, NULL, "todos");
	table_add_column(todos, g_ptr_array_steal_index(todos->columns, 0));
	g_autofree char *moved = schema_write(other);
	cr_assert_str_neq(text, moved);
}

Test(write, what_a_dialect_spells_is_not_what_somebody_wrote)
{
	g_autoptr(Schema) schema = schema_new();
	Table *table = make_table(schema, "t", "a", NULL);
	Column *column = table->columns->pdata[0];
	column->server_default = make_sql("now()");
	g_autofree char *written = schema_write(schema);
	expression_free(column->server_default);
	column->server_default = expression_new(EXPRESSION_CALL, "now");
	g_autofree char *neutral = schema_write(schema);
	cr_assert_str_neq(written, neutral);
}

Test(write, names_and_literals_cannot_pass_for_lines)
{
	g_autoptr(Schema) a = schema_new();
	make_table(a, "t", "x\n\tcolumn y", NULL);
	g_autofree char *text = schema_write(a);
	cr_assert_eq(strchr(strchr(text, '\n') + 1, '\n') + 1,
		     text + strlen(text));
}

Test(write, the_fingerprint_is_the_hash_of_the_text)
{
	g_autoptr(Schema) empty = schema_new();
	g_autofree char *hash = schema_fingerprint(empty);
	cr_assert_str_eq(hash, "e3b0c44298fc1c149afbf4c8996fb924"
			       "27ae41e4649b934ca495991b7852b855");
	g_autoptr(Schema) schema = make_written();
	g_autofree char *text = schema_write(schema);
	g_autofree char *expected =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	g_autofree char *found = schema_fingerprint(schema);
	cr_assert_str_eq(found, expected);
}

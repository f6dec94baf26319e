#include <criterion/criterion.h>

#include "make.h"
#include "schema/rename.h"

/* Every pair of origins that is asked for has the evidence of the case. */
static RenameEvidence give(const Origin *old, const Origin *new, gpointer data)
{
	cr_assert_not_null(old->path);
	cr_assert_not_null(new->path);
	return *(const RenameEvidence *)data;
}

enum Verdict {
	NO,
	LIKELY,
	CERTAIN
};

static enum Verdict verdict(unsigned score)
{
	return score >= RENAME_CERTAIN	? CERTAIN
	       : score >= RENAME_LIKELY ? LIKELY
					: NO;
}

/* A table of the columns `names`, "name:TYPE" separated by white space. */
static Table *make_typed(Schema *schema, const char *name, const char *columns)
{
	Table *table = make_table(schema, name, NULL);
	origin_set(&table->origin, "models.py", 1, 9);
	g_auto(GStrv) words = g_strsplit(columns, " ", -1);
	for (char **word = words; *word; word++) {
		g_auto(GStrv) parts = g_strsplit(*word, ":", 2);
		Column *column = make_column(table, parts[0],
					     parts[1] ? parts[1] : "INTEGER");
		origin_set(&column->origin, "models.py", 2, 2);
	}
	return table;
}

static const char *describe(const GPtrArray *found)
{
	static char text[400];
	*text = '\0';
	for (guint i = 0; i < found->len; i++) {
		const RenameCandidate *candidate = found->pdata[i];
		gboolean table = !candidate->old_column;
		g_autofree char *line = g_strdup_printf(
			"%s%s>%s%s", i ? " " : "",
			table ? candidate->old_table->name
			      : candidate->old_column->name,
			table ? candidate->new_table->name
			      : candidate->new_column->name,
			verdict(candidate->score) == CERTAIN ? "!" : "?");
		g_strlcat(text, line, sizeof text);
	}
	return text;
}

#define NONE RENAME_EVIDENCE_NONE
#define HUNK RENAME_EVIDENCE_HUNK
#define REPLACED RENAME_EVIDENCE_REPLACED
#define KEPT RENAME_EVIDENCE_KEPT

/* "a>b!" is certain, "a>b?" is likely. */
Test(rename, the_truth_table_of_columns)
{
	static const struct {
		const char *old;
		const char *new;
		RenameEvidence evidence;
		const char *expected;
	} cases[] = {
		/* A slip of the fingers in the same place. */
		{"id titel:TEXT", "id title:TEXT", NONE, "titel>title!"},
		{"id titel:TEXT", "id title:TEXT", HUNK, "titel>title!"},
		{"id titel:TEXT", "id title:TEXT", REPLACED, "titel>title!"},
		/* In another place it could be chance. */
		{"id titel:TEXT n", "id n title:TEXT", NONE, "titel>title?"},
		{"id titel:TEXT n", "id n title:TEXT", HUNK, "titel>title!"},
		/* Another definition is never certain. */
		{"id titel:TEXT", "id title:BLOB", NONE, "titel>title?"},
		{"id titel:TEXT", "id title:BLOB", REPLACED, "titel>title?"},
		{"id name:TEXT", "id full_name:BLOB", REPLACED,
		 "name>full_name?"},
		{"id name:TEXT", "id full_name:BLOB", HUNK, ""},
		{"id done:TEXT", "id state:BLOB", REPLACED, "done>state?"},
		/* Names that say more or less. */
		{"id created:TEXT", "id created_at:TEXT", NONE,
		 "created>created_at?"},
		{"id created:TEXT", "id created_at:TEXT", HUNK,
		 "created>created_at!"},
		{"id created:TEXT n", "id n created_at:TEXT", HUNK,
		 "created>created_at?"},
		/* Names that have nothing to do with each other. */
		{"id done", "id archived", REPLACED, "done>archived?"},
		{"id done", "id archived", KEPT, "done>archived!"},
		{"id done", "id archived", HUNK, "done>archived?"},
		{"id done", "id archived", NONE, "done>archived?"},
		{"id done n:TEXT", "id n:TEXT archived", NONE,
		 "done>archived?"},
		{"id done n:TEXT", "id n:TEXT archived", HUNK,
		 "done>archived?"},
		/* Other words, however few letters they differ in. */
		{"id cost", "id post", NONE, "cost>post?"},
		{"id price_min", "id price_max", NONE, "price_min>price_max?"},
		{"id line1", "id line2", NONE, "line1>line2?"},
		/* The same words, however they are written. */
		{"id createdAt", "id created_at", NONE,
		 "createdAt>created_at!"},
		{"id tag", "id tags", NONE, "tag>tags!"},
		/* Several that fit: ask, unless names or lines decide. */
		{"id name:TEXT", "id first_name:TEXT last_name:TEXT", HUNK,
		 "name>first_name?"},
		{"id a b", "id x y", REPLACED, "a>x? b>y?"},
		{"id titel:TEXT desription:TEXT",
		 "id title:TEXT description:TEXT", NONE,
		 "titel>title? desription>description?"},
		{"id titel:TEXT desription:TEXT",
		 "id title:TEXT description:TEXT", REPLACED,
		 "titel>title! desription>description!"},
		/* Nothing to pair. */
		{"id gone", "id", REPLACED, ""},
		{"id", "id come", REPLACED, ""},
		{"id gone:TEXT", "id come:BLOB", NONE, ""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Schema) from = schema_new();
		g_autoptr(Schema) to = schema_new();
		make_typed(from, "todos", cases[i].old);
		make_typed(to, "todos", cases[i].new);
		RenameEvidence evidence = cases[i].evidence;
		g_autoptr(GPtrArray) found =
			schema_find_renames(from, to, NULL, give, &evidence);
		cr_expect_str_eq(describe(found), cases[i].expected,
				 "%s -> %s with %d: '%s' is not '%s'",
				 cases[i].old, cases[i].new, (int)evidence,
				 describe(found), cases[i].expected);
	}
}

/* Issue 3: of columns with one definition, whose line became the other's. */
Test(rename, a_line_that_was_replaced_needs_a_name_that_is_alike)
{
	static const char *const found[][2] = {
		{"full_name", "display_name"}, {"nick", "nickname"},
		{"name", "full_name"},	       {"username", "name"},
		{"desc", "description"},       {"qty", "quantity"},
		{"category", "categories"},    {"isDone", "done"},
		{"created_at", "created_on"},  {"date_created", "created_at"},
		{"user", "user_id"},	       {"mail", "email"},
		{"phone", "telephone"},	       {"organisation", "organization"},
	};
	static const char *const asked[][2] = {
		{"phone", "email"},
		{"is_admin", "newsletter"},
		{"is_admin", "is_active"},
		{"created_at", "deleted_at"},
		{"created_at", "updated_at"},
		{"first_name", "last_name"},
		{"full_name", "first_name"},
		{"name", "last_name"},
		{"start_date", "end_date"},
		{"price_min", "price_max"},
		{"home_phone", "work_phone"},
		{"shipping_address", "billing_address"},
		{"address_1", "address_2"},
		{"line", "line2"},
		{"active", "inactive"},
		{"visible", "invisible"},
		{"active", "not_active"},
		{"included", "excluded"},
		{"title", "subtitle"},
		{"owner_id", "parent_id"},
		{"user_id", "user_name"},
		{"cost", "post"},
	};
	RenameEvidence evidence = REPLACED;
	for (gsize i = 0; i < G_N_ELEMENTS(found) + G_N_ELEMENTS(asked); i++) {
		gboolean certain = i < G_N_ELEMENTS(found);
		const char *const *names =
			certain ? found[i] : asked[i - G_N_ELEMENTS(found)];
		g_autoptr(Schema) from = schema_new();
		g_autoptr(Schema) to = schema_new();
		make_typed(from, "users", names[0]);
		make_typed(to, "users", names[1]);
		g_autoptr(GPtrArray) candidates =
			schema_find_renames(from, to, NULL, give, &evidence);
		g_autofree char *expected = g_strdup_printf(
			"%s>%s%s", names[0], names[1], certain ? "!" : "?");
		cr_expect_str_eq(describe(candidates), expected);
	}
}

Test(rename, the_truth_table_of_tables)
{
	static const char four[] = "id a:TEXT b:TEXT c:TEXT";
	static const char changed[] = "id a:TEXT b:TEXT c:TEXT d:TEXT";
	static const char half[] = "id a:TEXT x:TEXT";
	static const char few[] = "id name:TEXT";
	static const struct {
		const char *old_name;
		const char *old;
		const char *new_name;
		const char *new;
		RenameEvidence evidence;
		const char *expected;
	} cases[] = {
		{"todo", four, "todos", four, NONE, "todo>todos!"},
		{"todo", four, "todos", changed, NONE, "todo>todos!"},
		{"todo", four, "todos", half, NONE, "todo>todos?"},
		{"todo", "id", "todos", "id", NONE, "todo>todos?"},
		{"items", four, "todo_items", four, NONE, "items>todo_items!"},
		{"items", four, "todo_items", changed, NONE,
		 "items>todo_items?"},
		{"items", four, "todo_items", changed, HUNK,
		 "items>todo_items!"},
		{"todos", four, "tasks", four, NONE, "todos>tasks?"},
		{"todos", four, "tasks", four, HUNK, "todos>tasks?"},
		{"todos", four, "tasks", four, REPLACED, "todos>tasks!"},
		{"labels", few, "owners", few, REPLACED, "labels>owners?"},
		{"labels", few, "owners", few, KEPT, "labels>owners!"},
		{"labels", few, "owners", few, NONE, "labels>owners?"},
		{"labels", few, "owners", four, REPLACED, ""},
		{"labels", few, "owners", "x y", REPLACED, ""},
		{"todos", half, "tasks", four, NONE, ""},
		{"todos", half, "tasks", four, REPLACED, "todos>tasks?"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Schema) from = schema_new();
		g_autoptr(Schema) to = schema_new();
		make_typed(from, cases[i].old_name, cases[i].old);
		make_typed(to, cases[i].new_name, cases[i].new);
		RenameEvidence evidence = cases[i].evidence;
		g_autoptr(GPtrArray) found =
			schema_find_renames(from, to, NULL, give, &evidence);
		cr_expect_str_eq(describe(found), cases[i].expected,
				 "%s -> %s with %d: '%s' is not '%s'",
				 cases[i].old_name, cases[i].new_name,
				 (int)evidence, describe(found),
				 cases[i].expected);
	}
}

Test(rename, two_tables_that_fit_are_a_question)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	make_typed(from, "todo", "id a b c");
	make_typed(to, "todos", "id a b c");
	make_typed(to, "tasks", "id a b c");
	g_autoptr(GPtrArray) found =
		schema_find_renames(from, to, NULL, NULL, NULL);
	cr_assert_str_eq(describe(found), "todo>todos?");
}

Test(rename, a_column_with_another_role_is_a_question)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	make_typed(from, "todos", "id owner_id");
	make_typed(to, "todos", "id owners_id");
	make_typed(from, "users", "id");
	make_typed(to, "users", "id");
	make_foreign_key(from, "todos", "owner_id", "users");
	RenameEvidence evidence = REPLACED;
	g_autoptr(GPtrArray) found =
		schema_find_renames(from, to, NULL, give, &evidence);
	cr_assert_str_eq(describe(found), "owner_id>owners_id?");
	make_foreign_key(to, "todos", "owners_id", "users");
	g_autoptr(GPtrArray) again =
		schema_find_renames(from, to, NULL, give, &evidence);
	cr_assert_str_eq(describe(again), "owner_id>owners_id!");
}

Test(rename, a_known_table_has_its_columns_compared_with_the_old_ones)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	make_typed(from, "todos", "id titel:TEXT");
	make_typed(to, "tasks", "id title:TEXT");
	g_autoptr(Renames) known = renames_new();
	renames_add_table(known, "todos", "tasks");
	g_autoptr(GPtrArray) found =
		schema_find_renames(from, to, known, NULL, NULL);
	cr_assert_str_eq(describe(found), "titel>title!");
	const RenameCandidate *candidate = found->pdata[0];
	cr_assert_str_eq(candidate->old_table->name, "todos");
	cr_assert_str_eq(candidate->new_table->name, "tasks");
	renames_add_column(known, "tasks", "titel", "title");
	g_autoptr(GPtrArray) none =
		schema_find_renames(from, to, known, NULL, NULL);
	cr_assert_str_eq(describe(none), "");
}

Test(rename, the_same_names_are_never_candidates)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	make_typed(from, "todos", "id title:TEXT");
	make_typed(to, "Todos", "ID title:BLOB");
	g_autoptr(GPtrArray) found =
		schema_find_renames(from, to, NULL, NULL, NULL);
	cr_assert_str_eq(describe(found), "");
}

Test(rename, lines_that_are_not_known_are_not_asked_for)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	make_table(from, "todos", "id", "done", NULL);
	make_table(to, "todos", "id", "archived", NULL);
	RenameEvidence evidence = REPLACED;
	g_autoptr(GPtrArray) found =
		schema_find_renames(from, to, NULL, give, &evidence);
	cr_assert_str_eq(describe(found), "done>archived?");
}

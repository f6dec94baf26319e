/* Files that are broken, torn or made to hurt: each ends in a diagnostic in
 * bounded time and memory, and a table that an error has cut short is not taken
 * for a whole one. */
#include <criterion/criterion.h>

#include <string.h>

#include "models/models.h"

static Models *read_files(const char *const *pairs, const char *pathspec)
{
	static const ModelsOptions options = {.dialect = "sqlite"};
	const char *const pathspecs[] = {pathspec, NULL};
	g_autoptr(GHashTable) texts = g_hash_table_new(g_str_hash, g_str_equal);
	for (; pairs[0]; pairs += 2)
		g_hash_table_insert(texts, (gpointer)(guintptr)pairs[0],
				    (gpointer)(guintptr)pairs[1]);
	g_autoptr(Snapshot) snapshot = snapshot_new_from_texts(texts);
	return models_read(snapshot, pathspecs, &options, NULL);
}

static Models *read_text(const char *text)
{
	const char *const pairs[] = {"models.py", text, NULL};
	return read_files(pairs, "models.py");
}

static const char whole[] =
	"from sqlalchemy import Column, ForeignKey, Integer, String\n"
	"from sqlalchemy.orm import declarative_base\n"
	"\n"
	"Base = declarative_base()\n"
	"\n"
	"\n"
	"class User(Base):\n"
	"    __tablename__ = 'user'\n"
	"    id = Column(Integer, primary_key=True)\n"
	"    name = Column(String(80), nullable=False, unique=True)\n"
	"    kind = Column(\n"
	"        String(10),\n"
	"        server_default='plain',\n"
	"    )\n"
	"\n"
	"\n"
	"if True:\n"
	"    class Post(Base):\n"
	"        __tablename__ = 'post'\n"
	"        id = Column(Integer, primary_key=True)\n"
	"        user_id = Column(ForeignKey('user.id'), index=True)\n"
	"        title = Column(String(200))\n";

static char *write_table(const Models *models, const char *name)
{
	const Table *table = schema_find_table(models->schema, NULL, name);
	if (!table || table->incomplete)
		return NULL;
	g_autoptr(Schema) schema = schema_new();
	schema_add_table(schema, table_copy(table));
	return schema_write(schema);
}

/* A table of broken models that claims to be whole is what it should be. */
static void expect_no_part_taken_for_whole(const char *text)
{
	static const char *const names[] = {"user", "post"};
	g_autoptr(Models) models = read_text(text);
	cr_assert_not_null(models);
	if (!diagnostics_count(models->diagnostics, DIAGNOSTIC_ERROR))
		return;
	g_autoptr(Models) unbroken = read_text(whole);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *read = write_table(models, names[i]);
		g_autofree char *meant = write_table(unbroken, names[i]);
		cr_assert_not_null(meant);
		cr_expect(!read || strcmp(read, meant) == 0,
			  "--- text\n%s\n--- read\n%s", text, read);
	}
}

Test(hostile, a_truncated_file_has_no_table_that_is_cut_short)
{
	for (gsize length = 0; length < sizeof whole; length += 3) {
		g_autofree char *text = g_strndup(whole, length);
		expect_no_part_taken_for_whole(text);
	}
}

static const char *line_start(const char *text, unsigned line)
{
	while (line--)
		text = strchr(text, '\n') + 1;
	return text;
}

Test(hostile, a_conflict_leaves_no_table_that_is_cut_short)
{
	enum {
		LINES = 22
	};
	for (unsigned first = 0; first < LINES; first += 2) {
		for (unsigned last = first; last <= LINES; last += 3) {
			const char *ours = line_start(whole, first);
			const char *rest = line_start(whole, last);
			g_autofree char *text = g_strdup_printf(
				"%.*s<<<<<<< ours\n%.*s=======\n>>>>>>> "
				"theirs\n%s",
				(int)(ours - whole), whole, (int)(rest - ours),
				ours, rest);
			expect_no_part_taken_for_whole(text);
		}
	}
}

static const char *const strange[] = {
	"x = = 3\n", "    )\n", "except A, B:\n", "y = (\n", "'''\n", "@\n",
};

Test(hostile, a_line_of_nonsense_leaves_no_table_that_is_cut_short)
{
	for (gsize i = 0; i < G_N_ELEMENTS(strange); i++) {
		for (unsigned line = 0; line <= 22; line++) {
			const char *rest = line_start(whole, line);
			g_autofree char *text =
				g_strdup_printf("%.*s%s%s", (int)(rest - whole),
						whole, strange[i], rest);
			expect_no_part_taken_for_whole(text);
		}
	}
}

Test(hostile, a_source_of_megabytes_is_not_parsed)
{
	g_autofree char *text = g_strnfill((4 << 20) + 1, '\n');
	memcpy(text, "x = 1\n", 6);
	g_autoptr(Models) models = read_text(text);
	cr_assert_eq(models->diagnostics->len, 1);
	const Diagnostic *diagnostic = models->diagnostics->pdata[0];
	cr_expect_str_eq(diagnostic->path, "models.py");
	cr_expect_str_eq(diagnostic->message,
			 "larger than 4 MiB, which no source of models is");
	cr_expect(!models_complete(models));
}

/* Of what is no Python at all not every line is named. */
Test(hostile, a_file_full_of_errors_has_few_diagnostics)
{
	GString *text = g_string_new(NULL);
	for (int i = 0; i < 3000; i++)
		g_string_append(text, "a = ) b (\n");
	g_autoptr(Models) models = read_text(text->str);
	g_string_free(text, TRUE);
	guint count = models->diagnostics->len;
	cr_expect_gt(count, 10);
	cr_expect_leq(count, 60);
}

/* What one step does is counted as many when it goes over a long text or a
 * list of lists: each of these would else take minutes. */
Test(hostile, long_texts_and_shared_lists_count_for_what_they_cost)
{
	static const char *const bodies[] = {
		"x = str(shared)",
		"x = text[1:]",
		"x = re.split('(a+)+$', short)",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autofree char *text =
			g_strdup_printf("import re\n"
					"text = 'a' * 30000\n"
					"short = 'a' * 30 + 'b'\n"
					"shared = []\n"
					"other = []\n"
					"for _ in range(12):\n"
					"    shared = [shared, shared]\n"
					"    other = [other, other]\n"
					"for i in range(90000):\n"
					"    %s\n",
					bodies[i]);
		g_autoptr(Models) models = read_text(text);
		cr_assert_eq(models->diagnostics->len, 1, "%s", bodies[i]);
		const Diagnostic *diagnostic = models->diagnostics->pdata[0];
		cr_expect_str_eq(diagnostic->message,
				 "a program that takes too long to follow");
	}
}

/* An import of all of a module by itself once doubled what it imports. */
Test(hostile, a_module_that_imports_itself_grows_no_further)
{
	GString *text = g_string_new("from outside import *\n");
	for (int i = 0; i < 64; i++)
		g_string_append(text, "from models import *\n"
				      "from other import *\n");
	const char *const pairs[] = {"models.py", text->str, "other.py",
				     text->str, NULL};
	g_autoptr(Models) models = read_files(pairs, "models.py");
	cr_expect_not_null(models);
	cr_expect_eq(models->files->len, 2);
	g_string_free(text, TRUE);
}

#include <criterion/criterion.h>

#include <string.h>

#include "models/models.h"

#define HEAD                                            \
	"from sqlalchemy import *\n"                    \
	"from sqlalchemy.orm import declarative_base\n" \
	"Base = declarative_base()\n"

static const ModelsOptions sqlite = {.dialect = "sqlite"};

static Snapshot *snapshot_of(const char *path, const char *text,
			     const char *other_path, const char *other_text)
{
	g_autoptr(GHashTable) texts = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_insert(texts, (gpointer)(guintptr)path,
			    (gpointer)(guintptr)text);
	if (other_path)
		g_hash_table_insert(texts, (gpointer)(guintptr)other_path,
				    (gpointer)(guintptr)other_text);
	return snapshot_new_from_texts(texts);
}

static Models *read_text(const char *text)
{
	static const char *const pathspecs[] = {"models.py", NULL};
	g_autoptr(Snapshot) snapshot =
		snapshot_of("models.py", text, NULL, NULL);
	return models_read(snapshot, pathspecs, &sqlite, NULL);
}

Test(models, no_file_that_matches_is_no_error)
{
	static const char *const pathspecs[] = {"absent.py", NULL};
	g_autoptr(Snapshot) snapshot = snapshot_of("other.py", "", NULL, NULL);
	g_autoptr(Models) models =
		models_read(snapshot, pathspecs, &sqlite, NULL);
	cr_assert_not_null(models);
	cr_assert_eq(models->schema->tables->len, 0);
	cr_assert(models_complete(models));
}

Test(models, scripts_are_kept_for_the_engine)
{
	static const char *const pathspecs[] = {"schema.sql", NULL};
	g_autoptr(Snapshot) snapshot =
		snapshot_of("schema.sql", "CREATE TABLE a (b);\n", NULL, NULL);
	g_autoptr(Models) models =
		models_read(snapshot, pathspecs, &sqlite, NULL);
	cr_assert_eq(models->scripts->len, 1);
	const ModelScript *script = models->scripts->pdata[0];
	cr_assert_str_eq(script->path, "schema.sql");
	cr_assert_eq(g_bytes_get_size(script->text), 20);
}

Test(models, files_that_were_imported_are_listed_in_order)
{
	static const char *const pathspecs[] = {"app/models.py", NULL};
	g_autoptr(Snapshot) snapshot =
		snapshot_of("app/models.py", "from app.base import Base\n",
			    "app/base.py", "Base = None\n");
	g_autoptr(Models) models =
		models_read(snapshot, pathspecs, &sqlite, NULL);
	cr_assert_eq(models->files->len, 2);
	cr_assert_str_eq(models->files->pdata[0], "app/base.py");
	cr_assert_str_eq(models->files->pdata[1], "app/models.py");
}

Test(models, everything_has_its_origin)
{
	g_autoptr(Models) models =
		read_text(HEAD "class A(Base):\n"
			       "    __tablename__ = 'a'\n"
			       "    id = Column(Integer, primary_key=True)\n"
			       "    b = Column(\n"
			       "        Integer,\n"
			       "        index=True,\n"
			       "    )\n"
			       "    __table_args__ = (UniqueConstraint(b),)\n");
	const Table *table = schema_find_table(models->schema, NULL, "a");
	cr_assert_not_null(table);
	cr_assert_str_eq(table->origin.path, "models.py");
	cr_assert_eq(table->origin.line, 4);
	cr_assert_eq(table->origin.last_line, 11);
	const Column *column = table_find_column(table, "b");
	cr_assert_eq(column->origin.line, 7);
	cr_assert_eq(column->origin.last_line, 10);
	const Index *index = table->indexes->pdata[0];
	cr_assert_eq(index->origin.line, 7);
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint = table->constraints->pdata[i];
		if (constraint->kind == CONSTRAINT_UNIQUE)
			cr_assert_eq(constraint->origin.line, 11);
	}
}

Test(models, guesses_put_the_likeliest_first)
{
	g_autoptr(Snapshot) snapshot =
		snapshot_of("app/models.py",
			    "from sqlalchemy import Column\nx = Column(1)\n",
			    "tests/models.py",
			    "from sqlalchemy import Column\nx = Column(1)\n");
	gboolean whole = FALSE;
	g_autoptr(GPtrArray) paths = models_guess(snapshot, &whole, NULL);
	cr_assert(whole);
	cr_assert_eq(paths->len, 1);
	cr_assert_str_eq(paths->pdata[0], "app/models.py");
}

Test(models, guesses_find_what_declares_tables_whatever_its_name)
{
	static const struct {
		const char *text;
		gboolean found;
	} files[] = {
		{"class A(Base):\n    __tablename__ = 'a'\n", TRUE},
		{"class A(Base):\n    __tablename__: str = 'a'\n", TRUE},
		{"class A(SQLModel, table=True):\n    id: int\n", TRUE},
		{"class A(db.Model):\n    id = db.Column()\n", TRUE},
		{"a = Table(\n    'a',\n    Base.metadata,\n)\n", TRUE},
		{"a = sa.Table(\"a\", meta, sa.Column(\"b\"))\n", TRUE},
		{"# class A(db.Model):\nx = 1\n", FALSE},
		{"print(A.__tablename__)\n", FALSE},
		{"class A(SQLModel):\n    id: int\n", FALSE},
		{"op.create_table('a', sa.Column('b'))\n", FALSE},
		{"table = Table('rich', width=3)\n", FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		gboolean whole = FALSE;
		g_autoptr(Snapshot) snapshot =
			snapshot_of("src/app/entities.py", files[i].text,
				    "tests/a.py", files[0].text);
		g_autoptr(GPtrArray) paths =
			models_guess(snapshot, &whole, NULL);
		cr_expect_eq(paths->len > 0, files[i].found, "%s",
			     files[i].text);
		if (paths->len)
			cr_expect_str_eq(paths->pdata[0],
					 "src/app/entities.py");
	}
}

static char *repeated(const char *before, const char *text, unsigned count,
		      const char *after)
{
	GString *all = g_string_new(before);
	for (unsigned i = 0; i < count; i++)
		g_string_append(all, text);
	g_string_append(all, after);
	return g_string_free(all, FALSE);
}

/* Each of these once took the parser, the evaluator or the stack down. */
Test(models, hostile_text_ends_in_a_diagnostic_or_in_nothing)
{
	static const struct {
		const char *before;
		const char *text;
		unsigned count;
		const char *after;
	} texts[] = {
		{"x = ", "(", 70000, ""},
		{"x = ", "[", 20000, "]"},
		{"x = a", ".b", 20000, "\n"},
		{"x = 'a'", " + 'a'", 20000, "\n"},
		{"x = ", "not ", 20000, "1\n"},
		{"x = ", "- ", 20000, "1\n"},
		{"x = ", "lambda: ", 20000, "1\n"},
		{"x = 'a'\n", "x = x + x\n", 200, ""},
		{"x = [1]\n", "x = x + x\n", 200, ""},
		{"def f(n):\n    return f(n)\n", "f(1)\n", 10, ""},
		{"x = y\n", "x = x.y()\n", 20000, ""},
		{"x = []\nx.append(x)\n", "y = str(x) == repr(x)\n", 10, ""},
		{"class A(A):\n    pass\n", "class A(A): pass\n", 500, ""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *text =
			repeated(texts[i].before, texts[i].text, texts[i].count,
				 texts[i].after);
		g_autoptr(Models) models = read_text(text);
		cr_expect_not_null(models, "%s", texts[i].before);
	}
}

Test(models, bytes_that_are_no_text_are_said)
{
	static const char *const texts[] = {"x = '\xe9'\n", "\x80\x81"};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Models) models = read_text(texts[i]);
		cr_assert_eq(models->diagnostics->len, 1);
		const Diagnostic *diagnostic = models->diagnostics->pdata[0];
		cr_expect_str_eq(diagnostic->message, "not UTF-8");
		cr_expect(!models_complete(models));
	}
}

Test(models, a_program_without_end_is_given_up)
{
	g_autoptr(Models) models =
		read_text(HEAD "for a in range(9999):\n"
			       "    for b in range(9999):\n"
			       "        for c in range(9999):\n"
			       "            x = a\n");
	cr_assert(!models_complete(models));
}

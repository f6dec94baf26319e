/* How the SQL reads. */
#include "harness.h"

#include <criterion/criterion.h>

static void expect_text(char *found, const char *wanted)
{
	cr_assert_not_null(found);
	cr_expect_str_eq(found, wanted, "found:\n%s\ninstead of:\n%s", found,
			 wanted);
	g_free(found);
}

static char *write_schema(const Schema *schema)
{
	return dialect_write_schema(dialect_find("sqlite"), schema);
}

static Expression *in_list(const char *column, const char *a, const char *b)
{
	Expression *list =
		expression_append(expression_new(EXPRESSION_LIST, NULL),
				  expression_new(EXPRESSION_STRING, a));
	expression_append(list, expression_new(EXPRESSION_STRING, b));
	Expression *in =
		expression_append(expression_new(EXPRESSION_BINARY, "IN"),
				  expression_new(EXPRESSION_COLUMN, column));
	return expression_append(in, list);
}

/* The seed's model, with what models have besides. */
Test(writing, models_read_as_a_person_writes_them)
{
	g_autoptr(Schema) schema = schema_new();
	Table *todos = table_new("todos");
	Column *id = column_new("id", type_new(TYPE_INTEGER));
	id->not_null = TRUE;
	table_add_column(todos, id);
	Column *title = column_new("title", type_new(TYPE_STRING));
	title->type->length = 255;
	title->type->collation = g_strdup("NOCASE");
	title->not_null = TRUE;
	table_add_column(todos, title);
	Column *state = column_new("state", type_new(TYPE_STRING));
	state->server_default = expression_new(EXPRESSION_STRING, "new");
	table_add_column(todos, state);
	Column *created = column_new("created_at", type_new(TYPE_DATETIME));
	created->not_null = TRUE;
	created->server_default = expression_new(EXPRESSION_CALL, "now");
	table_add_column(todos, created);
	table_add_column(todos, column_new("user_id", type_new(TYPE_INTEGER)));
	add_key(todos, "id");
	Constraint *check = constraint_new(CONSTRAINT_CHECK);
	check->name = g_strdup("todo_state");
	check->check = in_list("state", "new", "done");
	check->bound_to_type = TRUE;
	table_add_constraint(todos, check);
	Constraint *user =
		add_reference(todos, "user_id", "users", "id", "CASCADE");
	user->deferrable = user->deferred = TRUE;
	add_index(todos, NULL, "title,state")->unique = TRUE;
	schema_add_table(schema, todos);
	Table *users = add_table(schema, "users");
	add_column(users, "id", "INTEGER!");
	add_key(users, "id");
	expect_text(write_schema(schema),
		    "CREATE TABLE users (\n"
		    "	id INTEGER NOT NULL,\n"
		    "	PRIMARY KEY (id)\n"
		    ");\n"
		    "\n"
		    "CREATE TABLE todos (\n"
		    "	id INTEGER NOT NULL,\n"
		    "	title VARCHAR(255) COLLATE NOCASE NOT NULL,\n"
		    "	state VARCHAR DEFAULT 'new',\n"
		    "	created_at DATETIME NOT NULL DEFAULT "
		    "CURRENT_TIMESTAMP,\n"
		    "	user_id INTEGER,\n"
		    "	PRIMARY KEY (id),\n"
		    "	CONSTRAINT todo_state CHECK (state IN ('new', "
		    "'done')),\n"
		    "	FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE "
		    "CASCADE DEFERRABLE INITIALLY DEFERRED\n"
		    ");\n"
		    "CREATE UNIQUE INDEX ix_todos_title ON todos (title, "
		    "state);\n");
}

Test(writing, all_that_sqlite_keeps_is_written)
{
	g_autoptr(Schema) schema = schema_new();
	Table *t = add_table(schema, "t");
	Column *id = add_column(t, "id", "INTEGER!");
	id->autoincrement = TRUE;
	add_key(t, "id")->name = g_strdup("pk_t");
	Column *a = add_column(t, "a", "TEXT!");
	a->extra = g_strdup("ON CONFLICT IGNORE");
	a->collation = g_strdup("RTRIM");
	set_default(a, "'x'");
	set_generated(add_column(t, "g", "INT"), "id + 1", TRUE);
	add_column(t, "untyped", "");
	Constraint *unique = add_unique(t, "uq", "a,id");
	unique->extra = g_strdup("(a COLLATE NOCASE, id DESC) "
				 "ON CONFLICT REPLACE");
	add_reference(t, "a", "t", "", NULL)->match = g_strdup("FULL");
	Index *index = add_index(t, "ix", "a,id");
	((IndexKey *)index->keys->pdata[0])->collation = g_strdup("BINARY");
	((IndexKey *)index->keys->pdata[1])->descending = TRUE;
	index->where = expression_new(EXPRESSION_TEXT, "a <> ''");
	Table *w = add_table(schema, "w");
	add_column(w, "k", "TEXT!");
	add_key(w, "k")->extra = g_strdup("(k DESC)");
	w->without_rowid = w->strict = TRUE;
	Table *search = add_table(schema, "search");
	search->virtual_sql =
		g_strdup("CREATE VIRTUAL TABLE search USING fts5(body)");
	add_trigger(t, "g", "CREATE TRIGGER g DELETE ON t BEGIN SELECT 1; END");
	View *view = add_view(schema, "v", "CREATE VIEW v AS SELECT 1 AS one");
	g_ptr_array_add(view->triggers,
			trigger_new("i", "CREATE TRIGGER i INSTEAD OF DELETE "
					 "ON v BEGIN SELECT 1; END"));
	g_autofree char *sql = write_schema(schema);
	sqlite3 *engine = engine_new();
	engine_run(engine, sql);
	sqlite3_close(engine);
	expect_text(g_steal_pointer(&sql),
		    "CREATE TABLE t (\n"
		    "	id INTEGER NOT NULL CONSTRAINT pk_t PRIMARY KEY "
		    "AUTOINCREMENT,\n"
		    "	a TEXT COLLATE RTRIM NOT NULL ON CONFLICT IGNORE "
		    "DEFAULT 'x',\n"
		    "	g INT GENERATED ALWAYS AS (id + 1) STORED,\n"
		    "	untyped,\n"
		    "	CONSTRAINT uq UNIQUE (a COLLATE NOCASE, id DESC) ON "
		    "CONFLICT REPLACE,\n"
		    "	FOREIGN KEY (a) REFERENCES t MATCH FULL\n"
		    ");\n"
		    "CREATE INDEX ix ON t (a COLLATE BINARY, id DESC) WHERE "
		    "a <> '';\n"
		    "\n"
		    "CREATE TABLE w (\n"
		    "	k TEXT NOT NULL,\n"
		    "	PRIMARY KEY (k DESC)\n"
		    ") WITHOUT ROWID, STRICT;\n"
		    "\n"
		    "CREATE VIRTUAL TABLE search USING fts5(body);\n"
		    "\n"
		    "CREATE VIEW v AS SELECT 1 AS one;\n"
		    "\n"
		    "CREATE TRIGGER g DELETE ON t BEGIN SELECT 1; END;\n"
		    "\n"
		    "CREATE TRIGGER i INSTEAD OF DELETE ON v BEGIN SELECT 1; "
		    "END;\n");
}

static Table *add_users(Schema *schema)
{
	Table *users = add_table(schema, "users");
	add_column(users, "id", "INTEGER!")->autoincrement = TRUE;
	add_key(users, "id");
	return users;
}

Test(writing, a_rebuild_is_spelt_out)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Table *users = add_users(i ? to : from);
		add_column(users, "email", i ? "VARCHAR(120)!" : "VARCHAR(80)");
		add_column(users, i ? "full_name" : "name", "TEXT");
		add_column(users, "a_column_with_quite_a_long_name", "TEXT");
		add_column(users, "order", "INTEGER");
		if (i)
			add_unique(users, "uq_users_email", "email");
		add_index(users, "ix_users_order", "order");
		add_trigger(users, "users_log",
			    "CREATE TRIGGER users_log AFTER INSERT ON users\n"
			    "BEGIN\n\tSELECT 1;\nEND");
	}
	g_autoptr(Renames) renames = renames_new();
	renames_add_column(renames, "users", "name", "full_name");
	g_autoptr(GPtrArray) given =
		g_ptr_array_new_with_free_func((GDestroyNotify)backfill_free);
	g_ptr_array_add(given, backfill_new("users", "email", "'none'"));
	ChangeOptions options = {.backfills = given};
	expect_text(
		write_changes(from, to, renames, &options, NULL),
		"-- Rebuild users, for ALTER TABLE cannot do all of this:\n"
		"--   rename name to full_name\n"
		"--   email becomes VARCHAR(120)\n"
		"--   email becomes NOT NULL\n"
		"--   add CONSTRAINT uq_users_email UNIQUE (email)\n"
		"CREATE TABLE _new_users (\n"
		"	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,\n"
		"	email VARCHAR(120) NOT NULL,\n"
		"	full_name TEXT,\n"
		"	a_column_with_quite_a_long_name TEXT,\n"
		"	\"order\" INTEGER,\n"
		"	CONSTRAINT uq_users_email UNIQUE (email)\n"
		");\n"
		"INSERT INTO _new_users (id, email, full_name, "
		"a_column_with_quite_a_long_name,\n"
		"	\"order\")\n"
		"SELECT id, coalesce(email, 'none'), name, "
		"a_column_with_quite_a_long_name,\n"
		"	\"order\"\n"
		"FROM users\n"
		"ORDER BY rowid;\n"
		"DELETE FROM sqlite_sequence WHERE name = '_new_users';\n"
		"INSERT INTO sqlite_sequence (name, seq)\n"
		"SELECT '_new_users', seq FROM sqlite_sequence WHERE name = "
		"'users';\n"
		"DROP TABLE users;\n"
		"PRAGMA legacy_alter_table=ON;\n"
		"ALTER TABLE _new_users RENAME TO users;\n"
		"PRAGMA legacy_alter_table=OFF;\n"
		"CREATE INDEX ix_users_order ON users (\"order\");\n"
		"CREATE TRIGGER users_log AFTER INSERT ON users\n"
		"BEGIN\n"
		"	SELECT 1;\n"
		"END;\n");
}

Test(writing, every_change_is_one_statement_and_tables_are_apart)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Schema *schema = i ? to : from;
		Table *users = add_users(schema);
		add_column(users, i ? "mail" : "email", "TEXT");
		Table *posts = add_table(schema, i ? "articles" : "posts");
		add_column(posts, "title", "TEXT");
		add_column(posts, i ? "body" : "text", "TEXT");
		if (i)
			set_default(add_column(posts, "likes", "INTEGER!"),
				    "0");
		if (i)
			add_index(posts, "ix_articles_title", "title");
		Table *other = add_table(schema, i ? "tags" : "labels");
		add_column(other, "name", "TEXT");
		add_index(other, i ? "ix_tags" : "ix_labels", "name");
		if (!i)
			add_view(schema, "v", "CREATE VIEW v AS SELECT 1");
	}
	g_autoptr(Renames) renames = renames_new();
	renames_add_table(renames, "posts", "articles");
	renames_add_column(renames, "users", "email", "mail");
	expect_text(write_changes(from, to, renames, NULL, NULL),
		    "DROP VIEW v;\n"
		    "\n"
		    "ALTER TABLE posts RENAME TO articles;\n"
		    "\n"
		    "CREATE TABLE tags (\n"
		    "	name TEXT\n"
		    ");\n"
		    "CREATE INDEX ix_tags ON tags (name);\n"
		    "\n"
		    "ALTER TABLE articles DROP COLUMN text;\n"
		    "ALTER TABLE articles ADD COLUMN body TEXT;\n"
		    "ALTER TABLE articles ADD COLUMN likes INTEGER NOT NULL "
		    "DEFAULT 0;\n"
		    "CREATE INDEX ix_articles_title ON articles (title);\n"
		    "\n"
		    "ALTER TABLE users RENAME COLUMN email TO mail;\n"
		    "\n"
		    "DROP TABLE labels;\n");
}

Test(writing, values_that_nobody_gave_are_told)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	add_users(from);
	add_column(add_users(to), "born", "DATE!");
	g_autofree char *sql = write_changes(from, to, NULL, NULL, NULL);
	cr_expect(g_str_has_prefix(
			  sql,
			  "-- Rebuild users, for ALTER TABLE cannot do all of "
			  "this:\n"
			  "--   add born DATE NOT NULL\n"
			  "-- Rows without a value for born get "
			  "'1970-01-01'.\n"),
		  "%s", sql);
}

/* Each line of the comment is one line, whatever is in the names. */
Test(writing, names_do_not_break_out_of_comments)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Table *t = add_table(i ? to : from, "t");
		add_column(t, "a\nDROP TABLE t", i ? "TEXT" : "INTEGER");
	}
	sqlite3 *engine = engine_with(from, "INSERT INTO t VALUES (1)");
	engine_move(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT * FROM t", "1\n");
	sqlite3_close(engine);
}

Test(writing, no_change_is_no_text)
{
	g_autoptr(Schema) schema = schema_new();
	add_users(schema);
	expect_text(write_changes(schema, schema, NULL, NULL, NULL), "");
	g_autoptr(Schema) empty = schema_new();
	expect_text(write_schema(empty), "");
}

Test(writing, a_value_that_is_empty_fits_the_type)
{
	static const char *const types[][2] = {
		{"INTEGER", "0"},	{"BOOLEAN", "0"},
		{"VARCHAR(9)", "''"},	{"text", "''"},
		{"NUMERIC(4)", "0"},	{"DATE", "'1970-01-01'"},
		{"TIME", "'00:00:00'"}, {"DATETIME", "'1970-01-01 00:00:00'"},
		{"BLOB", "x''"},	{"", "''"},
	};
	const Dialect *sqlite = dialect_find("sqlite");
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
		g_autoptr(Type) type = type_new_engine(types[i][0]);
		g_autofree char *value = dialect_empty_value(sqlite, type);
		cr_expect_str_eq(value, types[i][1]);
	}
	g_autofree char *none = dialect_empty_value(sqlite, NULL);
	cr_expect_str_eq(none, "''");
}

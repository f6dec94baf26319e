/*
 * R57, R65, R66: generated schemas, changed at random, with rows in them. The
 * written SQL must run, give the schema that is wanted, keep the rows, and
 * lead back to the exact schema that was.
 */
#include "harness.h"

#include <criterion/criterion.h>
#include <string.h>

#define TABLES 4
#define COLUMNS 6
#define ROUNDS 150

/* The columns that may be unique or a foreign key: their values are so from
 * the start, so that a constraint that is added holds. */
#define UNIQUE 4
#define REFERRING 5

/* A column is the same one on both sides when it stands in the same place;
 * where its name differs, it is renamed. */
typedef struct ColumnSpec {
	gboolean exists;
	unsigned name;
	unsigned type;
	unsigned value; /* its default: 0 for none */
	unsigned generated;
	gboolean not_null;
	gboolean unique;
	gboolean indexed;
	gboolean checked;
	gboolean refers;
} ColumnSpec;

typedef struct TableSpec {
	gboolean exists;
	unsigned name;
	unsigned kind; /* rowid, AUTOINCREMENT, WITHOUT ROWID, no key */
	gboolean strict;
	gboolean has_trigger;
	gboolean has_view;
	ColumnSpec columns[COLUMNS];
} TableSpec;

typedef struct Spec {
	TableSpec tables[TABLES];
} Spec;

static gboolean chance(GRand *random, unsigned percent)
{
	return g_rand_int_range(random, 0, 100) < (gint32)percent;
}

static ColumnSpec random_column(GRand *random, unsigned place)
{
	ColumnSpec column = {
		.exists = chance(random, 75),
		.name = place,
		.type = (unsigned)g_rand_int_range(random, 0, 4),
	};
	column.indexed = chance(random, 25);
	if (place == REFERRING) {
		column.refers = chance(random, 50);
	} else if (place == UNIQUE) {
		column.unique = chance(random, 50);
	} else if (chance(random, 20)) {
		column.generated = 1 + chance(random, 50);
	} else {
		column.checked = chance(random, 20);
		column.not_null = chance(random, 30);
		column.value = (unsigned)g_rand_int_range(random, 0, 5);
	}
	return column;
}

static TableSpec random_table(GRand *random, unsigned place)
{
	TableSpec table = {
		.exists = chance(random, 85),
		.name = place,
		.kind = (unsigned)g_rand_int_range(random, 0, 4),
		.strict = chance(random, 20),
		.has_trigger = chance(random, 30),
		.has_view = chance(random, 30),
	};
	for (unsigned i = 0; i < COLUMNS; i++)
		table.columns[i] = random_column(random, i);
	return table;
}

static void change_table(GRand *random, TableSpec *table, unsigned place)
{
	if (chance(random, 15))
		*table = random_table(random, place);
	if (chance(random, 15))
		table->name += 10;
	if (chance(random, 10))
		table->has_trigger = !table->has_trigger;
	for (unsigned i = 0; i < COLUMNS; i++) {
		ColumnSpec *column = &table->columns[i];
		if (chance(random, 20))
			*column = random_column(random, i);
		if (chance(random, 15))
			column->name += 10;
	}
}

/* --- from a specification to a schema ------------------------------------ */

static char *column_name(const ColumnSpec *column)
{
	static const char *const words[] = {"a", "b", "order", "d e", "x", "y"};
	return g_strdup_printf("%s%s", words[column->name % 10],
			       column->name >= 10 ? "_new" : "");
}

static char *table_name(const TableSpec *table)
{
	static const char *const words[] = {"t", "group", "w s", "u"};
	return g_strdup_printf("%s%s", words[table->name % 10],
			       table->name >= 10 ? "_new" : "");
}

static char *quoted(char *name)
{
	char *text = g_strdup_printf("\"%s\"", name);
	g_free(name);
	return text;
}

static void build_extras(Table *table, const ColumnSpec *spec, unsigned place)
{
	g_autofree char *name = column_name(spec);
	g_autofree char *text = quoted(column_name(spec));
	if (spec->unique)
		add_unique(table, NULL, name);
	if (spec->refers)
		add_reference(table, name, table->name, "k", "CASCADE");
	if (spec->checked) {
		g_autofree char *check =
			g_strdup_printf("length(%s) < 1000", text);
		add_check(table, NULL, check);
	}
	if (!spec->indexed)
		return;
	g_autofree char *index =
		g_strdup_printf("ix_%s_%u", table->name, place);
	Index *made = add_index(table, index, name);
	if (spec->type == 1)
		made->where = expression_new(EXPRESSION_TEXT, "k > 1");
}

static void build_column(Table *table, const TableSpec *owner,
			 const ColumnSpec *spec)
{
	static const char *const types[] = {"TEXT", "VARCHAR(9)", "INTEGER",
					    "DATETIME"};
	static const char *const values[] = {NULL, "'v'", "CURRENT_TIMESTAMP",
					     "(1 + 1)", "NULL"};
	g_autofree char *name = column_name(spec);
	Column *column = add_column(table, name,
				    owner->strict ? "TEXT" : types[spec->type]);
	column->not_null = spec->not_null;
	if (values[spec->value] && !spec->generated)
		set_default(column, values[spec->value]);
	if (spec->generated)
		set_generated(column, "'g' || k", spec->generated == 2);
}

static void build_key(Table *table, const TableSpec *spec)
{
	Column *key =
		add_column(table, "k", spec->kind == 3 ? "INT" : "INTEGER!");
	key->autoincrement = spec->kind == 1;
	if (spec->kind < 3)
		add_key(table, "k");
	else
		add_unique(table, NULL, "k");
	table->without_rowid = spec->kind == 2;
	table->strict = spec->strict;
}

static void build_dependents(Schema *schema, Table *table,
			     const TableSpec *spec, unsigned place)
{
	g_autofree char *name = quoted(table_name(spec));
	g_autofree char *column = quoted(column_name(&spec->columns[0]));
	gboolean has_column = spec->columns[0].exists;
	if (spec->has_trigger) {
		g_autofree char *trigger = g_strdup_printf("g%u", place);
		g_autofree char *sql = g_strdup_printf(
			"CREATE TRIGGER %s AFTER DELETE ON %s BEGIN DELETE "
			"FROM %s WHERE %s = OLD.k; END",
			trigger, name, name, has_column ? column : "k");
		add_trigger(table, trigger, sql);
	}
	if (spec->has_view) {
		g_autofree char *view = g_strdup_printf("v%u", place);
		g_autofree char *sql = g_strdup_printf(
			"CREATE VIEW %s AS SELECT k, %s FROM %s", view,
			has_column ? column : "1", name);
		add_view(schema, view, sql);
	}
}

static Schema *build(const Spec *spec)
{
	Schema *schema = schema_new();
	for (unsigned i = 0; i < TABLES; i++) {
		const TableSpec *table = &spec->tables[i];
		if (!table->exists)
			continue;
		g_autofree char *name = table_name(table);
		Table *made = add_table(schema, name);
		build_key(made, table);
		for (unsigned j = 0; j < COLUMNS; j++)
			if (table->columns[j].exists)
				build_column(made, table, &table->columns[j]);
		for (unsigned j = 0; j < COLUMNS; j++)
			if (table->columns[j].exists)
				build_extras(made, &table->columns[j], j);
		build_dependents(schema, made, table, i);
	}
	return schema;
}

static gboolean both(const TableSpec *from, const TableSpec *to)
{
	return from->exists && to->exists;
}

static Renames *find_renames(const Spec *from, const Spec *to)
{
	Renames *renames = renames_new();
	for (unsigned i = 0; i < TABLES; i++) {
		const TableSpec *old = &from->tables[i];
		const TableSpec *new = &to->tables[i];
		if (!both(old, new))
			continue;
		g_autofree char *old_name = table_name(old);
		g_autofree char *new_name = table_name(new);
		if (old->name != new->name)
			renames_add_table(renames, old_name, new_name);
		for (unsigned j = 0; j < COLUMNS; j++) {
			const ColumnSpec *a = &old->columns[j];
			const ColumnSpec *b = &new->columns[j];
			if (!a->exists || !b->exists || a->name == b->name)
				continue;
			g_autofree char *old_column = column_name(a);
			g_autofree char *new_column = column_name(b);
			renames_add_column(renames, new_name, old_column,
					   new_column);
		}
	}
	return renames;
}

/* --- rows ---------------------------------------------------------------- */

static char *make_rows(GRand *random, const Spec *spec)
{
	GString *sql = g_string_new(NULL);
	for (unsigned i = 0; i < TABLES; i++) {
		const TableSpec *table = &spec->tables[i];
		for (int row = 4; table->exists && row > 0; row--) {
			g_autofree char *name = quoted(table_name(table));
			g_autoptr(GString) names = g_string_new("k");
			g_autoptr(GString) values = g_string_new(NULL);
			g_string_printf(values, "%d", row);
			for (unsigned j = 0; j < COLUMNS; j++) {
				const ColumnSpec *column = &table->columns[j];
				if (!column->exists || column->generated ||
				    (!column->not_null && chance(random, 30)))
					continue;
				g_autofree char *text =
					quoted(column_name(column));
				g_string_append_printf(names, ", %s", text);
				g_string_append_printf(
					values,
					j == REFERRING ? ", %d" : ", 'v%d'",
					row);
			}
			g_string_append_printf(
				sql, "INSERT INTO %s (%s) VALUES (%s);\n", name,
				names->str, values->str);
		}
	}
	return g_string_free(sql, FALSE);
}

/* The rows of the columns that stay, under the names of one side. Where NULL
 * may have become a value, it counts as that. */
static char *read_rows(sqlite3 *engine, const Spec *from, const Spec *to,
		       const Spec *side)
{
	GString *all = g_string_new(NULL);
	for (unsigned i = 0; i < TABLES; i++) {
		if (!both(&from->tables[i], &to->tables[i]))
			continue;
		g_autofree char *name = quoted(table_name(&side->tables[i]));
		g_autoptr(GString) sql = g_string_new("SELECT k");
		for (unsigned j = 0; j < COLUMNS; j++) {
			const ColumnSpec *a = &from->tables[i].columns[j];
			const ColumnSpec *b = &to->tables[i].columns[j];
			if (!a->exists || !b->exists || a->generated ||
			    b->generated || a->not_null != b->not_null)
				continue;
			g_autofree char *column = quoted(
				column_name(&side->tables[i].columns[j]));
			g_string_append_printf(sql, ", %s", column);
		}
		g_string_append_printf(sql, " FROM %s ORDER BY k", name);
		g_autofree char *rows = engine_query(engine, sql->str);
		g_string_append(all, rows);
	}
	return g_string_free(all, FALSE);
}

static void play(guint32 seed)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);
	Spec from, to;
	for (unsigned i = 0; i < TABLES; i++)
		from.tables[i] = random_table(random, i);
	to = from;
	for (unsigned i = 0; i < TABLES; i++)
		change_table(random, &to.tables[i], i);
	g_autoptr(Schema) old = build(&from);
	g_autoptr(Schema) new = build(&to);
	g_autoptr(Renames) renames = find_renames(&from, &to);
	g_autofree char *rows = make_rows(random, &from);
	sqlite3 *engine = engine_with(old, rows);
	g_autofree char *before = read_rows(engine, &from, &to, &from);
	engine_move(engine, old, new, renames, NULL);
	g_autofree char *after = read_rows(engine, &from, &to, &to);
	cr_expect_str_eq(after, before, "seed %u:\n%s\ninstead of\n%s", seed,
			 after, before);
	g_autoptr(Renames) back = renames_reverse(renames);
	ChangeOptions options = {.keep_column_order = TRUE};
	engine_move(engine, new, old, back, &options);
	sqlite3_close(engine);
}

Test(random, generated_changes_move_rows_there_and_back)
{
	for (guint32 seed = 1; seed <= ROUNDS; seed++)
		play(seed);
}

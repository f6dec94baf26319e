#include "random_table.h"

#define PICK(random, texts) \
	(texts)[g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(texts))]

typedef struct Maker {
	GRand *random;
	GString *text;
	unsigned columns;
} Maker;

static gboolean chance(Maker *maker, unsigned one_in)
{
	return g_rand_int_range(maker->random, 0, (gint32)one_in) == 0;
}

static void space(Maker *maker)
{
	static const char *const spaces[] = {
		" ", " ", " ", "\n\t", "  ", " /* , ( */ ", " -- ')\n", "/**/"};
	g_string_append(maker->text, PICK(maker->random, spaces));
}

static void add(Maker *maker, const char *text)
{
	g_string_append(maker->text, text);
	space(maker);
}

static void add_keyword(Maker *maker, const char *keyword)
{
	g_autofree char *lower = g_ascii_strdown(keyword, -1);
	add(maker, chance(maker, 3) ? lower : keyword);
}

/* The name of the n-th column, quoted in one of the ways there are. */
static void add_column_name(Maker *maker, unsigned n)
{
	static const char *const names[] = {"id",  "name",  "key",     "desc",
					    "a b", "check", "primary", "é"};
	const char *name = names[n % G_N_ELEMENTS(names)];
	static const char *const quotes[] = {"\"%s\"", "[%s]", "`%s`"};
	gboolean bare = n % G_N_ELEMENTS(names) < 4 && chance(maker, 2);
	if (bare) {
		add(maker, name);
		return;
	}
	g_auto(GStrv) parts = g_strsplit(PICK(maker->random, quotes), "%s", 2);
	g_string_append(maker->text, parts[0]);
	g_string_append(maker->text, name);
	add(maker, parts[1]);
}

static void add_any_column(Maker *maker)
{
	add_column_name(maker,
			(unsigned)g_rand_int_range(maker->random, 0,
						   (gint32)maker->columns));
}

static void add_type(Maker *maker)
{
	static const char *const types[] = {"",
					    "INTEGER",
					    "TEXT",
					    "varchar(80)",
					    "INT",
					    "NUMERIC(10,2)",
					    "NUMERIC (10 , 2)",
					    "BOOLEAN",
					    "DOUBLE  PRECISION",
					    "Character Varying (-3)",
					    "DATETIME",
					    "blob",
					    "real",
					    "DECIMAL/**/(+1)",
					    "\"odd type\"",
					    "UNSIGNED BIG INT"};
	add(maker, PICK(maker->random, types));
}

static void add_conflict(Maker *maker)
{
	static const char *const actions[] = {"ABORT", "REPLACE", "IGNORE"};
	if (!chance(maker, 6))
		return;
	add_keyword(maker, "ON CONFLICT");
	add_keyword(maker, PICK(maker->random, actions));
}

static void add_constraint_name(Maker *maker)
{
	static const char *const names[] = {"ck", "\"the key\"", "[u q]",
					    "action"};
	if (!chance(maker, 3))
		return;
	add_keyword(maker, "CONSTRAINT");
	add(maker, PICK(maker->random, names));
}

static void add_expression(Maker *maker)
{
	static const char *const expressions[] = {"1",
						  "(1)",
						  "1 + (2 * 3)",
						  "'it''s, )('",
						  "x'00' || 'a'",
						  "length('a,b') > 1",
						  "CASE WHEN 1 THEN 'END' END",
						  "-1",
						  "1 IN (1, 2)",
						  "'a' LIKE 'b' ESCAPE 'c'",
						  "((1)) + ((2))"};
	add(maker, "(");
	add(maker, PICK(maker->random, expressions));
	add(maker, ")");
}

static void add_default(Maker *maker)
{
	static const char *const values[] = {"0",
					     "-1",
					     "+ 2",
					     "1.5e+3",
					     "'a'",
					     "''",
					     "'it''s'",
					     "NULL",
					     "TRUE",
					     "x'AB'",
					     "CURRENT_TIMESTAMP",
					     ".5",
					     "0xFF"};
	add_keyword(maker, "DEFAULT");
	if (chance(maker, 3))
		add_expression(maker);
	else
		add(maker, PICK(maker->random, values));
}

static void add_reference(Maker *maker)
{
	static const char *const actions[] = {
		"CASCADE", "SET NULL", "NO ACTION", "RESTRICT", "SET DEFAULT"};
	static const char *const timings[] = {"DEFERRABLE", "NOT DEFERRABLE",
					      "DEFERRABLE INITIALLY DEFERRED",
					      "DEFERRABLE INITIALLY IMMEDIATE"};
	add_keyword(maker, "REFERENCES");
	add(maker, chance(maker, 2) ? "p" : "\"p\"");
	if (chance(maker, 2))
		add(maker, "(id)");
	if (chance(maker, 3)) {
		add_keyword(maker, "ON DELETE");
		add_keyword(maker, PICK(maker->random, actions));
	}
	if (chance(maker, 3)) {
		add_keyword(maker, "ON UPDATE");
		add_keyword(maker, PICK(maker->random, actions));
	}
	if (chance(maker, 6))
		add(maker, "MATCH SIMPLE");
	if (chance(maker, 3))
		add_keyword(maker, PICK(maker->random, timings));
}

static void add_column_clause(Maker *maker)
{
	add_constraint_name(maker);
	switch (g_rand_int_range(maker->random, 0, 9)) {
	case 0:
		add_keyword(maker, "NOT NULL");
		add_conflict(maker);
		break;
	case 1:
		add_keyword(maker, "UNIQUE");
		add_conflict(maker);
		break;
	case 2:
		add_keyword(maker, "CHECK");
		add_expression(maker);
		break;
	case 3:
		add_default(maker);
		break;
	case 4:
		add_keyword(maker, "COLLATE");
		add_keyword(maker, chance(maker, 2) ? "NOCASE" : "RTRIM");
		break;
	case 5:
		add_reference(maker);
		break;
	case 6:
		add_keyword(maker, "NULL");
		break;
	case 7:
		if (!chance(maker, 3))
			break;
		if (chance(maker, 2))
			add_keyword(maker, "GENERATED ALWAYS");
		add_keyword(maker, "AS");
		add_expression(maker);
		if (chance(maker, 2))
			add_keyword(maker, "STORED");
		break;
	default:
		if (!chance(maker, 4))
			break;
		add_keyword(maker, "PRIMARY KEY");
		if (chance(maker, 3))
			add_keyword(maker, chance(maker, 2) ? "DESC" : "ASC");
		add_conflict(maker);
		if (chance(maker, 3))
			add_keyword(maker, "AUTOINCREMENT");
		break;
	}
}

static void add_column(Maker *maker, unsigned n)
{
	add_column_name(maker, n);
	add_type(maker);
	for (int i = g_rand_int_range(maker->random, 0, 4); i > 0; i--)
		add_column_clause(maker);
}

static void decorate(Maker *maker)
{
	if (chance(maker, 4))
		add_keyword(maker, "COLLATE NOCASE");
	if (chance(maker, 4))
		add_keyword(maker, "DESC");
}

/* Each column once. */
static void add_key_columns(Maker *maker)
{
	unsigned column = (unsigned)g_rand_int_range(maker->random, 0,
						     (gint32)maker->columns);
	add(maker, "(");
	add_column_name(maker, column);
	decorate(maker);
	while (++column < maker->columns && chance(maker, 2)) {
		add(maker, ",");
		add_column_name(maker, column);
		decorate(maker);
	}
	add(maker, ")");
}

static void add_table_constraint(Maker *maker)
{
	add_constraint_name(maker);
	switch (g_rand_int_range(maker->random, 0, 4)) {
	case 0:
		add_keyword(maker, "UNIQUE");
		add_key_columns(maker);
		add_conflict(maker);
		break;
	case 1:
		add_keyword(maker, "CHECK");
		add_expression(maker);
		break;
	case 2:
		add_keyword(maker, "FOREIGN KEY");
		add(maker, "(");
		add_any_column(maker);
		add(maker, ")");
		add_reference(maker);
		break;
	default:
		add_keyword(maker, "PRIMARY KEY");
		add_key_columns(maker);
		add_conflict(maker);
		break;
	}
}

static void add_index(Maker *maker, unsigned n)
{
	add_keyword(maker,
		    chance(maker, 2) ? "CREATE INDEX" : "CREATE UNIQUE INDEX");
	g_string_append_printf(maker->text, "\"i %u\" ON t", n);
	space(maker);
	if (chance(maker, 3)) {
		add(maker, "(");
		add_any_column(maker);
		add(maker, "|| lower(");
		add_any_column(maker);
		add(maker, ") DESC, (");
		add_any_column(maker);
		add(maker, "COLLATE RTRIM ) )");
	} else {
		add_key_columns(maker);
	}
	if (chance(maker, 3)) {
		add_keyword(maker, "WHERE");
		add_any_column(maker);
		add_keyword(maker, "IS NOT NULL");
	}
	add(maker, ";");
}

char *random_table(GRand *random)
{
	static const char *const options[] = {
		"", "", "", "WITHOUT ROWID", "STRICT", "STRICT, WITHOUT ROWID"};
	Maker maker = {random, g_string_new("CREATE TABLE "), 0};
	maker.columns = (unsigned)g_rand_int_range(random, 1, 9);
	add(&maker, "t");
	add(&maker, "(");
	for (unsigned i = 0; i < maker.columns; i++) {
		if (i)
			add(&maker, ",");
		add_column(&maker, i);
	}
	for (gboolean first = TRUE; chance(&maker, 2); first = FALSE) {
		if (first || chance(&maker, 2))
			add(&maker, ",");
		add_table_constraint(&maker);
	}
	add(&maker, ")");
	add_keyword(&maker, PICK(random, options));
	add(&maker, ";");
	for (unsigned i = 0; chance(&maker, 2); i++)
		add_index(&maker, i);
	return g_string_free(maker.text, FALSE);
}

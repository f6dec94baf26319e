#include "probe.h"

#include <string.h>

/* Every probe value has a number of 13 digits in it, the first a 7. */
#define FIRST_NUMBER G_GUINT64_CONSTANT(7000000000000)
#define DIGITS 13
#define COLUMNS_APART 2048

static guint64 number_of(guint table, guint row, int column)
{
	return FIRST_NUMBER +
	       ((guint64)table * PROBE_ROWS + row) * COLUMNS_APART +
	       (guint64)(column + 1);
}

static void cell_free(Cell *cell)
{
	g_free(cell->literal);
	g_free(cell);
}

void cells_free(Cells *cells)
{
	if (!cells)
		return;
	g_hash_table_unref(cells->by_number);
	g_ptr_array_unref(cells->rows);
	g_free(cells);
}

static gboolean is_blob(const Column *column)
{
	return g_ascii_strcasecmp(column->type->name, "BLOB") == 0;
}

/* A text that functions on texts change: blanks around it, letters of both
 * cases, marks. */
static char *write_value(const Column *column, guint64 number, ProbeKind kind)
{
	const char *affinity = effect_affinity(column);
	if (is_blob(column))
		return g_strdup_printf(
			"CAST('gm%" G_GUINT64_FORMAT "' AS BLOB)", number);
	if (g_strcmp0(affinity, "REAL") == 0)
		return g_strdup_printf("%" G_GUINT64_FORMAT ".5", number);
	if (affinity && strcmp(affinity, "TEXT") != 0)
		return g_strdup_printf("%" G_GUINT64_FORMAT, number);
	return g_strdup_printf(kind == PROBE_NUMBERS ? "'%" G_GUINT64_FORMAT "'"
						     : "' Gm%" G_GUINT64_FORMAT
						       ", a@B.c '",
			       number);
}

static gboolean has_key_over(const GPtrArray *columns, const char *name)
{
	for (guint i = 0; i < columns->len; i++)
		if (g_ascii_strcasecmp(columns->pdata[i], name) == 0)
			return TRUE;
	return FALSE;
}

/* Whether a probe may have NULL there without losing its key. */
static gboolean may_be_null(const Table *table, const Column *column)
{
	if (column->not_null)
		return FALSE;
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint = table->constraints->pdata[i];
		if ((constraint->kind == CONSTRAINT_PRIMARY_KEY ||
		     constraint->kind == CONSTRAINT_UNIQUE) &&
		    has_key_over(constraint->columns, column->name))
			return FALSE;
	}
	return TRUE;
}

static gboolean has_row_number_column(const Table *table)
{
	for (guint i = 0; i < table->columns->len; i++)
		if (effect_is_row_number(table, table->columns->pdata[i]))
			return TRUE;
	return FALSE;
}

static char *write_probe(const Table *table, guint at, guint row,
			 ProbeKind kind)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GString) values = g_string_new(NULL);
	const char *row_name = effect_row_name(table);
	g_autofree char *quoted = effect_quote(table->name);
	if (row_name && !has_row_number_column(table)) {
		g_string_append_printf(names, "%s, ", row_name);
		g_string_append_printf(values, "%" G_GUINT64_FORMAT ", ",
				       number_of(at, row, -1));
	}
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = table->columns->pdata[i];
		if (column->generated)
			continue;
		g_autofree char *name = effect_quote(column->name);
		g_autofree char *value =
			kind == PROBE_WORDS && row == PROBE_ROWS - 1 &&
					may_be_null(table, column)
				? g_strdup("NULL")
				: write_value(column,
					      number_of(at, row, (int)i), kind);
		g_string_append_printf(names, "%s, ", name);
		g_string_append_printf(values, "%s, ", value);
	}
	if (!names->len)
		return NULL;
	g_string_truncate(names, names->len - 2);
	g_string_truncate(values, values->len - 2);
	return g_strdup_printf("INSERT OR IGNORE INTO %s (%s) VALUES (%s)",
			       quoted, names->str, values->str);
}

gboolean probe_insert(Database *scratch, const Schema *schema, ProbeKind kind,
		      GError **error)
{
	guint rows = kind == PROBE_ONE ? 1 : PROBE_ROWS;
	gboolean done = TRUE;
	database_hold_triggers(scratch, TRUE);
	for (guint t = 0; done && t < schema->tables->len; t++) {
		const Table *table = schema->tables->pdata[t];
		for (guint r = 0; done && !table->virtual_sql && r < rows;
		     r++) {
			g_autofree char *sql = write_probe(table, t, r, kind);
			done = !sql ||
			       database_execute(scratch, sql, NULL, 0, error);
		}
	}
	database_hold_triggers(scratch, FALSE);
	return done;
}

/* The bytes of x'…' as text, as far as they are digits. */
static char *decode_blob(const char *literal)
{
	GString *text = g_string_new(NULL);
	for (const char *c = literal + 2;
	     g_ascii_isxdigit(c[0]) && g_ascii_isxdigit(c[1]); c += 2)
		g_string_append_c(text, (char)(g_ascii_xdigit_value(c[0]) * 16 +
					       g_ascii_xdigit_value(c[1])));
	return g_string_free(text, FALSE);
}

static guint64 find_number(const char *text)
{
	while (*text) {
		gsize length = strspn(text, "0123456789");
		if (length >= DIGITS && *text == '7') {
			g_autofree char *digits = g_strndup(text, DIGITS);
			return g_ascii_strtoull(digits, NULL, 10);
		}
		text += length ? length : 1;
	}
	return 0;
}

/* A real number is written 7000000000001.5 or 7.0000000000015e+12. */
static guint64 real_number(const char *literal)
{
	double value = g_ascii_strtod(literal, NULL);
	return value >= (double)FIRST_NUMBER && value < 8e12 ? (guint64)value
							     : 0;
}

guint64 probe_number(const char *literal)
{
	if (*literal == 'X' || *literal == 'x') {
		g_autofree char *text = decode_blob(literal);
		return find_number(text);
	}
	guint64 number = find_number(literal);
	return number || *literal == '\'' ? number : real_number(literal);
}

const Cell *cells_at(const GPtrArray *row, int column)
{
	for (guint i = 0; i < row->len; i++) {
		const Cell *cell = row->pdata[i];
		if (cell->column == column)
			return cell;
	}
	return NULL;
}

static void add_cell(Cells *cells, GPtrArray *row, guint table, int column,
		     const char *literal)
{
	Cell *cell = g_new0(Cell, 1);
	cell->table = table;
	cell->row = cells->rows->len;
	cell->column = column;
	cell->literal = g_strdup(literal);
	g_ptr_array_add(row, cell);
	guint64 number = probe_number(literal);
	if (!number)
		return;
	GPtrArray *same = g_hash_table_lookup(cells->by_number, &number);
	if (!same) {
		same = g_ptr_array_new();
		g_hash_table_insert(cells->by_number,
				    g_memdup2(&number, sizeof(number)), same);
	}
	g_ptr_array_add(same, cell);
}

static char *write_select(const Table *table, const char *row_name)
{
	g_autofree char *quoted = effect_quote(table->name);
	g_autoptr(GString) sql = g_string_new("SELECT ");
	if (row_name)
		g_string_append_printf(sql, "quote(%s), ", row_name);
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = table->columns->pdata[i];
		g_autofree char *name = effect_quote(column->name);
		g_string_append_printf(sql, "quote(%s), ", name);
	}
	g_string_append_printf(sql, "1 FROM %s", quoted);
	return g_string_free(g_steal_pointer(&sql), FALSE);
}

static gboolean read_table(Database *scratch, Cells *cells, guint at,
			   GError **error)
{
	const Table *table = cells->schema->tables->pdata[at];
	if (table->virtual_sql)
		return TRUE;
	const char *row_name = effect_row_name(table);
	g_autofree char *sql = write_select(table, row_name);
	g_autoptr(GPtrArray) rows =
		database_query_rows(scratch, sql, NULL, error);
	if (!rows)
		return FALSE;
	for (guint i = 0; i < rows->len; i++) {
		char **values = rows->pdata[i];
		GPtrArray *row = g_ptr_array_new_with_free_func(
			(GDestroyNotify)cell_free);
		if (row_name)
			add_cell(cells, row, at, -1, *values++);
		for (guint j = 0; j < table->columns->len; j++)
			add_cell(cells, row, at, (int)j, values[j]);
		g_ptr_array_add(cells->rows, row);
	}
	return TRUE;
}

Cells *cells_read(Database *scratch, const Schema *schema, GError **error)
{
	g_autoptr(Cells) cells = g_new0(Cells, 1);
	cells->schema = schema;
	cells->by_number =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
				      (GDestroyNotify)g_ptr_array_unref);
	cells->rows = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < schema->tables->len; i++)
		if (!read_table(scratch, cells, i, error))
			return NULL;
	return g_steal_pointer(&cells);
}

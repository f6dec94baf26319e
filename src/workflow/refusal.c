#include "refusal.h"

#include <string.h>

#include "base/failure.h"
#include "base/text.h"
#include "schema/diff.h"

#define SHOWN_ROWS 5
#define SHOWN_COLUMNS 8
#define SHOWN_CHARACTERS 40

static const TableEffect *find_table(const Effect *effect, const StashSet *set)
{
	for (guint i = 0; i < effect->tables->len; i++) {
		const TableEffect *table = effect->tables->pdata[i];
		if (strcmp(table->before->name, set->table) == 0)
			return table;
	}
	return NULL;
}

/* Whether a change can refuse a row that was allowed before. */
static gboolean is_narrower(const Change *change)
{
	switch (change->kind) {
	case CHANGE_ADD_CONSTRAINT:
		return TRUE;
	case CHANGE_ADD_INDEX:
		return change->index->unique;
	case CHANGE_COLUMN_NULLABLE:
		return change->new_column->not_null;
	default:
		return FALSE;
	}
}

/* "unique constraint on 'f(n)', NOT NULL on column 'f.m'": what of the table
 * after the step is new and refuses rows; NULL when nothing is. */
static char *describe_constraints(const TableEffect *effect)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	Table *before = table_copy(effect->before);
	g_free(before->name);
	before->name = g_strdup(effect->after->name);
	schema_add_table(from, before);
	schema_add_table(to, table_copy(effect->after));
	g_autoptr(GPtrArray) changes = schema_diff(from, to, NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];
		if (!is_narrower(change))
			continue;
		g_autofree char *words = change_describe(change);
		const char *added = "added ";
		gsize skip = g_str_has_prefix(words, added) ? strlen(added) : 0;
		g_string_append_printf(text, "%s%s", text->len ? ", " : "",
				       words + skip);
	}
	return text->len ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

static void append_value(GString *text, const char *name, const char *value)
{
	g_autofree char *line = text_escape(value, FALSE);
	gboolean cut = g_utf8_strlen(line, -1) > SHOWN_CHARACTERS;
	if (cut)
		*g_utf8_offset_to_pointer(line, SHOWN_CHARACTERS) = '\0';
	g_string_append_printf(text, "%s=%s%s", name, line, cut ? "…" : "");
}

/* "id=4, n=1, t='d'". `row` has the keys first. */
static void append_row(GString *text, const StashSet *set, char **row)
{
	guint columns = set->keys->len + set->values->len;
	g_string_append(text, "\n  ");
	for (guint i = 0; i < columns && i < SHOWN_COLUMNS; i++) {
		const char *name =
			i < set->keys->len
				? stash_key_column(set->keys->pdata[i])
				: set->values->pdata[i - set->keys->len];
		g_string_append(text, i ? ", " : "");
		append_value(text, name, row[i]);
	}
	if (columns > SHOWN_COLUMNS)
		g_string_append(text, ", …");
}

static gboolean append_rows(Database *database, GString *text,
			    const StashSet *set, GError **error)
{
	g_autoptr(GPtrArray) rows =
		stash_read(database, set, SHOWN_ROWS, error);
	if (!rows)
		return FALSE;
	for (guint i = 0; i < rows->len; i++)
		append_row(text, set, rows->pdata[i]);
	if (set->kept > rows->len)
		g_string_append_printf(text,
				       "\n  and %" G_GUINT64_FORMAT " more",
				       set->kept - rows->len);
	return TRUE;
}

/* "2 rows of f are refused by unique constraint on 'f(n)':" */
static void append_reason(GString *text, const Effect *effect,
			  const StashSet *set, gboolean child)
{
	const TableEffect *table = find_table(effect, set);
	g_autofree char *rows = discard_describe(0, set->kept);
	g_autofree char *constraints =
		child || !table ? NULL : describe_constraints(table);
	g_string_append_printf(text, "%s of %s ", rows, set->table);
	if (child)
		g_string_append_printf(text, "%s to refused rows:",
				       set->kept == 1 ? "refers" : "refer");
	else
		g_string_append_printf(
			text,
			"%s refused by %s:", set->kept == 1 ? "is" : "are",
			constraints ? constraints : "its constraints");
}

gboolean refusal_check(Database *database, const DiscardStep *step,
		       const Effect *effect, const GPtrArray *sets,
		       guint children, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < sets->len; i++) {
		const StashSet *set = sets->pdata[i];
		if (!set->id)
			continue;
		g_string_append(text, text->len ? "\n" : "");
		append_reason(text, effect, set, i >= children);
		if (!append_rows(database, text, set, error))
			return FALSE;
	}
	if (!text->len)
		return TRUE;
	failure_set(error, FAILURE_CONSTRAINT,
		    "nothing was changed; mend the rows, or let --stash keep "
		    "them aside until the way back, or --discard let them go",
		    "%s: %s", step->script->path, text->str);
	return FALSE;
}

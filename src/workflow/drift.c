/*
 * Columns that somebody added to the database by hand. A rebuild copies the
 * columns that migrations know, so the values of others would be gone without
 * a word: a run that drops such a table is refused.
 */
#include <string.h>

#include "base/failure.h"
#include "internal.h"
#include "workflow/chain.h"

static gboolean is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_' || (c & 0x80);
}

/* Whether the text has the word, in any case, with no letter beside it. */
static gboolean has_word(const char *text, const char *word)
{
	gsize length = strlen(word);
	for (const char *at = text; *at; at++)
		if (g_ascii_strncasecmp(at, word, length) == 0 &&
		    !is_word(at[length]) && (at == text || !is_word(at[-1])))
			return TRUE;
	return FALSE;
}

static gboolean may_drop(const Plan *plan, const char *table)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		const Step *step = plan->steps->pdata[i];
		if (has_word(step->section->text, "DROP") &&
		    has_word(step->section->text, table))
			return TRUE;
	}
	return FALSE;
}

static gboolean drops_tables(const Plan *plan)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		const Step *step = plan->steps->pdata[i];
		if (has_word(step->section->text, "DROP") &&
		    has_word(step->section->text, "TABLE"))
			return TRUE;
	}
	return FALSE;
}

/* What the applied revisions build by themselves. */
static Schema *read_expected(const Project *project, const State *state,
			     GError **error)
{
	g_autoptr(GPtrArray) chain = g_ptr_array_new();
	for (guint i = 0; i < state->ledger->len; i++) {
		const LedgerEntry *entry = state->ledger->pdata[i];
		const Revision *revision =
			graph_find(state->graph, entry->revision);
		g_ptr_array_add(chain, (gpointer)(guintptr)revision);
	}
	g_autoptr(Database) scratch = chain_build(project, chain, error);
	return scratch ? database_read_schema(scratch, FALSE, error) : NULL;
}

static gboolean refuse_column(const Database *database, const Table *table,
			      const Column *column, GError **error)
{
	failure_set(error, FAILURE_REFUSED,
		    "see git migrate diff :migrations :database; add the "
		    "column to the models, move its values elsewhere, or use "
		    "--discard-unknown",
		    "%s: no migration made the column '%s.%s', and this run "
		    "would drop its values",
		    database_name(database), table->name, column->name);
	return FALSE;
}

static gboolean check_table(const Database *database, const Table *actual,
			    const Table *expected, GError **error)
{
	for (guint i = 0; i < actual->columns->len; i++) {
		const Column *column = actual->columns->pdata[i];
		if (!table_find_column(expected, column->name))
			return refuse_column(database, actual, column, error);
	}
	return TRUE;
}

gboolean drift_check(const Project *project, const State *state,
		     const Plan *plan, Database *database, GError **error)
{
	if (!state->ledger->len || !drops_tables(plan))
		return TRUE;
	g_autoptr(Schema) actual = database_read_schema(database, FALSE, error);
	if (!actual)
		return FALSE;
	/* A chain that no longer runs from the start tells nothing of what
	 * the database should be. */
	g_autoptr(Schema) expected = read_expected(project, state, NULL);
	for (guint i = 0; expected && i < actual->tables->len; i++) {
		const Table *table = actual->tables->pdata[i];
		const Table *known =
			schema_find_table(expected, NULL, table->name);
		if (known && may_drop(plan, table->name) &&
		    !check_table(database, table, known, error))
			return FALSE;
	}
	return TRUE;
}

/*
 * What somebody added to the database by hand. A rebuild copies the columns
 * and makes the indexes and triggers that migrations know, so others would be
 * gone with their values and without a word: a run that drops such a table is
 * refused.
 */
#include <string.h>

#include "base/failure.h"
#include "internal.h"
#include "scratch.h"

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

/* Whether the file is what was applied. */
static gboolean is_as_applied(const State *state, const LedgerEntry *entry,
			      const Revision *revision)
{
	return !g_hash_table_contains(state->foreign, entry->revision) &&
	       strcmp(entry->checksum, revision->checksum) == 0;
}

/* What was applied, from the ledger's text of it or else from Git's. */
static Revision *read_applied(const Project *project, Database *database,
			      LedgerEntry *entry, GError **error)
{
	if (!entry->up_text && !ledger_read_texts(database, entry, error))
		return NULL;
	return *entry->up_text ? state_parse_entry(entry, error)
			       : recover_revision(project, entry, error);
}

/* What the applied revisions build by themselves, each by the text that was
 * applied, whatever its file says by now. */
static Schema *read_expected(const Project *project, const State *state,
			     Database *database, GError **error)
{
	g_autoptr(GPtrArray) chain = g_ptr_array_new();
	g_autoptr(GPtrArray) stored =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	for (guint i = 0; i < state->ledger->len; i++) {
		LedgerEntry *entry = state->ledger->pdata[i];
		const Revision *revision =
			graph_find(state->graph, entry->revision);
		if (!is_as_applied(state, entry, revision)) {
			Revision *applied =
				read_applied(project, database, entry, error);
			if (!applied)
				return NULL;
			g_ptr_array_add(stored, applied);
			revision = applied;
		}
		g_ptr_array_add(chain, (gpointer)(guintptr)revision);
	}
	g_autoptr(Scratch) scratch = scratch_build(project, chain, error);
	return scratch ? scratch_read(scratch, error) : NULL;
}

/* A change that leads from what migrations made to what is there. */
static gboolean refuse(const Database *database, const Table *table,
		       const Change *change, GError **error)
{
	g_autofree char *words = change_describe(change);
	failure_set(error, FAILURE_REFUSED,
		    "see git migrate diff :migrations :database; write it into "
		    "a migration, keep a copy elsewhere, or use "
		    "--discard-unknown",
		    "%s: table '%s' is not as the migrations made it (%s), and "
		    "this run would drop or rebuild it",
		    database_name(database), table->name, words);
	return FALSE;
}

static gboolean check_table(const Database *database, const Table *actual,
			    const Table *expected, GError **error)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	schema_add_table(from, table_copy(expected));
	schema_add_table(to, table_copy(actual));
	g_autoptr(GPtrArray) changes = schema_diff(from, to, NULL);
	return !changes->len ||
	       refuse(database, actual, changes->pdata[0], error);
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
	g_autoptr(Schema) expected =
		read_expected(project, state, database, NULL);
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

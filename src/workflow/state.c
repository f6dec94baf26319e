#include "workflow/state.h"

#include <string.h>

#include "base/failure.h"

void state_free(State *state)
{
	if (!state)
		return;
	g_clear_pointer(&state->applied, g_hash_table_unref);
	g_clear_pointer(&state->foreign, g_hash_table_unref);
	g_clear_pointer(&state->edited, g_ptr_array_unref);
	g_clear_pointer(&state->interrupted, g_ptr_array_unref);
	g_clear_pointer(&state->pending, g_ptr_array_unref);
	g_clear_pointer(&state->current, g_ptr_array_unref);
	g_clear_pointer(&state->ledger, g_ptr_array_unref);
	graph_free(state->graph);
	g_free(state);
}

Revision *state_parse_entry(const LedgerEntry *entry, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, "-- %s\n--\n-- Revision: %s\n",
			       entry->message, entry->revision);
	if (*entry->parents)
		g_string_append_printf(text, "-- Revises: %s\n",
				       entry->parents);
	/* A row that has lost its texts still is a revision. */
	gboolean has_up = entry->up_text && *entry->up_text;
	g_string_append_printf(text, "\n%s\n%s",
			       has_up ? entry->up_text : "-- migrate:up\n",
			       entry->down_text ? entry->down_text : "");
	g_autofree char *path = g_strdup_printf("%s (as applied)", entry->name);
	Revision *revision = revision_parse(path, text->str, text->len, error);
	if (!revision)
		return NULL;
	g_free(revision->checksum);
	revision->checksum = g_strdup(entry->checksum);
	return revision;
}

/* A graph of the files' revisions and those that only the ledger has. Each
 * Revision can hang in one graph only, so the files' ones are taken over. */
static gboolean add_foreign(State *state, Database *database, GError **error)
{
	g_autoptr(GPtrArray) foreign =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	for (guint i = 0; i < state->ledger->len; i++) {
		LedgerEntry *entry = state->ledger->pdata[i];
		if (graph_find(state->graph, entry->revision))
			continue;
		Revision *revision = ledger_read_texts(database, entry, error)
					     ? state_parse_entry(entry, error)
					     : NULL;
		if (!revision)
			return FALSE;
		g_ptr_array_add(foreign, revision);
		g_hash_table_add(state->foreign, entry->revision);
	}
	if (!foreign->len)
		return TRUE;
	Graph *whole = graph_extend(g_steal_pointer(&state->graph),
				    g_steal_pointer(&foreign), error);
	state->graph = whole;
	return whole != NULL;
}

static void index_ledger(State *state)
{
	state->applied = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < state->ledger->len; i++) {
		LedgerEntry *entry = state->ledger->pdata[i];
		g_hash_table_insert(state->applied, entry->revision, entry);
	}
}

static void compare_files(State *state)
{
	const GPtrArray *ordered = graph_in_order(state->graph);
	state->edited = g_ptr_array_new();
	state->pending = g_ptr_array_new();
	state->interrupted = g_ptr_array_new();
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *revision = ordered->pdata[i];
		const LedgerEntry *entry =
			g_hash_table_lookup(state->applied, revision->id);
		if (!entry)
			g_ptr_array_add(state->pending, ordered->pdata[i]);
		else if (strcmp(entry->checksum, revision->checksum) != 0)
			g_ptr_array_add(state->edited, ordered->pdata[i]);
		if (entry && entry->in_progress)
			g_ptr_array_add(state->interrupted, ordered->pdata[i]);
	}
}

static void find_current(State *state)
{
	g_autoptr(GHashTable) revised =
		g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < state->ledger->len; i++) {
		const LedgerEntry *entry = state->ledger->pdata[i];
		const Revision *revision =
			graph_find(state->graph, entry->revision);
		for (guint j = 0; j < revision->parents->len; j++)
			g_hash_table_add(revised, revision->parents->pdata[j]);
	}
	state->current = g_ptr_array_new();
	for (guint i = 0; i < state->ledger->len; i++) {
		const LedgerEntry *entry = state->ledger->pdata[i];
		if (!g_hash_table_contains(revised, entry->revision))
			g_ptr_array_add(state->current, entry->revision);
	}
	g_ptr_array_add(state->current, NULL);
}

State *state_read(Graph *graph, Database *database, GError **error)
{
	g_autoptr(State) state = g_new0(State, 1);
	state->graph = graph;
	state->foreign = g_hash_table_new(g_str_hash, g_str_equal);
	state->ledger =
		database ? ledger_read(database, error) : g_ptr_array_new();
	if (!state->ledger)
		return NULL;
	index_ledger(state);
	if (!add_foreign(state, database, error))
		return NULL;
	compare_files(state);
	find_current(state);
	return g_steal_pointer(&state);
}

State *state_read_project(const Project *project, GError **error)
{
	gboolean absent;
	g_autoptr(Database) database =
		project_find_database(project, &absent, error);
	if (!database && !absent)
		return NULL;
	Graph *graph = project_read_worktree_graph(project, error);
	return graph ? state_read(graph, database, error) : NULL;
}

unsigned state_current_count(const State *state)
{
	return state->current->len - 1;
}

gboolean state_is_current(const State *state)
{
	return !state->pending->len && !state->edited->len &&
	       !state->interrupted->len && !g_hash_table_size(state->foreign);
}

gboolean state_require_finished(const State *state, GError **error)
{
	for (guint i = 0; i < state->ledger->len; i++) {
		const LedgerEntry *entry = state->ledger->pdata[i];
		if (!entry->in_progress)
			continue;
		g_autofree char *hint = g_strdup_printf(
			"see how far %s came, finish or undo it by hand, then "
			"git migrate stamp",
			entry->name);
		failure_set(error, FAILURE_REFUSED, hint,
			    "revision %s runs without a transaction and was "
			    "interrupted",
			    entry->revision);
		return FALSE;
	}
	return TRUE;
}

gboolean state_require_sound(const State *state, GError **error)
{
	if (!state_require_finished(state, error))
		return FALSE;
	for (guint i = 0; i < state->ledger->len; i++) {
		const LedgerEntry *entry = state->ledger->pdata[i];
		if (!g_hash_table_contains(state->foreign, entry->revision))
			continue;
		failure_set(error, FAILURE_REFUSED,
			    "bring the file back, or let git migrate sync take "
			    "back what HEAD has not",
			    "revision %s (%s) is applied, but its file is "
			    "missing",
			    entry->revision, entry->name);
		return FALSE;
	}
	if (!state->edited->len)
		return TRUE;
	const Revision *revision = state->edited->pdata[0];
	g_autofree char *hint = g_strdup_printf(
		"to run its new text: git migrate downgrade %s, then git "
		"migrate upgrade; to keep what was applied: git restore %s",
		revision->parents->len
			? (const char *)revision->parents->pdata[0]
			: "base",
		revision->path);
	failure_set(error, FAILURE_REFUSED, hint,
		    "%s: revision %s was edited after it was applied",
		    revision->path, revision->id);
	return FALSE;
}

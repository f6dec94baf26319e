#include "sync_plan.h"

#include <string.h>

/* Ids of applied revisions that are to be taken back. */
typedef struct Going {
	const State *state;
	GHashTable *ids;
} Going;

static gboolean is_going(const Going *going, const char *id)
{
	return g_hash_table_contains(going->ids, id);
}

static gboolean is_edited(const State *state, const LedgerEntry *entry)
{
	const Revision *revision = graph_find(state->graph, entry->revision);
	return strcmp(revision->checksum, entry->checksum) != 0;
}

static void find_gone_and_edited(Going *going, GHashTable *kept)
{
	const State *state = going->state;
	for (guint i = 0; i < state->ledger->len; i++) {
		LedgerEntry *entry = state->ledger->pdata[i];
		gboolean foreign =
			g_hash_table_contains(state->foreign, entry->revision);
		if (!g_hash_table_contains(kept, entry->revision) &&
		    (foreign || is_edited(state, entry)))
			g_hash_table_add(going->ids, entry->revision);
	}
}

/* Whether a revision as it was applied stands on one that goes. */
static gboolean stood_on_going(const Going *going, const LedgerEntry *entry)
{
	g_auto(GStrv) parents = g_strsplit(entry->parents, ", ", -1);
	for (char **parent = parents; *parent; parent++)
		if (is_going(going, *parent))
			return TRUE;
	return FALSE;
}

/* Whether a revision as the files have it stands on one that goes or is yet to
 * come. */
static gboolean stands_on_pending(const Going *going, const Revision *revision)
{
	const GPtrArray *const lists[] = {revision->parents,
					  revision->depends_on};
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		for (guint j = 0; j < lists[i]->len; j++) {
			const char *id = lists[i]->pdata[j];
			if (is_going(going, id) ||
			    !g_hash_table_contains(going->state->applied, id))
				return TRUE;
		}
	return FALSE;
}

/* What stands on a revision that goes cannot stay, nor can what is to stand on
 * one that comes. A pass in the order of applying finds what the ledger says,
 * one in the order of the files what these say; each may call for the other.
 */
static void find_standing(Going *going)
{
	const State *state = going->state;
	guint before;
	do {
		before = g_hash_table_size(going->ids);
		for (guint i = 0; i < state->ledger->len; i++) {
			LedgerEntry *entry = state->ledger->pdata[i];
			const Revision *revision =
				graph_find(state->graph, entry->revision);
			if (stood_on_going(going, entry) ||
			    stands_on_pending(going, revision))
				g_hash_table_add(going->ids, entry->revision);
		}
	} while (g_hash_table_size(going->ids) != before);
}

/* A kept revision that would have to go. */
static const char *find_in_the_way(const Going *going, GHashTable *kept)
{
	GHashTableIter iter;
	gpointer id;
	g_hash_table_iter_init(&iter, kept);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		if (is_going(going, id))
			return id;
	return NULL;
}

static gboolean add_downs(Plan *plan, const Going *going,
			  const PlanOptions *options, GError **error)
{
	const State *state = going->state;
	for (guint i = state->ledger->len; i > 0; i--) {
		const LedgerEntry *entry = state->ledger->pdata[i - 1];
		if (!is_going(going, entry->revision))
			continue;
		const Revision *revision =
			graph_find(state->graph, entry->revision);
		if (!plan_add_down(plan, state, revision, options, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean add_ups(Plan *plan, const Going *going,
			const PlanOptions *options, GError **error)
{
	const State *state = going->state;
	const GPtrArray *ordered = graph_in_order(state->graph);
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *revision = ordered->pdata[i];
		gboolean applied =
			g_hash_table_contains(state->applied, revision->id);
		if (g_hash_table_contains(state->foreign, revision->id) ||
		    (applied && !is_going(going, revision->id)))
			continue;
		if (!plan_add_up(plan, revision, options->dialect, error))
			return FALSE;
	}
	return TRUE;
}

Plan *sync_plan(const State *state, GHashTable *kept,
		const PlanOptions *options, char **held, GError **error)
{
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	Going going = {.state = state, .ids = ids};
	g_autoptr(Plan) plan = plan_new();
	find_gone_and_edited(&going, kept);
	find_standing(&going);
	const char *in_the_way = find_in_the_way(&going, kept);
	if (in_the_way) {
		*held = g_strdup_printf(
			"revision %s is applied and not committed, and stands "
			"on what HEAD does not have: commit it, or take it "
			"back with git migrate sync",
			in_the_way);
		return g_steal_pointer(&plan);
	}
	if (!add_downs(plan, &going, options, error) ||
	    !add_ups(plan, &going, options, error))
		return NULL;
	return g_steal_pointer(&plan);
}

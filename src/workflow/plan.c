#include "workflow/plan.h"

#include <string.h>

#include "base/failure.h"
#include "internal.h"
#include "workflow/chain.h"
#include "workflow/targets.h"

static void step_free(Step *step)
{
	g_free(step->section->text);
	g_free(step->section->dialect);
	g_free(step->section);
	g_free(step->path);
	g_free(step->opposite);
	ledger_entry_free(step->entry);
	g_free(step);
}

void plan_free(Plan *plan)
{
	if (!plan)
		return;
	g_ptr_array_unref(plan->steps);
	g_ptr_array_unref(plan->revisions);
	g_free(plan);
}

Plan *plan_new(void)
{
	Plan *plan = g_new0(Plan, 1);
	plan->steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
	plan->revisions =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	return plan;
}

Step *plan_add_step(Plan *plan, gboolean down, const Revision *revision,
		    const Section *section, const char *path)
{
	Step *step = g_new0(Step, 1);
	step->down = down;
	step->revision = revision;
	step->section = g_new0(Section, 1);
	step->section->text = g_strdup(section->text);
	step->section->first_line = section->first_line;
	step->section->transaction = section->transaction;
	step->path = g_strdup(path);
	g_ptr_array_add(plan->steps, step);
	return step;
}

char *revision_parents_text(const Revision *revision)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < revision->parents->len; i++)
		g_string_append_printf(
			text, "%s%s", i ? ", " : "",
			(const char *)revision->parents->pdata[i]);
	return g_string_free(text, FALSE);
}

char *step_describe(const Step *step)
{
	g_autofree char *parents = revision_parents_text(step->revision);
	const char *base = *parents ? parents : "base";
	const char *id = step->revision->id;
	return g_strdup_printf("Running %s %s -> %s, %s",
			       step->down ? "downgrade" : "upgrade",
			       step->down ? id : base, step->down ? base : id,
			       step->revision->message);
}

static void set_opposite(Step *step, const Section *section)
{
	step->opposite = g_strdup(section ? section->text : NULL);
}

gboolean plan_add_up(Plan *plan, const Revision *revision, const char *dialect,
		     GError **error)
{
	const Section *up = revision_load(revision, error)
				    ? chain_get_up(revision, dialect, error)
				    : NULL;
	if (!up)
		return FALSE;
	Step *step = plan_add_step(plan, FALSE, revision, up, revision->path);
	set_opposite(step, revision_find_down(revision, dialect));
	return TRUE;
}

Plan *plan_upgrade(const State *state, const Target *target,
		   const PlanOptions *options, GError **error)
{
	g_autoptr(Plan) plan = plan_new();
	g_autoptr(GHashTable) wanted = targets_ancestors(state->graph, target);
	for (guint i = 0; i < state->pending->len; i++) {
		const Revision *revision = state->pending->pdata[i];
		if (g_hash_table_contains(wanted, revision->id) &&
		    !plan_add_up(plan, revision, options->dialect, error))
			return NULL;
	}
	return g_steal_pointer(&plan);
}

static gboolean is_empty(const Section *section, const char *dialect)
{
	return !section || database_script_is_empty(dialect, section->text);
}

/* The section that takes a revision back. Where up does nothing (a merge, a
 * file that was never filled in) down has nothing to do; elsewhere an empty
 * one means that there is no way back. */
static const Section *get_down(const Revision *text, const Revision *revision,
			       const char *dialect, GError **error)
{
	const Section *down = revision_find_down(text, dialect);
	const Section *up = revision_find_up(text, dialect);
	if (!is_empty(down, dialect))
		return down;
	if (is_empty(up, dialect) && (down || up))
		return down ? down : up;
	failure_set(error, FAILURE_REFUSED,
		    text == revision
			    ? "write the statements that take it back under "
			      "'-- migrate:down'"
			    : "write the statements that take it back under "
			      "'-- migrate:down' and use --from-file",
		    "revision %s (%s) has no way down", revision->id,
		    text->path);
	return NULL;
}

/* The text that was applied: the ledger's copy, else Git's. */
static Revision *read_applied(LedgerEntry *entry, const PlanOptions *options,
			      GError **error)
{
	if (!entry->down_text &&
	    !ledger_read_texts(options->database, entry, error))
		return NULL;
	if (!*entry->down_text && options->project)
		return recover_revision(options->project, entry, error);
	return state_parse_entry(entry, error);
}

/* What takes a revision back is the text that was applied. That of an unedited
 * file is the same, and its lines are those the user sees; else it is the
 * ledger's copy. */
gboolean plan_add_down(Plan *plan, const State *state, const Revision *revision,
		       const PlanOptions *options, GError **error)
{
	LedgerEntry *entry = g_hash_table_lookup(state->applied, revision->id);
	gboolean edited = strcmp(entry->checksum, revision->checksum) != 0;
	if (!revision_load(revision, error))
		return FALSE;
	gboolean foreign = g_hash_table_contains(state->foreign, revision->id);
	g_autoptr(Revision) stored = NULL;
	if (foreign || (edited && !options->down_from_files)) {
		stored = read_applied(entry, options, error);
		if (!stored)
			return FALSE;
	}
	const Section *down = get_down(stored ? stored : revision, revision,
				       options->dialect, error);
	if (!down)
		return FALSE;
	Step *step = plan_add_step(plan, TRUE, revision, down,
				   stored ? stored->path : revision->path);
	set_opposite(step, revision_find_up(stored ? stored : revision,
					    options->dialect));
	return TRUE;
}

static gboolean require_applied(const State *state, const Target *target,
				GError **error)
{
	for (guint i = 0; i < target->ids->len; i++) {
		const char *id = target->ids->pdata[i];
		if (g_hash_table_contains(state->applied, id))
			continue;
		g_autofree char *hint =
			g_strdup_printf("git migrate upgrade %s", id);
		failure_set(error, FAILURE_REFUSED, hint,
			    "revision %s is not applied, so there is no way "
			    "down to it",
			    id);
		return FALSE;
	}
	return TRUE;
}

Plan *plan_downgrade(const State *state, const Target *target,
		     const PlanOptions *options, GError **error)
{
	if (!require_applied(state, target, error))
		return NULL;
	g_autoptr(GHashTable) kept = targets_ancestors(state->graph, target);
	g_autoptr(Plan) plan = plan_new();
	for (guint i = state->ledger->len; i > 0; i--) {
		const LedgerEntry *entry = state->ledger->pdata[i - 1];
		if (g_hash_table_contains(kept, entry->revision))
			continue;
		const Revision *revision =
			graph_find(state->graph, entry->revision);
		if (!plan_add_down(plan, state, revision, options, error))
			return NULL;
	}
	return g_steal_pointer(&plan);
}

Plan *plan_range(const Graph *graph, const Target *from, const Target *to,
		 const char *dialect, GError **error)
{
	g_autoptr(GHashTable) before = targets_ancestors(graph, from);
	g_autoptr(GHashTable) after = targets_ancestors(graph, to);
	const GPtrArray *ordered = graph_in_order(graph);
	g_autoptr(Plan) plan = plan_new();
	for (guint i = ordered->len; i > 0; i--) {
		const Revision *revision = ordered->pdata[i - 1];
		if (!g_hash_table_contains(before, revision->id) ||
		    g_hash_table_contains(after, revision->id))
			continue;
		if (!revision_load(revision, error))
			return NULL;
		const Section *down =
			get_down(revision, revision, dialect, error);
		if (!down)
			return NULL;
		plan_add_step(plan, TRUE, revision, down, revision->path);
	}
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *revision = ordered->pdata[i];
		if (!g_hash_table_contains(before, revision->id) &&
		    g_hash_table_contains(after, revision->id) &&
		    !plan_add_up(plan, revision, dialect, error))
			return NULL;
	}
	return g_steal_pointer(&plan);
}

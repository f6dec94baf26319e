/* --sql: the statements of a move as a script for the engine's own shell. */
#include <string.h>

#include "base/failure.h"
#include "internal.h"
#include "workflow/apply.h"
#include "workflow/targets.h"

/* The plan of "A:B" or of a word, and what its revisions hang from. */
typedef struct Offline {
	Graph *graph; /* of a range; else the state has it */
	State *state;
	Plan *plan;
} Offline;

static void offline_clear(Offline *offline)
{
	plan_free(offline->plan);
	state_free(offline->state);
	graph_free(offline->graph);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Offline, offline_clear)

static gboolean plan_offline_range(const Project *project, Offline *offline,
				   const char *from, const char *to,
				   gboolean down, GError **error)
{
	const char *const none[] = {NULL};
	offline->graph = project_read_worktree_graph(project, error);
	if (!offline->graph)
		return FALSE;
	const char *last = down ? "base" : "head";
	g_autoptr(Target) start = targets_resolve(
		project, offline->graph, *from ? from : "base", none, error);
	g_autoptr(Target) end =
		start ? targets_resolve(project, offline->graph,
					*to ? to : last, none, error)
		      : NULL;
	if (!end)
		return FALSE;
	offline->plan = plan_range(offline->graph, start, end,
				   dialect_name(project->dialect), error);
	return offline->plan != NULL;
}

static gboolean plan_from_database(const Project *project, Offline *offline,
				   const char *word, gboolean down,
				   GError **error)
{
	gboolean absent;
	g_autoptr(Database) database =
		project_find_database(project, &absent, error);
	if (!database && !absent)
		return FALSE;
	Graph *graph = project_read_worktree_graph(project, error);
	offline->state = graph ? state_read(graph, database, error) : NULL;
	if (!offline->state ||
	    (!down && !state_require_sound(offline->state, error)))
		return FALSE;
	g_autoptr(Target) target = targets_resolve(
		project, offline->state->graph, word,
		(const char *const *)offline->state->current->pdata, error);
	if (!target)
		return FALSE;
	const PlanOptions options = {
		.dialect = dialect_name(project->dialect),
		.database = database,
	};
	offline->plan =
		down ? plan_downgrade(offline->state, target, &options, error)
		     : plan_upgrade(offline->state, target, &options, error);
	return offline->plan != NULL;
}

static void write_ledger(GString *sql, const Step *step, const char *dialect)
{
	g_autofree char *statement = NULL;
	if (step->down) {
		statement = ledger_write_delete(dialect, step->revision->id);
	} else {
		g_autoptr(LedgerEntry) entry =
			apply_new_entry(step->revision, dialect, NULL);
		statement = ledger_write_insert(dialect, entry);
	}
	g_string_append(sql, statement);
}

static void write_step(GString *sql, const Step *step, const char *dialect)
{
	g_autofree char *title = step_describe(step);
	g_string_append_printf(sql, "\n-- %s\n", title);
	if (!step->section->transaction)
		g_string_append(sql, database_write_commit(dialect));
	const char *text = step->section->text;
	g_string_append(sql, text);
	if (*text && !g_str_has_suffix(text, "\n"))
		g_string_append_c(sql, '\n');
	if (!step->section->transaction)
		g_string_append(sql, database_write_begin(dialect));
	write_ledger(sql, step, dialect);
}

static char *write_plan(const Plan *plan, const char *dialect,
			gboolean has_ledger)
{
	if (!plan->steps->len)
		return g_strdup("-- nothing to do\n");
	GString *sql = g_string_new(database_write_begin(dialect));
	if (!has_ledger) {
		g_autofree char *ledger = ledger_write_create(dialect);
		g_string_append(sql, ledger);
	}
	for (guint i = 0; i < plan->steps->len; i++)
		write_step(sql, plan->steps->pdata[i], dialect);
	g_string_append_c(sql, '\n');
	g_string_append(sql, database_write_commit(dialect));
	return g_string_free(sql, FALSE);
}

char *apply_write_sql(const Project *project, const char *word, gboolean down,
		      GError **error)
{
	g_auto(Offline) offline = {0};
	g_autofree char *from = NULL;
	g_autofree char *to = NULL;
	gboolean planned = targets_split_range(word, &from, &to)
				   ? plan_offline_range(project, &offline, from,
							to, down, error)
				   : plan_from_database(project, &offline, word,
							down, error);
	gboolean has_ledger = offline.state && offline.state->ledger->len;
	return planned ? write_plan(offline.plan,
				    dialect_name(project->dialect), has_ledger)
		       : NULL;
}

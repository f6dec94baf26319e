#include "workflow/sync.h"

#include <string.h>

#include "base/failure.h"
#include "internal.h"
#include "run.h"
#include "sync_plan.h"
#include "workflow/lost.h"
#include "workflow/trust.h"

/* What the database knows of the last run. */
#define META_WORKTREE "worktree" /* the Git directory it was made from */
#define META_TREE "tree"	 /* HEAD's migrations as they were then */
#define META_LEDGER "ledger"	 /* and the ledger */

void sync_result_clear(SyncResult *result)
{
	g_clear_pointer(&result->database, g_free);
	g_clear_pointer(&result->reverted, g_ptr_array_unref);
	g_clear_pointer(&result->applied, g_ptr_array_unref);
	g_clear_pointer(&result->held, g_free);
	g_clear_pointer(&result->warning, g_free);
}

/* What is particular to a sync. */
typedef struct Verb {
	const SyncOptions *options;
	SyncResult *result;
	char **tree; /* read_tree() of what was planned for; owned */
} Verb;

static Snapshot *open_head(const Project *project, GError **error)
{
	return project_snapshot(project, "HEAD", error);
}

/* A commit's migrations as one word: the names and ids of the files. */
static char *read_tree(const Project *project, Snapshot *snapshot,
		       GError **error)
{
	g_autoptr(GPtrArray) files =
		snapshot_list(snapshot, project->config->migrations, error);
	if (!files)
		return NULL;
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
	for (guint i = 0; i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		g_checksum_update(checksum, (const guchar *)file->path, -1);
		g_checksum_update(checksum, (const guchar *)"\n", 1);
		if (file->id)
			g_checksum_update(checksum, (const guchar *)file->id,
					  -1);
	}
	return g_strdup(g_checksum_get_string(checksum));
}

/* The ledger as one word. */
static char *read_ledger_word(Database *database, GError **error)
{
	return database_query_value(
		database,
		"SELECT count(*) || ':' || coalesce(max(position), 0) "
		"FROM " LEDGER_TABLE,
		NULL, error);
}

/* Whether HEAD's files and the ledger are what the last sync left. */
static gboolean is_as_left(const Project *project, Database *database,
			   Snapshot *snapshot)
{
	g_autofree char *tree = meta_get(database, META_TREE, NULL);
	g_autofree char *ledger = meta_get(database, META_LEDGER, NULL);
	if (!tree || !ledger)
		return FALSE;
	g_autofree char *tree_now = read_tree(project, snapshot, NULL);
	g_autofree char *ledger_now = read_ledger_word(database, NULL);
	return g_strcmp0(tree, tree_now) == 0 &&
	       g_strcmp0(ledger, ledger_now) == 0;
}

gboolean sync_is_needed(const Project *project, Database *database,
			const char *commit, gboolean *needed, GError **error)
{
	*needed = FALSE;
	g_autoptr(Snapshot) snapshot =
		project_snapshot(project, *commit ? commit : "HEAD", error);
	if (!snapshot)
		return FALSE;
	if (is_as_left(project, database, snapshot))
		return TRUE;
	g_autoptr(Graph) graph = project_read_graph(project, snapshot, error);
	g_autoptr(GPtrArray) ledger =
		graph ? ledger_read(database, error) : NULL;
	if (!ledger)
		return FALSE;
	*needed = !ledger_is_graph(ledger, graph);
	return TRUE;
}

static gboolean keep_if_uncommitted(const State *state, const Graph *worktree,
				    GHashTable *kept)
{
	for (guint i = 0; i < state->ledger->len; i++) {
		LedgerEntry *entry = state->ledger->pdata[i];
		const Revision *here = graph_find(worktree, entry->revision);
		const Revision *head =
			graph_find(state->graph, entry->revision);
		gboolean foreign =
			g_hash_table_contains(state->foreign, entry->revision);
		gboolean differs =
			foreign || strcmp(head->checksum, entry->checksum) != 0;
		if (differs && here &&
		    strcmp(here->checksum, entry->checksum) == 0)
			g_hash_table_add(kept, entry->revision);
	}
	return g_hash_table_size(kept) > 0;
}

/* R12: what was applied from the working tree and is not committed yet. */
static gboolean find_uncommitted(const Run *run, GHashTable *kept,
				 GError **error)
{
	const State *state = run->state;
	if (!g_hash_table_size(state->foreign) && !state->edited->len)
		return TRUE;
	g_autoptr(Graph) worktree =
		project_read_worktree_graph(run->project, error);
	if (!worktree)
		return FALSE;
	keep_if_uncommitted(state, worktree, kept);
	return TRUE;
}

static char *describe_kept(const State *state, GHashTable *kept)
{
	GHashTableIter iter;
	gpointer id;
	g_hash_table_iter_init(&iter, kept);
	if (!g_hash_table_iter_next(&iter, &id, NULL))
		return NULL;
	const Revision *revision = graph_find(state->graph, id);
	guint others = g_hash_table_size(kept) - 1;
	g_autofree char *more =
		others ? g_strdup_printf(" and %u more", others) : g_strdup("");
	return g_strdup_printf("revision %s (%s)%s is applied and not "
			       "committed: it was left as it is",
			       revision->id, revision->message, more);
}

/* R79: a hook runs all of what it is to run, or nothing. */
static gboolean hold_unknown(Run *run, GError **error)
{
	const Verb *verb = run->verb;
	g_autoptr(GPtrArray) unknown =
		trust_find_unknown(run->project, run->plan->steps, error);
	if (!unknown)
		return FALSE;
	if (!unknown->len)
		return TRUE;
	g_free(verb->result->held);
	verb->result->held = trust_explain(unknown);
	g_ptr_array_set_size(run->plan->steps, 0);
	return TRUE;
}

/* The graph and the word that is remembered are of one commit: HEAD may be
 * moved while we run. */
static gboolean read_planned(Run *run, Snapshot *head, GError **error)
{
	const Verb *verb = run->verb;
	g_free(*verb->tree);
	*verb->tree = read_tree(run->project, head, error);
	Graph *graph = *verb->tree
			       ? project_read_graph(run->project, head, error)
			       : NULL;
	run->state = graph ? state_read(graph, run->database, error) : NULL;
	return run->state && state_require_finished(run->state, error);
}

static gboolean make_plan(Run *run, GError **error)
{
	const Verb *verb = run->verb;
	g_autoptr(Snapshot) head = open_head(run->project, error);
	if (!head || !read_planned(run, head, error))
		return FALSE;
	g_autoptr(GHashTable) kept = g_hash_table_new(g_str_hash, g_str_equal);
	if (verb->options->from_hook && !find_uncommitted(run, kept, error))
		return FALSE;
	if (!g_hash_table_size(kept) && !verb->options->take_back &&
	    !lost_refuse(run->project, head, run->state, error))
		return FALSE;
	const PlanOptions options = {
		.dialect = database_dialect(run->database),
		.database = run->database,
		.project = run->project,
	};
	g_clear_pointer(&verb->result->held, g_free);
	verb->result->held = describe_kept(run->state, kept);
	char *held = NULL;
	run->plan = sync_plan(run->state, kept, &options, &held, error);
	if (held) {
		g_free(verb->result->held);
		verb->result->held = held;
	}
	return run->plan &&
	       (!verb->options->from_hook || hold_unknown(run, error));
}

/* R11: another working tree that moves the same database. */
static char *find_other_worktree(Run *run)
{
	const char *own = repository_git_directory(run->project->repository);
	g_autofree char *last = meta_get(run->database, META_WORKTREE, NULL);
	if (!last || strcmp(last, own) == 0 ||
	    !g_file_test(last, G_FILE_TEST_IS_DIR))
		return NULL;
	return g_strdup_printf(
		"%s was last moved from another working tree (%s): give each "
		"its own with git config --worktree migrate.database",
		database_name(run->database), last);
}

static char *days_ago(guint days)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autoptr(GDateTime) then = g_date_time_add_days(now, -(int)days);
	return g_date_time_format(then, "%Y-%m-%dT%H:%M:%SZ");
}

static gboolean expire_stash(Run *run, GError **error)
{
	guint days = run->project->config->stash_expire;
	guint dropped = 0;
	if (!days)
		return TRUE;
	g_autofree char *before = days_ago(days);
	return stash_expire(run->database, before, &dropped, error);
}

/* What the ledger will be is known before it is written: that is put off to
 * the commit. */
static gboolean remember(Run *run, GError **error)
{
	const char *own = repository_git_directory(run->project->repository);
	const Verb *verb = run->verb;
	if (!meta_set(run->database, META_WORKTREE, own, error) ||
	    !meta_set(run->database, META_TREE, *verb->tree, error))
		return FALSE;
	return meta_defer(run->database, META_LEDGER,
			  "SELECT count(*) || ':' || coalesce(max(position), "
			  "0) FROM " LEDGER_TABLE,
			  error);
}

static gboolean finish(Run *run, GError **error)
{
	const Verb *verb = run->verb;
	g_free(verb->result->warning);
	verb->result->warning = find_other_worktree(run);
	return (verb->result->held || remember(run, error)) &&
	       expire_stash(run, error);
}

/* What stands between date and ending of the file's name; else the id. */
static char *slug_of(const Step *step)
{
	g_autofree char *name = g_path_get_basename(step->path);
	const char *start = name + strspn(name, "0123456789");
	gsize length = strcspn(start, ".");
	if (*start == '_')
		start++, length--;
	return length && *start ? g_strndup(start, length)
				: g_strdup(step->revision->id);
}

static void fill_result(SyncResult *result, const Run *run)
{
	const StashOutcome *outcome = &run->count.outcome;
	for (guint i = 0; i < run->plan->steps->len; i++) {
		const Step *step = run->plan->steps->pdata[i];
		g_ptr_array_add(step->down ? result->reverted : result->applied,
				slug_of(step));
	}
	result->count = run->count;
	result->stashed = run->count.values + run->count.rows;
	result->restored = outcome->values + outcome->rows;
	result->gone = outcome->deleted;
}

/* Migrations that were written without each other may not stand each other:
 * then that is what to mend, not the one that failed. */
static void explain_heads(const Run *run, GError *failure)
{
	g_autofree char *advice =
		run->state && g_error_matches(failure, FAILURE, FAILURE_SQL)
			? project_advise_heads(run->state->graph)
			: NULL;
	if (advice)
		failure_replace_hint(failure, advice);
}

static gboolean run_sync(const Project *project, const SyncOptions *options,
			 SyncResult *result, RunPlan plan, RunHook last,
			 GError **error)
{
	g_autofree char *tree = NULL;
	const Verb verb = {
		.options = options,
		.result = result,
		.tree = &tree,
	};
	g_auto(Run) run = {
		.project = project,
		.make_plan = plan,
		.finish = last,
		.verb = &verb,
		.mode = project->config->sync_forced ? DISCARD_STASH_SOME
						     : DISCARD_STASH,
		.flags = options->from_hook ? DATABASE_SANDBOX : 0,
		.must_exist = options->from_hook,
		.one_transaction = TRUE,
		.plan_only = options->dry_run,
	};
	g_autoptr(GError) failure = NULL;
	result->reverted = g_ptr_array_new_with_free_func(g_free);
	result->applied = g_ptr_array_new_with_free_func(g_free);
	gboolean done = run_all(&run, &failure);
	if (!run.database && options->from_hook &&
	    g_error_matches(failure, FAILURE, FAILURE_NOT_FOUND))
		return TRUE;
	if (run.database)
		result->database = g_strdup(database_name(run.database));
	if (done) {
		fill_result(result, &run);
		return TRUE;
	}
	explain_heads(&run, failure);
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

gboolean sync_run(const Project *project, const SyncOptions *options,
		  SyncResult *result, GError **error)
{
	return run_sync(project, options, result, make_plan, finish, error);
}

static gboolean refuse_moved(const Run *run, const LedgerEntry *entry,
			     GError **error)
{
	failure_set(error, FAILURE_REFUSED, "git migrate status",
		    "%s is not where its last run left it: see revision %s",
		    database_name(run->database), entry->revision);
	return FALSE;
}

/* A revision that was taken back is applied again as it was. */
static gboolean add_again(Run *run, const Move *move, GError **error)
{
	const LedgerEntry *old = move->entry;
	Revision *revision = state_parse_entry(old, error);
	if (!revision)
		return FALSE;
	g_ptr_array_add(run->plan->revisions, revision);
	if (!plan_add_up(run->plan, revision, database_dialect(run->database),
			 error))
		return FALSE;
	Step *step = run->plan->steps->pdata[run->plan->steps->len - 1];
	LedgerEntry *entry = ledger_entry_new(old->revision);
	entry->parents = g_strdup(old->parents);
	entry->name = g_strdup(old->name);
	entry->message = g_strdup(old->message);
	entry->checksum = g_strdup(old->checksum);
	entry->up_text = g_strdup(old->up_text);
	entry->down_text = g_strdup(old->down_text);
	entry->commit = g_strdup(old->commit);
	entry->applied_at = g_strdup(old->applied_at);
	entry->tool_version = g_strdup(VERSION);
	step->entry = entry;
	return TRUE;
}

static gboolean add_opposite(Run *run, const Move *move, GHashTable *applied,
			     GError **error)
{
	const char *id = move->entry->revision;
	const LedgerEntry *entry = g_hash_table_lookup(run->state->applied, id);
	gboolean is_applied = g_hash_table_contains(applied, id);
	if (is_applied == move->down)
		return refuse_moved(run, move->entry, error);
	if (move->down) {
		g_hash_table_add(applied, move->entry->revision);
		return add_again(run, move, error);
	}
	g_hash_table_remove(applied, id);
	if (!entry || strcmp(entry->checksum, move->entry->checksum) != 0)
		return refuse_moved(run, move->entry, error);
	const PlanOptions options = {
		.dialect = database_dialect(run->database),
		.database = run->database,
		.project = run->project,
	};
	return plan_add_down(run->plan, run->state,
			     graph_find(run->state->graph, id), &options,
			     error);
}

static gboolean plan_undo(Run *run, GError **error)
{
	g_autoptr(GPtrArray) moves = moves_read(run->database, error);
	Graph *graph =
		moves ? project_read_worktree_graph(run->project, error) : NULL;
	run->state = graph ? state_read(graph, run->database, error) : NULL;
	if (!run->state || !state_require_finished(run->state, error))
		return FALSE;
	/* As the steps would leave it. */
	g_autoptr(GHashTable) applied =
		g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < run->state->ledger->len; i++) {
		LedgerEntry *entry = run->state->ledger->pdata[i];
		g_hash_table_add(applied, entry->revision);
	}
	run->plan = plan_new();
	for (guint i = moves->len; i > 0; i--)
		if (!add_opposite(run, moves->pdata[i - 1], applied, error))
			return FALSE;
	return TRUE;
}

gboolean sync_undo(const Project *project, const SyncOptions *options,
		   SyncResult *result, GError **error)
{
	return run_sync(project, options, result, plan_undo, NULL, error);
}

/* The line stays one that can be read. */
#define MOST_SLUGS 8

static void append_slugs(GString *text, char sign, const GPtrArray *slugs)
{
	guint shown = slugs->len > MOST_SLUGS ? MOST_SLUGS - 1 : slugs->len;
	for (guint i = 0; i < shown; i++)
		g_string_append_printf(text, " %c%s", sign,
				       (const char *)slugs->pdata[i]);
	if (shown < slugs->len)
		g_string_append_printf(text, " %c(%u more)", sign,
				       slugs->len - shown);
}

char *sync_summarize(const SyncResult *result)
{
	if (!result->reverted || !result->applied ||
	    (!result->reverted->len && !result->applied->len))
		return NULL;
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "%s:", result->database);
	append_slugs(text, '-', result->reverted);
	append_slugs(text, '+', result->applied);
	g_autofree char *kept = discard_summarize(&result->count);
	g_string_append(text, kept);
	return g_string_free(text, FALSE);
}

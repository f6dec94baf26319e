#include "workflow/rehearse.h"

#include <string.h>

#include "base/failure.h"
#include "base/progress.h"
#include "part.h"
#include "scratch.h"
#include "workflow/chain.h"

struct Stage {
	const Comparison *comparison;
	Part *part; /* NULL: all of it */
	Scratch *scratch;
};

static gboolean run_section(Scratch *scratch, const char *path,
			    const Section *section, GError **error)
{
	if (!section->transaction)
		return scratch_run_section(scratch, path, section, error);
	if (scratch_begin(scratch, error) &&
	    scratch_run_section(scratch, path, section, error) &&
	    scratch_commit(scratch, error))
		return TRUE;
	scratch_rollback(scratch);
	return FALSE;
}

/* How two schemas differ, a line a change; NULL when they do not. */
static char *describe_difference(const Schema *expected, const Schema *found)
{
	g_autoptr(GPtrArray) changes = schema_diff(expected, found, NULL);
	if (!changes->len)
		return NULL;
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < changes->len; i++) {
		g_autofree char *line = change_summarize(changes->pdata[i]);
		g_string_append_printf(text, "%s%s", i ? "\n" : "", line);
	}
	return g_string_free(text, FALSE);
}

/* Reads the schema and holds it against the expected one: *difference stays
 * NULL when they are equal. */
static gboolean compare_with(Scratch *scratch, const Schema *expected,
			     char **difference, GError **error)
{
	g_autoptr(Schema) found = scratch_read(scratch, error);
	if (!found)
		return FALSE;
	*difference = describe_difference(expected, found);
	return TRUE;
}

/* Runs SQL that this program wrote. */
static gboolean run_written(Scratch *scratch, const char *sql, GError **error)
{
	const Script script = {
		.text = sql,
		.path = "the new migration",
		.first_line = 1,
	};
	if (scratch_begin(scratch, error) &&
	    scratch_run(scratch, &script, error) &&
	    scratch_commit(scratch, error))
		return TRUE;
	scratch_rollback(scratch);
	if (error && g_error_matches(*error, FAILURE, FAILURE_SQL))
		failure_replace_hint(
			*error, "nothing was written; if a value given "
				"with --default is at fault, give another");
	return FALSE;
}

static gboolean require_equal(const Schema *expected, const Schema *found,
			      const char *where, GError **error)
{
	g_autofree char *difference = describe_difference(expected, found);
	if (!difference)
		return TRUE;
	failure_set(error, FAILURE_FAILED,
		    "nothing was written; please report this with the models",
		    "the migration that was written does not lead %s:\n%s",
		    where, difference);
	return FALSE;
}

static Scratch *open_with(const Project *project, const Schema *schema,
			  GError **error)
{
	g_autofree char *ddl = dialect_write_schema(project->dialect, schema);
	g_autoptr(Scratch) scratch =
		scratch_open(project->dialect, NULL, error);
	const Script script = {.text = ddl};
	if (!scratch || !scratch_run(scratch, &script, error))
		return NULL;
	return g_steal_pointer(&scratch);
}

/* The scratch schema a new revision starts from: the migrations' own, or
 * the models at the start of a range. */
static Scratch *open_start(const Project *project, const Graph *graph,
			   const Comparison *comparison, GError **error)
{
	if (comparison->from->models)
		return open_with(project, comparison->from->schema, error);
	g_autoptr(GPtrArray) chain = chain_select(graph, NULL);
	return scratch_build(project, chain, error);
}

/* Only what the changes can touch, where that can be told and what is written
 * of it reads back as it was. */
static void open_part(const Project *project, Stage *stage)
{
	g_autoptr(Part) part = part_new(stage->comparison);
	g_autoptr(Scratch) scratch =
		part ? open_with(project, part->from, NULL) : NULL;
	g_autoptr(Schema) found = scratch ? scratch_read(scratch, NULL) : NULL;
	g_autofree char *difference =
		found ? describe_difference(part->from, found) : NULL;
	if (!found || difference)
		return;
	stage->part = g_steal_pointer(&part);
	stage->scratch = g_steal_pointer(&scratch);
}

void stage_free(Stage *stage)
{
	if (!stage)
		return;
	scratch_free(stage->scratch);
	part_free(stage->part);
	g_free(stage);
}

Stage *rehearse_up(const Project *project, const Graph *graph,
		   const Comparison *comparison, const char *up, Schema **after,
		   GError **error)
{
	g_autoptr(Stage) stage = g_new0(Stage, 1);
	stage->comparison = comparison;
	open_part(project, stage);
	const Part *part = stage->part;
	if (!part)
		stage->scratch = open_start(project, graph, comparison, error);
	if (!stage->scratch || !run_written(stage->scratch, up, error))
		return NULL;
	g_autoptr(Schema) built = scratch_read(stage->scratch, error);
	if (!built || !require_equal(part ? part->to : comparison->to->schema,
				     built, "to the models", error))
		return NULL;
	*after = part ? part_put_back(part, comparison->from->schema, built)
		      : g_steal_pointer(&built);
	return g_steal_pointer(&stage);
}

gboolean rehearse_down(Stage *stage, const char *down, GError **error)
{
	if (!run_written(stage->scratch, down, error))
		return FALSE;
	g_autoptr(Schema) built = scratch_read(stage->scratch, error);
	const Schema *expected = stage->part ? stage->part->from
					     : stage->comparison->from->schema;
	return built && require_equal(expected, built,
				      "back to where it started", error);
}

gboolean rehearse_on_chain(const Project *project, const Graph *graph,
			   const char *up, GError **error)
{
	g_autoptr(GPtrArray) chain = chain_select(graph, NULL);
	g_autoptr(Scratch) scratch = scratch_build(project, chain, error);
	return scratch && run_written(scratch, up, error);
}

static void rehearsal_free(Rehearsal *rehearsal)
{
	g_free(rehearsal->fault);
	g_free(rehearsal);
}

/* Turns a failure of the user's SQL into a finding. */
static void find_fault(Rehearsal *rehearsal, const char *when,
		       const GError *failure)
{
	rehearsal->fault =
		g_strdup_printf("%s fails: %s", when, failure->message);
}

static gboolean rehearse_down_up(Scratch *scratch, Rehearsal *rehearsal,
				 const Schema *before, GError **error)
{
	const Revision *revision = rehearsal->revision;
	const char *dialect = scratch_dialect(scratch);
	const Section *up = revision_find_up(revision, dialect);
	const Section *down = revision_find_down(revision, dialect);
	/* A merge does nothing up and nothing down. */
	if (scratch_finds_empty(scratch, up->text) &&
	    (!down || scratch_finds_empty(scratch, down->text)))
		return TRUE;
	if (!down || scratch_finds_empty(scratch, down->text)) {
		rehearsal->fault = g_strdup("has no way down");
		return TRUE;
	}
	g_autoptr(Schema) after = scratch_read(scratch, error);
	if (!after)
		return FALSE;
	g_autoptr(GError) failure = NULL;
	g_autofree char *left = NULL;
	g_autofree char *changed = NULL;
	if (!run_section(scratch, revision->path, down, &failure)) {
		find_fault(rehearsal, "down", failure);
		return TRUE;
	}
	if (!compare_with(scratch, before, &left, error))
		return FALSE;
	if (left) {
		rehearsal->fault = g_strdup_printf(
			"down does not lead back; it leaves:\n%s", left);
		return TRUE;
	}
	if (!run_section(scratch, revision->path, up, &failure)) {
		find_fault(rehearsal, "up after down", failure);
		return TRUE;
	}
	if (!compare_with(scratch, after, &changed, error))
		return FALSE;
	if (changed)
		rehearsal->fault = g_strdup_printf(
			"up after down differs from the first up:\n%s",
			changed);
	return TRUE;
}

/* FALSE on failure; *stop when the chain cannot go on. */
static gboolean rehearse_one(Scratch *scratch, Rehearsal *rehearsal,
			     gboolean wanted, gboolean *stop, GError **error)
{
	const Section *up = chain_get_up(rehearsal->revision,
					 scratch_dialect(scratch), error);
	if (!up)
		return FALSE;
	g_autoptr(Schema) before = wanted ? scratch_read(scratch, error) : NULL;
	if (wanted && !before)
		return FALSE;
	g_autoptr(GError) failure = NULL;
	if (!run_section(scratch, rehearsal->revision->path, up, &failure)) {
		find_fault(rehearsal, "up", failure);
		*stop = TRUE;
		return TRUE;
	}
	if (!wanted)
		return TRUE;
	return rehearse_down_up(scratch, rehearsal, before, error);
}

/* After a fault the scratch is not where the next revision starts: another is
 * built by going up only. */
static Scratch *build_again(const Project *project, const GPtrArray *ordered,
			    guint count, GError **error)
{
	g_autoptr(GPtrArray) chain = g_ptr_array_new();
	for (guint i = 0; i < count; i++)
		g_ptr_array_add(chain, ordered->pdata[i]);
	return scratch_build(project, chain, error);
}

GPtrArray *rehearse_chain(const Project *project, const Graph *graph,
			  GHashTable *wanted, GError **error)
{
	g_autoptr(Scratch) scratch =
		scratch_open(project->dialect, NULL, error);
	if (!scratch)
		return NULL;
	g_autoptr(GPtrArray) findings =
		g_ptr_array_new_with_free_func((GDestroyNotify)rehearsal_free);
	const GPtrArray *ordered = graph_in_order(graph);
	gboolean stop = FALSE;
	g_autoptr(Progress) progress = progress_start();
	for (guint i = 0; i < ordered->len && !stop; i++) {
		const Revision *revision = ordered->pdata[i];
		progress_say(progress, "rehearsing migrations", i + 1,
			     ordered->len);
		gboolean is_wanted =
			!wanted || g_hash_table_contains(wanted, revision->id);
		Rehearsal *rehearsal = g_new0(Rehearsal, 1);
		rehearsal->revision = revision;
		if (!rehearse_one(scratch, rehearsal, is_wanted, &stop,
				  error)) {
			rehearsal_free(rehearsal);
			return NULL;
		}
		gboolean fault = rehearsal->fault != NULL;
		if (is_wanted || fault)
			g_ptr_array_add(findings, rehearsal);
		else
			rehearsal_free(rehearsal);
		if (!fault || stop)
			continue;
		g_clear_pointer(&scratch, scratch_free);
		scratch = build_again(project, ordered, i + 1, error);
		if (!scratch)
			return NULL;
	}
	return g_steal_pointer(&findings);
}

#include "scratch.h"

#include "base/failure.h"
#include "workflow/chain.h"

struct Scratch {
	const Dialect *dialect;
	Database *database; /* or NULL: the dialect does it */
	Schema *schema;
	Schema *before; /* at begin, or NULL */
	GPtrArray *doubts;
};

Scratch *scratch_open(const Dialect *dialect, GPtrArray *doubts, GError **error)
{
	g_autoptr(Scratch) scratch = g_new0(Scratch, 1);
	scratch->dialect = dialect;
	scratch->doubts = doubts;
	if (dialect_runs_scripts(dialect)) {
		scratch->schema = schema_new();
		return g_steal_pointer(&scratch);
	}
	scratch->database = database_open_scratch(dialect_name(dialect), error);
	return scratch->database ? g_steal_pointer(&scratch) : NULL;
}

void scratch_free(Scratch *scratch)
{
	if (!scratch)
		return;
	g_clear_pointer(&scratch->database, database_close);
	schema_free(scratch->schema);
	schema_free(scratch->before);
	g_free(scratch);
}

const char *scratch_dialect(const Scratch *scratch)
{
	return dialect_name(scratch->dialect);
}

gboolean scratch_extend(Scratch *scratch, const GPtrArray *revisions,
			guint from, GError **error)
{
	if (scratch->database)
		return chain_extend(scratch->database, revisions, from, error);
	for (guint i = from; i < revisions->len; i++) {
		const Revision *revision = revisions->pdata[i];
		const Section *up =
			chain_get_up(revision, scratch_dialect(scratch), error);
		if (!up ||
		    !scratch_run_section(scratch, revision->path, up, error))
			return FALSE;
	}
	return TRUE;
}

static Scratch *carry_out(const Project *project, const GPtrArray *revisions,
			  GPtrArray *doubts, GError **error)
{
	g_autoptr(Scratch) scratch =
		scratch_open(project->dialect, doubts, error);
	return scratch && scratch_extend(scratch, revisions, 0, error)
		       ? g_steal_pointer(&scratch)
		       : NULL;
}

Scratch *scratch_build(const Project *project, const GPtrArray *revisions,
		       GError **error)
{
	return scratch_build_with(project, revisions, NULL, error);
}

Scratch *scratch_build_with(const Project *project, const GPtrArray *revisions,
			    GPtrArray *doubts, GError **error)
{
	if (dialect_runs_scripts(project->dialect))
		return carry_out(project, revisions, doubts, error);
	Database *database = chain_build(project, revisions, error);
	if (!database)
		return NULL;
	Scratch *scratch = g_new0(Scratch, 1);
	scratch->dialect = project->dialect;
	scratch->database = database;
	return scratch;
}

gboolean scratch_begin(Scratch *scratch, GError **error)
{
	if (scratch->database)
		return database_begin(scratch->database, error);
	schema_free(scratch->before);
	scratch->before = schema_copy(scratch->schema);
	return TRUE;
}

gboolean scratch_commit(Scratch *scratch, GError **error)
{
	if (scratch->database)
		return database_commit(scratch->database, error);
	g_clear_pointer(&scratch->before, schema_free);
	return TRUE;
}

void scratch_rollback(Scratch *scratch)
{
	if (scratch->database) {
		database_rollback(scratch->database);
	} else if (scratch->before) {
		schema_free(scratch->schema);
		scratch->schema = g_steal_pointer(&scratch->before);
	}
}

static gboolean refuse_doubts(const GPtrArray *doubts, GError **error)
{
	if (!doubts->len)
		return TRUE;
	g_autofree char *line = diagnostic_format(doubts->pdata[0]);
	failure_set(error, FAILURE_UNSUPPORTED,
		    "write what it does to the schema as DDL", "%s", line);
	return FALSE;
}

gboolean scratch_run(Scratch *scratch, const Script *script, GError **error)
{
	if (scratch->database)
		return database_check_script(dialect_name(scratch->dialect),
					     script, error) &&
		       database_run(scratch->database, script, error);
	g_autoptr(GPtrArray) own = scratch->doubts ? NULL : diagnostics_new();
	return dialect_run_script(scratch->dialect, scratch->schema,
				  script->text, script->path,
				  script->first_line,
				  own ? own : scratch->doubts, error) &&
	       (!own || refuse_doubts(own, error));
}

gboolean scratch_run_section(Scratch *scratch, const char *path,
			     const Section *section, GError **error)
{
	const Script script = {
		.text = section->text,
		.path = path,
		.first_line = section->first_line,
	};
	return scratch_run(scratch, &script, error);
}

gboolean scratch_finds_empty(const Scratch *scratch, const char *text)
{
	return scratch->database
		       ? database_script_is_empty(
				 dialect_name(scratch->dialect), text)
		       : dialect_script_is_empty(scratch->dialect, text);
}

Schema *scratch_read(const Scratch *scratch, GError **error)
{
	return scratch->database
		       ? database_read_schema(scratch->database, FALSE, error)
		       : schema_copy(scratch->schema);
}

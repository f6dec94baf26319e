#include "scratch.h"

#include "base/diagnostic.h"

struct Scratch {
	const Dialect *dialect;
	Database *database; /* or NULL: the dialect does it */
	Schema *schema;
	GPtrArray *diagnostics;
};

Scratch *scratch_open(const Dialect *dialect, GError **error)
{
	g_autoptr(Scratch) scratch = g_new0(Scratch, 1);
	scratch->dialect = dialect;
	scratch->diagnostics = diagnostics_new();
	if (dialect_runs_scripts(dialect)) {
		scratch->schema = schema_new();
		return g_steal_pointer(&scratch);
	}
	scratch->database = database_open_scratch(dialect_name(dialect), error);
	if (!scratch->database || !database_begin(scratch->database, error))
		return NULL;
	return g_steal_pointer(&scratch);
}

void scratch_free(Scratch *scratch)
{
	if (!scratch)
		return;
	g_clear_pointer(&scratch->database, database_close);
	schema_free(scratch->schema);
	g_ptr_array_unref(scratch->diagnostics);
	g_free(scratch);
}

gboolean scratch_run(Scratch *scratch, const Script *script, GError **error)
{
	if (scratch->database)
		return database_check_script(dialect_name(scratch->dialect),
					     script, error) &&
		       database_run(scratch->database, script, error);
	return dialect_run_script(
		scratch->dialect, scratch->schema, script->text, script->path,
		script->first_line, scratch->diagnostics, error);
}

Schema *scratch_read(Scratch *scratch, GPtrArray *diagnostics, GError **error)
{
	if (scratch->database)
		return database_commit(scratch->database, error)
			       ? database_read_schema(scratch->database, FALSE,
						      error)
			       : NULL;
	g_ptr_array_extend_and_steal(diagnostics,
				     g_steal_pointer(&scratch->diagnostics));
	scratch->diagnostics = diagnostics_new();
	return g_steal_pointer(&scratch->schema);
}

#include <string.h>

#include "sqlite.h"

int sqlite_refuse(Sqlite *sqlite, const char *hint, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_free(sqlite->refusal);
	sqlite->refusal = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	sqlite->refusal_hint = hint;
	return SQLITE_DENY;
}

gboolean sqlite_is_own(const char *name)
{
	return name &&
	       g_ascii_strncasecmp(name, OWN_PREFIX, strlen(OWN_PREFIX)) == 0;
}

int sqlite_refuse_own(Sqlite *sqlite, const char *name)
{
	return sqlite_refuse(sqlite,
			     "scripts leave the tables of the tool alone",
			     "%s: names that start with " OWN_PREFIX
			     " belong to git-migrate",
			     name);
}

static const char outside_hint[] =
	"a run is one transaction; write `transaction:false` behind the marker "
	"of a section that cannot be part of it";

/* The arguments of each action that name a table, an index, a trigger or a
 * view: 1 for the first, 2 for the second, 3 for both. */
static int named_arguments(int action)
{
	switch (action) {
	case SQLITE_CREATE_TABLE:
	case SQLITE_CREATE_TEMP_TABLE:
	case SQLITE_CREATE_VIEW:
	case SQLITE_CREATE_TEMP_VIEW:
	case SQLITE_CREATE_VTABLE:
	case SQLITE_DROP_TABLE:
	case SQLITE_DROP_TEMP_TABLE:
	case SQLITE_DROP_VIEW:
	case SQLITE_DROP_TEMP_VIEW:
	case SQLITE_DROP_VTABLE:
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
	case SQLITE_READ:
		return 1;
	case SQLITE_ALTER_TABLE:
		return 2;
	case SQLITE_CREATE_INDEX:
	case SQLITE_CREATE_TEMP_INDEX:
	case SQLITE_CREATE_TRIGGER:
	case SQLITE_CREATE_TEMP_TRIGGER:
	case SQLITE_DROP_INDEX:
	case SQLITE_DROP_TEMP_INDEX:
	case SQLITE_DROP_TRIGGER:
	case SQLITE_DROP_TEMP_TRIGGER:
		return 3;
	default:
		return 0;
	}
}

static int check_names(Sqlite *sqlite, int action, const char *first,
		       const char *second)
{
	int named = named_arguments(action);
	if (named & 1 && sqlite_is_own(first))
		return sqlite_refuse_own(sqlite, first);
	if (named & 2 && sqlite_is_own(second))
		return sqlite_refuse_own(sqlite, second);
	return SQLITE_OK;
}

/* Pragmas that do nothing, or fail, inside a transaction (R59). */
static int check_pragma(Sqlite *sqlite, const char *name, const char *value)
{
	static const char *const outside[] = {"foreign_keys",	"journal_mode",
					      "synchronous",	"temp_store",
					      "auto_vacuum",	"page_size",
					      "encoding",	"locking_mode",
					      "wal_checkpoint", NULL};
	if (!value)
		return SQLITE_OK;
	if (g_ascii_strcasecmp(name, "writable_schema") == 0)
		return sqlite_refuse(
			sqlite, "change the schema with its own statements",
			"PRAGMA writable_schema could destroy the database");
	sqlite_trace_pragma(sqlite, name);
	if (!sqlite->in_run)
		return SQLITE_OK;
	for (const char *const *pragma = outside; *pragma; pragma++) {
		if (g_ascii_strcasecmp(name, *pragma) != 0)
			continue;
		if (pragma == outside)
			return sqlite_refuse(
				sqlite,
				"leave it out: foreign keys are not "
				"enforced during a run and are checked "
				"at its end",
				"PRAGMA foreign_keys does nothing inside "
				"a transaction");
		return sqlite_refuse(
			sqlite, outside_hint,
			"PRAGMA %s does not work inside a transaction",
			*pragma);
	}
	return SQLITE_OK;
}

/* VACUUM attaches a database without a name to itself. */
static int check_attach(Sqlite *sqlite, const char *file)
{
	if (!sqlite->in_run && file && !*file)
		return SQLITE_OK;
	return sqlite_refuse(sqlite, "a migration changes one database only",
			     "ATTACH and VACUUM INTO reach another database");
}

static int check_control(Sqlite *sqlite, int action, const char *first,
			 const char *second)
{
	switch (action) {
	case SQLITE_TRANSACTION:
		if (!sqlite->in_run)
			return SQLITE_OK;
		return sqlite_refuse(sqlite, outside_hint,
				     "%s would end the transaction of the run",
				     first);
	case SQLITE_SAVEPOINT:
		sqlite_trace_savepoint(sqlite, first, second);
		return SQLITE_OK;
	case SQLITE_ATTACH:
		return check_attach(sqlite, first);
	case SQLITE_DETACH:
		if (!sqlite->in_run && sqlite->speaker == SPEAKER_STEP)
			return SQLITE_OK;
		return sqlite_refuse(sqlite,
				     "a migration changes one database only",
				     "DETACH reaches another database");
	case SQLITE_PRAGMA:
		return check_pragma(sqlite, first, second);
	default:
		return SQLITE_OK;
	}
}

/* Notes what the commit has to look at. Making a table or an index, adding a
 * column without a reference, and reading change neither keys nor views. */
static void trace(Sqlite *sqlite, int action, const char *first,
		  const char *second, const char *schema)
{
	if (!sqlite->in_run || g_strcmp0(schema, "temp") == 0)
		return;
	switch (action) {
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		if (strncmp(first, "sqlite_", 7) != 0)
			sqlite_trace_table(sqlite, first);
		break;
	case SQLITE_DROP_TABLE:
		sqlite_trace_table(sqlite, first);
		sqlite->traces.views = TRUE;
		break;
	case SQLITE_DROP_INDEX:
		sqlite_trace_table(sqlite, second);
		break;
	case SQLITE_ALTER_TABLE:
		g_free(sqlite->altered);
		sqlite->altered = g_strdup(second);
		sqlite->traces.views = TRUE;
		break;
	case SQLITE_CREATE_VIEW:
	case SQLITE_DROP_VIEW:
	case SQLITE_DROP_VTABLE:
		sqlite->traces.views = TRUE;
		break;
	default:
		break;
	}
}

int sqlite_authorize(void *self, int action, const char *first,
		     const char *second, const char *schema, const char *source)
{
	Sqlite *sqlite = self;
	(void)source;
	if (sqlite->speaker == SPEAKER_TOOL)
		return SQLITE_OK;
	int verdict = check_control(sqlite, action, first, second);
	if (verdict == SQLITE_OK && sqlite->speaker == SPEAKER_SCRIPT)
		verdict = check_names(sqlite, action, first, second);
	if (verdict == SQLITE_OK && sqlite->base.flags & DATABASE_SANDBOX)
		verdict =
			sqlite_sandbox_authorize(sqlite, action, first, second);
	if (verdict == SQLITE_OK)
		trace(sqlite, action, first, second, schema);
	return verdict;
}

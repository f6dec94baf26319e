#include <string.h>

#include "base/failure.h"
#include "lexeme.h"
#include "sqlite.h"

/* A hint shows a statement up to here. */
#define SHOWN_LINES 12
#define SHOWN_BYTES 600

#define OPERATIONS_BETWEEN_LOOKS 20000

/* One script on its way through the engine. */
typedef struct Run {
	Sqlite *sqlite;
	const Script *script;
	const char *statement; /* the one at hand, from its first word */
	const char *tail;      /* what follows it */
} Run;

static gboolean is_trigger(const char *statement)
{
	Lexeme lexeme = lexeme_next(statement);
	if (!lexeme_is(&lexeme, "CREATE"))
		return FALSE;
	lexeme = lexeme_next(lexeme_end(&lexeme));
	if (lexeme_is(&lexeme, "TEMP") || lexeme_is(&lexeme, "TEMPORARY"))
		lexeme = lexeme_next(lexeme_end(&lexeme));
	return lexeme_is(&lexeme, "TRIGGER");
}

/* The end of a statement that the engine did not read to its end. It is only
 * shown, never run. */
static const char *find_end(const char *statement)
{
	gboolean trigger = is_trigger(statement);
	gboolean may_end = !trigger;
	for (;;) {
		Lexeme lexeme = lexeme_next(statement);
		statement = lexeme_end(&lexeme);
		if (lexeme.kind == LEXEME_END || lexeme.kind == LEXEME_BROKEN ||
		    (may_end && lexeme_is_mark(&lexeme, ';')))
			return statement;
		if (trigger)
			may_end = lexeme_is(&lexeme, "END");
	}
}

/* The statement as a hint; the caller owns it. */
static char *show_statement(const Run *run)
{
	gsize length = 0;
	unsigned lines = 0;
	gsize whole = (gsize)(find_end(run->statement) - run->statement);
	while (length < whole && length < SHOWN_BYTES) {
		lines += run->statement[length] == '\n';
		if (lines == SHOWN_LINES)
			break;
		length++;
	}
	/* Not in the middle of a character. */
	while (length < whole &&
	       ((unsigned char)run->statement[length] & 0xc0) == 0x80)
		length--;
	g_autofree char *shown = g_strndup(run->statement, length);
	g_strchomp(shown);
	return length < whole ? g_strconcat(shown, " …", NULL)
			      : g_steal_pointer(&shown);
}

/* "migrations/x.sql:12: message", or the message with its statement where
 * the script is no file. */
static gboolean fail_run(const Run *run, const char *place, FailureCode code,
			 const char *hint, const char *message, GError **error)
{
	const Script *script = run->script;
	g_autofree char *statement = show_statement(run);
	if (!hint)
		hint = statement;
	if (script->path)
		failure_set(error, code, hint, "%s:%u: %s", script->path,
			    sqlite_script_line(script, place), message);
	else
		failure_set(error, code, hint, "%s in: %s", message, statement);
	return FALSE;
}

static gboolean fail_refused(Run *run, GError **error)
{
	g_autofree char *refusal = g_steal_pointer(&run->sqlite->refusal);
	return fail_run(run, run->statement, FAILURE_REFUSED,
			run->sqlite->refusal_hint, refusal, error);
}

/* Where the engine says the fault is, else the start of the statement. */
static const char *find_fault(const Run *run)
{
	int offset = sqlite3_error_offset(run->sqlite->handle);
	return offset < 0 ? run->statement : run->statement + offset;
}

static gboolean fail_sql(Run *run, int code, GError **error)
{
	Sqlite *sqlite = run->sqlite;
	if (sqlite->refusal)
		return fail_refused(run, error);
	if ((code & 0xff) == SQLITE_INTERRUPT) {
		g_autofree char *message = g_strdup_printf(
			"stopped after %u milliseconds", sqlite->time_limit);
		return fail_run(run, run->statement, FAILURE_REFUSED, NULL,
				message, error);
	}
	if (sqlite_failure_code(code) != FAILURE_SQL) {
		sqlite_fail(sqlite, code, NULL, error);
		return FALSE;
	}
	g_autofree char *message = g_strdup(sqlite3_errmsg(sqlite->handle));
	return fail_run(run, find_fault(run), FAILURE_SQL, sqlite_hint(code),
			message, error);
}

static const char *skip_to_statement(const char *text)
{
	Lexeme lexeme = lexeme_next(text);
	while (lexeme_is_mark(&lexeme, ';'))
		lexeme = lexeme_next(lexeme_end(&lexeme));
	return lexeme.start;
}

static gboolean step(Run *run, sqlite3_stmt *statement, GError **error)
{
	Sqlite *sqlite = run->sqlite;
	int code;
	sqlite->speaker = SPEAKER_STEP;
	do {
		code = sqlite3_step(statement);
	} while (code == SQLITE_ROW);
	if (code != SQLITE_DONE)
		return fail_sql(run, code, error);
	/* R58: the authorizer keeps scripts from ending the transaction; this
	 * sees to it that nothing else did. */
	if (sqlite->in_run && sqlite3_get_autocommit(sqlite->handle))
		return fail_run(run, run->statement, FAILURE_SQL, NULL,
				"the statement ended the transaction", error);
	return TRUE;
}

/* A relaxed copy has its own text for some statements. */
static int prepare(Run *run, sqlite3_stmt **statement)
{
	Sqlite *sqlite = run->sqlite;
	g_autofree char *other =
		sqlite->is_relaxed ? sqlite_relax_statement(run->statement)
				   : NULL;
	int code = sqlite3_prepare_v2(sqlite->handle,
				      other ? other : run->statement, -1,
				      statement, &run->tail);
	if (other)
		run->tail = run->statement + strlen(run->statement) -
			    strlen(run->tail);
	return code;
}

static gboolean run_relaxed(Run *run, sqlite3_stmt *statement, GError **error)
{
	Sqlite *sqlite = run->sqlite;
	gint64 last = sqlite_last_object(sqlite);
	if (!step(run, statement, error))
		return FALSE;
	sqlite->speaker = SPEAKER_TOOL;
	return sqlite_relax_new(sqlite, run->statement, last, error);
}

/* Prepares the statement at hand and runs it. */
static gboolean run_statement(Run *run, GError **error)
{
	Sqlite *sqlite = run->sqlite;
	sqlite3_stmt *statement = NULL;
	g_clear_pointer(&sqlite->altered, g_free);
	sqlite->speaker = SPEAKER_SCRIPT;
	int code = prepare(run, &statement);
	gboolean done;
	if (code != SQLITE_OK)
		done = fail_sql(run, code, error);
	else if (!statement)
		done = TRUE;
	else if (sqlite->altered && !sqlite_trace_alter(sqlite, run->statement))
		done = fail_refused(run, error);
	else if (sqlite->is_relaxed && sqlite_makes_table(run->statement))
		done = run_relaxed(run, statement, error);
	else
		done = step(run, statement, error);
	sqlite3_finalize(statement);
	return done;
}

/* A savepoint that outlives its script would let the next one take back what
 * the ledger says is applied. */
static gboolean check_left_over(Run *run, GError **error)
{
	Sqlite *sqlite = run->sqlite;
	GPtrArray *open = sqlite->traces.savepoints;
	if (sqlite->in_run && open->len) {
		g_autofree char *message = g_strdup_printf(
			"SAVEPOINT %s is not released",
			(const char *)g_ptr_array_index(open, 0));
		return fail_run(run, run->statement, FAILURE_REFUSED,
				"release it in the same section", message,
				error);
	}
	if (sqlite->in_run || sqlite3_get_autocommit(sqlite->handle))
		return TRUE;
	sqlite3_exec(sqlite->handle, "ROLLBACK", NULL, NULL, NULL);
	return fail_run(run, run->statement, FAILURE_REFUSED,
			"end it with COMMIT in the same section",
			"the transaction of the script is left open", error);
}

static gboolean run_statements(Run *run, GError **error)
{
	const char *text = skip_to_statement(run->script->text);
	while (*text) {
		run->statement = text;
		run->tail = NULL;
		if (!run_statement(run, error))
			return FALSE;
		text = skip_to_statement(run->tail);
	}
	return check_left_over(run, error);
}

/* What a failed script leaves behind where there is no run to roll back. */
static void clear_left_over(Sqlite *sqlite)
{
	g_ptr_array_set_size(sqlite->traces.savepoints, 0);
	if (!sqlite->in_run && !sqlite3_get_autocommit(sqlite->handle))
		sqlite3_exec(sqlite->handle, "ROLLBACK", NULL, NULL, NULL);
}

static int stop_when_late(void *self)
{
	const Sqlite *sqlite = self;
	return sqlite->deadline && g_get_monotonic_time() > sqlite->deadline;
}

void sqlite_set_time_limit(Database *database, unsigned milliseconds)
{
	Sqlite *sqlite = sqlite_of(database);
	sqlite->time_limit = milliseconds;
	sqlite3_progress_handler(sqlite->handle, OPERATIONS_BETWEEN_LOOKS,
				 milliseconds ? stop_when_late : NULL, sqlite);
}

gboolean sqlite_run(Database *database, const Script *script, GError **error)
{
	Sqlite *sqlite = sqlite_of(database);
	Run run = {.sqlite = sqlite,
		   .script = script,
		   .statement = script->text,
		   .tail = script->text};
	int foreign_keys = 0;
	if (database->flags & DATABASE_READ_ONLY) {
		failure_set(error, FAILURE_REFUSED, NULL,
			    "%s was opened to be read only", database->name);
		return FALSE;
	}
	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_ENABLE_FKEY, -1,
			  &foreign_keys);
	g_ptr_array_set_size(sqlite->traces.savepoints, 0);
	if (sqlite->time_limit)
		sqlite->deadline = g_get_monotonic_time() +
				   (gint64)sqlite->time_limit * 1000;
	gboolean done = run_statements(&run, error);
	sqlite->speaker = SPEAKER_TOOL;
	sqlite->deadline = 0;
	g_clear_pointer(&sqlite->refusal, g_free);
	if (!done)
		clear_left_over(sqlite);
	sqlite_reset_pragmas(sqlite);
	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_ENABLE_FKEY,
			  foreign_keys, NULL);
	return done;
}

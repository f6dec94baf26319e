#include <string.h>

#include "base/failure.h"
#include "sqlite.h"

FailureCode sqlite_failure_code(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return FAILURE_BUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return FAILURE_CORRUPT;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return FAILURE_REFUSED;
	default:
		return FAILURE_SQL;
	}
}

static void fail_busy(const Sqlite *sqlite, GError **error)
{
	const Database *base = &sqlite->base;
	g_autofree char *holder =
		base->file ? sqlite_find_holder(base->file) : NULL;
	g_autofree char *message =
		holder && g_str_has_suffix(holder, "open")
			? g_strdup_printf("%s is locked; %s", base->name,
					  holder)
		: holder ? g_strdup_printf("%s is locked by %s", base->name,
					   holder)
			 : g_strdup_printf("%s is locked by another process",
					   base->name);
	failure_set(error, FAILURE_BUSY,
		    "wait until it has finished, or end it, and run the "
		    "command again; nothing was changed",
		    "%s", message);
}

const char *sqlite_hint(int code)
{
	switch (code) {
	case SQLITE_READONLY_DBMOVED:
		return "the file was renamed or removed while it was open; "
		       "run the command again";
	case SQLITE_READONLY_RECOVERY:
	case SQLITE_READONLY_ROLLBACK:
	case SQLITE_READONLY_CANTINIT:
	case SQLITE_BUSY_RECOVERY:
		return "a program that wrote to it was stopped; the next one "
		       "that may write to it repairs it";
	default:
		break;
	}
	switch (code & 0xff) {
	case SQLITE_FULL:
		return "nothing was changed; make room on the disk and run the "
		       "command again";
	case SQLITE_READONLY:
		return "see who may write to the file and to its directory";
	case SQLITE_CORRUPT:
		return "take the database from a backup, or see `.recover` of "
		       "the sqlite3 program";
	default:
		return NULL;
	}
}

void sqlite_fail(const Sqlite *sqlite, int code, const char *doing,
		 GError **error)
{
	if ((code & 0xff) == SQLITE_BUSY) {
		fail_busy(sqlite, error);
		return;
	}
	int extended = sqlite3_extended_errcode(sqlite->handle);
	const char *message = sqlite3_errmsg(sqlite->handle);
	if ((extended & 0xff) != (code & 0xff)) {
		extended = code;
		message = sqlite3_errstr(code);
	}
	failure_set(error, sqlite_failure_code(code), sqlite_hint(extended),
		    "%s: %s%s%s", sqlite->base.name, doing ? doing : "",
		    doing ? ": " : "", message);
}

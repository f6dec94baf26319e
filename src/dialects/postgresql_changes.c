/* The way from one schema of PostgreSQL to another. */
#include "postgresql.h"

#include "base/failure.h"

gboolean postgresql_needs_backfill(const Change *change)
{
	(void)change;
	return FALSE;
}

char *postgresql_write_changes(const Schema *from, const Schema *to,
			       const GPtrArray *changes,
			       const ChangeOptions *options, GError **error)
{
	(void)from;
	(void)to;
	(void)changes;
	(void)options;
	failure_set(error, FAILURE_UNSUPPORTED, NULL,
		    "changes of a postgresql schema cannot be written as SQL");
	return NULL;
}

/* What the tool writes between scripts, kept until it is worth the while. */
#include "deferred.h"

#include "base/failure.h"

typedef struct Deferred {
	char *sql;
	char **parameters;
	unsigned count;
	char *missing;
} Deferred;

static Deferred *deferred_new(const char *sql, const char *const *parameters,
			      unsigned count, const char *missing)
{
	Deferred *deferred = g_new0(Deferred, 1);
	deferred->sql = g_strdup(sql);
	deferred->parameters = g_new0(char *, (gsize)count + 1);
	for (unsigned i = 0; i < count; i++)
		deferred->parameters[i] = g_strdup(parameters[i]);
	deferred->count = count;
	deferred->missing = g_strdup(missing);
	return deferred;
}

static void deferred_free(gpointer data)
{
	Deferred *deferred = data;
	for (unsigned i = 0; i < deferred->count; i++)
		g_free(deferred->parameters[i]);
	g_free(deferred->parameters);
	g_free(deferred->sql);
	g_free(deferred->missing);
	g_free(deferred);
}

static gboolean execute(Database *database, const char *sql,
			const char *const *parameters, unsigned count,
			const char *missing, GError **error)
{
	guint64 changed = 0;
	if (!database->driver->execute(database, sql, parameters, count,
				       &changed, error))
		return FALSE;
	if (missing && !changed) {
		failure_set(error, FAILURE_NOT_FOUND,
			    "`git migrate current` lists what is applied", "%s",
			    missing);
		return FALSE;
	}
	return TRUE;
}

gboolean database_defer(Database *database, const char *sql,
			const char *const *parameters, unsigned count,
			const char *missing, GError **error)
{
	if (!database->driver->in_transaction(database))
		return execute(database, sql, parameters, count, missing,
			       error);
	g_queue_push_tail(&database->deferred,
			  deferred_new(sql, parameters, count, missing));
	return TRUE;
}

gboolean deferred_execute(Database *database, GError **error)
{
	gboolean done = TRUE;
	Deferred *next;
	while (done && (next = g_queue_pop_head(&database->deferred))) {
		done = execute(database, next->sql,
			       (const char *const *)next->parameters,
			       next->count, next->missing, error);
		deferred_free(next);
	}
	return done;
}

void deferred_forget(Database *database)
{
	g_queue_clear_full(&database->deferred, deferred_free);
	database->last_position = 0;
}

/*
 * The statements of a run that database_defer() keeps.
 */
#ifndef DATABASE_DEFERRED_H
#define DATABASE_DEFERRED_H

#include "driver.h"

/* Executes all of them, in order. */
gboolean deferred_execute(Database *database, GError **error);
/* Drops them at the end of a run. */
void deferred_forget(Database *database);

#endif

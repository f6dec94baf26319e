/* What the engine's own pragmas say of a schema, held against what was read
 * from the stored text. */
#ifndef TESTS_DATABASE_PRAGMAS_H
#define TESTS_DATABASE_PRAGMAS_H

#include "support.h"

/* Fails the test, with the statements that made the database, on the first
 * thing that is not the same. */
void assert_pragmas_agree(Database *database, const char *ddl);

#endif

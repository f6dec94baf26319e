/* What the tests of this room share: databases in a directory that goes away,
 * and scripts. */
#ifndef TESTS_DATABASE_SUPPORT_H
#define TESTS_DATABASE_SUPPORT_H

#include <criterion/criterion.h>

#include "base/failure.h"
#include "database/database.h"

/* A directory for the test; removed by remove_directory(). */
char *make_directory(void);
void remove_directory(char *directory);

/* The database "test.db" in the directory, made when it is absent. */
Database *open_file(const char *directory, DatabaseFlags flags);
Database *open_scratch(void);

/* Runs a script that must succeed. */
void must_run(Database *database, const char *text);
void must_begin(Database *database);
void must_commit(Database *database);
/* Begins, runs, commits. */
void must_apply(Database *database, const char *text);
/* Runs a script as the file "x.sql" that must fail; the message is the
 * caller's. */
char *must_fail(Database *database, const char *text);

/* The only value of a query, "(null)" for none; the caller owns it. */
char *value_of(Database *database, const char *sql);
#define assert_value(database, sql, expected)                   \
	do {                                                    \
		g_autofree char *got = value_of(database, sql); \
		cr_assert_str_eq(got, expected);                \
	} while (0)

/* The schema that statements make, as text; the caller owns it. */
char *schema_of(const char *ddl);

#endif

/* CREATE TABLE statements by chance: every clause SQLite has, in any order it
 * takes, with white space, comments and quotes where nobody expects them. */
#ifndef TESTS_DATABASE_RANDOM_TABLE_H
#define TESTS_DATABASE_RANDOM_TABLE_H

#include <glib.h>

/* A statement or two that make the table and its indexes; not all of them are
 * right. The caller owns the text. */
char *random_table(GRand *random);

#endif

/* Schemas for tests, in few words. */
#ifndef TESTS_SCHEMA_MAKE_H
#define TESTS_SCHEMA_MAKE_H

#include "schema/diff.h"

/* A table of INTEGER columns; the names end with NULL. Borrowed. */
Table *make_table(Schema *schema, const char *name, ...) G_GNUC_NULL_TERMINATED;
Column *make_column(Table *table, const char *name, const char *type);
Constraint *make_foreign_key(Schema *schema, const char *table,
			     const char *column, const char *referred);
/* `columns` are separated by white space. */
Constraint *make_constraint(Table *table, ConstraintKind kind, const char *name,
			    const char *columns);
Constraint *make_check(Table *table, const char *name, const char *sql);
Index *make_index(Table *table, const char *name, const char *columns);
Expression *make_sql(const char *sql);

/* Two schemas and the renames between them. */
typedef struct Pair {
	Schema *from;
	Schema *to;
	Renames *renames;
} Pair;

Pair make_pair(void);
void pair_clear(Pair *pair);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pair, pair_clear)

/* The changes as change_summarize() tells them, a line each. */
char *summarize(const GPtrArray *changes);
/* The difference of a pair must read so. */
void expect(const Pair *pair, const char *expected);

#endif

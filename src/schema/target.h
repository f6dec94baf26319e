/*
 * What a change is about, as words: the table, and what an index, a
 * constraint or a foreign key stands on. Inside of the room. The caller owns
 * each text.
 */
#ifndef SCHEMA_TARGET_H
#define SCHEMA_TARGET_H

#include "internal.h"

/* The full name that the change's table has at the end; NULL for none. */
char *change_table_name(const Change *change);
/* "todos(lower(title), done DESC)" */
char *target_of_index(const Change *change);
/* "todos(a, b)", "todos(price > 0)" */
char *target_of_constraint(const Change *change);
/* With `open` "(" and `close` ")": "(todos)(user_id) -> (users)(id)". */
char *target_of_reference(const Change *change, const char *open,
			  const char *close);

#endif

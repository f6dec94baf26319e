/*
 * Text that goes to people: escaping what a terminal would obey, distance
 * between names for "did you mean", lines of a text.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <glib.h>

/* `text` with every C0 control but tab, DEL, C1 controls, bidirectional
 * controls and bytes that are not UTF-8 written as \xNN or \u{NNNN}. A line
 * feed is escaped too, unless `keep_lines`. The caller owns the result. */
char *text_escape(const char *text, gboolean keep_lines);

/* The number of single edits (insert, delete, replace, swap of neighbours)
 * that lead from one to the other. */
unsigned text_distance(const char *a, const char *b);

/* The candidate nearest to `word` when it is near enough to be a slip of the
 * fingers; NULL otherwise. Borrowed from the NULL-ended `candidates`. */
const char *text_nearest(const char *word, const char *const *candidates);

/* "1 table", "3 tables". The caller owns it. */
char *text_count(unsigned count, const char *singular, const char *plural);

#endif

/*
 * What the parts of the parser share: a cursor over the lines of a file.
 */
#ifndef REVISIONS_INTERNAL_H
#define REVISIONS_INTERNAL_H

#include <glib.h>

#include "revisions/revision.h"

/* A stretch of the file's text, not ended by NUL. */
typedef struct Slice {
	const char *text;
	gsize length;
} Slice;

typedef struct Parser {
	const char *path;
	const char *cursor; /* the start of the next line */
	const char *end;
	unsigned number; /* of the line last taken, from 1 */
	Slice line;	 /* that line, without its LF or CRLF */
} Parser;

/* Takes the next line; FALSE at the end of the file. */
gboolean parser_next(Parser *parser);

/* Fails with "path:line: …". Always gives FALSE. */
gboolean parser_fail(const Parser *parser, unsigned line, const char *hint,
		     GError **error, const char *format, ...)
	G_GNUC_PRINTF(5, 6);

/* The text of a `--` comment without its dashes and outer blanks; FALSE when
 * the line is none. */
gboolean parser_comment(const Parser *parser, Slice *comment);

/* Whether the line is one of the markers `-- migrate:…`, well written or
 * not: what looks like one must never pass for a comment, for then the SQL
 * below it would run in the wrong direction. */
gboolean parser_at_marker(const Parser *parser);

/* Fails on a line that a merge left behind. */
gboolean parser_check_conflict(const Parser *parser, GError **error);

Slice slice_strip(Slice slice);
gboolean slice_has_prefix(Slice slice, const char *prefix);
gboolean slice_equal(Slice slice, const char *text);
/* Takes the next word off the front; FALSE when there is none. `breaks` are
 * the bytes that end one. */
gboolean slice_next_word(Slice *rest, const char *breaks, Slice *word);

/* The name of a known header at the start of a comment line ("Revises" of
 * "Revises: ae10"), static; NULL when there is none. */
const char *header_find(Slice comment);
/* The comment lines up to the first marker; the parser stands on the marker
 * then. Fails when there is none. */
gboolean header_parse(Parser *parser, Revision *revision, GError **error);

/* The sections from the marker the parser stands on to the end. */
gboolean sections_parse(Parser *parser, Revision *revision, GError **error);

void section_free(Section *section);

/* comments.c: the SQL with comments taken out and white space outside quotes
 * folded. The caller owns it. */
char *sql_without_comments(const char *sql);

/* revision.c: an empty one. */
Revision *revision_new(const char *path);

#endif

/*
 * A revision: one file of the migrations folder (design.md, section 5), with
 * dbmate's markers:
 *
 *     -- add soft delete to todos
 *     --
 *     -- Revision: 1975ea83b712
 *     -- Revises: 27c6a30d7c24
 *     -- Create-Date: 2026-11-23T10:45:00Z
 *
 *     -- migrate:up
 *     ALTER TABLE todos ADD COLUMN deleted_at DATETIME;
 *
 *     -- migrate:down
 *     ALTER TABLE todos DROP COLUMN deleted_at;
 *
 * This room knows neither Git nor databases.
 */
#ifndef REVISIONS_REVISION_H
#define REVISIONS_REVISION_H

#include <glib.h>

/* One marked part of the file. */
typedef struct Section {
	char *text;	      /* what stands between the markers */
	unsigned first_line;  /* the line of the file that text starts at */
	char *dialect;	      /* "sqlite", or NULL: for any engine */
	gboolean transaction; /* FALSE for transaction:false */
} Section;

typedef struct Revision {
	char *id;	    /* 1 to 128 of [A-Za-z0-9._-], as R32 */
	char *path;	    /* relative to the top of the tree */
	char *message;	    /* first comment line; "" when there is none */
	GPtrArray *parents; /* of char *, in the order given; empty: a root */
	GPtrArray *depends_on; /* of char * */
	GPtrArray *labels;     /* of char *: Branch-Label */
	char *create_date;     /* as written, or NULL */
	GPtrArray *ups;	       /* of Section */
	GPtrArray *downs;      /* of Section */
	char *checksum; /* SHA-256 in hex of the sections with line endings
			 * and outer white space normalised; comments
			 * outside the sections and CRLF do not count */
} Revision;

/* Parses a file. Every fault is FAILURE_INVALID with "path:line: …" and what
 * to write instead: no id, a second up section for one engine, an unknown
 * header or option, text before the first marker that is no comment, NUL
 * bytes, a merge-conflict marker. */
Revision *revision_parse(const char *path, const char *text, gsize length,
			 GError **error);
void revision_free(Revision *revision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Revision, revision_free)

/* The section of an engine: the one marked with its dialect, else the one for
 * any; NULL when there is none. Borrowed. */
const Section *revision_find_up(const Revision *revision, const char *dialect);
const Section *revision_find_down(const Revision *revision,
				  const char *dialect);

/* What a new revision file says. `up` and `down` are texts; empty ones get a
 * comment that asks for them. */
typedef struct NewRevision {
	const char *id;
	const char *message;
	const char *const *parents; /* NULL-ended; may be empty */
	GDateTime *date;	    /* UTC */
	const char *up;
	const char *down;
} NewRevision;

/* The text of the file. The caller owns it. */
char *revision_write(const NewRevision *revision);

/* "20261123104500_add_soft_delete_to_todos.sql": UTC time and the message
 * in lower case with everything but letters and digits as single
 * underscores, cut at 60 characters; R84 holds for it. The caller owns it. */
char *revision_file_name(const NewRevision *revision);

/* Twelve random hex digits (getrandom). The caller owns it. */
char *revision_new_id(void);

/* Whether a text may be an id (R32) or a file's name (R84). */
gboolean revision_id_is_valid(const char *id);
gboolean revision_file_name_is_valid(const char *name);

#endif

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
	char *text;	      /* what stands between the markers: without outer
			       * blank lines, with LF at each line's end */
	unsigned first_line;  /* the line of the file that text starts at */
	char *dialect;	      /* "sqlite", or NULL: for any engine */
	gboolean transaction; /* FALSE for transaction:false */
} Section;

typedef struct Revision {
	char *id;	    /* as revision_id_is_valid() */
	char *path;	    /* relative to the top of the tree */
	char *message;	    /* first comment line; "" when there is none */
	GPtrArray *parents; /* of char *, in the order given; empty: a root */
	GPtrArray *depends_on;	       /* of char * */
	GPtrArray *labels;	       /* of char *: Branch-Label */
	char *create_date;	       /* as written, or NULL */
	GPtrArray *ups;		       /* of Section */
	GPtrArray *downs;	       /* of Section */
	struct RevisionSource *source; /* where the sections are still to be
					* read from, or NULL; all texts are
					* borrowed from it then */
	char *checksum; /* SHA-256 in hex of the sections; comments, line
			 * endings and white space outside quotes do not
			 * count */
} Revision;

/* Parses a file. Every fault is FAILURE_INVALID with "path:line: …" and what
 * to write instead: no id, a second up section for one engine, an unknown
 * header or option, text before the first marker that is no comment, NUL
 * bytes, a merge-conflict marker, bytes that are not UTF-8. A byte order mark
 * and CRLF are accepted. A comment that begins with "migrate:" is a marker or
 * a fault, never passed over. */
Revision *revision_parse(const char *path, const char *text, gsize length,
			 GError **error);
/* Reads only what stands above the first marker, for commands that need the
 * graph alone: `ups` and `downs` stay empty, `checksum` NULL, and faults
 * below that marker are not seen. */
Revision *revision_parse_header(const char *path, const char *text,
				gsize length, GError **error);
/* What is known of a revision without its file: all but the sections. A list
 * is texts one behind the other; an empty one closes it. */
typedef struct RevisionFacts {
	const char *path;
	const char *id;
	const char *message;
	const char *parents;	 /* a list */
	const char *depends_on;	 /* a list */
	const char *labels;	 /* a list */
	const char *create_date; /* "" for none */
	const char *checksum;
} RevisionFacts;
/* Reads a file for revision_load(); `from` is the source's. */
typedef GBytes *(*RevisionRead)(gpointer from, const char *path,
				GError **error);
/* Where files are read from; shared by the revisions made with it. Takes over
 * `from`, which `destroy` frees after the last of them. */
typedef struct RevisionSource RevisionSource;
RevisionSource *revision_source_new(RevisionRead read, gpointer from,
				    GDestroyNotify destroy);
RevisionSource *revision_source_ref(RevisionSource *source);
void revision_source_unref(RevisionSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RevisionSource, revision_source_unref)

/* A revision made of remembered facts; its sections come with
 * revision_load(). The facts are borrowed: their texts must live as long as
 * what the source reads from. */
Revision *revision_new_from_facts(const RevisionFacts *facts,
				  RevisionSource *source);
/* Sees to it that the sections are there. A file that is no longer the one
 * that was remembered is FAILURE_FAILED. Must have succeeded before
 * revision_find_up() and revision_find_down(). */
gboolean revision_load(const Revision *revision, GError **error);

void revision_free(Revision *revision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Revision, revision_free)

/* The section of an engine: the one marked with its dialect, else the one for
 * any; NULL when there is none. Borrowed. */
const Section *revision_find_up(const Revision *revision, const char *dialect);
const Section *revision_find_down(const Revision *revision,
				  const char *dialect);

/* Whether a section has nothing to run: white space and comments only. */
gboolean section_is_empty(const Section *section);

/* What a new revision file says. `up` and `down` are texts; empty ones get a
 * comment that asks for them (section_is_empty() holds for it). */
typedef struct NewRevision {
	const char *id;
	const char *message;
	const char *const *parents; /* NULL-ended; may be empty */
	GDateTime *date;	    /* UTC */
	const char *up;
	const char *down;
} NewRevision;

/* The text of the file; revision_parse() gives the same back. Of a message
 * with several lines the first is Revision.message. The SQL must not have a
 * line that begins with "-- migrate:", for no quoting could hide it: a caller
 * with foreign texts parses what was written and compares. The caller owns
 * the text. */
char *revision_write(const NewRevision *revision);

/* "20261123104500_add_soft_delete_to_todos.sql": UTC time and the message
 * in lower case with everything but letters and digits as single
 * underscores, cut at 60 characters; the id where that leaves nothing. R84
 * holds for it. The caller owns it. */
char *revision_file_name(const NewRevision *revision);

/* The UTC time that a revision's file name begins with; NULL when it begins
 * otherwise. The caller owns it. */
GDateTime *revision_file_date(const Revision *revision);

/* Twelve random hex digits (getrandom). The caller owns it. */
char *revision_new_id(void);

/* Whether a text may be an id: R32, that is 1 to 128 of [A-Za-z0-9._-]; not
 * with '-' first, which would be an option; and none of the words head, heads,
 * base, current and none. */
gboolean revision_id_is_valid(const char *id);
/* Whether a text may be a file's name (R84). */
gboolean revision_file_name_is_valid(const char *name);

#endif

/*
 * Notes beside the commits, on refs/notes/migrate: an index of what each
 * commit does to the schema. Nothing depends on them (R38); they are rebuilt
 * from the trees at any time, and what somebody else wrote into them chooses
 * nothing (R88).
 *
 * The text of a note is lines "key=value", sorted, each of which stands for
 * itself: two notes joined by concatenation, by union or by cat_sort_uniq are
 * a note again (R40).
 */
#ifndef REPOSITORY_NOTES_H
#define REPOSITORY_NOTES_H

#include "repository/repository.h"

#define NOTES_REF "refs/notes/migrate"

/* One note to write. */
typedef struct Note {
	char *commit; /* in hex */
	char *text;   /* replaces the one there is; NULL takes it away */
} Note;
Note *note_new(const char *commit, const char *text);
void note_free(Note *note);

/* Writes all notes (of Note) as one commit of the notes. Where somebody else
 * writes at the same time it starts again from what they wrote, so that none
 * is lost (R37); after many tries it gives up with FAILURE_BUSY. Notes that
 * are as they should be make no commit. */
gboolean notes_write(Repository *repository, const GPtrArray *notes,
		     const char *message, GError **error);

/* The text of a commit's note; NULL without an error where it has none. The
 * caller owns it. */
char *notes_read(Repository *repository, const char *commit, GError **error);

/* A note's text out of facts (of char *, "key=value"): sorted, each once,
 * bytes that would start another line escaped. The caller owns it. */
char *note_write(const GPtrArray *facts);
/* The values of a key in a note, in order, each once: an array of char * that
 * the caller unrefs. Lines that are none are passed over. */
GPtrArray *note_find(const char *text, const char *key);

/* Fetches the notes of a remote into refs/notes/<remote>/migrate and merges
 * them into ours (R41); *found is FALSE when it has none. */
gboolean notes_fetch(Repository *repository, const char *remote,
		     gboolean *found, GError **error);
/* Fetches, merges and pushes; another push in between starts it again, at
 * most three times. Never forces (R42). FAILURE_NOT_FOUND when there are no
 * notes to push. */
gboolean notes_push(Repository *repository, const char *remote, GError **error);

#endif

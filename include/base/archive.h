/*
 * Plain data as bytes, for what a later run can take up again. One function
 * per structure goes both ways: what it does to an archive that writes, it
 * undoes on one that reads.
 *
 * Bytes that were damaged never lead out of bounds: reading them makes the
 * archive `failed`, and from then on it gives zeros and empty texts.
 */
#ifndef BASE_ARCHIVE_H
#define BASE_ARCHIVE_H

#include <glib.h>

typedef struct Archive {
	GByteArray *out; /* what is written; NULL: it reads */
	const guint8 *at;
	const guint8 *end;
	gboolean failed;
} Archive;

/* Appends to `out`, which outlives the archive. */
Archive archive_writer(GByteArray *out);
Archive archive_reader(gconstpointer data, gsize size);

void archive_int(Archive *archive, int *number);
void archive_unsigned(Archive *archive, unsigned *number);
/* An enumerator of those up to `last`; others fail. */
void archive_kind(Archive *archive, unsigned *kind, unsigned last);
/* NULL is not the empty text. Reading frees what is there. */
void archive_text(Archive *archive, char **text);
/* How many items follow: writing takes it from `count`. A count that the rest
 * of the bytes cannot hold fails and is 0. */
guint archive_count(Archive *archive, guint count);
/* A list of char * that owns them; reading makes `*list` anew, and never NULL.
 */
void archive_texts(Archive *archive, GPtrArray **list);
/* The same where there may be none. */
void archive_texts_or_null(Archive *archive, GPtrArray **list);

#endif

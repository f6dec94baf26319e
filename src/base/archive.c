#include "base/archive.h"

#include <string.h>

Archive archive_writer(GByteArray *out)
{
	return (Archive){.out = out};
}

Archive archive_reader(gconstpointer data, gsize size)
{
	const guint8 *start = data;
	return (Archive){.at = start, .end = start ? start + size : NULL};
}

/* Takes `size` bytes; NULL when there are not so many. */
static const guint8 *take(Archive *archive, gsize size)
{
	if (archive->failed || (gsize)(archive->end - archive->at) < size) {
		archive->failed = TRUE;
		return NULL;
	}
	const guint8 *bytes = archive->at;
	archive->at += size;
	return bytes;
}

void archive_unsigned(Archive *archive, unsigned *number)
{
	if (archive->out) {
		g_byte_array_append(archive->out, (const guint8 *)number,
				    sizeof *number);
		return;
	}
	const guint8 *bytes = take(archive, sizeof *number);
	*number = 0;
	if (bytes)
		memcpy(number, bytes, sizeof *number);
}

void archive_int(Archive *archive, int *number)
{
	unsigned same;
	memcpy(&same, number, sizeof same);
	archive_unsigned(archive, &same);
	memcpy(number, &same, sizeof same);
}

void archive_kind(Archive *archive, unsigned *kind, unsigned last)
{
	archive_unsigned(archive, kind);
	if (*kind <= last)
		return;
	archive->failed = TRUE;
	*kind = 0;
}

/* The length is written as one more, so that 0 is NULL. */
void archive_text(Archive *archive, char **text)
{
	unsigned size = archive->out && *text ? (unsigned)strlen(*text) + 1 : 0;
	archive_unsigned(archive, &size);
	if (archive->out) {
		if (size)
			g_byte_array_append(archive->out, (const guint8 *)*text,
					    size - 1);
		return;
	}
	const guint8 *bytes = size ? take(archive, size - 1) : NULL;
	g_free(*text);
	*text = bytes  ? g_strndup((const char *)bytes, size - 1)
		: size ? g_strdup("")
		       : NULL;
}

/* An item takes four bytes at the least. */
guint archive_count(Archive *archive, guint count)
{
	archive_unsigned(archive, &count);
	if (archive->out ||
	    count <= (gsize)(archive->end - archive->at) / sizeof count)
		return count;
	archive->failed = TRUE;
	return 0;
}

void archive_texts(Archive *archive, GPtrArray **list)
{
	guint count = archive_count(archive, *list ? (*list)->len : 0);
	if (archive->out) {
		for (guint i = 0; i < count; i++)
			archive_text(archive, (char **)&(*list)->pdata[i]);
		return;
	}
	g_clear_pointer(list, g_ptr_array_unref);
	*list = g_ptr_array_new_with_free_func(g_free);
	for (; count; count--) {
		char *text = NULL;
		archive_text(archive, &text);
		g_ptr_array_add(*list, text);
	}
}

void archive_texts_or_null(Archive *archive, GPtrArray **list)
{
	int there = *list != NULL;
	archive_int(archive, &there);
	if (there)
		archive_texts(archive, list);
	else
		g_clear_pointer(list, g_ptr_array_unref);
}

#include "base/cache.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

void cache_write(const char *path, const void *data, gsize length)
{
	g_autofree char *scratch = g_strconcat(path, ".XXXXXX", NULL);
	int file = g_mkstemp_full(scratch, O_WRONLY | O_CLOEXEC, 0600);
	if (file < 0)
		return;
	gboolean whole = file_write_all(file, data, length);
	if (close(file) != 0 || !whole || g_rename(scratch, path) != 0)
		g_unlink(scratch);
}

guint64 cache_sum(const void *data, gsize length)
{
	guint64 all = length;
	const char *at = data;
	for (guint64 word = 0; length; length -= MIN(length, sizeof word)) {
		memcpy(&word, at, MIN(length, sizeof word));
		all = (all ^ word) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
		all ^= all >> 29;
		at += sizeof word;
	}
	return all;
}

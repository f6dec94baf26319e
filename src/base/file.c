#include "base/file.h"

#include <errno.h>
#include <unistd.h>

gboolean file_write_all(int file, const char *data, gsize length)
{
	while (length) {
		ssize_t written = write(file, data, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return FALSE;
		data += written;
		length -= (gsize)written;
	}
	return TRUE;
}

/*
 * Files that can be made again at any time.
 */
#ifndef BASE_CACHE_H
#define BASE_CACHE_H

#include <glib.h>

/* Replaces such a file (mode 0600) so that who reads it meanwhile gets the old
 * text or the new one, whole. Waits for no disk: after a power cut it may be
 * neither, and its format must tell. Failing to write one is no failure, and
 * leaves what was there. */
void cache_write(const char *path, const void *data, gsize length);

/* A sum over the bytes of one, by which to tell damage, not malice: who can
 * write there can write anything. */
guint64 cache_sum(const void *data, gsize length);

#endif

/*
 * What files need beyond what GLib has.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <glib.h>

/* Writes all of it, whatever signals come; FALSE leaves errno set. */
gboolean file_write_all(int file, const char *data, gsize length);

#endif

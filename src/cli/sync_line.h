/* The line that a sync says. */
#ifndef CLI_SYNC_LINE_H
#define CLI_SYNC_LINE_H

#include "command.h"
#include "workflow/sync.h"

/* Prints "database.db: -add_tags +soft_delete (2 values stashed)" and what was
 * left undone. FALSE when nothing was done. */
gboolean sync_line_print(const Context *context, const SyncResult *result);

#endif

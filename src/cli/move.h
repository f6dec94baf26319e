/* What the commands that move a database share. */
#ifndef CLI_MOVE_H
#define CLI_MOVE_H

#include "command.h"
#include "workflow/apply.h"

/* Prints a line a step as it is run, unless quiet. */
ApplyProgress move_progress(const Context *context);

/* Says what an upgrade or downgrade kept aside and what came back. */
void move_print_count(const Context *context, const ApplyResult *result);

/* Prints the SQL of a move instead of making it. */
int move_print_sql(const Context *context, const char *word, gboolean down,
		   GError **error);

#endif

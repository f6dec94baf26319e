/* What `autogenerate` and `revision --autogenerate` both do. */
#ifndef CLI_REVISE_H
#define CLI_REVISE_H

#include "command.h"
#include "workflow/autogenerate.h"

/* Runs autogenerate and prints what it found and wrote. */
int revise_from_models(const Context *context,
		       const AutogenerateOptions *options, GError **error);

/* Refuses a missing or empty message. */
gboolean revise_require_message(const char *message, GError **error);

#endif

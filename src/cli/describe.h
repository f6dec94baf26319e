/* How revisions are shown by the commands that list them. */
#ifndef CLI_DESCRIBE_H
#define CLI_DESCRIBE_H

#include "output.h"
#include "revisions/graph.h"

/* A revision as JSON: id, parents, message, path, head, and whatever else its
 * file says. */
json_t *describe_revision_json(const Graph *graph, const Revision *revision);

/* The strings as a JSON array. */
json_t *describe_strings_json(const GPtrArray *strings);

/* Whether the words after its name mark a revision: " (head)", " (current)".
 * The caller owns it. */
char *describe_marks(const Graph *graph, const Revision *revision,
		     gboolean is_current);

#endif

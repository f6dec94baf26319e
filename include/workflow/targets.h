/*
 * What a revision argument of the command line stands for: a word of the graph
 * (revisions/graph.h) or any Git revision, which stands for the heads of the
 * migrations in its tree. A word that could be both is refused; the prefixes
 * "rev:" and "ref:" decide.
 */
#ifndef WORKFLOW_TARGETS_H
#define WORKFLOW_TARGETS_H

#include "workflow/project.h"

/* `current` are the NULL-ended ids that relative words start from. All ids of
 * the result are in the graph. */
Target *targets_resolve(const Project *project, const Graph *graph,
			const char *word, const char *const *current,
			GError **error);

/* The one revision a word stands for; FAILURE_AMBIGUOUS for several,
 * FAILURE_NOT_FOUND for base. Borrowed from the graph. */
const Revision *targets_resolve_one(const Project *project, const Graph *graph,
				    const char *word,
				    const char *const *current, GError **error);

/* The ids of a target and all they stand on; see graph_ancestors(). */
GHashTable *targets_ancestors(const Graph *graph, const Target *target);

/* Splits "A..B" as git does: an empty A is HEAD, an empty B the working tree
 * (NULL). FALSE when there are no dots. */
gboolean targets_split_dots(const char *word, char **from, char **to);

/* Splits "A:B" at its colon; both parts may be empty ("A:", ":B"). FALSE when
 * the word is no range. "rev:" and "ref:" prefixes are not taken for one. */
gboolean targets_split_range(const char *word, char **from, char **to);

#endif

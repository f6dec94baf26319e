/*
 * The graph of revisions: who revises whom; its heads; orders to apply them
 * in; and the words for a place in it (head, base, -1, ae10+2).
 */
#ifndef REVISIONS_GRAPH_H
#define REVISIONS_GRAPH_H

#include "revisions/revision.h"

typedef struct Graph Graph;

/* Builds the graph over revisions, which it takes over, on failure too (an
 * array of Revision with a free function; its order is changed). Fails with
 * FAILURE_INVALID on: two files with one id, a parent or dependency that is
 * not there, a cycle, paths equal but for case, a branch label that is an id
 * or another's label; messages give the files. */
Graph *graph_new(GPtrArray *revisions, GError **error);
void graph_free(Graph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Graph, graph_free)

/* Takes out of `revisions` those that stand on one that is not among them, and
 * those that stand on these: an array of Revision that the caller unrefs. */
GPtrArray *graph_take_strays(GPtrArray *revisions);
/* Lets a graph know, and own, what was left out of it; borrowed, never
 * NULL. */
void graph_set_strays(Graph *graph, GPtrArray *strays);
const GPtrArray *graph_strays(const Graph *graph);

/* A graph of all that `graph` has and of `revisions` too; takes over both, also
 * when it fails. Errors as graph_new(). */
Graph *graph_extend(Graph *graph, GPtrArray *revisions, GError **error);

unsigned graph_count(const Graph *graph);
/* By exact id; NULL when there is none. O(1). Borrowed. */
const Revision *graph_find(const Graph *graph, const char *id);

/* All revisions, each after its parents and dependencies; among those that
 * could come next, in byte order of their file names (so by date). Borrowed
 * Revisions in a borrowed array. */
const GPtrArray *graph_in_order(const Graph *graph);

/* The revisions that nothing revises, in the order of graph_in_order(). The
 * caller unrefs the array; the revisions are borrowed. */
GPtrArray *graph_heads(const Graph *graph);

/* The given ids and all they stand on (parents and dependencies), as a set
 * of ids (const char *, borrowed). Ids that the graph does not have are
 * left out. */
GHashTable *graph_ancestors(const Graph *graph, const char *const *ids);

/* Whether nothing revises it. */
gboolean graph_is_head(const Graph *graph, const char *id);

/* A place in the graph: what must be applied to be there. */
typedef struct Target {
	GPtrArray *ids; /* of char *: empty for base; several after "heads" */
} Target;
Target *target_new(void);
void target_free(Target *target);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Target, target_free)

/* Finds what a word stands for. `current` (NULL-ended ids, may be empty) are
 * the heads of what is applied: relative words start there.
 *
 *   head         the only head (FAILURE_AMBIGUOUS when there are several);
 *                base when there is no revision
 *   heads        all heads
 *   base         nothing applied
 *   current      what is applied
 *   ID, a unique prefix of at least 4
 *   LABEL        the revision with that branch label; LABEL@head, LABEL@heads
 *                the heads that stand on it
 *   +N           N steps up from current; FAILURE_AMBIGUOUS when the way
 *                forks, FAILURE_NOT_FOUND when it ends before
 *   -N           N steps down from current, in reverse order of applying;
 *                FAILURE_AMBIGUOUS when current has several heads
 *   PLACE+N, PLACE-N   N steps from any of the places above: ae10+2, head-1
 *
 * FAILURE_NOT_FOUND for an unknown word, its hint naming near ids or
 * `git migrate history`. */
Target *graph_resolve(const Graph *graph, const char *word,
		      const char *const *current, GError **error);

#endif

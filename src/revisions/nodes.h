/*
 * The graph from inside: what graph.c builds and resolve.c walks.
 */
#ifndef REVISIONS_NODES_H
#define REVISIONS_NODES_H

#include "revisions/graph.h"

typedef struct Node Node;

/* One arrow to a node, in the list of another's. */
typedef struct Edge {
	Node *node;
	struct Edge *next;
} Edge;

struct Node {
	Revision *revision;
	Edge *needs;	   /* its parents and dependencies */
	Edge *children;	   /* those that revise it */
	Edge *dependents;  /* those that depend on it */
	unsigned rank;	   /* place among all by file name */
	unsigned position; /* place in the order of applying */
	unsigned waits;	   /* while ordering: needs not yet placed */
};

struct Graph {
	GPtrArray *revisions; /* owned, sorted by file name */
	GPtrArray *strays;    /* owned; files that were left out */
	GHashTable *by_id;    /* id to Node; borrows both */
	Node *nodes;	      /* by rank */
	Edge *edges;
	GPtrArray *order; /* of Revision, borrowed */
};

/* NULL when there is none. */
Node *graph_find_node(const Graph *graph, const char *id);
Node *graph_node_at(const Graph *graph, unsigned position);

/* Sets every node's position and graph->order; fails on a cycle. */
gboolean graph_sort(Graph *graph, GError **error);

/* "ae10 (migrations/a.sql), be20 (migrations/b.sql)"; the caller owns it.
 * `ids` is of char *; after the fifth only their number is told. */
char *graph_describe(const Graph *graph, const GPtrArray *ids);

/* The place `count` steps up or down from another, as graph_resolve(). */
Target *graph_walk_up(const Graph *graph, const Target *from, unsigned count,
		      GError **error);
Target *graph_walk_down(const Graph *graph, const Target *from, unsigned count,
			GError **error);
Target *target_copy(const Target *target);

#endif

/*
 * Steps from a place: `front` is always the smallest set of ids that stands
 * for what is applied, `applied` that and everything under it.
 */
#include "nodes.h"

#include <string.h>

#include "base/failure.h"
#include "base/text.h"

static GHashTable *find_applied(const Graph *graph, const Target *from,
				GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (unsigned i = 0; i < from->ids->len; i++) {
		char *id = g_ptr_array_index(from->ids, i);
		if (!graph_find_node(graph, id)) {
			failure_set(error, FAILURE_NOT_FOUND,
				    "name the revision to go to instead of "
				    "counting steps",
				    "revision %s is applied, but no file here "
				    "has it",
				    id);
			return NULL;
		}
		g_ptr_array_add(ids, id);
	}
	g_ptr_array_add(ids, NULL);
	return graph_ancestors(graph, (const char *const *)ids->pdata);
}

static gboolean is_applied(GHashTable *applied, const Node *node)
{
	return g_hash_table_contains(applied, node->revision->id);
}

static gboolean is_ready(GHashTable *applied, const Node *node)
{
	for (const Edge *edge = node->needs; edge; edge = edge->next) {
		if (!is_applied(applied, edge->node))
			return FALSE;
	}
	return TRUE;
}

static gboolean contains(GPtrArray *ids, const char *id, guint *index)
{
	return g_ptr_array_find_with_equal_func(ids, id, g_str_equal, index);
}

/* The revisions that a step up from the front could apply, in order; from
 * base these are the roots. */
static GPtrArray *find_next(const Graph *graph, const Target *front,
			    GHashTable *applied)
{
	GPtrArray *next = g_ptr_array_new();
	if (!front->ids->len) {
		for (unsigned i = 0; i < graph->order->len; i++) {
			const Node *node = graph_node_at(graph, i);
			if (!node->revision->parents->len)
				g_ptr_array_add(next, node->revision->id);
		}
		return next;
	}
	for (unsigned i = 0; i < front->ids->len; i++) {
		const char *id = g_ptr_array_index(front->ids, i);
		const Edge *edge = graph_find_node(graph, id)->children;
		for (; edge; edge = edge->next) {
			char *child = edge->node->revision->id;
			if (!is_applied(applied, edge->node) &&
			    !contains(next, child, NULL))
				g_ptr_array_add(next, child);
		}
	}
	return next;
}

static gboolean refuse_step(const Graph *graph, const GPtrArray *next,
			    unsigned step, GError **error)
{
	if (!next->len) {
		g_autofree char *left =
			text_count(step, "revision", "revisions");
		failure_set(error, FAILURE_NOT_FOUND,
			    "'head' is the newest revision",
			    "the way up ends after %s", left);
		return FALSE;
	}
	g_autofree char *list = graph_describe(graph, next);
	failure_set(error, FAILURE_AMBIGUOUS, "name the revision to go to",
		    "the way up forks: %s", list);
	return FALSE;
}

/* A merge whose other side is not applied is no single step. */
static gboolean check_ready(const Node *node, GHashTable *applied,
			    GError **error)
{
	if (is_ready(applied, node))
		return TRUE;
	g_autofree char *hint = g_strdup_printf("name it to apply that too: %s",
						node->revision->id);
	const Edge *edge = node->needs;
	while (is_applied(applied, edge->node))
		edge = edge->next;
	failure_set(error, FAILURE_AMBIGUOUS, hint,
		    "the next revision %s also needs %s, which is not applied",
		    node->revision->id, edge->node->revision->id);
	return FALSE;
}

static void step_up(Target *front, GHashTable *applied, const Node *node)
{
	const GPtrArray *parents = node->revision->parents;
	for (unsigned i = 0; i < parents->len; i++) {
		guint index;
		if (contains(front->ids, g_ptr_array_index(parents, i), &index))
			g_ptr_array_remove_index(front->ids, index);
	}
	g_ptr_array_add(front->ids, g_strdup(node->revision->id));
	g_hash_table_add(applied, node->revision->id);
}

Target *graph_walk_up(const Graph *graph, const Target *from, unsigned count,
		      GError **error)
{
	g_autoptr(GHashTable) applied = find_applied(graph, from, error);
	if (!applied)
		return NULL;
	g_autoptr(Target) front = target_copy(from);
	for (unsigned step = 0; step < count; step++) {
		g_autoptr(GPtrArray) next = find_next(graph, front, applied);
		if (next->len != 1) {
			refuse_step(graph, next, step, error);
			return NULL;
		}
		const Node *node =
			graph_find_node(graph, g_ptr_array_index(next, 0));
		if (!check_ready(node, applied, error))
			return NULL;
		step_up(front, applied, node);
	}
	return g_steal_pointer(&front);
}

static gboolean has_applied_child(GHashTable *applied, const Node *node)
{
	for (const Edge *edge = node->children; edge; edge = edge->next) {
		if (is_applied(applied, edge->node))
			return TRUE;
	}
	return FALSE;
}

static Target *find_front(const Graph *graph, GHashTable *applied)
{
	Target *front = target_new();
	for (unsigned i = 0; i < graph->order->len; i++) {
		const Node *node = graph_node_at(graph, i);
		if (is_applied(applied, node) &&
		    !has_applied_child(applied, node))
			g_ptr_array_add(front->ids,
					g_strdup(node->revision->id));
	}
	return front;
}

Target *graph_walk_down(const Graph *graph, const Target *from, unsigned count,
			GError **error)
{
	g_autoptr(GHashTable) applied = find_applied(graph, from, error);
	if (!applied)
		return NULL;
	if (from->ids->len > 1 && count) {
		g_autofree char *list = graph_describe(graph, from->ids);
		failure_set(error, FAILURE_AMBIGUOUS,
			    "name the revision to go back to",
			    "it is not clear from which of these to step "
			    "down: %s",
			    list);
		return NULL;
	}
	if (count > g_hash_table_size(applied)) {
		g_autofree char *there = text_count(g_hash_table_size(applied),
						    "revision", "revisions");
		failure_set(error, FAILURE_NOT_FOUND,
			    "'base' is the state before the first revision",
			    "the way down ends after %s", there);
		return NULL;
	}
	for (unsigned at = graph->order->len; count; at--) {
		const Node *node = graph_node_at(graph, at - 1);
		count -= g_hash_table_remove(applied, node->revision->id);
	}
	return find_front(graph, applied);
}

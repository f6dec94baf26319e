/*
 * The order of applying: Kahn's algorithm over a heap, so that among the
 * revisions that could come next the one first by file name does.
 */
#include "nodes.h"

#include "base/failure.h"

/* A binary heap of ranks: items[i] is never above its parent items[(i-1)/2]. */
typedef struct Heap {
	unsigned *items;
	unsigned count;
} Heap;

static void swap(Heap *heap, unsigned a, unsigned b)
{
	unsigned item = heap->items[a];
	heap->items[a] = heap->items[b];
	heap->items[b] = item;
}

static void heap_push(Heap *heap, unsigned item)
{
	unsigned at = heap->count++;
	heap->items[at] = item;
	while (at && heap->items[(at - 1) / 2] > heap->items[at]) {
		swap(heap, at, (at - 1) / 2);
		at = (at - 1) / 2;
	}
}

static unsigned heap_pop(Heap *heap)
{
	unsigned least = heap->items[0];
	heap->items[0] = heap->items[--heap->count];
	for (unsigned at = 0, child; (child = 2 * at + 1) < heap->count;
	     at = child) {
		if (child + 1 < heap->count &&
		    heap->items[child + 1] < heap->items[child])
			child++;
		if (heap->items[at] <= heap->items[child])
			break;
		swap(heap, at, child);
	}
	return least;
}

static void release(const Edge *edge, Heap *ready)
{
	for (; edge; edge = edge->next) {
		if (!--edge->node->waits)
			heap_push(ready, edge->node->rank);
	}
}

/* Going from an unplaced node to one that it needs and that is unplaced too
 * never ends, so it comes back to where it was: that way round is the cycle. */
static void refuse_cycle(const Graph *graph, GError **error)
{
	const Node *node = graph->nodes;
	while (!node->waits)
		node++;
	g_autoptr(GPtrArray) way = g_ptr_array_new();
	unsigned start;
	while (!g_ptr_array_find(way, node->revision, &start)) {
		g_ptr_array_add(way, node->revision);
		const Edge *edge = node->needs;
		while (!edge->node->waits)
			edge = edge->next;
		node = edge->node;
	}
	GString *text = g_string_new(NULL);
	for (unsigned i = start; i < way->len; i++) {
		const Revision *revision = g_ptr_array_index(way, i);
		g_string_append_printf(text, "%s needs ", revision->path);
	}
	failure_set(error, FAILURE_INVALID,
		    "correct the 'Revises:' or 'Depends-On:' line of one of "
		    "them",
		    "the revisions go round in a circle: %s%s", text->str,
		    node->revision->path);
	g_string_free(text, TRUE);
}

gboolean graph_sort(Graph *graph, GError **error)
{
	unsigned count = graph->revisions->len;
	g_autofree unsigned *items = g_new(unsigned, count);
	Heap ready = {.items = items};
	for (unsigned i = 0; i < count; i++) {
		Node *node = &graph->nodes[i];
		for (const Edge *edge = node->needs; edge; edge = edge->next)
			node->waits++;
		if (!node->waits)
			heap_push(&ready, i);
	}
	while (ready.count) {
		Node *node = &graph->nodes[heap_pop(&ready)];
		node->position = graph->order->len;
		g_ptr_array_add(graph->order, node->revision);
		release(node->children, &ready);
		release(node->dependents, &ready);
	}
	if (graph->order->len == count)
		return TRUE;
	refuse_cycle(graph, error);
	return FALSE;
}

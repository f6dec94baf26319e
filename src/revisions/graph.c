#include "nodes.h"

#include <string.h>

#include "base/failure.h"
#include "base/text.h"

static const char *base_name(const Revision *revision)
{
	const char *slash = strrchr(revision->path, '/');
	return slash ? slash + 1 : revision->path;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	const Revision *left = *(const Revision *const *)a;
	const Revision *right = *(const Revision *const *)b;
	int by_name = strcmp(base_name(left), base_name(right));
	return by_name ? by_name : strcmp(left->path, right->path);
}

static gboolean is_sorted(const GPtrArray *revisions)
{
	for (unsigned i = 1; i < revisions->len; i++) {
		if (compare_names(&revisions->pdata[i - 1],
				  &revisions->pdata[i]) > 0)
			return FALSE;
	}
	return TRUE;
}

static gboolean has_capitals(const GPtrArray *revisions)
{
	for (unsigned i = 0; i < revisions->len; i++) {
		const Revision *revision = g_ptr_array_index(revisions, i);
		for (const char *at = revision->path; *at; at++) {
			if (g_ascii_isupper(*at))
				return TRUE;
		}
	}
	return FALSE;
}

/* Two such names are one file where the file system ignores case. The same
 * name twice is no fault: a ledger may know a revision by the path that a
 * file has now. */
static gboolean check_names(const GPtrArray *revisions, GError **error)
{
	if (!has_capitals(revisions))
		return TRUE;
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (unsigned i = 0; i < revisions->len; i++) {
		Revision *revision = g_ptr_array_index(revisions, i);
		char *folded = g_ascii_strdown(revision->path, -1);
		const Revision *other = g_hash_table_lookup(seen, folded);
		if (other && strcmp(other->path, revision->path)) {
			g_free(folded);
			failure_set(error, FAILURE_INVALID,
				    "rename one of them with 'git mv'",
				    "names equal but for case: %s and %s",
				    other->path, revision->path);
			return FALSE;
		}
		g_hash_table_insert(seen, folded, revision);
	}
	return TRUE;
}

static void refuse_twin(const Graph *graph, const Node *node, GError **error)
{
	const Node *other = graph->nodes;
	while (strcmp(other->revision->id, node->revision->id) != 0)
		other++;
	failure_set(error, FAILURE_INVALID,
		    "a copied file needs an id of its own in its 'Revision:' "
		    "line",
		    "two files have the revision id %s: %s and %s",
		    node->revision->id, other->revision->path,
		    node->revision->path);
}

static gboolean add_nodes(Graph *graph, GError **error)
{
	for (unsigned i = 0; i < graph->revisions->len; i++) {
		Node *node = &graph->nodes[i];
		node->revision = g_ptr_array_index(graph->revisions, i);
		node->rank = i;
		if (!g_hash_table_insert(graph->by_id, node->revision->id,
					 node)) {
			refuse_twin(graph, node, error);
			return FALSE;
		}
	}
	return TRUE;
}

static void refuse_absent(const Graph *graph, const Revision *revision,
			  const char *verb, const char *id, GError **error)
{
	g_autofree gpointer *ids =
		g_hash_table_get_keys_as_array(graph->by_id, NULL);
	const char *nearest = text_nearest(id, (const char *const *)ids);
	g_autofree char *hint =
		nearest ? g_strdup_printf("did you mean %s?", nearest)
			: g_strdup("restore its file: 'git log "
				   "--diff-filter=D --name-only' lists the "
				   "deleted ones");
	failure_set(error, FAILURE_INVALID, hint,
		    "%s: %s %s, which no file has as its id", revision->path,
		    verb, id);
}

static Edge *push(Edge **free_edge, Edge *list, Node *node)
{
	Edge *edge = (*free_edge)++;
	*edge = (Edge){node, list};
	return edge;
}

static gboolean link_node(const Graph *graph, Node *node, Edge **free_edge,
			  GError **error)
{
	const Revision *revision = node->revision;
	for (unsigned i = 0; i < revision->parents->len; i++) {
		const char *id = g_ptr_array_index(revision->parents, i);
		Node *parent = graph_find_node(graph, id);
		if (!parent) {
			refuse_absent(graph, revision, "revises", id, error);
			return FALSE;
		}
		node->needs = push(free_edge, node->needs, parent);
		parent->children = push(free_edge, parent->children, node);
	}
	for (unsigned i = 0; i < revision->depends_on->len; i++) {
		const char *id = g_ptr_array_index(revision->depends_on, i);
		Node *other = graph_find_node(graph, id);
		if (!other) {
			refuse_absent(graph, revision, "depends on", id, error);
			return FALSE;
		}
		node->needs = push(free_edge, node->needs, other);
		other->dependents = push(free_edge, other->dependents, node);
	}
	return TRUE;
}

static gboolean link_nodes(Graph *graph, GError **error)
{
	unsigned count = 0;
	for (unsigned i = 0; i < graph->revisions->len; i++) {
		const Revision *revision = graph->nodes[i].revision;
		count += revision->parents->len + revision->depends_on->len;
	}
	graph->edges = g_new(Edge, 2 * count);
	Edge *free_edge = graph->edges;
	for (unsigned i = 0; i < graph->revisions->len; i++) {
		if (!link_node(graph, &graph->nodes[i], &free_edge, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean check_label(const Graph *graph, GHashTable *seen,
			    const Revision *revision, const char *label,
			    GError **error)
{
	const Node *named = graph_find_node(graph, label);
	const Revision *other =
		named ? named->revision : g_hash_table_lookup(seen, label);
	if (!other)
		return TRUE;
	failure_set(error, FAILURE_INVALID, "give one of them another name",
		    "%s: the branch label '%s' is %s of %s", revision->path,
		    label, named ? "the id" : "also that", other->path);
	return FALSE;
}

static gboolean check_labels(const Graph *graph, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (unsigned i = 0; i < graph->revisions->len; i++) {
		Revision *revision = graph->nodes[i].revision;
		for (unsigned j = 0; j < revision->labels->len; j++) {
			char *label = g_ptr_array_index(revision->labels, j);
			if (!check_label(graph, seen, revision, label, error))
				return FALSE;
			g_hash_table_insert(seen, label, revision);
		}
	}
	return TRUE;
}

Graph *graph_new(GPtrArray *revisions, GError **error)
{
	g_autoptr(Graph) graph = g_new0(Graph, 1);
	if (!is_sorted(revisions))
		g_ptr_array_sort(revisions, compare_names);
	graph->revisions = revisions;
	graph->strays =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	graph->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	graph->nodes = g_new0(Node, revisions->len);
	graph->order = g_ptr_array_sized_new(revisions->len);
	if (!check_names(revisions, error) || !add_nodes(graph, error) ||
	    !link_nodes(graph, error) || !check_labels(graph, error) ||
	    !graph_sort(graph, error))
		return NULL;
	return g_steal_pointer(&graph);
}

void graph_free(Graph *graph)
{
	if (!graph)
		return;
	g_ptr_array_unref(graph->order);
	g_hash_table_unref(graph->by_id);
	g_free(graph->nodes);
	g_free(graph->edges);
	g_ptr_array_unref(graph->revisions);
	g_ptr_array_unref(graph->strays);
	g_free(graph);
}

Graph *graph_extend(Graph *graph, GPtrArray *revisions, GError **error)
{
	GPtrArray *all = g_steal_pointer(&graph->revisions);
	g_autoptr(GPtrArray) strays = g_ptr_array_ref(graph->strays);
	graph->revisions = g_ptr_array_new();
	graph_free(graph);
	g_ptr_array_extend_and_steal(all, revisions);
	Graph *extended = graph_new(all, error);
	if (extended)
		graph_set_strays(extended, g_steal_pointer(&strays));
	return extended;
}

void graph_set_strays(Graph *graph, GPtrArray *strays)
{
	g_ptr_array_unref(graph->strays);
	graph->strays = strays;
}

const GPtrArray *graph_strays(const Graph *graph)
{
	return graph->strays;
}

static gboolean has_all(GHashTable *ids, const GPtrArray *wanted)
{
	for (unsigned i = 0; i < wanted->len; i++)
		if (!g_hash_table_contains(ids, wanted->pdata[i]))
			return FALSE;
	return TRUE;
}

GPtrArray *graph_take_strays(GPtrArray *revisions)
{
	GPtrArray *strays =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	for (unsigned i = 0; i < revisions->len; i++) {
		Revision *revision = revisions->pdata[i];
		g_hash_table_add(ids, revision->id);
	}
	unsigned before;
	do {
		before = strays->len;
		for (unsigned i = revisions->len; i > 0; i--) {
			const Revision *revision = revisions->pdata[i - 1];
			if (has_all(ids, revision->parents) &&
			    has_all(ids, revision->depends_on))
				continue;
			g_hash_table_remove(ids, revision->id);
			g_ptr_array_add(strays, g_ptr_array_steal_index(
							revisions, i - 1));
		}
	} while (strays->len > before);
	return strays;
}

unsigned graph_count(const Graph *graph)
{
	return graph->revisions->len;
}

Node *graph_find_node(const Graph *graph, const char *id)
{
	return g_hash_table_lookup(graph->by_id, id);
}

Node *graph_node_at(const Graph *graph, unsigned position)
{
	const Revision *revision = g_ptr_array_index(graph->order, position);
	return graph_find_node(graph, revision->id);
}

const Revision *graph_find(const Graph *graph, const char *id)
{
	const Node *node = graph_find_node(graph, id);
	return node ? node->revision : NULL;
}

const GPtrArray *graph_in_order(const Graph *graph)
{
	return graph->order;
}

GPtrArray *graph_heads(const Graph *graph)
{
	GPtrArray *heads = g_ptr_array_new();
	for (unsigned i = 0; i < graph->order->len; i++) {
		Node *node = graph_node_at(graph, i);
		if (!node->children)
			g_ptr_array_add(heads, node->revision);
	}
	return heads;
}

gboolean graph_is_head(const Graph *graph, const char *id)
{
	const Node *node = graph_find_node(graph, id);
	return node && !node->children;
}

GHashTable *graph_ancestors(const Graph *graph, const char *const *ids)
{
	GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) todo = g_ptr_array_new();
	for (; ids && *ids; ids++) {
		Node *node = graph_find_node(graph, *ids);
		if (node && g_hash_table_add(set, node->revision->id))
			g_ptr_array_add(todo, node);
	}
	while (todo->len) {
		const Node *node =
			g_ptr_array_remove_index_fast(todo, todo->len - 1);
		for (const Edge *edge = node->needs; edge; edge = edge->next) {
			if (g_hash_table_add(set, edge->node->revision->id))
				g_ptr_array_add(todo, edge->node);
		}
	}
	return set;
}

char *graph_describe(const Graph *graph, const GPtrArray *ids)
{
	GString *text = g_string_new(NULL);
	for (unsigned i = 0; i < ids->len; i++) {
		if (i == 5) {
			g_string_append_printf(text, " and %u more",
					       ids->len - i);
			break;
		}
		const char *id = g_ptr_array_index(ids, i);
		const Revision *revision = graph_find(graph, id);
		g_string_append_printf(text, "%s%s", i ? ", " : "", id);
		if (revision)
			g_string_append_printf(text, " (%s)", revision->path);
	}
	return g_string_free(text, FALSE);
}

#include "nodes.h"

#include <string.h>

#include "base/failure.h"
#include "base/text.h"

#define SHORTEST_PREFIX 4

Target *target_new(void)
{
	Target *target = g_new0(Target, 1);
	target->ids = g_ptr_array_new_with_free_func(g_free);
	return target;
}

void target_free(Target *target)
{
	if (!target)
		return;
	g_ptr_array_unref(target->ids);
	g_free(target);
}

Target *target_copy(const Target *target)
{
	Target *copy = target_new();
	for (unsigned i = 0; i < target->ids->len; i++)
		g_ptr_array_add(copy->ids,
				g_strdup(g_ptr_array_index(target->ids, i)));
	return copy;
}

static Target *target_of(const char *id)
{
	Target *target = target_new();
	if (id)
		g_ptr_array_add(target->ids, g_strdup(id));
	return target;
}

static gint compare_strings(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* `ids` is of char *, borrowed. One is a target; several are ambiguous. */
static Target *only_one(const Graph *graph, const GPtrArray *ids,
			const char *what, const char *hint, GError **error)
{
	if (ids->len <= 1)
		return target_of(ids->len ? g_ptr_array_index(ids, 0) : NULL);
	g_autofree char *list = graph_describe(graph, ids);
	failure_set(error, FAILURE_AMBIGUOUS, hint, "%s: %s", what, list);
	return NULL;
}

/* The heads among those that stand on `root`; among all when it is NULL. */
static GPtrArray *heads_above(const Graph *graph, const Node *root)
{
	GPtrArray *ids = g_ptr_array_new();
	g_autoptr(GPtrArray) heads = graph_heads(graph);
	for (unsigned i = 0; i < heads->len; i++) {
		const Revision *head = g_ptr_array_index(heads, i);
		const char *const from[] = {head->id, NULL};
		g_autoptr(GHashTable) below =
			root ? graph_ancestors(graph, from) : NULL;
		if (!root || g_hash_table_contains(below, root->revision->id))
			g_ptr_array_add(ids, head->id);
	}
	return ids;
}

static Target *resolve_head(const Graph *graph, const Node *root,
			    GError **error)
{
	g_autoptr(GPtrArray) ids = heads_above(graph, root);
	g_autofree char *what = g_strdup_printf("there are %u heads", ids->len);
	return only_one(graph, ids, what,
			"name one of them, or 'heads' for all", error);
}

static Target *resolve_heads(const Graph *graph, const Node *root)
{
	g_autoptr(GPtrArray) ids = heads_above(graph, root);
	Target *target = target_new();
	for (unsigned i = 0; i < ids->len; i++)
		g_ptr_array_add(target->ids,
				g_strdup(g_ptr_array_index(ids, i)));
	return target;
}

static Node *find_labelled(const Graph *graph, const char *label)
{
	for (unsigned i = 0; i < graph->revisions->len; i++) {
		Node *node = &graph->nodes[i];
		if (g_ptr_array_find_with_equal_func(node->revision->labels,
						     label, g_str_equal, NULL))
			return node;
	}
	return NULL;
}

static void refuse_unknown(const Graph *graph, const char *word, GError **error)
{
	g_autoptr(GPtrArray) near = g_ptr_array_new();
	for (unsigned i = 0; i < graph->revisions->len; i++) {
		const Revision *revision = graph->nodes[i].revision;
		g_ptr_array_add(near, revision->id);
		for (unsigned j = 0; j < revision->labels->len; j++)
			g_ptr_array_add(near,
					g_ptr_array_index(revision->labels, j));
	}
	g_ptr_array_add(near, NULL);
	const char *nearest =
		text_nearest(word, (const char *const *)near->pdata);
	g_autofree char *hint =
		nearest ? g_strdup_printf("did you mean %s?", nearest)
			: g_strdup("'git migrate history' lists the revisions");
	failure_set(error, FAILURE_NOT_FOUND, hint, "no revision '%s'", word);
}

static Target *resolve_prefix(const Graph *graph, const char *word,
			      GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (unsigned i = 0; i < graph->revisions->len; i++) {
		char *id = graph->nodes[i].revision->id;
		if (g_str_has_prefix(id, word))
			g_ptr_array_add(ids, id);
	}
	if (ids->len && strlen(word) < SHORTEST_PREFIX) {
		failure_set(error, FAILURE_NOT_FOUND,
			    "give at least 4 characters of its id",
			    "no revision '%s'", word);
		return NULL;
	}
	if (!ids->len) {
		refuse_unknown(graph, word, error);
		return NULL;
	}
	g_ptr_array_sort(ids, compare_strings);
	g_autofree char *what = g_strdup_printf(
		"'%s' begins the id of %u revisions", word, ids->len);
	return only_one(graph, ids, what, "give more of the id", error);
}

static Target *resolve_at(const Graph *graph, const char *word, const char *at,
			  GError **error)
{
	g_autofree char *label = g_strndup(word, (gsize)(at - word));
	const Node *node = find_labelled(graph, label);
	if (node && !strcmp(at, "@head"))
		return resolve_head(graph, node, error);
	if (node && !strcmp(at, "@heads"))
		return resolve_heads(graph, node);
	if (node)
		failure_set(error, FAILURE_NOT_FOUND,
			    "a label takes @head or @heads", "no revision '%s'",
			    word);
	else
		failure_set(error, FAILURE_NOT_FOUND,
			    "'git migrate history' shows the labels",
			    "no branch label '%s'", label);
	return NULL;
}

static Target *resolve_current(const char *const *current)
{
	Target *target = target_new();
	for (; current && *current; current++)
		g_ptr_array_add(target->ids, g_strdup(*current));
	return target;
}

/* A word without steps. */
static Target *resolve_place(const Graph *graph, const char *word,
			     const char *const *current, GError **error)
{
	if (!strcmp(word, "head"))
		return resolve_head(graph, NULL, error);
	if (!strcmp(word, "heads"))
		return resolve_heads(graph, NULL);
	if (!strcmp(word, "base"))
		return target_new();
	if (!strcmp(word, "current"))
		return resolve_current(current);
	const Node *node = graph_find_node(graph, word);
	if (!node)
		node = find_labelled(graph, word);
	if (node)
		return target_of(node->revision->id);
	const char *at = strrchr(word, '@');
	return at ? resolve_at(graph, word, at, error)
		  : resolve_prefix(graph, word, error);
}

/* Where the steps of "ae10+2" begin: its '+' or '-'. NULL without steps. */
static const char *find_steps(const char *word)
{
	const char *end = word + strlen(word);
	const char *at = end;
	while (at > word && g_ascii_isdigit(at[-1]))
		at--;
	return at < end && at > word && strchr("+-", at[-1]) ? at - 1 : NULL;
}

Target *graph_resolve(const Graph *graph, const char *word,
		      const char *const *current, GError **error)
{
	const char *steps = find_steps(word);
	/* an id may have the looks of a walk: it is taken by its name */
	if (!steps || graph_find(graph, word))
		return resolve_place(graph, word, current, error);
	guint64 count;
	if (!g_ascii_string_to_unsigned(steps + 1, 10, 0, G_MAXINT, &count,
					NULL)) {
		failure_set(error, FAILURE_NOT_FOUND,
			    "'git migrate history' lists the revisions",
			    "'%s' takes too many steps", word);
		return NULL;
	}
	g_autofree char *place =
		steps == word ? g_strdup("current")
			      : g_strndup(word, (gsize)(steps - word));
	g_autoptr(Target) from = resolve_place(graph, place, current, error);
	if (!from)
		return NULL;
	return *steps == '+'
		       ? graph_walk_up(graph, from, (unsigned)count, error)
		       : graph_walk_down(graph, from, (unsigned)count, error);
}

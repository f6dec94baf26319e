#include "workflow/targets.h"

#include <string.h>

#include "base/failure.h"

static gboolean is_graph_word(const char *word)
{
	static const char *const words[] = {"head", "heads", "base", "current",
					    NULL};
	return g_strv_contains(words, word) || *word == '+' || *word == '-';
}

/* The heads of the migrations in the tree of a Git revision, found again in
 * the graph at hand. */
static Target *resolve_in_git(const Project *project, const Graph *graph,
			      const char *name, GError **error)
{
	g_autoptr(Snapshot) snapshot =
		repository_snapshot_commit(project->repository, name, error);
	g_autoptr(Graph) there =
		snapshot ? project_read_graph(project, snapshot, error) : NULL;
	if (!there)
		return NULL;
	g_autoptr(GPtrArray) heads = graph_heads(there);
	g_autoptr(Target) target = target_new();
	for (guint i = 0; i < heads->len; i++) {
		const Revision *head = heads->pdata[i];
		if (!graph_find(graph, head->id)) {
			g_autofree char *hint =
				g_strdup_printf("git switch %s", name);
			failure_set(error, FAILURE_NOT_FOUND, hint,
				    "revision %s of '%s' is not in the working "
				    "tree",
				    head->id, name);
			return NULL;
		}
		g_ptr_array_add(target->ids, g_strdup(head->id));
	}
	return g_steal_pointer(&target);
}

static gboolean names_commit(const Project *project, const char *word)
{
	g_autofree char *commit =
		repository_resolve(project->repository, word, NULL);
	return commit != NULL;
}

Target *targets_resolve(const Project *project, const Graph *graph,
			const char *word, const char *const *current,
			GError **error)
{
	if (g_str_has_prefix(word, "ref:"))
		return resolve_in_git(project, graph, word + 4, error);
	gboolean decided = g_str_has_prefix(word, "rev:");
	if (decided)
		word += 4;
	g_autoptr(GError) unknown = NULL;
	g_autoptr(Target) target =
		graph_resolve(graph, word, current, &unknown);
	gboolean not_found =
		g_error_matches(unknown, FAILURE, FAILURE_NOT_FOUND);
	if (decided || is_graph_word(word) || (!target && !not_found) ||
	    !names_commit(project, word)) {
		if (unknown)
			g_propagate_error(error, g_steal_pointer(&unknown));
		return g_steal_pointer(&target);
	}
	if (not_found)
		return resolve_in_git(project, graph, word, error);
	g_autofree char *hint =
		g_strdup_printf("write rev:%s or ref:%s", word, word);
	failure_set(error, FAILURE_AMBIGUOUS, hint,
		    "'%s' is both a revision and a name in Git", word);
	return NULL;
}

const Revision *targets_resolve_one(const Project *project, const Graph *graph,
				    const char *word,
				    const char *const *current, GError **error)
{
	g_autoptr(Target) target =
		targets_resolve(project, graph, word, current, error);
	if (!target)
		return NULL;
	if (target->ids->len == 1)
		return graph_find(graph, target->ids->pdata[0]);
	if (target->ids->len)
		failure_set(error, FAILURE_AMBIGUOUS, "git migrate heads",
			    "'%s' stands for %u revisions", word,
			    target->ids->len);
	else
		failure_set(error, FAILURE_NOT_FOUND, "git migrate history",
			    "'%s' stands for no revision", word);
	return NULL;
}

gboolean targets_split_range(const char *word, char **from, char **to)
{
	const char *start = word;
	if (g_str_has_prefix(word, "rev:") || g_str_has_prefix(word, "ref:"))
		start += 4;
	const char *colon = strchr(start, ':');
	if (!colon)
		return FALSE;
	*from = g_strndup(word, (gsize)(colon - word));
	*to = g_strdup(colon + 1);
	return TRUE;
}

GHashTable *targets_ancestors(const Graph *graph, const Target *target)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < target->ids->len; i++)
		g_ptr_array_add(ids, target->ids->pdata[i]);
	g_ptr_array_add(ids, NULL);
	return graph_ancestors(graph, (const char *const *)ids->pdata);
}

gboolean targets_split_dots(const char *word, char **from, char **to)
{
	const char *dots = strstr(word, "..");
	if (!dots)
		return FALSE;
	*from = dots == word ? g_strdup("HEAD")
			     : g_strndup(word, (gsize)(dots - word));
	*to = dots[2] ? g_strdup(dots + 2) : NULL;
	return TRUE;
}

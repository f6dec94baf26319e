#include "internal.h"

#include <string.h>

static void commit_free(gpointer pointer)
{
	Commit *commit = pointer;
	g_free(commit->id);
	g_strfreev(commit->parents);
	g_free(commit->message);
	g_free(commit);
}

char *commit_subject(const Commit *commit)
{
	const char *start = commit->message;
	while (*start == '\n')
		start++;
	return g_strndup(start, strcspn(start, "\n"));
}

gboolean repository_check_range(const char *word, GError **error)
{
	if (*word != '-')
		return TRUE;
	failure_set(error, FAILURE_USAGE, "write main..topic, or a commit",
		    "'%s' is not a range of commits", word);
	return FALSE;
}

/* A line of rev-list is "<id> <parent>…": its parents are right where a clone
 * is shallow or commits are grafted, where those that are stored are not. */
static Commit *read_commit(Repository *repository, const char *line,
			   GError **error)
{
	git_oid id;
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	if (!words[0] || !id_parse(&id, words[0])) {
		failure_set(error, FAILURE_CORRUPT, NULL,
			    "cannot understand what 'git rev-list' prints");
		return NULL;
	}
	git_object *object = object_read(repository, &id, GIT_OBJECT_COMMIT,
					 words[0], error);
	if (!object)
		return NULL;
	const git_commit *stored = (const git_commit *)object;
	Commit *commit = g_new0(Commit, 1);
	commit->message = g_strdup(git2->commit_message(stored));
	commit->time = git2->commit_time(stored);
	commit->id = g_strdup(words[0]);
	commit->parents = g_strdupv(words + 1);
	commit->cut = !words[1] && git2->commit_parentcount(stored) > 0 &&
		      repository_is_shallow(repository);
	git2->object_free(object);
	return commit;
}

static char *list(Repository *repository, const char *const *words,
		  GError **error)
{
	static const char *const fixed[] = {"rev-list", "--reverse",
					    "--topo-order", "--parents"};
	g_autoptr(GPtrArray) arguments = g_ptr_array_new();
	for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
		g_ptr_array_add(arguments, (gpointer)(guintptr)fixed[i]);
	for (; *words; words++)
		g_ptr_array_add(arguments, (gpointer)(guintptr)*words);
	g_ptr_array_add(arguments, (gpointer)(guintptr) "--");
	g_ptr_array_add(arguments, NULL);
	g_autoptr(GBytes) output = NULL;
	if (!git_run(repository->start, (const char *const *)arguments->pdata,
		     &output, error))
		return NULL;
	gsize size = 0;
	const char *text = g_bytes_get_data(output, &size);
	return g_strndup(text ? text : "", size);
}

GPtrArray *repository_list_commits(Repository *repository,
				   const char *const *words, GError **error)
{
	if (!library_open(repository, error))
		return NULL;
	g_autofree char *text = list(repository, words, error);
	if (!text)
		return NULL;
	g_autoptr(GPtrArray) commits =
		g_ptr_array_new_with_free_func(commit_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		if (!**line)
			continue;
		Commit *commit = read_commit(repository, *line, error);
		if (!commit)
			return NULL;
		g_ptr_array_add(commits, commit);
	}
	return g_steal_pointer(&commits);
}

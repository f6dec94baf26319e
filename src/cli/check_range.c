#include "check_range.h"

#include <stdio.h>
#include <string.h>

#include "output.h"

/* One ref of a push. */
typedef struct Push {
	char *name;
	char *from; /* what it was; NULL: it is new */
	char *to;   /* NULL: it is deleted */
} Push;

static void push_free(gpointer pointer)
{
	Push *push = pointer;
	g_free(push->name);
	g_free(push->from);
	g_free(push->to);
	g_free(push);
}

static char *id_or_null(const char *id)
{
	return id[strspn(id, "0")] ? g_strdup(id) : NULL;
}

/* Lines of words; `name`, `from` and `to` are the places of theirs. */
static GPtrArray *read_pushes(unsigned words, unsigned name, unsigned from,
			      unsigned to)
{
	GPtrArray *pushes = g_ptr_array_new_with_free_func(push_free);
	g_autofree char *line = NULL;
	size_t size = 0;
	while (getline(&line, &size, stdin) > 0) {
		g_auto(GStrv) parts = g_strsplit(g_strchomp(line), " ", -1);
		if (g_strv_length(parts) != words)
			continue;
		Push *push = g_new0(Push, 1);
		push->name = g_strdup(parts[name]);
		push->from = id_or_null(parts[from]);
		push->to = id_or_null(parts[to]);
		g_ptr_array_add(pushes, push);
	}
	return pushes;
}

static char *known_commit(const Project *project, const char *id)
{
	return id ? repository_resolve(project->repository, id, NULL) : NULL;
}

/* Checks what one ref brings that `known`, a word of rev-list, does not. */
static CheckReport *check_push(const Project *project, const Push *push,
			       const char *known, GError **error)
{
	g_autofree char *from = known_commit(project, push->from);
	g_autofree char *base =
		from ? repository_merge_base(project->repository, from,
					     push->to, NULL)
		     : NULL;
	g_autofree char *tip =
		repository_resolve(project->repository, push->to, error);
	const char *const words[] = {tip, "--not", known, from, NULL};
	const CheckRange range = {.words = words, .tip = tip, .base = base};
	return tip ? check_commits(project, &range, error) : NULL;
}

static gboolean check_pushes(const Project *project, const GPtrArray *pushes,
			     const char *known, gboolean *ok, GError **error)
{
	*ok = TRUE;
	for (guint i = 0; i < pushes->len; i++) {
		const Push *push = pushes->pdata[i];
		if (!push->to || !g_str_has_prefix(push->name, "refs/heads/"))
			continue;
		g_autoptr(CheckReport) report =
			check_push(project, push, known, error);
		if (!report)
			return FALSE;
		if (report->commits->len)
			output_remark("%s:", push->name);
		check_report_print(report, CHECK_TEXT, FALSE);
		*ok = *ok && report->ok;
	}
	return TRUE;
}

int check_range_pushed(const Project *project, char **arguments, GError **error)
{
	gboolean ok;
	g_autofree char *level =
		repository_config(project->repository, "migrate.prePush");
	if (!level || strcmp(level, "off") == 0)
		return EXIT_DONE;
	const char *remote = *arguments ? *arguments : "origin";
	g_autofree char *known = g_strdup_printf("--remotes=%s", remote);
	g_autoptr(GPtrArray) pushes = read_pushes(4, 2, 3, 1);
	gboolean enforce = strcmp(level, "enforce") == 0;
	if (!check_pushes(project, pushes, known, &ok, error))
		return enforce ? EXIT_NO : EXIT_DONE;
	return ok || !enforce ? EXIT_DONE : EXIT_NO;
}

int check_range_received(const Project *project, char **arguments,
			 GError **error)
{
	gboolean ok;
	(void)arguments;
	g_autoptr(GPtrArray) pushes = read_pushes(3, 2, 0, 1);
	if (!check_pushes(project, pushes, "--all", &ok, error))
		return EXIT_NO;
	return ok ? EXIT_DONE : EXIT_NO;
}

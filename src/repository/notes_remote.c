#include <string.h>

#include "internal.h"
#include "notes_lock.h"
#include "repository/notes.h"

#define MOST_PUSHES 3

static gboolean run(Repository *repository, GError **error,
		    ...) G_GNUC_NULL_TERMINATED;

static gboolean run(Repository *repository, GError **error, ...)
{
	g_autoptr(GPtrArray) arguments = g_ptr_array_new();
	va_list list;
	va_start(list, error);
	char *word;
	while ((word = va_arg(list, char *)))
		g_ptr_array_add(arguments, word);
	va_end(list);
	g_ptr_array_add(arguments, NULL);
	return git_run(repository->start, (const char *const *)arguments->pdata,
		       NULL, error);
}

static gboolean check_remote(const char *remote, GError **error)
{
	if (*remote && *remote != '-' && !strpbrk(remote, " ~^:?*[\\") &&
	    !strstr(remote, "..") && !strstr(remote, "//"))
		return TRUE;
	failure_set(error, FAILURE_USAGE, "'git remote' lists the remotes",
		    "'%s' is not the name of a remote", remote);
	return FALSE;
}

static gboolean remote_has_notes(Repository *repository, const char *remote,
				 gboolean *found, GError **error)
{
	const char *const arguments[] = {"ls-remote", "--end-of-options",
					 remote, NOTES_REF, NULL};
	g_autoptr(GBytes) output = NULL;
	if (!git_run(repository->start, arguments, &output, error))
		return FALSE;
	*found = g_bytes_get_size(output) > 0;
	return TRUE;
}

/* git reads our notes, joins them and sets the ref without another look: a
 * note written in between would be lost. */
static gboolean merge(Repository *repository, char *theirs, GError **error)
{
	int lock = notes_lock(repository);
	gboolean done =
		run(repository, error, "notes", "--ref=" NOTES_REF, "merge",
		    "--quiet", "--strategy=cat_sort_uniq", theirs, NULL);
	notes_unlock(lock);
	return done;
}

/* Never into our own ref: that would throw away what is not pushed yet. */
gboolean notes_fetch(Repository *repository, const char *remote,
		     gboolean *found, GError **error)
{
	*found = FALSE;
	if (!check_remote(remote, error) ||
	    !remote_has_notes(repository, remote, found, error))
		return FALSE;
	if (!*found)
		return TRUE;
	g_autofree char *theirs =
		g_strdup_printf("refs/notes/%s/migrate", remote);
	g_autofree char *refspec = g_strdup_printf("+%s:%s", NOTES_REF, theirs);
	return run(repository, error, "fetch", "--quiet", "--no-tags",
		   "--no-write-fetch-head", "--end-of-options", remote, refspec,
		   NULL) &&
	       merge(repository, theirs, error);
}

static gboolean is_rejection(const GError *error)
{
	const char *hint = failure_hint(error);
	return strstr(error->message, "ejected]") ||
	       strstr(error->message, "failed to push") ||
	       (hint && strstr(hint, "ejected]"));
}

static gboolean has_own(Repository *repository)
{
	g_autofree char *id = repository_resolve(repository, NOTES_REF, NULL);
	return id != NULL;
}

gboolean notes_push(Repository *repository, const char *remote, GError **error)
{
	for (unsigned try = 1;; try++) {
		gboolean found;
		g_autoptr(GError) failure = NULL;
		if (!notes_fetch(repository, remote, &found, error))
			return FALSE;
		if (!has_own(repository)) {
			failure_set(error, FAILURE_NOT_FOUND,
				    "git migrate notes rebuild makes them",
				    "there are no notes to push");
			return FALSE;
		}
		if (run(repository, &failure, "push", "--quiet",
			"--end-of-options", remote, NOTES_REF ":" NOTES_REF,
			NULL))
			return TRUE;
		if (try == MOST_PUSHES || !is_rejection(failure)) {
			g_propagate_error(error, g_steal_pointer(&failure));
			return FALSE;
		}
	}
}

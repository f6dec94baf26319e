#include "workflow/trigger.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/failure.h"
#include "synced.h"

#define SKIP_VARIABLE "GIT_MIGRATE_SKIP"
#define INSIDE_VARIABLE "GIT_MIGRATE_INSIDE_HOOK"
#define DEFAULT_TIMEOUT 30

void trigger_result_clear(TriggerResult *result)
{
	sync_result_clear(&result->sync);
}

static gboolean is_true(const char *value)
{
	static const char *const words[] = {"true", "yes", "on", "1", NULL};
	for (const char *const *word = words; value && *word; word++)
		if (g_ascii_strcasecmp(value, *word) == 0)
			return TRUE;
	return FALSE;
}

/* post-checkout gets the old commit, the new one, and 1 for a checkout of a
 * branch or commit, 0 for one of files. */
static gboolean is_checkout_of_files(const char *hook, char **arguments)
{
	return strcmp(hook, "post-checkout") == 0 &&
	       g_strv_length(arguments) >= 3 && strcmp(arguments[2], "0") == 0;
}

gboolean trigger_is_due(const char *hook, char **arguments)
{
	if (is_checkout_of_files(hook, arguments) ||
	    is_true(g_getenv(SKIP_VARIABLE)) || g_getenv(INSIDE_VARIABLE))
		return FALSE;
	g_setenv(INSIDE_VARIABLE, "1", TRUE);
	return TRUE;
}

/* A value that is none of these is refused when the configuration is read. */
static TriggerMode read_mode(Repository *repository)
{
	static const char *const modes[] = {
		[TRIGGER_OFF] = "off",
		[TRIGGER_STATUS] = "status",
		[TRIGGER_ASK] = "ask",
		[TRIGGER_AUTO] = "auto",
	};
	g_autofree char *value = repository_config(repository, "migrate.sync");
	for (gsize i = 0; value && i < G_N_ELEMENTS(modes); i++)
		if (strcmp(modes[i], value) == 0)
			return (TriggerMode)i;
	if (value && strcmp(value, "force") == 0)
		return TRIGGER_AUTO;
	return value ? TRIGGER_STATUS : TRIGGER_OFF;
}

unsigned trigger_timeout(Repository *repository)
{
	g_autofree char *value =
		repository_config(repository, "migrate.hookTimeout");
	char *end = NULL;
	unsigned long seconds = value ? strtoul(value, &end, 10) : 0;
	return value && end != value && !*end && seconds <= G_MAXINT
		       ? (unsigned)seconds
		       : DEFAULT_TIMEOUT;
}

gboolean trigger_is_strict(Repository *repository)
{
	g_autofree char *value =
		repository_config(repository, "migrate.hookStrict");
	return is_true(value);
}

static gboolean follows_bisection(Repository *repository)
{
	g_autofree char *value =
		repository_config(repository, "migrate.bisect");
	return !value || strcmp(value, "wait") != 0;
}

/* Where nothing was rewritten the checkout at the start is all there is. */
static gboolean ends_rebase(const char *hook, char **arguments,
			    gboolean is_last)
{
	return (is_last && strcmp(hook, "post-checkout") == 0) ||
	       (strcmp(hook, "post-rewrite") == 0 &&
		g_strcmp0(*arguments, "rebase") == 0);
}

/* R9. The hook that ends an operation runs while its files are still there:
 * post-rewrite after a rebase, post-applypatch after the last patch,
 * post-commit after the last pick. A pick that is alone has no list. */
static unsigned find_reason_to_wait(Repository *repository, const char *hook,
				    char **arguments)
{
	Operation operation = operation_read(repository);
	if (operation.running & OPERATION_REBASE)
		return ends_rebase(hook, arguments, operation.is_last)
			       ? 0
			       : OPERATION_REBASE;
	if (operation.running & OPERATION_AM)
		return strcmp(hook, "post-applypatch") == 0 && operation.is_last
			       ? 0
			       : OPERATION_AM;
	if (operation.running & OPERATION_PICKS)
		return strcmp(hook, "post-commit") == 0 && operation.is_last
			       ? 0
			       : OPERATION_PICKS;
	if (operation.running & OPERATION_BISECT && !operation.is_back &&
	    !follows_bisection(repository))
		return OPERATION_BISECT;
	return 0;
}

static char *deferred_path(Repository *repository)
{
	const char *directory = repository_state_directory(repository, NULL);
	return directory ? g_build_filename(directory, "deferred", NULL) : NULL;
}

static void mark_deferred(Repository *repository, unsigned reason)
{
	g_autofree char *path = deferred_path(repository);
	if (path)
		g_file_set_contents_full(path, operation_name(reason), -1,
					 G_FILE_SET_CONTENTS_CONSISTENT, 0600,
					 NULL);
}

static void clear_deferred(Repository *repository)
{
	g_autofree char *path = deferred_path(repository);
	if (path)
		g_unlink(path);
}

char *trigger_read_deferred(Repository *repository)
{
	g_autofree char *path = deferred_path(repository);
	char *text = NULL;
	if (path)
		g_file_get_contents(path, &text, NULL, NULL);
	return text;
}

static gboolean act(const Project *project, const SyncOptions *given,
		    TriggerResult *result, GError **error)
{
	SyncOptions options = *given;
	options.from_hook = TRUE;
	options.dry_run = result->mode != TRIGGER_AUTO;
	if (result->mode == TRIGGER_STATUS)
		return TRUE;
	if (!sync_run(project, &options, &result->sync, error))
		return FALSE;
	if (!options.dry_run && !result->sync.held)
		result->needed = FALSE;
	return TRUE;
}

/* Whoever moved HEAD looked before what we did was to be seen, or waited for
 * the lock in vain. */
static gboolean has_moved(const Project *project, const Synced *then)
{
	g_autofree char *head = repository_head(project->repository, NULL);
	return strcmp(head ? head : "", then->head) != 0;
}

static gboolean look_and_act(const Project *project, const SyncOptions *options,
			     TriggerResult *result, GError **error)
{
	g_auto(Synced) now = {0};
	gboolean followed = FALSE;
	g_autoptr(GError) failure = NULL;
	if (synced_holds(project, &now, &followed, &failure)) {
		result->looked = TRUE;
		return TRUE;
	}
	if (failure) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	if (!followed)
		return TRUE;
	if (!sync_is_needed(project, now.database, now.head, &result->needed,
			    error))
		return FALSE;
	result->looked = TRUE;
	if (result->needed)
		g_clear_pointer(&now.database, database_close);
	if (result->needed && !act(project, options, result, error))
		return FALSE;
	gboolean in_sync = !result->needed && !result->sync.applied;
	result->moved = has_moved(project, &now);
	if (in_sync && !result->moved)
		synced_write(project, &now);
	return TRUE;
}

static gboolean run_in(Repository *repository, const SyncOptions *options,
		       TriggerResult *result, GError **error)
{
	g_autoptr(Project) project = project_open_in(repository, NULL, error);
	if (!project) /* and no repository any more */
		return FALSE;
	gboolean done = look_and_act(project, options, result, error);
	/* The end was seen, whatever came of it. */
	if (!done || !result->needed)
		clear_deferred(repository);
	return done;
}

gboolean trigger_run(Repository *repository, const char *hook, char **arguments,
		     const SyncOptions *options, TriggerResult *result,
		     GError **error)
{
	g_autoptr(Repository) opened = repository;
	result->mode = read_mode(opened);
	if (result->mode == TRIGGER_OFF || repository_is_bare(opened))
		return TRUE;
	result->deferred = find_reason_to_wait(opened, hook, arguments);
	if (!result->deferred)
		return run_in(g_steal_pointer(&opened), options, result, error);
	mark_deferred(opened, result->deferred);
	return TRUE;
}

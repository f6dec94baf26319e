#include <string.h>

#include "base/failure.h"
#include "commands.h"
#include "commit_hooks.h"
#include "output.h"
#include "repository/hooks.h"
#include "watchdog.h"
#include "workflow/trigger.h"

#define FIRST_TIMEOUT 30
/* Two processes that move HEAD to and fro must not keep a hook for ever. */
#define MOST_LOOKS 10

static const char *first_line(const char *text, gsize *length)
{
	*length = strcspn(text, "\n");
	return text;
}

#define MESSAGE_LINES 3

/* At most five lines (R13), the last of which names the next command. A hint
 * may be a statement over a screenful, and a message may list many rows. */
static void print_failure(const GError *error)
{
	gsize length;
	const char *message = error->message;
	const char *hint = failure_hint(error);
	for (guint i = 0; i < MESSAGE_LINES && *message; i++) {
		message = first_line(message, &length);
		output_remark("error: %.*s", (int)length, message);
		message += length + (message[length] == '\n');
	}
	if (hint && *hint) {
		hint = first_line(hint, &length);
		output_remark("hint: %.*s", (int)length, hint);
	}
	output_remark("hint: the database is as it was; git migrate sync tries "
		      "again, git migrate status tells more");
}

static void print_result(const TriggerResult *result)
{
	const SyncResult *sync = &result->sync;
	g_autofree char *summary = sync_summarize(sync);
	if (summary && result->mode == TRIGGER_AUTO)
		output_remark("%s", summary);
	else if (summary)
		output_remark("%s: to be done by git migrate sync", summary);
	else if (result->needed && !sync->held)
		output_remark("the database is not what HEAD's migrations say; "
			      "see git migrate status");
	if (sync->held)
		output_remark("%s%s%s", sync->database ? sync->database : "",
			      sync->database ? ": " : "", sync->held);
	if (sync->warning)
		output_warning("%s", sync->warning);
}

/* Looks once, and says what was done. `*moved`: it is to look again. */
static gboolean look(const Context *context, char **arguments,
		     int *failure_status, gboolean *moved, GError **error)
{
	watchdog_start(FIRST_TIMEOUT, EXIT_DONE);
	Repository *repository = repository_open(error);
	if (!repository)
		return FALSE;
	if (trigger_is_strict(repository))
		*failure_status = EXIT_NO;
	watchdog_start(trigger_timeout(repository), *failure_status);
	const SyncOptions options = {0};
	g_auto(TriggerResult) result = {0};
	gboolean done = trigger_run(repository, arguments[0], arguments + 1,
				    &options, &result, error);
	watchdog_start(0, EXIT_DONE);
	if (done && !context->quiet)
		print_result(&result);
	*moved = result.moved;
	return done;
}

static gboolean check_hook(const char *name, GError **error)
{
	if (name && g_strv_contains(hooks_names(), name))
		return TRUE;
	g_autoptr(GString) hint = g_string_new("the hooks are");
	for (const char *const *known = hooks_names(); *known; known++)
		g_string_append_printf(hint, " %s", *known);
	if (name)
		failure_set(error, FAILURE_USAGE, hint->str,
			    "'%s' is not a hook that is used", name);
	else
		failure_set(error, FAILURE_USAGE, hint->str,
			    "the name of a hook is needed");
	return FALSE;
}

/* What these answer is git's to obey; only a hang is never a no. */
static int run_commit_hook(char **arguments)
{
	if (g_getenv("GIT_MIGRATE_SKIP"))
		return EXIT_DONE;
	watchdog_start(FIRST_TIMEOUT, EXIT_DONE);
	int status = commit_hooks_run(*arguments, arguments + 1);
	watchdog_start(0, EXIT_DONE);
	return status;
}

/* Git takes a hook's failure for its own: a checkout that has been made would
 * be called a failure, and a bisection could not be ended. */
static int follow_head(const Context *context, char **arguments)
{
	g_autoptr(GError) failure = NULL;
	int failure_status = EXIT_DONE;
	gboolean moved = TRUE;
	for (int i = 0; i < MOST_LOOKS && moved && !failure; i++)
		look(context, arguments, &failure_status, &moved, &failure);
	if (!failure)
		return EXIT_DONE;
	print_failure(failure);
	return failure_status;
}

/* The note of what was committed: worth having, and worth no failure. */
static void note_commit(char **arguments)
{
	static const char *const noted[] = {"post-commit", "post-rewrite",
					    NULL};
	if (!g_strv_contains(noted, *arguments))
		return;
	watchdog_start(FIRST_TIMEOUT, EXIT_DONE);
	commit_hooks_note(*arguments, arguments + 1);
	watchdog_start(0, EXIT_DONE);
}

static int run(Context *context, char **arguments, GError **error)
{
	if (*arguments && commit_hooks_has(*arguments))
		return run_commit_hook(arguments);
	if (!check_hook(*arguments, error))
		return EXIT_USAGE;
	if (!trigger_is_due(*arguments, arguments + 1))
		return EXIT_DONE;
	int status = follow_head(context, arguments);
	note_commit(arguments);
	return status;
}

const Command command_hook = {
	.name = "hook",
	.group = GROUP_HOOKS,
	.summary = "what the hook files call",
	.usage = {"<hook> [<argument>...]"},
	.need = NEED_NOTHING,
	.most_arguments = -1,
	.run = run,
};

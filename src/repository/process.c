#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* git in English, so that its words can be cut; without questions, since a
 * hook has nobody to ask; and without writing to the index on the way. */
static char **child_environment(void)
{
	char **environment = g_get_environ();
	environment = g_environ_setenv(environment, "LC_ALL", "C", TRUE);
	environment =
		g_environ_setenv(environment, "GIT_TERMINAL_PROMPT", "0", TRUE);
	return g_environ_setenv(environment, "GIT_OPTIONAL_LOCKS", "0", TRUE);
}

static char **child_arguments(const char *const *arguments)
{
	GPtrArray *all = g_ptr_array_new();
	g_ptr_array_add(all, g_strdup("git"));
	for (; *arguments; arguments++)
		g_ptr_array_add(all, g_strdup(*arguments));
	g_ptr_array_add(all, NULL);
	return (char **)g_ptr_array_free(all, FALSE);
}

static int spawn_git(pid_t *child, const char *directory,
		     const char *const *arguments, int output, int messages)
{
	g_auto(GStrv) environment = child_environment();
	g_auto(GStrv) argv = child_arguments(arguments);
	posix_spawn_file_actions_t actions;
	int result = posix_spawn_file_actions_init(&actions);
	if (result)
		return result;
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, 1);
	posix_spawn_file_actions_adddup2(&actions, messages, 2);
	posix_spawn_file_actions_addchdir_np(&actions, directory);
	result = posix_spawnp(child, "git", &actions, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	return result;
}

/* Reads both pipes to their ends at once, for a child that blocks on a full
 * one while we wait at the other would never end. */
static void drain(int output, int messages, GByteArray *out, GByteArray *err)
{
	struct pollfd pipes[] = {
		{.fd = output, .events = POLLIN},
		{.fd = messages, .events = POLLIN},
	};
	GByteArray *buffers[] = {out, err};
	unsigned open = G_N_ELEMENTS(pipes);
	while (open) {
		if (poll(pipes, G_N_ELEMENTS(pipes), -1) < 0 && errno != EINTR)
			return;
		for (gsize i = 0; i < G_N_ELEMENTS(pipes); i++) {
			guint8 bytes[65536];
			if (pipes[i].fd < 0 || !pipes[i].revents)
				continue;
			ssize_t n = read(pipes[i].fd, bytes, sizeof bytes);
			if (n > 0) {
				g_byte_array_append(buffers[i], bytes,
						    (guint)n);
			} else if (n == 0 || errno != EINTR) {
				pipes[i].fd = -1;
				open--;
			}
		}
	}
}

/* "fatal: a\nb\n\n\tc" is the message "a" with the hint "b\n\tc". */
static void git_failure(const GByteArray *said, const char *command,
			GError **error)
{
	g_autofree char *text =
		g_strndup(said->len ? (const char *)said->data : "", said->len);
	g_auto(GStrv) lines = g_strsplit(g_strstrip(text), "\n", -1);
	g_autoptr(GString) hint = g_string_new(NULL);
	const char *message = lines[0] ? lines[0] : "";
	static const char *const prefixes[] = {"fatal: ", "error: ", NULL};
	for (const char *const *prefix = prefixes; *prefix; prefix++)
		if (g_str_has_prefix(message, *prefix))
			message += strlen(*prefix);
	for (char **line = lines; *line; line++)
		if (line != lines && **line)
			g_string_append_printf(hint, "%s%s",
					       hint->len ? "\n" : "", *line);
	if (!*message)
		failure_set(error, FAILURE_FAILED, NULL, "git %s failed",
			    command);
	else
		failure_set(error, FAILURE_FAILED, hint->len ? hint->str : NULL,
			    "%s", message);
}

static gboolean open_pipes(int output[2], int messages[2])
{
	if (pipe2(output, O_CLOEXEC) < 0)
		return FALSE;
	if (pipe2(messages, O_CLOEXEC) == 0)
		return TRUE;
	close(output[0]);
	close(output[1]);
	return FALSE;
}

gboolean git_run(const char *directory, const char *const *arguments,
		 GBytes **output, GError **error)
{
	int out[2];
	int err[2];
	if (!open_pipes(out, err)) {
		failure_set(error, FAILURE_FAILED, NULL, "cannot run git: %s",
			    g_strerror(errno));
		return FALSE;
	}
	pid_t child = 0;
	int failed = spawn_git(&child, directory, arguments, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	g_autoptr(GByteArray) said = g_byte_array_new();
	GByteArray *printed = g_byte_array_new();
	int status = 0;
	if (!failed) {
		drain(out[0], err[0], printed, said);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			continue;
	}
	close(out[0]);
	close(err[0]);
	g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(printed);
	if (output)
		*output = g_steal_pointer(&bytes);
	if (failed)
		failure_set(error, FAILURE_FAILED, "install git, or mend PATH",
			    "cannot run git: %s", g_strerror(failed));
	else if (status)
		git_failure(said, arguments[0], error);
	return !failed && !status;
}

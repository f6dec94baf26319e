/* Running a command that has to end, and that must leave nothing behind. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/text.h"
#include "loader.h"

/* More is no DDL. Of what it says on stderr the end is kept. */
#define MOST_PRINTED (16u << 20)
#define MOST_SAID 2000

typedef struct Run {
	const char *name;
	pid_t child;
	int output;
	int messages;
	gint64 deadline; /* of g_get_monotonic_time(), or 0 */
	unsigned seconds;
	GByteArray *printed;
	GString *said;
} Run;

static void become(char **arguments, const char *directory, char **environment,
		   const int output[2], const int messages[2])
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	setpgid(0, 0);
	/* Ctrl-C reaches us alone, as it is not in our group. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (nothing >= 0 && dup2(nothing, 0) == 0 && dup2(output[1], 1) == 1 &&
	    dup2(messages[1], 2) == 2 && chdir(directory) == 0)
		execvpe(arguments[0], arguments, environment);
	dprintf(2, "%s", strerror(errno));
	_exit(127);
}

/* Milliseconds that are left, as poll() takes them. */
static int time_left(const Run *run)
{
	if (!run->deadline)
		return -1;
	gint64 left = run->deadline - g_get_monotonic_time();
	return left > 0 ? (int)(left / 1000 + 1) : 0;
}

static gboolean fail_late(const Run *run, GError **error)
{
	failure_set(error, FAILURE_FAILED,
		    "give it more: git config " LOADER_TIMEOUT_KEY " SECONDS",
		    "the loader '%s' was killed after %u seconds", run->name,
		    run->seconds);
	return FALSE;
}

static gboolean take_printed(Run *run, const guint8 *bytes, gsize size,
			     GError **error)
{
	g_byte_array_append(run->printed, bytes, (guint)size);
	if (run->printed->len <= MOST_PRINTED)
		return TRUE;
	failure_set(error, FAILURE_FAILED, "it has to print DDL and end",
		    "the loader '%s' printed more than 16 MiB", run->name);
	return FALSE;
}

/* Reads both pipes until the command has closed them, or its time is over. */
static gboolean drain(Run *run, GError **error)
{
	struct pollfd pipes[] = {
		{.fd = run->output, .events = POLLIN},
		{.fd = run->messages, .events = POLLIN},
	};
	while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
		int ready = poll(pipes, G_N_ELEMENTS(pipes), time_left(run));
		if (ready == 0)
			return fail_late(run, error);
		for (int i = 0; ready > 0 && i < 2; i++) {
			guint8 bytes[65536];
			if (pipes[i].fd < 0 || !pipes[i].revents)
				continue;
			ssize_t n = read(pipes[i].fd, bytes, sizeof bytes);
			if (n == 0 || (n < 0 && errno != EINTR))
				pipes[i].fd = -1;
			if (n <= 0)
				continue;
			if (i == 1)
				g_string_append_len(run->said,
						    (const char *)bytes, n);
			else if (!take_printed(run, bytes, (gsize)n, error))
				return FALSE;
			if (run->said->len > MOST_SAID)
				g_string_erase(
					run->said, 0,
					(gssize)(run->said->len - MOST_SAID));
		}
	}
	return TRUE;
}

/* It may go on with closed pipes. */
static gboolean wait_for_end(Run *run, int *status, GError **error)
{
	for (;;) {
		pid_t ended = waitpid(run->child, status, WNOHANG);
		if (ended == run->child)
			return TRUE;
		if (ended < 0 && errno != EINTR)
			return TRUE;
		if (time_left(run) == 0)
			return fail_late(run, error);
		g_usleep(2000);
	}
}

/* What it said last, for the hint. */
static char *last_words(const Run *run)
{
	g_autofree char *valid =
		g_utf8_make_valid(run->said->str, (gssize)run->said->len);
	g_auto(GStrv) lines = g_strsplit(g_strstrip(valid), "\n", -1);
	guint count = g_strv_length(lines);
	return count ? text_escape(lines[count - 1], FALSE) : g_strdup("");
}

static gboolean judge(const Run *run, int status, GError **error)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return TRUE;
	g_autofree char *words = last_words(run);
	g_autofree char *hint =
		*words ? g_strdup_printf("its last words: %s", words) : NULL;
	if (WIFEXITED(status))
		failure_set(error, FAILURE_FAILED, hint,
			    "the loader '%s' failed with exit status %d",
			    run->name, WEXITSTATUS(status));
	else
		failure_set(error, FAILURE_FAILED, hint,
			    "the loader '%s' was ended by signal %d", run->name,
			    WTERMSIG(status));
	return FALSE;
}

static gboolean follow(Run *run, GError **error)
{
	int status = 0;
	gboolean ended = drain(run, error) && wait_for_end(run, &status, error);
	/* The group lives on when the command has left something running. */
	kill(-run->child, SIGKILL);
	if (!ended)
		waitpid(run->child, &status, 0);
	return ended && judge(run, status, error);
}

static gboolean start(Run *run, char **arguments, const char *directory,
		      char **environment, GError **error)
{
	int output[2] = {-1, -1};
	int messages[2] = {-1, -1};
	run->child = -1;
	if (pipe2(output, O_CLOEXEC) == 0 && pipe2(messages, O_CLOEXEC) == 0)
		run->child = fork();
	if (run->child == 0)
		become(arguments, directory, environment, output, messages);
	int reason = errno;
	close(output[1]);
	close(messages[1]);
	run->output = output[0];
	run->messages = messages[0];
	if (run->child > 0) {
		/* Whoever is first: it must be a group before it is killed. */
		setpgid(run->child, run->child);
		return TRUE;
	}
	failure_set(error, FAILURE_FAILED, NULL,
		    "cannot run the loader '%s': %s", run->name,
		    g_strerror(reason));
	return FALSE;
}

GBytes *loader_run(char **arguments, const char *directory, char **environment,
		   unsigned seconds, GError **error)
{
	g_autoptr(GString) said = g_string_new(NULL);
	GByteArray *printed = g_byte_array_new();
	Run run = {
		.name = arguments[0],
		.seconds = seconds,
		.deadline = seconds ? g_get_monotonic_time() +
					      seconds * G_USEC_PER_SEC
				    : 0,
		.printed = printed,
		.said = said,
	};
	gboolean done = start(&run, arguments, directory, environment, error) &&
			follow(&run, error);
	close(run.output);
	close(run.messages);
	g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(printed);
	return done ? g_steal_pointer(&bytes) : NULL;
}

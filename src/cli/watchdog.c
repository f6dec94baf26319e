#include "watchdog.h"

#include <glib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Written before the alarm is set: the handler may do nothing but write. */
static char message[256];
static int exit_status;

/* A library in an endless loop never comes back to anything that could look at
 * the time, so that only a signal ends it. */
static void end(int number)
{
	(void)number;
	ssize_t n = write(STDERR_FILENO, message, strlen(message));
	(void)n;
	_exit(exit_status);
}

void watchdog_start(unsigned seconds, int status)
{
	const struct sigaction action = {.sa_handler = end};
	exit_status = status;
	g_snprintf(message, sizeof message,
		   "error: git-migrate gave up after %u seconds; the database "
		   "is as it was\n"
		   "hint: git migrate sync tries again; migrate.hookTimeout "
		   "allows for more\n",
		   seconds);
	sigaction(SIGALRM, &action, NULL);
	sigset_t alarm_only;
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
	alarm(seconds);
}

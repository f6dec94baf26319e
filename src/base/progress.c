#include "base/progress.h"

#include <signal.h>

#include "base/text.h"

#define PATIENCE G_USEC_PER_SEC
#define TICK (G_USEC_PER_SEC / 10)
/* A longer line would not be taken away whole. */
#define WIDTH 79

/* There is one at a time; `lock` guards all of it. */
struct Progress {
	GMutex lock;
	GCond tick;
	GThread *thread;
	ProgressShow show;
	gint64 start; /* of the first work of the program */
	gboolean active;
	gboolean shown;
	gboolean fresh; /* what is shown is not what was said last */
	char *text;
	guint number;
	guint total;
};
static Progress only;

void progress_enable(ProgressShow show)
{
	only.show = show;
}

static void draw(void)
{
	if (!only.fresh || g_get_monotonic_time() - only.start < PATIENCE)
		return;
	g_autofree char *safe = text_escape(only.text, FALSE);
	g_autofree char *line =
		g_strdup_printf("%s (%u of %u)", safe, only.number, only.total);
	if (g_utf8_strlen(line, -1) > WIDTH)
		*g_utf8_offset_to_pointer(line, WIDTH) = '\0';
	only.show(line);
	only.shown = TRUE;
	only.fresh = FALSE;
}

static gpointer watch(gpointer unused)
{
	g_mutex_lock(&only.lock);
	for (;;) {
		g_cond_wait_until(&only.tick, &only.lock,
				  g_get_monotonic_time() + TICK);
		draw();
	}
	return unused;
}

/* Signals are for the thread that works. */
static void start_thread(void)
{
	sigset_t all;
	sigset_t before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	only.thread = g_thread_new("progress", watch, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

Progress *progress_start(void)
{
	if (!only.show || only.active)
		return NULL;
	if (!only.thread) {
		only.start = g_get_monotonic_time();
		start_thread();
	}
	only.active = TRUE;
	return &only;
}

void progress_say(Progress *progress, const char *text, guint number,
		  guint total)
{
	if (!progress)
		return;
	g_mutex_lock(&progress->lock);
	if (g_strcmp0(progress->text, text) != 0) {
		g_free(progress->text);
		progress->text = g_strdup(text);
	}
	progress->number = number;
	progress->total = total;
	progress->fresh = TRUE;
	g_mutex_unlock(&progress->lock);
}

void progress_end(Progress *progress)
{
	if (!progress)
		return;
	g_mutex_lock(&progress->lock);
	g_clear_pointer(&progress->text, g_free);
	if (progress->shown)
		progress->show(NULL);
	progress->shown = FALSE;
	progress->fresh = FALSE;
	progress->active = FALSE;
	g_mutex_unlock(&progress->lock);
}

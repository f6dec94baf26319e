/*
 * Progress of work that may take long. Whoever does such work says so; once
 * more than a second has gone into it, what was said last is shown, and again
 * as it changes. It is taken away when the work ends, so that what is printed
 * then stands on a line of its own.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <glib.h>

/* Shows a line in place of the one before; NULL takes it away. Is called from
 * a thread of its own. */
typedef void (*ProgressShow)(const char *line);
/* Without it nothing is shown, and the functions below cost nothing. */
void progress_enable(ProgressShow show);

typedef struct Progress Progress;
/* NULL when nothing is shown, and within work that has said so already: the
 * outer one is what the user waits for. */
Progress *progress_start(void);
/* "replaying migrations (3 of 500)"; `progress` may be NULL. */
void progress_say(Progress *progress, const char *text, guint number,
		  guint total);
void progress_end(Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_end)

#endif

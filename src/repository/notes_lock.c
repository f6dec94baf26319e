#include "notes_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* Far beyond what a writer takes for all notes of a large repository; shorter
 * than a hook may last. */
#define LONGEST_WAIT (20 * G_USEC_PER_SEC)
#define LONGEST_PAUSE (10 * 1000)

static gboolean take(int fd)
{
	gint64 end = g_get_monotonic_time() + LONGEST_WAIT;
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return FALSE;
		if (g_get_monotonic_time() > end)
			return FALSE;
		g_usleep((gulong)g_random_int_range(1, LONGEST_PAUSE));
	}
	return TRUE;
}

int notes_lock(Repository *repository)
{
	const char *directory = repository_cache_directory(repository, NULL);
	if (!directory)
		return -1;
	g_autofree char *path = g_strdup_printf("%s/notes.lock", directory);
	int fd = open(path, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0 || take(fd))
		return fd;
	close(fd);
	return -1;
}

void notes_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}

/*
 * Who holds a lock: /proc/locks gives the process of each lock by device and
 * inode. In a journal the locks are on the database file, in a write-ahead
 * log on the "-shm" file beside it. Where locks of other processes are not
 * shown, a process that has the file open is the next best answer.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "sqlite.h"

typedef struct FileId {
	gboolean known;
	dev_t device;
	ino_t inode;
} FileId;

static FileId identify(const char *path)
{
	struct stat status;
	if (stat(path, &status) != 0)
		return (FileId){FALSE, 0, 0};
	return (FileId){TRUE, status.st_dev, status.st_ino};
}

static gboolean same_file(const FileId *a, const FileId *b)
{
	return a->known && b->known && a->device == b->device &&
	       a->inode == b->inode;
}

/* "process 4242 (python3)"; the caller owns it. */
static char *describe(long pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%ld/comm", pid);
	g_autofree char *name = NULL;
	if (!g_file_get_contents(path, &name, NULL, NULL))
		return g_strdup_printf("process %ld", pid);
	return g_strdup_printf("process %ld (%s)", pid, g_strstrip(name));
}

/* How strong the lock of a line of /proc/locks is: 0 when it is none of ours
 * to blame. A writer shuts others out, so it is named before a reader. */
static int weigh_lock(const char *line, const FileId *files, size_t count,
		      long *pid)
{
	char mode[8];
	unsigned major_number, minor_number;
	unsigned long inode;
	if (sscanf(line, "%*d: %*s %*s %7s %ld %x:%x:%lu", mode, pid,
		   &major_number, &minor_number, &inode) != 5)
		return 0;
	if (*pid <= 0 || *pid == (long)getpid())
		return 0;
	FileId file = {TRUE, makedev(major_number, minor_number), (ino_t)inode};
	for (size_t i = 0; i < count; i++)
		if (same_file(&file, &files[i]))
			return g_str_equal(mode, "WRITE") ? 2 : 1;
	return 0;
}

/* The process with the strongest lock; *writes says whether it shuts others
 * out. One that only reads may be in nobody's way: in a write-ahead log every
 * process that has the database open holds such a lock. */
static long find_locker(const FileId *files, size_t count, gboolean *writes)
{
	g_autofree char *text = NULL;
	if (!g_file_get_contents("/proc/locks", &text, NULL, NULL))
		return 0;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	long found = 0;
	int weight = 0;
	for (char **line = lines; *line; line++) {
		long pid = 0;
		int lock = weigh_lock(*line, files, count, &pid);
		if (lock > weight) {
			weight = lock;
			found = pid;
		}
	}
	*writes = weight == 2;
	return found;
}

static gboolean has_open(const char *pid, const FileId *file)
{
	g_autofree char *directory = g_strdup_printf("/proc/%s/fd", pid);
	DIR *descriptors = opendir(directory);
	if (!descriptors)
		return FALSE;
	gboolean found = FALSE;
	for (struct dirent *entry; !found && (entry = readdir(descriptors));) {
		g_autofree char *path =
			g_build_filename(directory, entry->d_name, NULL);
		FileId opened = identify(path);
		found = same_file(&opened, file);
	}
	closedir(descriptors);
	return found;
}

static long find_opener(const FileId *file)
{
	DIR *processes = opendir("/proc");
	if (!processes)
		return 0;
	long found = 0;
	for (struct dirent *entry; !found && (entry = readdir(processes));) {
		long pid = strtol(entry->d_name, NULL, 10);
		if (pid > 0 && pid != (long)getpid() &&
		    has_open(entry->d_name, file))
			found = pid;
	}
	closedir(processes);
	return found;
}

char *sqlite_find_holder(const char *file)
{
	g_autofree char *shared = g_strconcat(file, "-shm", NULL);
	FileId files[] = {identify(file), identify(shared)};
	gboolean writes = FALSE;
	long pid = find_locker(files, G_N_ELEMENTS(files), &writes);
	if (!pid)
		pid = find_opener(&files[0]);
	if (!pid)
		return NULL;
	g_autofree char *process = describe(pid);
	return g_strconcat(process, writes ? "" : " has it open", NULL);
}

#include "synced.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "database/ledger.h"

#define FORMAT "2 " VERSION
#define LINES 6
/* A file that was written this short before it was looked at may be written
 * again without looking any different. */
#define SETTLING_NANOSECONDS 100000000LL

void synced_clear(Synced *synced)
{
	g_clear_pointer(&synced->project, g_free);
	g_clear_pointer(&synced->head, g_free);
	g_clear_pointer(&synced->migrations, g_free);
	g_clear_pointer(&synced->file, g_free);
	g_clear_pointer(&synced->look, g_free);
	g_clear_pointer(&synced->ledger, g_free);
}

static gint64 nanoseconds(struct timespec time)
{
	return (gint64)time.tv_sec * 1000000000LL + time.tv_nsec;
}

static gboolean has_settled(const struct stat *status)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	gint64 age = nanoseconds(now) - nanoseconds(status->st_ctim);
	return age > SETTLING_NANOSECONDS;
}

/* Appends how a file looks; FALSE when that cannot be relied on. */
static gboolean append_look(GString *look, const char *file, const char *suffix)
{
	struct stat status;
	g_autofree char *path = g_strconcat(file, suffix, NULL);
	if (stat(path, &status) != 0) {
		g_string_append(look, "-;");
		return TRUE;
	}
	g_string_append_printf(
		look, "%ju:%ju:%jd:%jd:%jd;", (uintmax_t)status.st_dev,
		(uintmax_t)status.st_ino, (intmax_t)status.st_size,
		(intmax_t)nanoseconds(status.st_mtim),
		(intmax_t)nanoseconds(status.st_ctim));
	return has_settled(&status);
}

/* With a journal beside it the file is not what the database is. */
static char *look_at(const char *file)
{
	struct stat status;
	g_autofree char *journal = g_strconcat(file, "-journal", NULL);
	g_autoptr(GString) look = g_string_new(NULL);
	if (!*file || stat(file, &status) != 0 ||
	    (stat(journal, &status) == 0 && status.st_size > 0) ||
	    !append_look(look, file, "") || !append_look(look, file, "-wal"))
		g_string_truncate(look, 0);
	return g_strdup(look->str);
}

static char *memory_path(const Project *project)
{
	const char *directory =
		repository_state_directory(project->repository, NULL);
	return directory ? g_build_filename(directory, "synced", NULL) : NULL;
}

static void read_memory(const Project *project, Synced *then)
{
	g_autofree char *path = memory_path(project);
	g_autofree char *text = NULL;
	if (!path || !g_file_get_contents(path, &text, NULL, NULL))
		return;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	if (g_strv_length(lines) != LINES + 1 || *lines[LINES])
		return;
	then->project = g_strdup(lines[0]);
	then->head = g_strdup(lines[1]);
	then->migrations = g_strdup(lines[2]);
	then->file = g_strdup(lines[3]);
	then->look = g_strdup(lines[4]);
	then->ledger = g_strdup(lines[5]);
}

static char *name_project(const Project *project)
{
	g_autofree char *key = g_strdup_printf(
		FORMAT "\n%s\n%s\n%s", project->config->migrations,
		repository_top(project->repository),
		project->config->database ? project->config->database : "");
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);
}

/* Where HEAD is the same commit, its tree need not be opened. */
static gboolean read_head(const Project *project, const Synced *then,
			  Synced *now, GError **error)
{
	g_autoptr(GError) failure = NULL;
	now->head = repository_head(project->repository, &failure);
	if (!now->head && !failure)
		now->head = g_strdup("");
	if (now->head && g_strcmp0(then->head, now->head) == 0 &&
	    g_strcmp0(then->project, now->project) == 0)
		now->migrations = g_strdup(then->migrations);
	else if (now->head && *now->head)
		/* By its id: HEAD may be moved meanwhile. */
		now->migrations = repository_path_id(
			project->repository, now->head,
			project->config->migrations, &failure);
	if (failure) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	if (!now->migrations)
		now->migrations = g_strdup("");
	return TRUE;
}

/* NULL without an error when there is no ledger. */
static char *read_ledger(Database *database, GError **error)
{
	gboolean exists = FALSE;
	if (!ledger_exists(database, &exists, error) || !exists)
		return NULL;
	g_autoptr(GPtrArray) rows = database_query_rows(
		database,
		"SELECT position, revision, checksum, in_progress "
		"FROM " LEDGER_TABLE " ORDER BY position",
		NULL, error);
	if (!rows)
		return NULL;
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	for (guint i = 0; i < rows->len; i++) {
		for (char **value = rows->pdata[i]; *value; value++) {
			g_checksum_update(checksum, (const guchar *)*value, -1);
			g_checksum_update(checksum, (const guchar *)"\n", 1);
		}
	}
	return g_strdup(g_checksum_get_string(checksum));
}

/* The look is taken before the ledger is read: a change in between makes the
 * next look differ. */
static gboolean read_database(const Project *project, Synced *now,
			      GError **error)
{
	gboolean absent;
	g_autoptr(GError) failure = NULL;
	g_autoptr(Database) database =
		project_find_database(project, &absent, error);
	if (!database)
		return FALSE;
	const char *file = database_file(database);
	now->file = g_strdup(file ? file : "");
	now->look = look_at(now->file);
	now->ledger = read_ledger(database, &failure);
	if (failure)
		g_propagate_error(error, g_steal_pointer(&failure));
	return now->ledger != NULL;
}

static gboolean same_look(const Synced *then)
{
	g_autofree char *look = look_at(then->file);
	return *look && strcmp(look, then->look) == 0;
}

static gboolean same_migrations(const Synced *then, const Synced *now)
{
	return g_strcmp0(then->project, now->project) == 0 &&
	       g_strcmp0(then->migrations, now->migrations) == 0;
}

/* The database looks as it did: then all is, and HEAD's commit alone may be
 * another one. */
static gboolean recall(const Project *project, Synced *then, Synced *now)
{
	if (!same_migrations(then, now) || !same_look(then))
		return FALSE;
	if (strcmp(then->head, now->head) != 0) {
		g_free(then->head);
		then->head = g_strdup(now->head);
		synced_write(project, then);
	}
	return TRUE;
}

gboolean synced_holds(const Project *project, Synced *now, gboolean *followed,
		      GError **error)
{
	g_auto(Synced) then = {0};
	*followed = TRUE;
	now->project = name_project(project);
	read_memory(project, &then);
	if (!read_head(project, &then, now, error))
		return FALSE;
	if (recall(project, &then, now))
		return TRUE;
	*followed = read_database(project, now, error);
	if (!*followed || !same_migrations(&then, now) ||
	    strcmp(then.ledger, now->ledger) != 0)
		return FALSE;
	synced_write(project, now);
	return TRUE;
}

void synced_write(const Project *project, const Synced *now)
{
	g_autofree char *path = memory_path(project);
	if (!path || strchr(now->file, '\n'))
		return;
	g_autofree char *text = g_strdup_printf(
		"%s\n%s\n%s\n%s\n%s\n%s\n", now->project, now->head,
		now->migrations, now->file, now->look, now->ledger);
	g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
				 0600, NULL);
}

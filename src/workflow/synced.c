#include "synced.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/cache.h"
#include "database/ledger.h"

#define FORMAT "3 " VERSION
/* The lines before those of the commits. */
#define LINES 6
#define MOST_COMMITS 32
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
	g_clear_pointer(&synced->commits, g_free);
	g_clear_pointer(&synced->database, database_close);
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

/* A line that a power cut took the end of counts for nothing. */
static void read_memory(const Project *project, Synced *then)
{
	g_autofree char *path = memory_path(project);
	g_autofree char *text = NULL;
	if (!path || !g_file_get_contents(path, &text, NULL, NULL))
		return;
	g_auto(GStrv) lines = g_strsplit(text, "\n", LINES + 1);
	if (g_strv_length(lines) != LINES + 1 ||
	    (*lines[LINES] && !g_str_has_suffix(lines[LINES], "\n")))
		return;
	then->project = g_strdup(lines[0]);
	then->head = g_strdup(lines[1]);
	then->migrations = g_strdup(lines[2]);
	then->file = g_strdup(lines[3]);
	then->look = g_strdup(lines[4]);
	then->ledger = g_strdup(lines[5]);
	then->commits = g_strdup(lines[LINES]);
}

/* The tree of a commit that was seen before; NULL of one that was not. */
static char *find_seen(const char *commits, const char *commit)
{
	gsize length = strlen(commit);
	for (const char *line = commits; *line; line = strchr(line, '\n') + 1)
		if (strncmp(line, commit, length) == 0 && line[length] == ' ')
			return g_strndup(line + length + 1,
					 strcspn(line + length + 1, "\n"));
	return NULL;
}

static void add_seen(Synced *now)
{
	g_autofree char *before = g_steal_pointer(&now->commits);
	char *end = before;
	for (int i = 1; *end && i < MOST_COMMITS; i++)
		end = strchr(end, '\n') + 1;
	*end = '\0';
	now->commits = g_strdup_printf("%s %s\n%s", now->head, now->migrations,
				       before);
}

static char *name_project(const Project *project)
{
	g_autofree char *key = g_strdup_printf(
		FORMAT "\n%s\n%s\n%s", project->config->migrations,
		repository_top(project->repository),
		project->config->database ? project->config->database : "");
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);
}

/* By HEAD's id: it may be moved meanwhile. */
static gboolean read_tree(const Project *project, Synced *now, GError **error)
{
	now->migrations = find_seen(now->commits, now->head);
	if (now->migrations)
		return TRUE;
	g_autoptr(GError) failure = NULL;
	now->migrations =
		repository_path_id(project->repository, now->head,
				   project->config->migrations, &failure);
	if (failure) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	if (!now->migrations)
		now->migrations = g_strdup("");
	add_seen(now);
	return TRUE;
}

/* Where HEAD is a commit that was seen before, no object need be opened. */
static gboolean read_head(const Project *project, const Synced *then,
			  Synced *now, GError **error)
{
	g_autoptr(GError) failure = NULL;
	gboolean same = g_strcmp0(then->project, now->project) == 0;
	now->commits = g_strdup(same ? then->commits : "");
	now->head = repository_head(project->repository, &failure);
	if (failure) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	if (now->head)
		return read_tree(project, now, error);
	now->head = g_strdup("");
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
	now->database = project_find_database(project, &absent, error);
	if (!now->database)
		return FALSE;
	const char *file = database_file(now->database);
	now->file = g_strdup(file ? file : "");
	now->look = look_at(now->file);
	now->version = database_version(now->database);
	now->ledger = read_ledger(now->database, &failure);
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
	if (strcmp(then->commits, now->commits) != 0) {
		g_free(then->commits);
		then->commits = g_strdup(now->commits);
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
	if (!path || strchr(now->file, '\n') ||
	    (now->database && database_version(now->database) != now->version))
		return;
	g_autofree char *text =
		g_strdup_printf("%s\n%s\n%s\n%s\n%s\n%s\n%s", now->project,
				now->head, now->migrations, now->file,
				now->look, now->ledger, now->commits);
	cache_write(path, text, strlen(text));
}

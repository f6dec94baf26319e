/*
 * What the files of this room share.
 *
 * Two ways lead to Git's data. What is simple and needed by every command
 * (where the repository is, its configuration, HEAD) is read by hand, since
 * loading libgit2's state costs more than the whole of such a command; as soon
 * as anything is out of the ordinary the git program is asked, which is right
 * by definition. Everything else goes through libgit2, loaded at first use.
 */
#ifndef REPOSITORY_INTERNAL_H
#define REPOSITORY_INTERNAL_H

#include <sys/stat.h>

#include "base/failure.h"
#include "git2.h"
#include "repository/repository.h"

struct Repository {
	char *start; /* where the command was started */
	char *top;   /* NULL when there is no working tree */
	char *git_directory;
	char *common_directory;
	char *prefix;
	char *cache_directory; /* NULL until it was asked for */
	char *state_directory; /* the same */
	GPtrArray *settings;   /* of Setting, in the order git has them */
	git_repository *git;   /* NULL until library_open() */
};

/* process.c: git as a program. The arguments after "git", NULL at the end; no
 * shell is in between. It runs in `directory`, never prompts, and finds its
 * standard input empty. What it printed is given even when it failed; then
 * the failure carries git's own words: the first line as the message, the
 * others as the hint. `output` may be NULL. */
gboolean git_run(const char *directory, const char *const *arguments,
		 GBytes **output, GError **error);

/* config_file.c: one line `key = value` of a configuration file. */
typedef struct Setting {
	char *name;  /* section and key in lower case: "migrate.database" */
	char *value; /* NULL for a key without '=', which Git takes as true */
} Setting;
GPtrArray *settings_new(void);
void settings_add(GPtrArray *settings, const char *name, const char *value);
/* Appends what a text in git's configuration format sets. FALSE when the text
 * breaks the format; `line` then tells where. */
gboolean settings_parse(GPtrArray *settings, const char *text, gsize length,
			unsigned *line);
/* Appends what a file sets; nothing when it is absent. FALSE when it cannot
 * be read or breaks the format. */
gboolean settings_read(GPtrArray *settings, const char *path);
/* The last value of a key, "true" for a key without one; NULL when unset. */
const char *settings_find(const GPtrArray *settings, const char *name);
gboolean settings_is_true(const GPtrArray *settings, const char *name);

/* config.c: fills repository->settings. */
gboolean settings_load(Repository *repository, GError **error);

/* discover.c: fills the four directories. */
gboolean discover(Repository *repository, GError **error);

/* library.c: libgit2. It is started once; its repository is borrowed. */
gboolean library_start(GError **error);
git_repository *library_open(Repository *repository, GError **error);
/* Sets a failure from libgit2's last one: "<message>: <what it said>". */
void library_failure(GError **error, FailureCode code, const char *hint,
		     const char *format, ...) G_GNUC_PRINTF(4, 5);

/* ids.c: ids as texts, without libgit2. */
#define ID_LENGTH 40
/* Reads the first ID_LENGTH characters; FALSE when they are no id. */
gboolean id_parse(git_oid *id, const char *text);
void id_write(const git_oid *id, char text[ID_LENGTH + 1]);

/* refs.c: whether a text is an object's id in hex, in full. */
gboolean is_id(const char *text);
/* Whether the name is HEAD's, and HEAD's branch has no commit yet. */
gboolean is_unborn_head(Repository *repository, const char *name);

/* objects.c: the bytes of a blob. `path` and `where` are for messages. An
 * object that is absent is fetched when the clone is a partial one; else it
 * is FAILURE_CORRUPT, never FAILURE_NOT_FOUND. */
GBytes *blob_read(Repository *repository, const git_oid *id, const char *path,
		  const char *where, GError **error);
/* An object of any type, under the same promise; git_object_free() it. */
git_object *object_read(Repository *repository, const git_oid *id,
			git_object_t type, const char *path, GError **error);
/* Refuses what stands in for the file's content: LFS pointers, git-crypt. */
gboolean content_check(const char *bytes, gsize size, const char *path,
		       const char *where, GError **error);
/* Says why an entry of that mode cannot be read. */
void mode_failure(unsigned mode, const char *path, const char *where,
		  GError **error);
gboolean mode_is_file(unsigned mode);
void absent_failure(const char *path, const char *where, GError **error);
void too_large_failure(const char *path, const char *where, GError **error);

/* entries.c: the index as a table sorted by path. */
typedef struct Entry {
	const char *path;
	git_oid id;
	unsigned mode;
	unsigned stage;	    /* not 0 for an unmerged path */
	gboolean skipped;   /* left out of the working tree (sparse checkout) */
	gint64 modified[2]; /* seconds and nanoseconds, as when it was added; */
	gint64 changed[2];  /* all 0 where that is not known */
	guint32 inode;
	guint32 size;
} Entry;
typedef struct Entries Entries;
/* Reads the index that GIT_INDEX_FILE names, or else the usual one. */
Entries *entries_read(const Repository *repository, GError **error);
void entries_free(Entries *entries);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Entries, entries_free)
guint entries_count(const Entries *entries);
const Entry *entries_at(const Entries *entries, guint position);
/* Appends a file to a listing; its id may be NULL. */
void list_file(GPtrArray *files, const char *path, const git_oid *id);
/* The same of what is no regular file. */
void list_special(GPtrArray *files, const char *path);
/* The position of the first entry whose path is not before `path`. */
guint entries_position(const Entries *entries, const char *path);
/* The first entry of exactly this path, or NULL. */
const Entry *entries_find(const Entries *entries, const char *path);
/* Whether any entry lies in the directory. */
gboolean entries_have_directory(const Entries *entries, const char *directory);
/* Whether a file of the working tree is, by its status, surely the one that
 * the entry was made from. */
gboolean entry_is_fresh(const Entries *entries, const Entry *entry,
			const struct stat *status);

/* paths.c: the text of one of Git's own small files, NUL-ended; NULL with
 * errno. (g_file_get_contents() words each absence as an error and loads the
 * tables of character sets for it.) */
char *file_text(const char *path, gsize *length);

/* beneath.c: opening below a directory without following a symbolic link
 * anywhere on the way, nor leaving it (R81). -1 with errno: ELOOP or EXDEV
 * for a path that would. `path` "" is the directory itself. */
int open_beneath(int directory, const char *path, int flags);

/* Whether a path is the directory or lies in it; "" holds all. */
gboolean path_is_within(const char *path, const char *directory);

#endif

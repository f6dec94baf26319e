#include "internal.h"

#include <string.h>

static const ConfigKey keys[] = {
	{.name = "models",
	 .section = "migrate",
	 .fallback = "models.py",
	 .repeated = TRUE,
	 .meaning = "The files with the models: pathspecs separated by "
		    "spaces, in which ** goes across directories and a "
		    "leading :! excludes."},
	{.name = "migrations",
	 .section = "migrate",
	 .fallback = "migrations",
	 .meaning = "The directory with the migration files, relative to the "
		    "top of the working tree."},
	{.name = "dialect",
	 .section = "migrate",
	 .fallback = "sqlite",
	 .meaning = "The SQL that migrations are written in; without it, that "
		    "of the database."},
	{.name = "database",
	 .section = "migrate",
	 .fallback = "sqlite:///database.db",
	 .meaning = "The URL of the database; in .gitmigrate only an SQLite "
		    "file inside the working tree."},
	{.name = "sync",
	 .fallback = "off",
	 .meaning = "What hooks do when the database is not what HEAD's "
		    "migrations say: auto (sync it), ask (say what a sync "
		    "would do), status (say that it is so) or off; force is "
		    "auto, and lets values go that cannot be stashed. init and "
		    "hooks install set it to auto in the clone."},
	{.name = "stashExpire",
	 .fallback = "90",
	 .meaning = "After how many days values in the stash are dropped, at "
		    "the end of a sync; never keeps them."},
	{.name = "bisect",
	 .fallback = "follow",
	 .meaning = "Whether hooks follow each step of a bisection, or wait "
		    "for its end: follow or wait."},
	{.name = "trust",
	 .fallback = "all",
	 .meaning = "Which migrations hooks run: all, in the sandbox, or only "
		    "those known, which this clone has made, applied before "
		    "or accepted with git migrate trust."},
	{.name = "hookTimeout",
	 .fallback = "30",
	 .meaning = "After how many seconds a hook gives up, and leaves the "
		    "database as it was; 0 for never."},
	{.name = "hookStrict",
	 .fallback = "false",
	 .meaning = "Whether a hook that fails makes git exit with an error."},
	{.name = "loader",
	 .meaning = "A command that prints the DDL of the models, for those "
		    "that cannot be read; this clone's own configuration "
		    "alone can name it. It runs in a temporary directory with "
		    "the files of the commit, index or working tree that is "
		    "read, and runs what is in them."},
	{.name = "loaderTimeout",
	 .fallback = "60",
	 .meaning = "After how many seconds the loader is killed; 0 for "
		    "never."},
	{.name = "commitMsg",
	 .fallback = "warn",
	 .meaning = "What a commit is told whose models have changes without a "
		    "migration: nothing (off), what they are (warn), or that "
		    "it is not made (enforce). Of this and of commit-msg "
		    "under [hooks] in .gitmigrate the stricter one holds."},
	{.name = "prePush",
	 .fallback = "off",
	 .meaning = "Whether git migrate check looks at what is pushed: off, "
		    "warn, or enforce, which stops the push."},
	{.name = NULL},
};

const ConfigKey *config_keys(void)
{
	return keys;
}

static const char *meaning_of(const char *name)
{
	const ConfigKey *key = keys;
	while (strcmp(key->name, name))
		key++;
	return key->meaning;
}

/* Appends text as comment lines of at most 78 columns. */
static void append_comment(GString *text, const char *comment)
{
	g_auto(GStrv) words = g_strsplit(comment, " ", -1);
	gsize column = 0;
	for (char **word = words; *word; word++) {
		gsize length = strlen(*word);
		if (column && column + 1 + length > 78) {
			g_string_append_c(text, '\n');
			column = 0;
		}
		g_string_append(text, column ? " " : "# ");
		g_string_append(text, *word);
		column += length + (column ? 1 : 2);
	}
	g_string_append_c(text, '\n');
}

static void append_key(GString *text, const char *name, const char *value)
{
	append_comment(text, meaning_of(name));
	g_string_append_printf(text, "%s = %s\n", name, value);
}

/* A blank separates pathspecs, so that within one the glob for any byte stands
 * for it. */
static char *spell_pathspec(const char *model)
{
	return g_strdelimit(g_strdup(model), " \t\"", '?');
}

char *config_write(const char *const *models, const char *migrations,
		   const char *dialect, const char *database)
{
	GString *text = g_string_new("[migrate]\n");
	append_comment(text, meaning_of("models"));
	for (; *models; models++) {
		g_autofree char *pathspec = spell_pathspec(*models);
		g_string_append_printf(text, "models = %s\n", pathspec);
	}
	append_key(text, "migrations", migrations);
	append_key(text, "dialect", dialect);
	if (database)
		append_key(text, "database", database);
	return g_string_free(text, FALSE);
}

/*
 * Configuration: the tracked file `.gitmigrate` (read by inih), git's own
 * configuration, the environment and the defaults, merged by precedence:
 *
 *     defaults < .gitmigrate < git config migrate.* < environment < options
 *
 * The tracked file is not trusted: an allow-list of keys, relative paths
 * inside the working tree only (R77, R78).
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <glib.h>

#define CONFIG_FILE ".gitmigrate"

typedef struct Config {
	GPtrArray *models;	    /* of char *, pathspecs; NULL-ended */
	GHashTable *types;	    /* name of Python -> type of SQL: what
				     * third-party types are to the engine */
	char *migrations;	    /* directory relative to the top */
	char *dialect;		    /* "sqlite"; where no source sets it, that
				     * of the database */
	char *database;		    /* URL of a known scheme */
	gboolean database_is_local; /* not from the tracked file */
	char *database_origin; /* "git config migrate.database", "the default",
				* ".gitmigrate:5": for messages */
	char *commit_message_level; /* off | warn | enforce, the stricter one */
	char *sync; /* when the database follows HEAD: auto | ask | status |
		     * off | force */
	gboolean sync_forced;  /* force: values that cannot be kept may go */
	unsigned stash_expire; /* days after which kept values go; 0: never */
	gboolean present;      /* there is a .gitmigrate */
} Config;

/* A key the program knows. The table of them makes gitconfig.example and the
 * manual's list true. */
typedef struct ConfigKey {
	const char *name;    /* in the tracked file: "models"; in git config:
			      * "migrate.models" */
	const char *section; /* of the tracked file, or NULL: git config only */
	const char *fallback; /* default as text, or NULL */
	gboolean repeated;
	const char *meaning; /* one sentence */
} ConfigKey;
/* Ends in an entry without a name. */
const ConfigKey *config_keys(void);

/* Merges the sources. The models of a later source replace those of an
 * earlier one, and of the levels the strictest holds. `text` is the tracked
 * file or NULL when it is absent; `git_values` are GStrv {name, value} pairs as
 * repository_config_section() gives them, or NULL; the environment is
 * read here. Errors are FAILURE_INVALID with ".gitmigrate:line: …" and, for a
 * key that is not allowed there, the git config key to use. */
Config *config_load(const char *text, gsize length, const GPtrArray *git_values,
		    GError **error);
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* The text of a new .gitmigrate, a comment over each key. `models` are paths
 * or pathspecs, NULL-ended; a blank or quote in one is written as '?', the
 * glob for it. `database` may be NULL. The caller owns the text. */
char *config_write(const char *const *models, const char *migrations,
		   const char *dialect, const char *database);

/* A URL without its password, for messages (R86): "***" stands for it, and
 * for whatever could be part of it. The caller owns it. */
char *config_redact_url(const char *url);

/* The dialect a database URL belongs to ("sqlite", "postgresql"), static; NULL
 * for an unknown scheme. */
const char *config_url_dialect(const char *url);

#endif

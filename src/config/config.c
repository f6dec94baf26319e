#include "internal.h"

#include <string.h>

#include "base/failure.h"

#define DEFAULT_LEVEL "warn"
#define DATABASE_VARIABLE "GIT_MIGRATE_DATABASE"

/* Where a value comes from; a later one goes before an earlier one. */
typedef enum Rank {
	RANK_DEFAULT,
	RANK_TRACKED,
	RANK_GIT,
	RANK_LAST
} Rank;

typedef struct Merge {
	Config *config;
	Rank models_rank;     /* of what config->models holds */
	gboolean has_dialect; /* some source sets it */
} Merge;

/* A value on its way in. */
typedef struct Setting {
	const char *key;
	const char *name; /* of a type; else NULL */
	const char *value;
	const char *place; /* for messages: ".gitmigrate:3" */
	Rank rank;
} Setting;

static gboolean refuse(const Setting *setting, const char *hint, GError **error,
		       const char *fault)
{
	failure_set(error, FAILURE_INVALID, hint, "%s: %s: '%s' %s",
		    setting->place, setting->key, setting->value, fault);
	return FALSE;
}

static void replace(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

/* Values of one source add up; those of a later source replace the rest, and
 * so does an empty value in git's configuration, as for other lists there. */
static gboolean set_models(Merge *merge, const Setting *setting, GError **error)
{
	GPtrArray *models = merge->config->models;
	if (setting->rank > merge->models_rank || !*setting->value)
		g_ptr_array_set_size(models, 0);
	merge->models_rank = setting->rank;
	g_auto(GStrv) words = g_strsplit_set(setting->value, " \t", -1);
	for (char **word = words; *word; word++) {
		if (!**word)
			continue;
		const char *fault = pathspec_fault(*word);
		if (fault)
			return refuse(setting,
				      "name files relative to the top of the "
				      "working tree",
				      error, fault);
		g_ptr_array_add(models, g_strdup(*word));
	}
	return TRUE;
}

static gboolean set_migrations(Merge *merge, const Setting *setting,
			       GError **error)
{
	g_autofree char *path = g_strdup(setting->value);
	gsize length = strlen(path);
	if (length > 1 && path[length - 1] == '/')
		path[length - 1] = '\0';
	const char *fault = path_fault(path);
	if (fault)
		return refuse(setting,
			      "name a directory relative to the top of the "
			      "working tree",
			      error, fault);
	replace(&merge->config->migrations, path);
	return TRUE;
}

static gboolean set_dialect(Merge *merge, const Setting *setting,
			    GError **error)
{
	if (!g_strv_contains(config_dialects, setting->value))
		return refuse(setting, "the dialects are sqlite and postgresql",
			      error, "is unknown");
	merge->has_dialect = TRUE;
	replace(&merge->config->dialect, setting->value);
	return TRUE;
}

static gboolean set_database(Merge *merge, const Setting *setting,
			     GError **error)
{
	if (!config_url_dialect(setting->value)) {
		g_autofree char *shown = config_redact_url(setting->value);
		Setting redacted = *setting;
		redacted.value = shown;
		return refuse(&redacted,
			      "a database is named as in "
			      "sqlite:///database.db or "
			      "postgresql://user@host/name",
			      error, "is no database URL");
	}
	Config *config = merge->config;
	replace(&config->database, setting->value);
	config->database_is_local = setting->rank > RANK_TRACKED;
	replace(&config->database_origin, setting->place);
	return TRUE;
}

static int find_level(const char *level)
{
	int at = 0;
	while (config_levels[at] && strcmp(config_levels[at], level))
		at++;
	return config_levels[at] ? at : -1;
}

/* No source can lower what another one asks for. */
static gboolean set_level(Merge *merge, const Setting *setting, GError **error)
{
	int level = find_level(setting->value);
	if (level < 0)
		return refuse(setting, "the levels are off, warn and enforce",
			      error, "is unknown");
	/* A default asks for nothing: it would be the least level. */
	if (setting->rank == RANK_DEFAULT)
		return TRUE;
	const char *known = merge->config->commit_message_level;
	if (!known || level > find_level(known))
		replace(&merge->config->commit_message_level, setting->value);
	return TRUE;
}

static gboolean set_sync(Merge *merge, const Setting *setting, GError **error)
{
	static const char *const words[] = {"auto", "ask",   "status",
					    "off",  "force", NULL};
	if (!g_strv_contains(words, setting->value))
		return refuse(setting,
			      "the values are auto, ask, status, off and force",
			      error, "is unknown");
	replace(&merge->config->sync, setting->value);
	merge->config->sync_forced = strcmp(setting->value, "force") == 0;
	return TRUE;
}

static gboolean set_stash_expire(Merge *merge, const Setting *setting,
				 GError **error)
{
	guint64 days = 0;
	if (strcmp(setting->value, "never") != 0 &&
	    !g_ascii_string_to_unsigned(setting->value, 10, 1, 36500, &days,
					NULL))
		return refuse(setting, "give a number of days, or never", error,
			      "is no number of days");
	merge->config->stash_expire = (unsigned)days;
	return TRUE;
}

/* What hooks go by is read where it is used; here a value that means nothing
 * is found before anything goes by it. */
static gboolean check_word(Merge *merge, const Setting *setting, GError **error)
{
	static const struct {
		const char *key;
		const char *words;
	} choices[] = {
		{"bisect", "follow, wait"},
		{"trust", "all, known"},
		{"hookStrict", "true, false, yes, no, on, off, 1, 0"},
	};
	(void)merge;
	gsize at = 0;
	while (g_ascii_strcasecmp(choices[at].key, setting->key) != 0)
		at++;
	g_auto(GStrv) words = g_strsplit(choices[at].words, ", ", -1);
	if (g_strv_contains((const char *const *)words, setting->value))
		return TRUE;
	g_autofree char *hint =
		g_strdup_printf("it may be one of: %s", choices[at].words);
	return refuse(setting, hint, error, "is unknown");
}

static gboolean check_seconds(Merge *merge, const Setting *setting,
			      GError **error)
{
	guint64 seconds;
	(void)merge;
	if (g_ascii_string_to_unsigned(setting->value, 10, 0, G_MAXINT,
				       &seconds, NULL))
		return TRUE;
	return refuse(setting, "write it as 30", error,
		      "is no number of seconds");
}

/* Read where it is used; here a value that means nothing is found before
 * anything goes by it. */
static gboolean check_level(Merge *merge, const Setting *setting,
			    GError **error)
{
	(void)merge;
	return find_level(setting->value) >= 0 ||
	       refuse(setting, "the levels are off, warn and enforce", error,
		      "is unknown");
}

static gboolean set_type(Merge *merge, const Setting *setting, GError **error)
{
	(void)error;
	/* A key of git config that has this name is none of ours. */
	if (setting->name)
		g_hash_table_insert(merge->config->types,
				    g_strdup(setting->name),
				    g_strdup(setting->value));
	return TRUE;
}

static gboolean set(Merge *merge, const Setting *setting, GError **error)
{
	static const struct {
		const char *key;
		gboolean (*set)(Merge *merge, const Setting *setting,
				GError **error);
	} setters[] = {
		{"models", set_models},
		{"migrations", set_migrations},
		{"dialect", set_dialect},
		{"database", set_database},
		{"commit-msg", set_level},
		{"commitMsg", set_level},
		{"sync", set_sync},
		{"stashExpire", set_stash_expire},
		{"bisect", check_word},
		{"trust", check_word},
		{"hookStrict", check_word},
		{"hookTimeout", check_seconds},
		{"loaderTimeout", check_seconds},
		{"prePush", check_level},
		{"types", set_type},
	};
	for (unsigned i = 0; i < G_N_ELEMENTS(setters); i++) {
		if (!g_ascii_strcasecmp(setters[i].key, setting->key))
			return setters[i].set(merge, setting, error);
	}
	return TRUE; /* git config has keys of other versions too */
}

static gboolean set_defaults(Merge *merge, GError **error)
{
	merge->config->models = g_ptr_array_new_with_free_func(g_free);
	merge->config->types =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (const ConfigKey *key = config_keys(); key->name; key++) {
		Setting setting = {key->name, NULL, key->fallback,
				   "the default", RANK_DEFAULT};
		if (key->fallback && !set(merge, &setting, error))
			return FALSE;
	}
	merge->has_dialect = FALSE;
	return TRUE;
}

static gboolean set_tracked(Merge *merge, const char *text, gsize length,
			    GError **error)
{
	if (!text)
		return TRUE;
	merge->config->present = TRUE;
	g_autoptr(GPtrArray) entries = tracked_read(text, length, error);
	for (unsigned i = 0; entries && i < entries->len; i++) {
		const Entry *entry = g_ptr_array_index(entries, i);
		g_autofree char *place =
			g_strdup_printf(CONFIG_FILE ":%u", entry->line);
		Setting setting = {entry->key, entry->name, entry->value, place,
				   RANK_TRACKED};
		if (!set(merge, &setting, error))
			return FALSE;
	}
	return entries != NULL;
}

static gboolean set_git(Merge *merge, const GPtrArray *values, GError **error)
{
	for (unsigned i = 0; values && i < values->len; i++) {
		char **pair = g_ptr_array_index(values, i);
		static const char section[] = "migrate.";
		if (g_ascii_strncasecmp(pair[0], section, strlen(section)))
			continue;
		g_autofree char *place =
			g_strdup_printf("git config %s", pair[0]);
		Setting setting = {pair[0] + strlen(section), NULL, pair[1],
				   place, RANK_GIT};
		if (!set(merge, &setting, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean set_environment(Merge *merge, GError **error)
{
	const char *url = g_getenv(DATABASE_VARIABLE);
	Setting setting = {"database", NULL, url, DATABASE_VARIABLE, RANK_LAST};
	return !url || !*url || set_database(merge, &setting, error);
}

Config *config_load(const char *text, gsize length, const GPtrArray *git_values,
		    GError **error)
{
	g_autoptr(Config) config = g_new0(Config, 1);
	Merge merge = {.config = config};
	if (!set_defaults(&merge, error) ||
	    !set_tracked(&merge, text, length, error) ||
	    !set_git(&merge, git_values, error) ||
	    !set_environment(&merge, error))
		return NULL;
	if (!config->commit_message_level)
		config->commit_message_level = g_strdup(DEFAULT_LEVEL);
	if (!merge.has_dialect)
		replace(&config->dialect, config_url_dialect(config->database));
	g_ptr_array_add(config->models, NULL);
	return g_steal_pointer(&config);
}

void config_free(Config *config)
{
	if (!config)
		return;
	if (config->models)
		g_ptr_array_unref(config->models);
	if (config->types)
		g_hash_table_unref(config->types);
	g_free(config->migrations);
	g_free(config->dialect);
	g_free(config->database);
	g_free(config->database_origin);
	g_free(config->commit_message_level);
	g_free(config->sync);
	g_free(config);
}

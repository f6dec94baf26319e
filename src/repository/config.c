#include "internal.h"

#include <string.h>

static gboolean variable_is_true(const char *name)
{
	const char *value = g_getenv(name);
	return value && *value && strcmp(value, "0") != 0 &&
	       g_ascii_strcasecmp(value, "false") != 0 &&
	       g_ascii_strcasecmp(value, "no") != 0 &&
	       g_ascii_strcasecmp(value, "off") != 0;
}

static gboolean read_system(GPtrArray *settings)
{
	if (variable_is_true("GIT_CONFIG_NOSYSTEM"))
		return TRUE;
	const char *path = g_getenv("GIT_CONFIG_SYSTEM");
	return settings_read(settings, path ? path : "/etc/gitconfig");
}

static gboolean read_global(GPtrArray *settings)
{
	const char *path = g_getenv("GIT_CONFIG_GLOBAL");
	if (path)
		return settings_read(settings, path);
	const char *home = g_getenv("HOME");
	const char *configuration = g_getenv("XDG_CONFIG_HOME");
	g_autofree char *shared = NULL;
	if (configuration && *configuration)
		shared = g_strdup_printf("%s/git/config", configuration);
	else if (home)
		shared = g_strdup_printf("%s/.config/git/config", home);
	if (shared && !settings_read(settings, shared))
		return FALSE;
	if (!home)
		return TRUE;
	g_autofree char *own = g_strdup_printf("%s/.gitconfig", home);
	return settings_read(settings, own);
}

static gboolean read_local(const Repository *repository, GPtrArray *settings)
{
	g_autofree char *shared =
		g_strdup_printf("%s/config", repository->common_directory);
	g_autofree char *own = g_strdup_printf("%s/config.worktree",
					       repository->git_directory);
	g_autoptr(GPtrArray) local = settings_new();
	if (!settings_read(local, shared))
		return FALSE;
	if (settings_is_true(local, "extensions.worktreeconfig") &&
	    !settings_read(local, own))
		return FALSE;
	g_ptr_array_extend_and_steal(settings, g_steal_pointer(&local));
	return TRUE;
}

static gboolean has_includes(const GPtrArray *settings)
{
	for (guint i = 0; i < settings->len; i++) {
		const Setting *setting = settings->pdata[i];
		if (g_str_has_prefix(setting->name, "include.") ||
		    g_str_has_prefix(setting->name, "includeif."))
			return TRUE;
	}
	return FALSE;
}

/* The settings as far as they stand in plain files; NULL when more than that
 * decides them: values in the environment (`git -c`), files included in
 * others, or a file that is broken. */
static GPtrArray *read_by_hand(const Repository *repository)
{
	if (g_getenv("GIT_CONFIG_PARAMETERS") || g_getenv("GIT_CONFIG_COUNT"))
		return NULL;
	g_autoptr(GPtrArray) settings = settings_new();
	if (!read_system(settings) || !read_global(settings) ||
	    !read_local(repository, settings) || has_includes(settings))
		return NULL;
	return g_steal_pointer(&settings);
}

/* `git config --list -z` prints "name\nvalue\0", or "name\0" for a key that
 * has no value. */
static GPtrArray *ask_git(const Repository *repository, GError **error)
{
	static const char *const arguments[] = {"config", "--list", "-z", NULL};
	g_autoptr(GBytes) output = NULL;
	if (!git_run(repository->start, arguments, &output, error))
		return NULL;
	GPtrArray *settings = settings_new();
	gsize length = 0;
	const char *at = g_bytes_get_data(output, &length);
	const char *end = at + length;
	while (at < end) {
		gsize whole = strnlen(at, (gsize)(end - at));
		g_autofree char *name = g_strndup(at, whole);
		char *value = strchr(name, '\n');
		if (value)
			*value++ = '\0';
		settings_add(settings, name, value);
		at += whole + 1;
	}
	return settings;
}

gboolean settings_load(Repository *repository, GError **error)
{
	GPtrArray *settings = read_by_hand(repository);
	if (!settings)
		settings = ask_git(repository, error);
	if (!settings)
		return FALSE;
	g_clear_pointer(&repository->settings, g_ptr_array_unref);
	repository->settings = settings;
	return TRUE;
}

/* Section and key are the same in upper and lower case; what stands between
 * them, if anything, is not. */
static char *canonical_name(const char *key)
{
	char *name = g_strdup(key);
	char *first = strchr(name, '.');
	char *last = strrchr(name, '.');
	for (char *c = name; *c; c++)
		if (!first || c < first || c > last)
			*c = g_ascii_tolower(*c);
	return name;
}

char *repository_config(Repository *repository, const char *key)
{
	g_autofree char *name = canonical_name(key);
	return g_strdup(settings_find(repository->settings, name));
}

char *repository_config_local(Repository *repository, const char *key)
{
	const char *const arguments[] = {"config", "--local", "-z",
					 "--get",  key,	      NULL};
	g_autoptr(GBytes) output = NULL;
	if (!git_run(repository->start, arguments, &output, NULL))
		return NULL;
	gsize length = 0;
	const char *value = g_bytes_get_data(output, &length);
	return g_strndup(value ? value : "", length);
}

GPtrArray *repository_config_all(Repository *repository, const char *key)
{
	g_autofree char *name = canonical_name(key);
	GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < repository->settings->len; i++) {
		const Setting *setting = repository->settings->pdata[i];
		if (strcmp(setting->name, name) == 0)
			g_ptr_array_add(values,
					g_strdup(setting->value ? setting->value
								: "true"));
	}
	return values;
}

GPtrArray *repository_config_section(Repository *repository,
				     const char *section)
{
	g_autofree char *lower = g_ascii_strdown(section, -1);
	g_autofree char *prefix = g_strconcat(lower, ".", NULL);
	GPtrArray *pairs =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	for (guint i = 0; i < repository->settings->len; i++) {
		const Setting *setting = repository->settings->pdata[i];
		if (!g_str_has_prefix(setting->name, prefix))
			continue;
		char **pair = g_new0(char *, 3);
		pair[0] = g_strdup(setting->name);
		pair[1] = g_strdup(setting->value ? setting->value : "true");
		g_ptr_array_add(pairs, pair);
	}
	return pairs;
}

static gboolean change(Repository *repository, const char *how, const char *key,
		       const char *value, GError **error)
{
	const char *const arguments[] = {"config", "--local", how,
					 key,	   value,     NULL};
	g_autoptr(GError) cause = NULL;
	if (!git_run(repository->start, arguments, NULL, &cause)) {
		failure_set(error, FAILURE_FAILED, failure_hint(cause),
			    "cannot set %s: %s", key, cause->message);
		return FALSE;
	}
	return settings_load(repository, error);
}

gboolean repository_config_set(Repository *repository, const char *key,
			       const char *value, GError **error)
{
	return change(repository, "--replace-all", key, value, error);
}

gboolean repository_config_add(Repository *repository, const char *key,
			       const char *value, GError **error)
{
	g_autoptr(GPtrArray) values = repository_config_all(repository, key);
	for (guint i = 0; i < values->len; i++)
		if (strcmp(values->pdata[i], value) == 0)
			return TRUE;
	return change(repository, "--add", key, value, error);
}

gboolean repository_config_unset(Repository *repository, const char *key,
				 GError **error)
{
	const char *const get[] = {"config", "--local", "--get-all", key, NULL};
	const char *const unset[] = {"config", "--local", "--unset-all", key,
				     NULL};
	g_autoptr(GError) cause = NULL;
	if (!git_run(repository->start, get, NULL, NULL))
		return TRUE;
	if (!git_run(repository->start, unset, NULL, &cause)) {
		failure_set(error, FAILURE_FAILED, failure_hint(cause),
			    "cannot unset %s: %s", key, cause->message);
		return FALSE;
	}
	return settings_load(repository, error);
}

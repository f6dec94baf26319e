#include "internal.h"

#include <string.h>

const char *const config_dialects[] = {"sqlite", "postgresql", NULL};
const char *const config_levels[] = {"off", "warn", "enforce", NULL};

static const char *component_fault(const char *component)
{
	if (!*component || !strcmp(component, "."))
		return "has an empty component";
	if (!strcmp(component, ".."))
		return "leaves the working tree";
	if (!g_ascii_strcasecmp(component, ".git"))
		return "is in Git's own directory";
	return NULL;
}

const char *path_fault(const char *path)
{
	if (*path == '/' || *path == '~')
		return "is not relative to the top of the working tree";
	for (const char *at = path; *at; at++) {
		if (g_ascii_iscntrl(*at))
			return "has a control character";
		if (*at == '\\')
			return "has a backslash";
	}
	g_auto(GStrv) components = g_strsplit(path, "/", -1);
	if (!components[0])
		return "is empty";
	for (char **component = components; *component; component++) {
		const char *fault = component_fault(*component);
		if (fault)
			return fault;
	}
	return NULL;
}

const char *pathspec_fault(const char *pathspec)
{
	if (g_str_has_prefix(pathspec, ":!") ||
	    g_str_has_prefix(pathspec, ":^"))
		pathspec += 2;
	else if (*pathspec == ':')
		return "has a pathspec magic that is not known";
	g_autofree char *path = g_strdup(pathspec);
	gsize length = strlen(path);
	if (length > 1 && path[length - 1] == '/')
		path[length - 1] = '\0';
	return !strcmp(path, ".") ? NULL : path_fault(path);
}

const char *tracked_database_fault(const char *url)
{
	static const char scheme[] = "sqlite:///";
	if (!g_str_has_prefix(url, scheme))
		return "is not of the form sqlite:///PATH";
	const char *path = url + strlen(scheme);
	if (*path == ':' || g_str_has_prefix(path, "file:"))
		return "is not a plain path";
	/* '%' could spell "..", '?' and '#' could give SQLite options */
	if (strpbrk(path, "%?#"))
		return "is not a plain path";
	return path_fault(path);
}

const char *config_url_dialect(const char *url)
{
	static const struct {
		const char *scheme;
		const char *dialect;
	} schemes[] = {{"sqlite", "sqlite"},
		       {"postgresql", "postgresql"},
		       {"postgres", "postgresql"}};
	const char *end = strstr(url, "://");
	if (!end)
		return NULL;
	gsize length = (gsize)(end - url);
	const char *driver = memchr(url, '+', length);
	if (driver)
		length = (gsize)(driver - url);
	for (unsigned i = 0; i < G_N_ELEMENTS(schemes); i++) {
		if (strlen(schemes[i].scheme) == length &&
		    !strncmp(url, schemes[i].scheme, length))
			return schemes[i].dialect;
	}
	return NULL;
}

/* Where the value that starts here ends: at '&' or a blank, or at the quote
 * that closes it. */
static const char *skip_value(const char *value)
{
	if (*value != '\'')
		return value + strcspn(value, "& \t\n");
	for (value++; *value && *value != '\''; value++) {
		if (*value == '\\' && value[1])
			value++;
	}
	return *value ? value + 1 : value;
}

/* "password=x" of a query or of libpq's keywords, and sslpassword. */
static char *redact_keywords(const char *text)
{
	static const char word[] = "password";
	GString *shown = g_string_new(NULL);
	while (*text) {
		if (g_ascii_strncasecmp(text, word, strlen(word))) {
			g_string_append_c(shown, *text++);
			continue;
		}
		g_string_append_len(shown, text, (gssize)strlen(word));
		text += strlen(word);
		const char *value = text + strspn(text, " \t");
		if (*value != '=')
			continue;
		value++;
		value += strspn(value, " \t");
		g_string_append(shown, "=***");
		text = skip_value(value);
	}
	return g_string_free(shown, FALSE);
}

/* The last '@' is taken for the end of the password, wherever it stands: a
 * password with an unescaped '/' or '?' must not be shown in part. */
char *config_redact_url(const char *url)
{
	const char *authority = strstr(url, "://");
	const char *host = strrchr(url, '@');
	if (!authority || !host || host < authority)
		return redact_keywords(url);
	const char *user = authority + strlen("://");
	const char *colon = memchr(user, ':', (gsize)(host - user));
	if (!colon)
		return redact_keywords(url);
	g_autofree char *shown =
		g_strdup_printf("%.*s:***%s", (int)(colon - url), url, host);
	return redact_keywords(shown);
}

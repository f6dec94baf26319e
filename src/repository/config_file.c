#include "internal.h"

#include <errno.h>
#include <string.h>

/* A reader of git's configuration format, the rules being those of git's own
 * (config.c: get_next_char, parse_value, get_base_var): "\r\n" is a line feed,
 * and the text ends with one that need not be there. */
typedef struct Reader {
	const char *at;
	const char *end;
	unsigned line;
	GString *section; /* "migrate." or "remote.origin." */
	GPtrArray *settings;
} Reader;

static void setting_free(gpointer data)
{
	Setting *setting = data;
	g_free(setting->name);
	g_free(setting->value);
	g_free(setting);
}

GPtrArray *settings_new(void)
{
	return g_ptr_array_new_with_free_func(setting_free);
}

void settings_add(GPtrArray *settings, const char *name, const char *value)
{
	Setting *setting = g_new(Setting, 1);
	setting->name = g_strdup(name);
	setting->value = g_strdup(value);
	g_ptr_array_add(settings, setting);
}

const char *settings_find(const GPtrArray *settings, const char *name)
{
	for (guint i = settings->len; i > 0; i--) {
		const Setting *setting = settings->pdata[i - 1];
		if (strcmp(setting->name, name) == 0)
			return setting->value ? setting->value : "true";
	}
	return NULL;
}

gboolean settings_is_true(const GPtrArray *settings, const char *name)
{
	const char *value = settings_find(settings, name);
	if (!value)
		return FALSE;
	if (g_ascii_strcasecmp(value, "true") == 0 ||
	    g_ascii_strcasecmp(value, "yes") == 0 ||
	    g_ascii_strcasecmp(value, "on") == 0)
		return TRUE;
	return g_ascii_strtoll(value, NULL, 0) != 0;
}

static int next(Reader *reader)
{
	if (reader->at >= reader->end)
		return '\n';
	if (reader->at[0] == '\r' && reader->at + 1 < reader->end &&
	    reader->at[1] == '\n')
		reader->at++;
	int c = (unsigned char)*reader->at++;
	if (c == '\n')
		reader->line++;
	return c;
}

static gboolean is_name(int c)
{
	return g_ascii_isalnum((char)c) || c == '-';
}

/* After `[section`: the quoted subsection and its bracket. */
static gboolean parse_subsection(Reader *reader, int c)
{
	while (c == ' ' || c == '\t')
		c = next(reader);
	if (c != '"')
		return FALSE;
	g_string_append_c(reader->section, '.');
	while ((c = next(reader)) != '"') {
		if (c == '\\')
			c = next(reader);
		if (c == '\n')
			return FALSE;
		g_string_append_c(reader->section, (char)c);
	}
	return next(reader) == ']';
}

static gboolean parse_section(Reader *reader)
{
	g_string_truncate(reader->section, 0);
	for (;;) {
		int c = next(reader);
		if (c == ']' && !reader->section->len)
			return FALSE;
		if (c == ']')
			break;
		if (c == ' ' || c == '\t') {
			if (!parse_subsection(reader, c))
				return FALSE;
			break;
		}
		if (!is_name(c) && c != '.')
			return FALSE;
		g_string_append_c(reader->section, g_ascii_tolower((char)c));
	}
	g_string_append_c(reader->section, '.');
	return TRUE;
}

static gboolean parse_escape(Reader *reader, GString *value)
{
	int c = next(reader);
	switch (c) {
	case '\n':
		return TRUE;
	case 't':
		c = '\t';
		break;
	case 'b':
		c = '\b';
		break;
	case 'n':
		c = '\n';
		break;
	case '\\':
	case '"':
		break;
	default:
		return FALSE;
	}
	g_string_append_c(value, (char)c);
	return TRUE;
}

/* After the '='. Blanks within a value are kept, those around it are not. */
static gboolean parse_value(Reader *reader, GString *value)
{
	gboolean quoted = FALSE;
	gboolean comment = FALSE;
	gsize blanks = 0;
	for (;;) {
		int c = next(reader);
		if (c == '\n')
			return !quoted;
		if (comment)
			continue;
		if (g_ascii_isspace((char)c) && !quoted) {
			blanks += value->len > 0;
			continue;
		}
		if (!quoted && (c == ';' || c == '#')) {
			comment = TRUE;
			continue;
		}
		for (; blanks; blanks--)
			g_string_append_c(value, ' ');
		if (c == '"')
			quoted = !quoted;
		else if (c != '\\')
			g_string_append_c(value, (char)c);
		else if (!parse_escape(reader, value))
			return FALSE;
	}
}

static gboolean parse_setting(Reader *reader, int c)
{
	if (!g_ascii_isalpha((char)c))
		return FALSE;
	g_autoptr(GString) name = g_string_new(reader->section->str);
	for (; is_name(c); c = next(reader))
		g_string_append_c(name, g_ascii_tolower((char)c));
	while (c == ' ' || c == '\t')
		c = next(reader);
	g_autoptr(GString) value = g_string_new(NULL);
	if (c == '\n') {
		settings_add(reader->settings, name->str, NULL);
		return TRUE;
	}
	if (c != '=' || !parse_value(reader, value))
		return FALSE;
	settings_add(reader->settings, name->str, value->str);
	return TRUE;
}

static gboolean parse_all(Reader *reader)
{
	gboolean comment = FALSE;
	while (reader->at < reader->end) {
		int c = next(reader);
		if (c == '\n')
			comment = FALSE;
		if (comment || g_ascii_isspace((char)c))
			continue;
		if (c == '#' || c == ';') {
			comment = TRUE;
			continue;
		}
		if (c == '[' ? !parse_section(reader)
			     : !parse_setting(reader, c))
			return FALSE;
	}
	return TRUE;
}

gboolean settings_parse(GPtrArray *settings, const char *text, gsize length,
			unsigned *line)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8 */
	g_autoptr(GString) section = g_string_new(NULL);
	Reader reader = {
		.at = text,
		.end = text + length,
		.line = 1,
		.section = section,
		.settings = settings,
	};
	if (length >= 3 && memcmp(text, mark, 3) == 0)
		reader.at += 3;
	gboolean whole = parse_all(&reader);
	if (line)
		*line = reader.line;
	return whole;
}

gboolean settings_read(GPtrArray *settings, const char *path)
{
	gsize length = 0;
	g_autofree char *text = file_text(path, &length);
	if (!text)
		return errno == ENOENT || errno == ENOTDIR;
	return settings_parse(settings, text, length, NULL);
}

#include "internal.h"

#include <string.h>

#define SLUG_LIMIT 60

/* Writes the message as comment lines. A line that the parser would take for
 * a header or a marker is quoted with '>', as is one that looks quoted. */
static void write_message(GString *text, const char *message)
{
	g_auto(GStrv) lines = g_strsplit(message, "\n", -1);
	for (char **line = lines; *line; line++) {
		Slice comment = slice_strip((Slice){*line, strlen(*line)});
		if (!comment.length) {
			g_string_append(text, "--\n");
			continue;
		}
		gboolean quoted =
			comment.text[0] == '>' || header_find(comment) ||
			(comment.length >= 8 &&
			 !g_ascii_strncasecmp(comment.text, "migrate:", 8));
		g_string_append(text, quoted ? "-- >" : "-- ");
		g_string_append_len(text, comment.text, (gssize)comment.length);
		g_string_append_c(text, '\n');
	}
}

static void write_section(GString *text, const char *word, const char *sql,
			  const char *request)
{
	g_string_append_printf(text, "\n-- migrate:%s\n", word);
	Slice body = {sql, sql ? strlen(sql) : 0};
	while (body.length && g_ascii_isspace(body.text[body.length - 1]))
		body.length--;
	if (!body.length)
		body = (Slice){request, strlen(request)};
	g_string_append_len(text, body.text, (gssize)body.length);
	g_string_append_c(text, '\n');
}

char *revision_write(const NewRevision *revision)
{
	GString *text = g_string_new(NULL);
	g_autofree char *message = g_strstrip(g_strdup(revision->message));
	if (message[0]) {
		write_message(text, message);
		g_string_append(text, "--\n");
	}
	g_string_append_printf(text, "-- Revision: %s\n", revision->id);
	if (revision->parents && revision->parents[0]) {
		g_string_append(text, "-- Revises: ");
		for (const char *const *id = revision->parents; *id; id++)
			g_string_append_printf(text, "%s%s", *id,
					       id[1] ? ", " : "\n");
	}
	g_autoptr(GDateTime) utc = g_date_time_to_utc(revision->date);
	g_autofree char *date = g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ");
	g_string_append_printf(text, "-- Create-Date: %s\n", date);
	write_section(text, "up", revision->up,
		      "-- write here the SQL that makes the change");
	write_section(text, "down", revision->down,
		      "-- write here the SQL that takes it back");
	return g_string_free(text, FALSE);
}

/* The message's first line as a part of a file name; "" when it has neither
 * letter nor digit that ASCII can spell. */
static char *make_slug(const char *message)
{
	g_autofree char *line = g_strndup(message, strcspn(message, "\n"));
	g_autofree char *valid = g_utf8_make_valid(line, -1);
	g_autofree char *ascii = g_str_to_ascii(valid, "C");
	GString *slug = g_string_new(NULL);
	for (const char *at = ascii; *at && slug->len < SLUG_LIMIT; at++) {
		if (g_ascii_isalnum(*at))
			g_string_append_c(slug, g_ascii_tolower(*at));
		else if (slug->len && slug->str[slug->len - 1] != '_')
			g_string_append_c(slug, '_');
	}
	while (slug->len && slug->str[slug->len - 1] == '_')
		g_string_truncate(slug, slug->len - 1);
	return g_string_free(slug, FALSE);
}

char *revision_file_name(const NewRevision *revision)
{
	g_autoptr(GDateTime) utc = g_date_time_to_utc(revision->date);
	g_autofree char *date = g_date_time_format(utc, "%Y%m%d%H%M%S");
	g_autofree char *message = g_strstrip(g_strdup(revision->message));
	g_autofree char *slug = make_slug(message);
	return g_strdup_printf("%s_%.*s.sql", date, 64,
			       slug[0] ? slug : revision->id);
}

static int digits(const char *text, int count)
{
	int number = 0;
	for (int i = 0; i < count; i++)
		number = 10 * number + (text[i] - '0');
	return number;
}

GDateTime *revision_file_date(const Revision *revision)
{
	const char *slash = strrchr(revision->path, '/');
	const char *name = slash ? slash + 1 : revision->path;
	for (int i = 0; i < 14; i++)
		if (!g_ascii_isdigit(name[i]))
			return NULL;
	return g_date_time_new_utc(digits(name, 4), digits(name + 4, 2),
				   digits(name + 6, 2), digits(name + 8, 2),
				   digits(name + 10, 2), digits(name + 12, 2));
}

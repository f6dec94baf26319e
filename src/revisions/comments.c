/*
 * SQL without its comments, for checksums: a remark that is added to a
 * migration, or blank space, does not make it another one.
 */
#include <string.h>

#include "internal.h"

/* The end of what is quoted at `at` by `quote`; doubled quotes stay inside. */
static const char *skip_quoted(const char *at, char quote)
{
	for (at++; *at; at++) {
		if (*at != quote)
			continue;
		if (at[1] != quote)
			return at + 1;
		at++;
	}
	return at;
}

/* PostgreSQL's $tag$ … $tag$; NULL when none starts here. */
static const char *skip_dollar(const char *at)
{
	gsize length = 1;
	while (g_ascii_isalnum(at[length]) || at[length] == '_')
		length++;
	if (at[length] != '$' || g_ascii_isdigit(at[1]))
		return NULL;
	g_autofree char *tag = g_strndup(at, length + 1);
	const char *end = strstr(at + length + 1, tag);
	return end ? end + length + 1 : at + strlen(at);
}

static const char *skip_comment(const char *at)
{
	if (at[0] == '-' && at[1] == '-')
		return at + strcspn(at, "\n");
	if (at[0] != '/' || at[1] != '*')
		return NULL;
	const char *end = strstr(at + 2, "*/");
	return end ? end + 2 : at + strlen(at);
}

static const char *skip_text(const char *at)
{
	if (*at == '\'' || *at == '"' || *at == '`')
		return skip_quoted(at, *at);
	return *at == '$' ? skip_dollar(at) : NULL;
}

/* White space parts words; how much of it there is does not count. */
static void append_space(GString *bare)
{
	if (bare->len && bare->str[bare->len - 1] != ' ')
		g_string_append_c(bare, ' ');
}

char *sql_without_comments(const char *sql)
{
	GString *bare = g_string_sized_new(strlen(sql));
	while (*sql) {
		const char *end = skip_comment(sql);
		if (end || g_ascii_isspace(*sql)) {
			append_space(bare);
			sql = end ? end : sql + 1;
			continue;
		}
		end = skip_text(sql);
		if (!end)
			end = sql + 1;
		g_string_append_len(bare, sql, end - sql);
		sql = end;
	}
	if (bare->len && bare->str[bare->len - 1] == ' ')
		g_string_truncate(bare, bare->len - 1);
	return g_string_free(bare, FALSE);
}

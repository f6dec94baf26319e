/* The text of PostgreSQL's SQL: libpg_query, and tokens enough to cut an
 * expression out of a statement. */
#include "postgresql_reading.h"

#include <dlfcn.h>
#include <pg_query.h>
#include <string.h>

/* libpg_query is 3 MB, which SQLite's users need not load. */
#define PARSER_FUNCTIONS(X)           \
	X(parse)                      \
	X(parse_protobuf)             \
	X(deparse_protobuf)           \
	X(free_parse_result)          \
	X(free_protobuf_parse_result) \
	X(free_deparse_result)

static struct {
#define PARSER_FIELD(name) __typeof__(pg_query_##name) *name;
	PARSER_FUNCTIONS(PARSER_FIELD)
#undef PARSER_FIELD
} parser;

static const char *const parser_names[] = {
#define PARSER_NAME(name) "pg_query_" #name,
	PARSER_FUNCTIONS(PARSER_NAME)
#undef PARSER_NAME
};

static gboolean fail_load(GError **error)
{
	failure_set(error, FAILURE_FAILED,
		    "install the package that has " PG_QUERY_LIBRARY,
		    "cannot load libpg_query: %s", dlerror());
	return FALSE;
}

gboolean postgresql_load_parser(GError **error)
{
	void *found[G_N_ELEMENTS(parser_names)];
	G_STATIC_ASSERT(sizeof found == sizeof parser);
	if (parser.parse)
		return TRUE;
	void *library = dlopen(PG_QUERY_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
	if (!library)
		return fail_load(error);
	for (gsize i = 0; i < G_N_ELEMENTS(parser_names); i++) {
		found[i] = dlsym(library, parser_names[i]);
		if (!found[i])
			return fail_load(error);
	}
	memcpy(&parser, found, sizeof found);
	return TRUE;
}

unsigned reading_line(const Reading *reading, const char *place)
{
	unsigned line = reading->first_line;
	for (const char *c = reading->text; c < place; c++)
		line += *c == '\n';
	return line;
}

static void set_parse_error(const Reading *reading, const char *text,
			    const PgQueryError *fault, GError **error)
{
	const char *place = text;
	for (int i = 1; i < fault->cursorpos && *place; i++)
		place = g_utf8_find_next_char(place, NULL);
	unsigned line = reading->first_line;
	for (const char *c = text; c < place; c++)
		line += *c == '\n';
	if (reading->path)
		failure_set(error, FAILURE_SQL, NULL, "%s:%u: %s",
			    reading->path, line, fault->message);
	else
		failure_set(error, FAILURE_SQL, NULL, "%s", fault->message);
}

json_t *postgresql_parse(const Reading *reading, const char *text,
			 GError **error)
{
	if (!g_utf8_validate(text, -1, NULL)) {
		failure_set(error, FAILURE_INVALID, NULL,
			    "%s: the text is not UTF-8",
			    reading->path ? reading->path : "a script");
		return NULL;
	}
	PgQueryParseResult result = parser.parse(text);
	json_t *tree = NULL;
	if (result.error)
		set_parse_error(reading, text, result.error, error);
	else
		tree = json_loads(result.parse_tree, 0, NULL);
	if (!tree && !result.error)
		failure_set(error, FAILURE_INVALID, NULL,
			    "%s: the statements cannot be read",
			    reading->path ? reading->path : "a script");
	parser.free_parse_result(result);
	return tree;
}

char *postgresql_canonical_statement(const char *sql)
{
	PgQueryProtobufParseResult parsed = parser.parse_protobuf(sql);
	char *text = NULL;
	if (!parsed.error) {
		PgQueryDeparseResult spelt =
			parser.deparse_protobuf(parsed.parse_tree);
		if (!spelt.error)
			text = g_strdup(spelt.query);
		parser.free_deparse_result(spelt);
	}
	parser.free_protobuf_parse_result(parsed);
	return text ? text : g_strstrip(g_strdup(sql));
}

char *postgresql_canonical(const char *sql)
{
	static const char select[] = "SELECT ";
	g_autofree char *statement = g_strconcat(select, sql, "\n", NULL);
	char *text = postgresql_canonical_statement(statement);
	if (!g_str_has_prefix(text, select))
		return text;
	char *expression = g_strdup(text + sizeof select - 1);
	g_free(text);
	return g_strstrip(expression);
}

/* Comments nest. */
static const char *skip_comment(const char *text)
{
	unsigned depth = 0;
	do {
		if (strncmp(text, "/*", 2) == 0) {
			depth++;
			text += 2;
		} else if (strncmp(text, "*/", 2) == 0) {
			depth--;
			text += 2;
		} else {
			text++;
		}
	} while (depth && *text);
	return text;
}

static const char *skip_space(const char *text)
{
	for (;;) {
		if (g_ascii_isspace(*text))
			text++;
		else if (strncmp(text, "--", 2) == 0)
			text += strcspn(text, "\n");
		else if (strncmp(text, "/*", 2) == 0)
			text = skip_comment(text);
		else
			return text;
	}
}

static const char *skip_quoted(const char *text, char quote, gboolean escapes)
{
	for (text++; *text; text++) {
		if (escapes && *text == '\\' && text[1])
			text++;
		else if (*text == quote && text[1] == quote)
			text++;
		else if (*text == quote)
			return text + 1;
	}
	return text;
}

static gboolean continues_word(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '$' || (c & 0x80);
}

/* $tag$ … $tag$; NULL when it is none. */
static const char *skip_dollars(const char *text)
{
	const char *tag_end = text + 1;
	while (continues_word(*tag_end) && *tag_end != '$')
		tag_end++;
	if (*tag_end != '$' || g_ascii_isdigit(text[1]))
		return NULL;
	g_autofree char *tag = g_strndup(text, (gsize)(tag_end - text) + 1);
	const char *close = strstr(tag_end + 1, tag);
	return close ? close + strlen(tag) : tag_end + strlen(tag_end);
}

const char *postgresql_next(const char *text, const char **start)
{
	text = skip_space(text);
	*start = text;
	if (!*text)
		return text;
	if ((*text == 'e' || *text == 'E') && text[1] == '\'')
		return skip_quoted(text + 1, '\'', TRUE);
	if (*text == '\'' || *text == '"')
		return skip_quoted(text, *text, FALSE);
	if (*text == '$') {
		const char *end = skip_dollars(text);
		return end ? end : text + 1;
	}
	if (!continues_word(*text))
		return text + 1;
	while (continues_word(*text))
		text++;
	return text;
}

gboolean postgresql_is_word(const char *start, const char *end,
			    const char *word)
{
	return (gsize)(end - start) == strlen(word) &&
	       g_ascii_strncasecmp(start, word, strlen(word)) == 0;
}

static int depth_of(const char *start, const char *end)
{
	if (end != start + 1)
		return 0;
	if (*start == '(' || *start == '[')
		return 1;
	return *start == ')' || *start == ']' ? -1 : 0;
}

char *postgresql_cut_group(const Reading *reading, const char *from)
{
	const char *start;
	const char *open = NULL;
	int depth = 0;
	for (const char *end = postgresql_next(from, &start);
	     start < reading->end; end = postgresql_next(end, &start)) {
		depth += depth_of(start, end);
		if (!open && *start == '(')
			open = end;
		else if (open && depth == 0)
			return g_strndup(open, (gsize)(start - open));
	}
	return NULL;
}

char *postgresql_cut_item(const Reading *reading, const char *from,
			  const char *stop)
{
	const char *start;
	const char *last = from;
	int depth = 0;
	for (const char *end = postgresql_next(from, &start);
	     start < reading->end && (!stop || start < stop) && end > start;
	     end = postgresql_next(end, &start)) {
		depth += depth_of(start, end);
		if (depth < 0 || (depth == 0 && *start == ','))
			break;
		last = end;
	}
	return g_strndup(from, (gsize)(last - from));
}

const char *postgresql_find_word(const Reading *reading, const char *from,
				 const char *word)
{
	const char *start;
	int depth = 0;
	for (const char *end = postgresql_next(from, &start);
	     start < reading->end && end > start;
	     end = postgresql_next(end, &start)) {
		depth += depth_of(start, end);
		if (depth == 0 && postgresql_is_word(start, end, word))
			return end;
	}
	return NULL;
}

char *postgresql_rename_in(const char *sql, const char *old, const char *new)
{
	GString *text = g_string_new(NULL);
	g_autofree char *plain = postgresql_quote_identifier(old);
	g_autofree char *quoted = g_strdup_printf("\"%s\"", old);
	const char *start;
	const char *from = sql;
	for (const char *end = postgresql_next(sql, &start); end > start;
	     end = postgresql_next(end, &start)) {
		gsize length = (gsize)(end - start);
		gboolean is_name = postgresql_is_word(start, end, plain) ||
				   (length == strlen(quoted) &&
				    strncmp(start, quoted, length) == 0);
		if (!is_name)
			continue;
		g_string_append_len(text, from, start - from);
		postgresql_append_identifier(text, new);
		from = end;
	}
	g_string_append(text, from);
	return g_string_free(text, FALSE);
}

gboolean postgresql_script_is_empty(const char *text)
{
	const char *start;
	do
		text = postgresql_next(text, &start);
	while (*start == ';');
	return !*start;
}

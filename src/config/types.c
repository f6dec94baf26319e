/*
 * The section [types]: names of Python against types of SQL. What stands there
 * ends up in DDL, so that it is held to be one type and nothing besides.
 */
#include "internal.h"

#include <string.h>

#define WORD_HEAD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
#define WORD WORD_HEAD "0123456789"

static gboolean skip_word(const char **at)
{
	if (!**at || !strchr(WORD_HEAD, **at))
		return FALSE;
	*at += strspn(*at, WORD);
	return TRUE;
}

static void skip_blanks(const char **at)
{
	*at += strspn(*at, " \t");
}

const char *type_name_fault(const char *name)
{
	gboolean dotted = FALSE;
	while (skip_word(&name)) {
		if (!*name)
			return dotted ? NULL : "has no module before it";
		if (*name++ != '.')
			break;
		dotted = TRUE;
	}
	return "is no name of Python";
}

/* Words that would begin a constraint of the column, or end it. */
static gboolean is_clause(const char *word, gsize length)
{
	static const char *const clauses[] = {
		"AS",	   "AUTOINCREMENT", "CHECK", "COLLATE", "CONSTRAINT",
		"DEFAULT", "GENERATED",	    "NOT",   "NULL",	"ON",
		"PRIMARY", "REFERENCES",    "UNIQUE"};
	for (unsigned i = 0; i < G_N_ELEMENTS(clauses); i++)
		if (strlen(clauses[i]) == length &&
		    !g_ascii_strncasecmp(clauses[i], word, length))
			return TRUE;
	return FALSE;
}

/* "double precision", "public.geometry" */
static const char *read_words(const char **at, GString *type)
{
	for (;;) {
		const char *word = *at;
		if (!skip_word(at))
			return NULL;
		while (**at == '.') {
			++*at;
			if (!skip_word(at))
				return "is no type of SQL";
		}
		gsize length = (gsize)(*at - word);
		if (is_clause(word, length))
			return "says more than a type";
		if (type->len)
			g_string_append_c(type, ' ');
		g_string_append_len(type, word, (gssize)length);
		skip_blanks(at);
	}
}

/* "(12, 2)", "(Point, 4326)" */
static const char *read_arguments(const char **at, GString *type)
{
	do {
		g_string_append(type, **at == '(' ? "(" : ", ");
		++*at;
		skip_blanks(at);
		const char *start = *at;
		if (!skip_word(at)) {
			*at += **at == '-';
			gsize digits = strspn(*at, "0123456789");
			if (!digits)
				return "is no type of SQL";
			*at += digits;
		}
		g_string_append_len(type, start, *at - start);
		skip_blanks(at);
	} while (**at == ',');
	if (**at != ')')
		return "is no type of SQL";
	++*at;
	skip_blanks(at);
	g_string_append_c(type, ')');
	return NULL;
}

static const char *read_type(const char **at, GString *type)
{
	const char *fault = read_words(at, type);
	if (fault || !type->len)
		return fault ? fault : "is no type of SQL";
	if (**at == '(') {
		fault = read_arguments(at, type);
		if (!fault)
			fault = read_words(at, type);
	}
	while (!fault && **at == '[') {
		++*at;
		skip_blanks(at);
		if (**at != ']')
			return "is no type of SQL";
		++*at;
		skip_blanks(at);
		g_string_append(type, "[]");
	}
	return fault;
}

char *type_sql_read(const char *text, const char **fault)
{
	g_autoptr(GString) type = g_string_new(NULL);
	*fault = read_type(&text, type);
	if (!*fault && *text)
		*fault = "is no type of SQL";
	return *fault ? NULL : g_strdup(type->str);
}

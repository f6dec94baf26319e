/* Which words SQLite keeps for itself, and the quoting of all others. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define KEYWORD_MAX 17

/* The list of sqlite3_keyword_name() in 3.40, sorted; a test compares it with
 * that of the library. */
/* clang-format off */
static const char keywords[][KEYWORD_MAX + 1] = {
	"ABORT", "ACTION", "ADD", "AFTER", "ALL", "ALTER", "ALWAYS", "ANALYZE",
	"AND", "AS", "ASC", "ATTACH", "AUTOINCREMENT", "BEFORE", "BEGIN",
	"BETWEEN", "BY", "CASCADE", "CASE", "CAST", "CHECK", "COLLATE",
	"COLUMN", "COMMIT", "CONFLICT", "CONSTRAINT", "CREATE", "CROSS",
	"CURRENT", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP",
	"DATABASE", "DEFAULT", "DEFERRABLE", "DEFERRED", "DELETE", "DESC",
	"DETACH", "DISTINCT", "DO", "DROP", "EACH", "ELSE", "END", "ESCAPE",
	"EXCEPT", "EXCLUDE", "EXCLUSIVE", "EXISTS", "EXPLAIN", "FAIL",
	"FILTER", "FIRST", "FOLLOWING", "FOR", "FOREIGN", "FROM", "FULL",
	"GENERATED", "GLOB", "GROUP", "GROUPS", "HAVING", "IF", "IGNORE",
	"IMMEDIATE", "IN", "INDEX", "INDEXED", "INITIALLY", "INNER", "INSERT",
	"INSTEAD", "INTERSECT", "INTO", "IS", "ISNULL", "JOIN", "KEY", "LAST",
	"LEFT", "LIKE", "LIMIT", "MATCH", "MATERIALIZED", "NATURAL", "NO",
	"NOT", "NOTHING", "NOTNULL", "NULL", "NULLS", "OF", "OFFSET", "ON",
	"OR", "ORDER", "OTHERS", "OUTER", "OVER", "PARTITION", "PLAN",
	"PRAGMA", "PRECEDING", "PRIMARY", "QUERY", "RAISE", "RANGE",
	"RECURSIVE", "REFERENCES", "REGEXP", "REINDEX", "RELEASE", "RENAME",
	"REPLACE", "RESTRICT", "RETURNING", "RIGHT", "ROLLBACK", "ROW", "ROWS",
	"SAVEPOINT", "SELECT", "SET", "TABLE", "TEMP", "TEMPORARY", "THEN",
	"TIES", "TO", "TRANSACTION", "TRIGGER", "UNBOUNDED", "UNION", "UNIQUE",
	"UPDATE", "USING", "VACUUM", "VALUES", "VIEW", "VIRTUAL", "WHEN",
	"WHERE", "WINDOW", "WITH", "WITHOUT",
};
/* clang-format on */

static int compare_keyword(const void *word, const void *keyword)
{
	return strcmp(word, keyword);
}

gboolean sqlite_is_keyword(const char *word, gsize length)
{
	char upper[KEYWORD_MAX + 1];
	if (length == 0 || length > KEYWORD_MAX)
		return FALSE;
	for (gsize i = 0; i < length; i++)
		upper[i] = g_ascii_toupper(word[i]);
	upper[length] = '\0';
	return bsearch(upper, keywords, G_N_ELEMENTS(keywords),
		       sizeof(keywords[0]), compare_keyword) != NULL;
}

static gboolean is_plain(const char *name)
{
	if (!g_ascii_isalpha(name[0]) && name[0] != '_')
		return FALSE;
	for (const char *c = name; *c; c++)
		if (!g_ascii_isalnum(*c) && *c != '_')
			return FALSE;
	return !sqlite_is_keyword(name, strlen(name)) &&
	       g_ascii_strcasecmp(name, "true") != 0 &&
	       g_ascii_strcasecmp(name, "false") != 0;
}

void sqlite_append_identifier(GString *text, const char *name)
{
	if (is_plain(name))
		g_string_append(text, name);
	else
		dialect_append_quoted(text, name, '"');
}

void sqlite_append_identifiers(GString *text, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++) {
		if (i > 0)
			g_string_append(text, ", ");
		sqlite_append_identifier(text, g_ptr_array_index(names, i));
	}
}

char *sqlite_quote_identifier(const char *name)
{
	GString *text = g_string_new(NULL);
	sqlite_append_identifier(text, name);
	return g_string_free(text, FALSE);
}

char *sqlite_quote_string(const char *value)
{
	GString *text = g_string_new(NULL);
	dialect_append_quoted(text, value, '\'');
	return g_string_free(text, FALSE);
}

/* Which words PostgreSQL keeps for itself, and the quoting of all others. */
#include "postgresql.h"

#include <stdlib.h>
#include <string.h>

#define KEYWORD_MAX 17

/* What PostgreSQL 15 reserves, with what SQLAlchemy quotes besides; sorted. */
/* clang-format off */
static const char keywords[][KEYWORD_MAX + 1] = {
	"all", "analyse", "analyze", "and", "any", "array", "as", "asc",
	"asymmetric", "authorization", "between", "binary", "both", "case",
	"cast", "check", "collate", "collation", "column", "concurrently",
	"constraint", "create", "cross", "current_catalog", "current_date",
	"current_role", "current_schema", "current_time", "current_timestamp",
	"current_user", "default", "deferrable", "desc", "distinct", "do",
	"else", "end", "except", "false", "fetch", "for", "foreign", "freeze",
	"from", "full", "grant", "group", "having", "ilike", "in", "initially",
	"inner", "intersect", "into", "is", "isnull", "join", "lateral",
	"leading", "left", "like", "limit", "localtime", "localtimestamp",
	"natural", "new", "not", "notnull", "null", "of", "off", "offset",
	"old", "on", "only", "or", "order", "outer", "over", "overlaps",
	"placing", "primary", "references", "returning", "right", "select",
	"session_user", "similar", "some", "symmetric", "table", "tablesample",
	"then", "to", "trailing", "true", "union", "unique", "user", "using",
	"variadic", "verbose", "when", "where", "window", "with",
};
/* clang-format on */

static int compare_keyword(const void *word, const void *keyword)
{
	return strcmp(word, keyword);
}

/* Upper case has to be quoted: PostgreSQL folds names to lower case. */
static gboolean is_plain(const char *name)
{
	if (!g_ascii_islower(name[0]) && name[0] != '_')
		return FALSE;
	for (const char *c = name; *c; c++)
		if (!g_ascii_islower(*c) && !g_ascii_isdigit(*c) && *c != '_' &&
		    *c != '$')
			return FALSE;
	return strlen(name) > KEYWORD_MAX ||
	       !bsearch(name, keywords, G_N_ELEMENTS(keywords),
			sizeof(keywords[0]), compare_keyword);
}

void postgresql_append_identifier(GString *text, const char *name)
{
	if (is_plain(name))
		g_string_append(text, name);
	else
		dialect_append_quoted(text, name, '"');
}

void postgresql_append_identifiers(GString *text, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++) {
		if (i > 0)
			g_string_append(text, ", ");
		postgresql_append_identifier(text, names->pdata[i]);
	}
}

void postgresql_append_name(GString *text, const char *schema_name,
			    const char *name)
{
	if (schema_name) {
		postgresql_append_identifier(text, schema_name);
		g_string_append_c(text, '.');
	}
	postgresql_append_identifier(text, name);
}

void postgresql_append_table_name(GString *text, const Table *table)
{
	postgresql_append_name(text, table->schema_name, table->name);
}

void postgresql_append_sql(GString *text, const char *sql)
{
	g_string_append(text, sql);
	if (strstr(sql, "--"))
		g_string_append_c(text, '\n');
}

char *postgresql_quote_identifier(const char *name)
{
	GString *text = g_string_new(NULL);
	postgresql_append_identifier(text, name);
	return g_string_free(text, FALSE);
}

char *postgresql_quote_string(const char *value)
{
	GString *text = g_string_new(NULL);
	dialect_append_quoted(text, value, '\'');
	return g_string_free(text, FALSE);
}

/* Scripts as text: whether they can be run at all. */
#include <string.h>

#include "base/failure.h"
#include "lexeme.h"
#include "sqlite.h"

unsigned sqlite_script_line(const Script *script, const char *place)
{
	unsigned line = script->first_line ? script->first_line : 1;
	for (const char *c = script->text; c < place; c++)
		line += *c == '\n';
	return line;
}

/* Columns count characters, as editors do. */
static unsigned column_of(const Script *script, const char *place)
{
	unsigned column = 1;
	while (place > script->text && place[-1] != '\n') {
		place--;
		column += ((unsigned char)*place & 0xc0) != 0x80;
	}
	return column;
}

static gboolean fail_at(const Script *script, const char *place,
			const char *message, const char *hint, GError **error)
{
	failure_set(error, FAILURE_INVALID, hint, "%s%s%u:%u: %s",
		    script->path ? script->path : "",
		    script->path ? ":" : "line ",
		    sqlite_script_line(script, place), column_of(script, place),
		    message);
	return FALSE;
}

static gboolean fail_unended(const Script *script, const char *place,
			     GError **error)
{
	const char *what = "a comment";
	const char *end = "*/";
	if (*place == '\'' || *place == 'x' || *place == 'X') {
		what = "a string";
		end = "'";
	} else if (*place != '/') {
		what = "a quoted name";
		end = *place == '[' ? "]" : *place == '"' ? "\"" : "`";
	}
	g_autofree char *message =
		g_strdup_printf("%s starts here and never ends", what);
	g_autofree char *hint =
		g_strdup_printf("close it with %s where it should end", end);
	return fail_at(script, place, message, hint, error);
}

static gboolean starts_line(const Script *script, const char *place)
{
	return place == script->text || place[-1] == '\n';
}

/* The sqlite3 program's and psql's own commands start a line; no statement of
 * SQL starts so. */
static gboolean check_command(const Script *script, const Lexeme *lexeme,
			      gboolean starts_statement, GError **error)
{
	const char *place = lexeme->start;
	if (!starts_line(script, place))
		return TRUE;
	if (*place == '\\')
		return fail_at(script, place,
			       "a command of psql, which is no SQL",
			       "write the statement it stands for", error);
	if (starts_statement && *place == '.' && g_ascii_isalpha(place[1]))
		return fail_at(script, place,
			       "a command of the sqlite3 program, which is no "
			       "SQL",
			       "write the statement it stands for", error);
	return TRUE;
}

gboolean sqlite_check_script(const Script *script, GError **error)
{
	gsize length = strlen(script->text);
	if (script->length > length)
		return fail_at(script, script->text + length, "a NUL byte",
			       "the engine would end the script there; take "
			       "it out",
			       error);
	gboolean starts_statement = TRUE;
	const char *cursor = script->text;
	for (;;) {
		Lexeme lexeme = lexeme_next(cursor);
		if (lexeme.kind == LEXEME_END)
			return TRUE;
		if (lexeme.kind == LEXEME_BROKEN)
			return fail_unended(script, lexeme.start, error);
		if (lexeme.kind == LEXEME_MARK &&
		    !check_command(script, &lexeme, starts_statement, error))
			return FALSE;
		starts_statement = lexeme_is_mark(&lexeme, ';');
		cursor = lexeme_end(&lexeme);
	}
}

gboolean sqlite_script_is_empty(const char *text)
{
	Lexeme lexeme = lexeme_next(text);
	while (lexeme_is_mark(&lexeme, ';'))
		lexeme = lexeme_next(lexeme_end(&lexeme));
	return lexeme.kind == LEXEME_END;
}

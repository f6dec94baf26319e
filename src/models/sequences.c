/* Sequence(…) of a column: the engine keeps it by its name. */
#include "columns.h"

#include <string.h>

/* In the order in which the dialect writes them. */
static const struct {
	const char *name;
	gint position; /* among the arguments; -1: a keyword only */
	const char *words;
	gint64 usual;
} numbers[] = {
	{"increment", 2, "INCREMENT BY", 1}, {"minvalue", -1, "MINVALUE", 1},
	{"maxvalue", -1, "MAXVALUE", 0},     {"start", 1, "START WITH", 1},
	{"cache", -1, "CACHE", 1},
};

static gboolean is_known_option(const char *name)
{
	static const char *const others[] = {"name",	 "cycle",    "schema",
					     "optional", "metadata", "quote",
					     NULL};
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (strcmp(numbers[i].name, name) == 0)
			return TRUE;
	return g_strv_contains(others, name);
}

static void append_name(GString *text, const char *name)
{
	gboolean plain = !g_ascii_isdigit(*name);
	for (const char *p = name; *p; p++)
		plain &=
			g_ascii_islower(*p) || g_ascii_isdigit(*p) || *p == '_';
	if (plain) {
		g_string_append(text, name);
		return;
	}
	g_auto(GStrv) parts = g_strsplit(name, "\"", -1);
	g_autofree char *doubled = g_strjoinv("\"\"", parts);
	g_string_append_printf(text, "\"%s\"", doubled);
}

static char *write_sequence(Reader *reader, MappedTable *table,
			    const Value *call, const char *schema_name,
			    const char *name)
{
	GString *text = g_string_new("CREATE SEQUENCE ");
	if (schema_name) {
		append_name(text, schema_name);
		g_string_append_c(text, '.');
	}
	append_name(text, name);
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
		gint64 number =
			read_number(reader, table, call, numbers[i].position,
				    numbers[i].name, numbers[i].usual);
		if (number != numbers[i].usual)
			g_string_append_printf(text, "\n\t%s %" G_GINT64_FORMAT,
					       numbers[i].words, number);
	}
	if (read_flag(reader, table, call, "cycle", FALSE))
		g_string_append(text, "\n\tCYCLE");
	return g_string_free(text, FALSE);
}

void read_sequence(Reader *reader, MappedColumn *column, const Value *call)
{
	MappedTable *table = column->table;
	gboolean optional = read_flag(reader, table, call, "optional", FALSE);
	column->has_default |= !optional;
	if (strcmp(reader->dialect, "postgresql") != 0 || optional)
		return;
	const char *name = read_text(reader, table, call, 0, "name");
	const char *schema_name = read_text(reader, table, call, -1, "schema");
	gboolean known = name && !call->call->open;
	for (guint i = 0; i < call->call->keywords.count; i++)
		known &= is_known_option(call->call->keywords.entries[i].name);
	if (!known) {
		unsupported(reader, table, call->place,
			    "a Sequence of the column '%s'",
			    column->column->name);
		return;
	}
	Value *metadata = keyword(call, "metadata");
	if (!schema_name && metadata &&
	    settle_metadata(reader, metadata, &metadata) && metadata) {
		const Value *value = keyword(metadata, "schema");
		schema_name = value ? text_of(reader, value) : NULL;
	}
	if (schema_find_view(reader->schema, schema_name, name))
		return;
	g_autofree char *sql =
		write_sequence(reader, table, call, schema_name, name);
	View *sequence = view_new(name, sql);
	sequence->schema_name = g_strdup(schema_name);
	sequence->kind = "sequence";
	sequence->comes_first = TRUE;
	schema_add_view(reader->schema, sequence);
}

/* A type as the parser has it, in the dialect's own spelling. */
#include "postgresql_reading.h"

#include <string.h>

/* What a name is to PostgreSQL; `tail` stands behind the numbers. */
static const struct {
	const char *name;
	const char *spelling;
	const char *tail;
	gboolean serial;
} known[] = {
	{"int2", "SMALLINT", "", FALSE},
	{"int4", "INTEGER", "", FALSE},
	{"int8", "BIGINT", "", FALSE},
	{"smallserial", "SMALLINT", "", TRUE},
	{"serial2", "SMALLINT", "", TRUE},
	{"serial", "INTEGER", "", TRUE},
	{"serial4", "INTEGER", "", TRUE},
	{"bigserial", "BIGINT", "", TRUE},
	{"serial8", "BIGINT", "", TRUE},
	{"bool", "BOOLEAN", "", FALSE},
	{"varchar", "VARCHAR", "", FALSE},
	{"bpchar", "CHAR", "", FALSE},
	{"numeric", "NUMERIC", "", FALSE},
	{"float4", "REAL", "", FALSE},
	{"float8", "DOUBLE PRECISION", "", FALSE},
	{"timestamp", "TIMESTAMP", " WITHOUT TIME ZONE", FALSE},
	{"timestamptz", "TIMESTAMP", " WITH TIME ZONE", FALSE},
	{"time", "TIME", " WITHOUT TIME ZONE", FALSE},
	{"timetz", "TIME", " WITH TIME ZONE", FALSE},
	{"varbit", "BIT VARYING", "", FALSE},
	{"bit", "BIT", "", FALSE},
};

/* The names that stand for themselves in upper case. */
static const char *const plain[] = {
	"text",		  "date",
	"json",		  "jsonb",
	"uuid",		  "bytea",
	"inet",		  "cidr",
	"macaddr",	  "macaddr8",
	"money",	  "oid",
	"regclass",	  "hstore",
	"tsvector",	  "tsquery",
	"citext",	  "xml",
	"int4range",	  "int8range",
	"numrange",	  "daterange",
	"tsrange",	  "tstzrange",
	"point",	  "line",
	"lseg",		  "box",
	"path",		  "polygon",
	"circle",	  "name",
	"int4multirange", "int8multirange",
	"nummultirange",  "tsmultirange",
	"tstzmultirange", "datemultirange",
};

static const struct {
	int mask;
	const char *fields;
} intervals[] = {
	{4, "YEAR"},
	{2, "MONTH"},
	{8, "DAY"},
	{1024, "HOUR"},
	{2048, "MINUTE"},
	{4096, "SECOND"},
	{6, "YEAR TO MONTH"},
	{1032, "DAY TO HOUR"},
	{3080, "DAY TO MINUTE"},
	{7176, "DAY TO SECOND"},
	{3072, "HOUR TO MINUTE"},
	{7168, "HOUR TO SECOND"},
	{6144, "MINUTE TO SECOND"},
};

/* A number or a word in the parentheses of a type. */
static char *modifier(const json_t *node)
{
	const json_t *body = node_body(node);
	if (strcmp(node_kind(node), "ColumnRef") == 0) {
		const json_t *fields = json_object_get(body, "fields");
		return g_strdup(node_text(node_body(json_array_get(fields, 0)),
					  "sval"));
	}
	const json_t *string = json_object_get(body, "sval");
	if (string)
		return g_strdup(node_text(string, "sval"));
	return g_strdup_printf(
		"%d", node_number(json_object_get(body, "ival"), "ival"));
}

static void append_modifiers(GString *text, const json_t *modifiers)
{
	for (size_t i = 0; i < json_array_size(modifiers); i++) {
		g_autofree char *word = modifier(json_array_get(modifiers, i));
		g_string_append_printf(text, "%s%s", i ? ", " : "(", word);
	}
	if (json_array_size(modifiers))
		g_string_append_c(text, ')');
}

static void append_interval(GString *text, const json_t *modifiers)
{
	g_string_append(text, "INTERVAL");
	if (!json_array_size(modifiers))
		return;
	g_autofree char *mask = modifier(json_array_get(modifiers, 0));
	for (gsize i = 0; i < G_N_ELEMENTS(intervals); i++)
		if (intervals[i].mask == atoi(mask))
			g_string_append_printf(text, " %s",
					       intervals[i].fields);
	if (json_array_size(modifiers) < 2)
		return;
	g_autofree char *precision = modifier(json_array_get(modifiers, 1));
	g_string_append_printf(text, " (%s)", precision);
}

static gboolean append_known(GString *text, const char *name,
			     const json_t *modifiers, gboolean *serial)
{
	if (strcmp(name, "interval") == 0) {
		append_interval(text, modifiers);
		return TRUE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		if (strcmp(known[i].name, name) != 0)
			continue;
		g_string_append(text, known[i].spelling);
		append_modifiers(text, modifiers);
		g_string_append(text, known[i].tail);
		*serial = known[i].serial;
		return TRUE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++) {
		if (strcmp(plain[i], name) != 0)
			continue;
		g_autofree char *upper = g_ascii_strup(name, -1);
		g_string_append(text, upper);
		append_modifiers(text, modifiers);
		return TRUE;
	}
	return FALSE;
}

char *postgresql_read_type(const json_t *type, gboolean *serial)
{
	GString *text = g_string_new(NULL);
	const char *schema_name;
	const char *name;
	node_qualified(json_object_get(type, "names"), &schema_name, &name);
	const json_t *modifiers = json_object_get(type, "typmods");
	gboolean own = !schema_name || strcmp(schema_name, "pg_catalog") == 0;
	*serial = FALSE;
	if (!own || !append_known(text, name, modifiers, serial)) {
		postgresql_append_name(text, own ? NULL : schema_name, name);
		append_modifiers(text, modifiers);
	}
	const json_t *bounds = json_object_get(type, "arrayBounds");
	for (size_t i = 0; i < json_array_size(bounds); i++)
		g_string_append(text, "[]");
	return g_string_free(text, FALSE);
}

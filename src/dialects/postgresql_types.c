/* How PostgreSQL spells neutral types: as SQLAlchemy does. */
#include "postgresql.h"

#include <string.h>

/* The kinds whose name stands alone or with a length. */
static const struct {
	const char *name;
	gboolean has_length;
} names[] = {
	[TYPE_INTEGER] = {"INTEGER", FALSE},
	[TYPE_SMALL_INTEGER] = {"SMALLINT", FALSE},
	[TYPE_BIG_INTEGER] = {"BIGINT", FALSE},
	[TYPE_BOOLEAN] = {"BOOLEAN", FALSE},
	[TYPE_STRING] = {"VARCHAR", TRUE},
	[TYPE_UNICODE] = {"VARCHAR", TRUE},
	[TYPE_TEXT] = {"TEXT", TRUE},
	[TYPE_UNICODE_TEXT] = {"TEXT", TRUE},
	[TYPE_NUMERIC] = {"NUMERIC", FALSE},
	[TYPE_FLOAT] = {"FLOAT", FALSE},
	[TYPE_DOUBLE] = {"DOUBLE PRECISION", FALSE},
	[TYPE_DATE] = {"DATE", FALSE},
	[TYPE_TIME] = {"TIME", FALSE},
	[TYPE_DATETIME] = {"TIMESTAMP", FALSE},
	[TYPE_INTERVAL] = {"INTERVAL", FALSE},
	[TYPE_BINARY] = {"BYTEA", FALSE},
	[TYPE_JSON] = {"JSON", FALSE},
	[TYPE_UUID] = {"UUID", FALSE},
	[TYPE_ENUM] = {"VARCHAR", TRUE},
};

static void append_arguments(GString *text, const GPtrArray *arguments)
{
	if (!arguments || arguments->len == 0)
		return;
	for (guint i = 0; i < arguments->len; i++)
		g_string_append_printf(
			text, "%s%s", i == 0 ? "(" : ", ",
			(const char *)g_ptr_array_index(arguments, i));
	g_string_append_c(text, ')');
}

static void append_time(GString *text, const char *name, const Type *type)
{
	g_string_append(text, name);
	if (type->precision >= 0)
		g_string_append_printf(text, "(%d)", type->precision);
	g_string_append(text, type->with_timezone ? " WITH TIME ZONE"
						  : " WITHOUT TIME ZONE");
}

static void append_numbers(GString *text, const Type *type)
{
	if (type->precision < 0 ||
	    (type->kind == TYPE_FLOAT && type->precision == 0))
		return;
	g_string_append_printf(text, "(%d", type->precision);
	if (type->kind == TYPE_NUMERIC && type->scale >= 0)
		g_string_append_printf(text, ", %d", type->scale);
	g_string_append_c(text, ')');
}

/* The length of an enum that is no type of its own is that of its longest
 * label, unless more is said. */
static glong string_length(const Type *type)
{
	glong longest = type->length;
	for (guint i = 0; type->labels && i < type->labels->len; i++)
		longest = MAX(
			longest,
			g_utf8_strlen(g_ptr_array_index(type->labels, i), -1));
	return longest;
}

static void append_neutral(GString *text, const Type *type)
{
	if (type->kind >= G_N_ELEMENTS(names) || !names[type->kind].name)
		return;
	if (type->kind == TYPE_TIME || type->kind == TYPE_DATETIME) {
		append_time(text, names[type->kind].name, type);
		return;
	}
	if (type->kind == TYPE_UUID && !type->native) {
		g_string_append(text, "CHAR(32)");
		return;
	}
	g_string_append(text, names[type->kind].name);
	if (type->kind == TYPE_NUMERIC || type->kind == TYPE_FLOAT)
		append_numbers(text, type);
	if (names[type->kind].has_length && string_length(type) > 0)
		g_string_append_printf(text, "(%ld)", string_length(type));
}

static void append_array(GString *text, const Type *type)
{
	g_autofree char *item = postgresql_spell_type(type->item);
	const char *collation = strstr(item, " COLLATE ");
	gssize length = collation ? collation - item : (gssize)strlen(item);
	g_string_append_len(text, item, length);
	for (unsigned i = 0; i < MAX(type->dimensions, 1u); i++)
		g_string_append(text, "[]");
	if (collation)
		g_string_append(text, collation);
}

static void append_named(GString *text, const Type *type)
{
	const char *name = type->name ? type->name : "";
	if (strcmp(name, "TIMESTAMP") == 0 || strcmp(name, "TIME") == 0) {
		append_time(text, name, type);
		return;
	}
	g_string_append(text, name);
	/* BIT is BIT(1) to SQLAlchemy. */
	if (strcmp(name, "BIT") == 0 &&
	    !(type->arguments && type->arguments->len))
		g_string_append(text, "(1)");
	append_arguments(text, type->arguments);
}

char *postgresql_spell_type(const Type *type)
{
	GString *text = g_string_new(NULL);
	if (type->kind == TYPE_ENGINE)
		g_string_append(text, type->name);
	else if (type->kind == TYPE_NAMED)
		append_named(text, type);
	else if (type->kind == TYPE_ARRAY && type->item)
		append_array(text, type);
	else if (type->kind == TYPE_ENUM && type->native && type->name)
		postgresql_append_name(text, type->schema_name, type->name);
	else
		append_neutral(text, type);
	if (type->collation) {
		g_string_append(text, " COLLATE ");
		postgresql_append_identifier(text, type->collation);
	}
	return g_string_free(text, FALSE);
}

const char *postgresql_missing_type(const Type *type)
{
	static const char *const foreign[] = {
		"DATETIME", "BLOB",   "CLOB",	  "NVARCHAR", "DOUBLE",
		"TINYINT",  "BINARY", "LONGTEXT", "VARBINARY"};
	if (type->kind == TYPE_NULL)
		return "the column has no type";
	if (type->kind == TYPE_ENUM && type->native && !type->name)
		return "an enum has to have a name in postgresql";
	if (type->kind == TYPE_ARRAY && type->item)
		return postgresql_missing_type(type->item);
	for (gsize i = 0; type->kind == TYPE_NAMED && i < G_N_ELEMENTS(foreign);
	     i++)
		if (g_strcmp0(type->name, foreign[i]) == 0)
			return "postgresql has no such type";
	return NULL;
}

char *postgresql_empty_value(const Type *type)
{
	static const struct {
		const char *part; /* of the type's name */
		const char *value;
	} values[] = {
		{"[]", "'{}'"},
		{"RANGE", "'empty'"},
		{"INTERVAL", "'0'"},
		{"INT", "0"},
		{"SERIAL", "0"},
		{"NUMERIC", "0"},
		{"DECIMAL", "0"},
		{"FLOAT", "0"},
		{"DOUBLE", "0"},
		{"REAL", "0"},
		{"BOOL", "false"},
		{"TIMESTAMP", "'1970-01-01 00:00:00'"},
		{"DATE", "'1970-01-01'"},
		{"TIME", "'00:00:00'"},
		{"JSON", "'null'"},
		{"UUID", "'00000000-0000-0000-0000-000000000000'"},
	};
	if (type && type->kind == TYPE_ENUM && type->labels->len)
		return postgresql_quote_string(type->labels->pdata[0]);
	g_autofree char *spelling = type ? postgresql_spell_type(type) : NULL;
	g_autofree char *upper = g_ascii_strup(spelling ? spelling : "", -1);
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
		if (strstr(upper, values[i].part))
			return g_strdup(values[i].value);
	return g_strdup("''");
}

static void collect(GPtrArray *enums, const Type *type)
{
	if (type->kind == TYPE_ARRAY && type->item)
		collect(enums, type->item);
	if (type->kind != TYPE_ENUM || !type->native || !type->name)
		return;
	for (guint i = 0; i < enums->len; i++) {
		const EnumType *known = enums->pdata[i];
		if (strcmp(known->name, type->name) == 0 &&
		    g_strcmp0(known->schema_name, type->schema_name) == 0)
			return;
	}
	EnumType *found = enum_type_new(type->name);
	found->schema_name = g_strdup(type->schema_name);
	for (guint i = 0; i < type->labels->len; i++)
		g_ptr_array_add(found->labels,
				g_strdup(type->labels->pdata[i]));
	g_ptr_array_add(enums, found);
}

GPtrArray *postgresql_collect_enums(const Schema *schema)
{
	GPtrArray *enums =
		g_ptr_array_new_with_free_func((GDestroyNotify)enum_type_free);
	for (guint i = 0; i < schema->enums->len; i++)
		g_ptr_array_add(enums, enum_type_copy(schema->enums->pdata[i]));
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = schema->tables->pdata[i];
		for (guint j = 0; j < table->columns->len; j++) {
			const Column *column = table->columns->pdata[j];
			collect(enums, column->type);
		}
	}
	return enums;
}

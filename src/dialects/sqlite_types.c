/* How SQLite spells neutral types: as SQLAlchemy does. */
#include "internal.h"

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
	[TYPE_DOUBLE] = {"DOUBLE", FALSE},
	[TYPE_DATE] = {"DATE", FALSE},
	[TYPE_TIME] = {"TIME", FALSE},
	[TYPE_DATETIME] = {"DATETIME", FALSE},
	[TYPE_INTERVAL] = {"DATETIME", FALSE}, /* an epoch plus the interval */
	[TYPE_BINARY] = {"BLOB", FALSE},
	[TYPE_JSON] = {"JSON", FALSE},
	[TYPE_UUID] = {"CHAR(32)", FALSE},
	[TYPE_ENUM] = {"VARCHAR", TRUE},
};

/* The length of an enum is that of its longest label, unless more is said. */
static glong enum_length(const Type *type)
{
	glong longest = type->length;
	for (guint i = 0; type->labels && i < type->labels->len; i++)
		longest = MAX(
			longest,
			g_utf8_strlen(g_ptr_array_index(type->labels, i), -1));
	return longest;
}

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

static void append_neutral(GString *text, const Type *type)
{
	if (type->kind >= G_N_ELEMENTS(names))
		return;
	g_string_append(text, names[type->kind].name);
	glong length =
		type->kind == TYPE_ENUM ? enum_length(type) : type->length;
	if (names[type->kind].has_length && length > 0)
		g_string_append_printf(text, "(%ld)", length);
	if (type->kind != TYPE_NUMERIC || type->precision < 0)
		return;
	g_string_append_printf(text, "(%d", type->precision);
	if (type->scale >= 0)
		g_string_append_printf(text, ", %d", type->scale);
	g_string_append_c(text, ')');
}

char *sqlite_spell_type(const Type *type)
{
	GString *text = g_string_new(NULL);
	if (type->kind == TYPE_ENGINE || type->kind == TYPE_NAMED) {
		g_string_append(text, type->name ? type->name : "");
		append_arguments(text, type->arguments);
	} else {
		append_neutral(text, type);
	}
	if (type->collation) {
		g_string_append(text, " COLLATE ");
		sqlite_append_identifier(text, type->collation);
	}
	return g_string_free(text, FALSE);
}

const char *sqlite_missing_type(const Type *type)
{
	if (type->kind == TYPE_ARRAY)
		return "sqlite has no array types";
	if (type->kind == TYPE_NULL)
		return "the column has no type";
	return NULL;
}

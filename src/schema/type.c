#include "internal.h"

Type *type_new(TypeKind kind)
{
	Type *type = g_new0(Type, 1);
	type->kind = kind;
	type->precision = -1;
	type->scale = -1;
	if (kind == TYPE_ENUM)
		type->labels = names_new();
	if (kind == TYPE_NAMED)
		type->arguments = names_new();
	return type;
}

Type *type_new_engine(const char *spelling)
{
	Type *type = type_new(TYPE_ENGINE);
	type->name = g_strdup(spelling ? spelling : "");
	return type;
}

Type *type_copy(const Type *type)
{
	if (!type)
		return NULL;
	Type *copy = g_memdup2(type, sizeof *type);
	copy->name = g_strdup(type->name);
	copy->schema_name = g_strdup(type->schema_name);
	copy->collation = g_strdup(type->collation);
	copy->labels = names_copy(type->labels);
	copy->arguments = names_copy(type->arguments);
	copy->item = type_copy(type->item);
	return copy;
}

void type_free(Type *type)
{
	if (!type)
		return;
	g_free(type->name);
	g_free(type->schema_name);
	g_free(type->collation);
	if (type->labels)
		g_ptr_array_unref(type->labels);
	if (type->arguments)
		g_ptr_array_unref(type->arguments);
	type_free(type->item);
	g_free(type);
}

/* Labels are data: case counts. */
static gboolean labels_equal(const GPtrArray *a, const GPtrArray *b)
{
	guint length = a ? a->len : 0;
	if (length != (b ? b->len : 0))
		return FALSE;
	for (guint i = 0; i < length; i++)
		if (!g_str_equal(a->pdata[i], b->pdata[i]))
			return FALSE;
	return TRUE;
}

static gboolean arguments_equal(const GPtrArray *a, const GPtrArray *b)
{
	guint length = a ? a->len : 0;
	if (length != (b ? b->len : 0))
		return FALSE;
	for (guint i = 0; i < length; i++)
		if (!sql_equal(a->pdata[i], b->pdata[i]))
			return FALSE;
	return TRUE;
}

gboolean type_equal(const Type *a, const Type *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind || !name_equal(a->collation, b->collation))
		return FALSE;
	if (a->kind == TYPE_ENGINE)
		return sql_equal(a->name, b->name);
	return name_equal(a->name, b->name) && a->length == b->length &&
	       a->precision == b->precision && a->scale == b->scale &&
	       !a->with_timezone == !b->with_timezone &&
	       !a->native == !b->native &&
	       name_equal(a->schema_name, b->schema_name) &&
	       labels_equal(a->labels, b->labels) &&
	       arguments_equal(a->arguments, b->arguments) &&
	       a->dimensions == b->dimensions && type_equal(a->item, b->item);
}

static const char *const kind_names[] = {
	[TYPE_ENGINE] = "",
	[TYPE_INTEGER] = "Integer",
	[TYPE_SMALL_INTEGER] = "SmallInteger",
	[TYPE_BIG_INTEGER] = "BigInteger",
	[TYPE_BOOLEAN] = "Boolean",
	[TYPE_STRING] = "String",
	[TYPE_UNICODE] = "Unicode",
	[TYPE_TEXT] = "Text",
	[TYPE_UNICODE_TEXT] = "UnicodeText",
	[TYPE_NUMERIC] = "Numeric",
	[TYPE_FLOAT] = "Float",
	[TYPE_DOUBLE] = "Double",
	[TYPE_DATE] = "Date",
	[TYPE_TIME] = "Time",
	[TYPE_DATETIME] = "DateTime",
	[TYPE_INTERVAL] = "Interval",
	[TYPE_BINARY] = "LargeBinary",
	[TYPE_JSON] = "JSON",
	[TYPE_UUID] = "Uuid",
	[TYPE_ENUM] = "Enum",
	[TYPE_ARRAY] = "ARRAY",
	[TYPE_NULL] = "NullType",
	[TYPE_NAMED] = "",
};

static void append_argument(GPtrArray *arguments, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

static void append_argument(GPtrArray *arguments, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	g_ptr_array_add(arguments, g_strdup_vprintf(format, values));
	va_end(values);
}

/* What a neutral type is given in parentheses, in a fixed order. */
static GPtrArray *list_arguments(const Type *type)
{
	GPtrArray *arguments = names_new();
	for (guint i = 0; type->arguments && i < type->arguments->len; i++)
		append_argument(arguments, "%s",
				(const char *)type->arguments->pdata[i]);
	if (type->item) {
		g_autofree char *item = type_format(type->item);
		append_argument(arguments, "%s", item);
	}
	for (guint i = 0; type->labels && i < type->labels->len; i++)
		g_ptr_array_add(arguments, text_quote(type->labels->pdata[i]));
	if (type->length)
		append_argument(arguments, "%d", type->length);
	if (type->precision >= 0)
		append_argument(arguments, "%d", type->precision);
	if (type->scale >= 0)
		append_argument(arguments, "%s%d",
				type->precision < 0 ? "scale=" : "",
				type->scale);
	if (type->dimensions)
		append_argument(arguments, "dimensions=%u", type->dimensions);
	if (type->with_timezone)
		append_argument(arguments, "timezone=True");
	if (type->native)
		append_argument(arguments, "native=True");
	if (type->schema_name)
		append_argument(arguments, "schema='%s'", type->schema_name);
	if (type->name && type->kind != TYPE_NAMED)
		append_argument(arguments, "name='%s'", type->name);
	return arguments;
}

char *type_format(const Type *type)
{
	GString *text = g_string_new(kind_names[type->kind]);
	if (type->name &&
	    (type->kind == TYPE_ENGINE || type->kind == TYPE_NAMED))
		g_string_append(text, type->name);
	if (type->kind != TYPE_ENGINE) {
		g_autoptr(GPtrArray) arguments = list_arguments(type);
		g_autofree char *joined = names_join(arguments);
		if (*joined)
			g_string_append_printf(text, "(%s)", joined);
	}
	if (type->collation)
		g_string_append_printf(text, " COLLATE %s", type->collation);
	return g_string_free(text, FALSE);
}

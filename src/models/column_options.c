/* The keywords of Column(…) and mapped_column(…). */
#include "columns.h"

#include <string.h>

typedef void (*Option)(Reader *reader, MappedColumn *column, Value *value);

static gboolean option_flag(Reader *reader, MappedColumn *column, Value *value,
			    const char *name)
{
	Truth truth = value_truth(value);
	if (truth == TRUTH_UNKNOWN)
		unsupported_value(reader, column->table,
				  column_place(column, value), value,
				  "'%s=' of the column '%s'", name,
				  column->column->name);
	return truth == TRUTH_TRUE;
}

static void set_primary_key(Reader *reader, MappedColumn *column, Value *value)
{
	column->primary_key = option_flag(reader, column, value, "primary_key");
}

static void set_nullable(Reader *reader, MappedColumn *column, Value *value)
{
	if (value->kind == VALUE_NONE)
		return;
	column->column->not_null =
		!option_flag(reader, column, value, "nullable");
	column->nullable_given = TRUE;
}

static void set_unique(Reader *reader, MappedColumn *column, Value *value)
{
	column->unique = option_flag(reader, column, value, "unique");
}

static void set_index(Reader *reader, MappedColumn *column, Value *value)
{
	column->index = option_flag(reader, column, value, "index");
}

static void set_server_default(Reader *reader, MappedColumn *column,
			       Value *value)
{
	if (value->kind != VALUE_NONE)
		column_set_default(reader, column, value);
}

static void set_python_default(Reader *reader, MappedColumn *column,
			       Value *value)
{
	(void)reader;
	column->has_default |= value->kind != VALUE_NONE;
}

static void set_autoincrement(Reader *reader, MappedColumn *column,
			      Value *value)
{
	if (value->kind == VALUE_UNKNOWN)
		unsupported_value(reader, column->table,
				  column_place(column, value), value,
				  "'autoincrement=' of the column '%s'",
				  column->column->name);
	column->autoincrement = value;
}

static const char *option_text(Reader *reader, MappedColumn *column,
			       Value *value, const char *name)
{
	const char *text =
		value->kind == VALUE_NONE ? NULL : text_of(reader, value);
	if (!text && value->kind != VALUE_NONE)
		unsupported_value(reader, column->table,
				  column_place(column, value), value,
				  "'%s=' of the column '%s'", name,
				  column->column->name);
	return text;
}

static void set_name(Reader *reader, MappedColumn *column, Value *value)
{
	const char *text = option_text(reader, column, value, "name");
	if (!text)
		return;
	g_free(column->column->name);
	column->column->name = g_strdup(text);
}

static void set_key(Reader *reader, MappedColumn *column, Value *value)
{
	column->key = option_text(reader, column, value, "key");
}

static void set_comment(Reader *reader, MappedColumn *column, Value *value)
{
	g_free(column->column->comment);
	column->column->comment =
		g_strdup(option_text(reader, column, value, "comment"));
}

static void set_type_option(Reader *reader, MappedColumn *column, Value *value)
{
	column_set_type(reader, column, value);
}

static void set_sort_order(Reader *reader, MappedColumn *column, Value *value)
{
	if (value->kind == VALUE_INT)
		column->sort_order = value->number;
	else
		unsupported_value(reader, column->table,
				  column_place(column, value), value,
				  "'sort_order=' of the column '%s'",
				  column->column->name);
}

/* What projects for SQLAlchemy 1.4 set to move the columns of a mixin. */
static void set_creation_order(Reader *reader, MappedColumn *column,
			       Value *value)
{
	(void)reader;
	if (value->kind == VALUE_INT && value->number > 0)
		column->serial =
			(guint)MIN(value->number, 1 << 20) + G_MAXUINT / 2;
}

static void ignore(Reader *reader, MappedColumn *column, Value *value)
{
	(void)reader, (void)column, (void)value;
}

static const struct {
	const char *name;
	Option read;
} options[] = {
	{"name", set_name},
	{"key", set_key},
	{"type_", set_type_option},
	{"primary_key", set_primary_key},
	{"nullable", set_nullable},
	{"unique", set_unique},
	{"index", set_index},
	{"server_default", set_server_default},
	{"default", set_python_default},
	{"default_factory", set_python_default},
	{"insert_default", set_python_default},
	{"autoincrement", set_autoincrement},
	{"comment", set_comment},
	{"sort_order", set_sort_order},
	{"_creation_order", set_creation_order},
	{"onupdate", ignore},
	{"server_onupdate", ignore},
	{"info", ignore},
	{"doc", ignore},
	{"quote", ignore},
	{"system", ignore},
	{"init", ignore},
	{"repr", ignore},
	{"compare", ignore},
	{"kw_only", ignore},
	{"hash", ignore},
	{"deferred", ignore},
	{"deferred_group", ignore},
	{"deferred_raiseload", ignore},
	{"active_history", ignore},
	{"use_existing_column", ignore},
	{"_proxies", ignore},
	{"dataclass_metadata", ignore},
};

void column_read_option(Reader *reader, MappedColumn *column, const char *name,
			Value *value, Place place)
{
	for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
		if (strcmp(options[i].name, name) != 0)
			continue;
		options[i].read(reader, column, value);
		return;
	}
	if (!is_for_another_engine(reader, name))
		unsupported(reader, column->table, place,
			    "'%s=' of the column '%s'", name,
			    column->column->name);
}

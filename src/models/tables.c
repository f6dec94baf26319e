/* Table(…) and the options that tables take. */
#include "sqlalchemy.h"

#include <string.h>

static void read_sqlite_option(Reader *reader, MappedTable *table,
			       const char *name, const Value *value)
{
	Truth truth = value_truth(value);
	if (truth == TRUTH_UNKNOWN)
		unsupported_value(reader, table, table->place, value,
				  "'%s=' of the table", name);
	else if (strcmp(name, "sqlite_with_rowid") == 0)
		table->table->without_rowid = truth == TRUTH_FALSE;
	else if (strcmp(name, "sqlite_strict") == 0)
		table->table->strict = truth == TRUTH_TRUE;
}

static void read_option(Reader *reader, MappedTable *table, const char *name,
			const Value *value)
{
	static const char *const harmless[] = {
		"extend_existing", "keep_existing", "info",
		"listeners",	   "quote",	    "quote_schema",
		"schema",	   "metadata",	    "implicit_returning",
		"must_exist",	   "_extend_on",    NULL};
	if (g_strv_contains(harmless, name) ||
	    is_for_another_engine(reader, name))
		return;
	if (strcmp(name, "comment") == 0) {
		if (value->kind == VALUE_STR)
			table->table->comment = g_strdup(value->text);
		else if (value->kind != VALUE_NONE)
			unsupported_value(reader, table, table->place, value,
					  "the comment of the table");
	} else if (strcmp(name, "sqlite_with_rowid") == 0 ||
		   strcmp(name, "sqlite_strict") == 0 ||
		   strcmp(name, "sqlite_autoincrement") == 0) {
		read_sqlite_option(reader, table, name, value);
	} else {
		unsupported(reader, table, value_place(value, table->place),
			    "'%s=' of the table", name);
	}
}

void read_table_options(Reader *reader, MappedTable *table)
{
	for (guint i = 0; i < table->keywords.count; i++)
		read_option(reader, table, table->keywords.entries[i].name,
			    table->keywords.entries[i].value);
}

static gboolean is_item(Reader *reader, Value *value)
{
	static const char *const items[] = {"Column",
					    "Index",
					    "UniqueConstraint",
					    "CheckConstraint",
					    "PrimaryKeyConstraint",
					    "ForeignKeyConstraint",
					    NULL};
	const char *name = called_name(reader, value);
	return name && g_strv_contains(items, name);
}

/* db.Table() of Flask-SQLAlchemy has the MetaData by itself. */
static guint first_item(Reader *reader, const Value *call)
{
	Value *second = argument(call, 1);
	return second && is_item(reader, second) ? 1 : 2;
}

static void read_table_items(Reader *reader, MappedTable *table,
			     const Value *call)
{
	for (guint i = first_item(reader, call); i < argument_count(call);
	     i++) {
		Value *value = argument(call, i);
		MappedColumn *column = read_column(reader, table, NULL, value);
		if (column)
			mapped_table_add(reader, table, column);
		else
			items_add(reader->arena, &table->arguments, value);
	}
}

static Value *find_given_metadata(Reader *reader, Value *call)
{
	Value *metadata =
		first_item(reader, call) == 2 ? argument(call, 1) : NULL;
	if (!metadata)
		metadata = keyword(call, "metadata");
	const Value *callee = call->object;
	if (!metadata && callee->kind == VALUE_ATTRIBUTE &&
	    callee->object->kind == VALUE_CALL)
		metadata = keyword(callee->object, "metadata");
	return metadata;
}

static void read_table(Reader *reader, Value *call)
{
	const Value *name = argument(call, 0);
	if (!name)
		name = keyword(call, "name");
	const char *text = name ? text_of(reader, name) : NULL;
	if (!text) {
		if (name)
			unsupported_value(reader, NULL, call->place, name,
					  "the name of a Table");
		return;
	}
	Value *metadata;
	gboolean known = settle_metadata(
		reader, find_given_metadata(reader, call), &metadata);
	const char *schema_name = read_text(reader, NULL, call, -1, "schema");
	if (!schema_name && metadata)
		schema_name = read_text(reader, NULL, metadata, -1, "schema");
	/* "Table(name, metadata)" alone is one that is there already, or has
	 * its columns appended. */
	MappedTable *table = argument_count(call) <= first_item(reader, call)
				     ? find_table(reader, schema_name, text)
				     : NULL;
	if (table) {
		g_hash_table_insert(reader->table_calls, call, table);
		return;
	}
	const TableRequest request = {text, schema_name, metadata, NULL,
				      &call->call->keywords};
	table = find_extended(reader, &request);
	if (!table) {
		table = mapped_table_new(reader, text, schema_name,
					 call->place);
		table->call = call;
		table->serial = call->call->serial;
		table->metadata = metadata;
	}
	tell_assumed(reader, call);
	if (!known)
		unsupported(reader, table, call->place,
			    "a MetaData that is not known");
	table->keywords = call->call->keywords;
	g_hash_table_insert(reader->table_calls, call, table);
	read_table_items(reader, table, call);
	read_table_options(reader, table);
	if (call->call->open)
		unsupported(reader, table, call->place,
			    "a Table with arguments that are not known");
	if (call->doubt)
		unsupported(reader, table, *call->doubt,
			    "a Table under a condition that is not known");
}

/* table.append_column(Column(…)), mapper.add_property("name", Column(…)) */
static void append_column(Reader *reader, const Value *call)
{
	const Value *callee = call->object;
	if (callee->kind != VALUE_ATTRIBUTE || !argument_count(call))
		return;
	Value *last = argument(call, argument_count(call) - 1);
	gboolean append = strcmp(callee->text, "append_column") == 0;
	MappedTable *table = append ? table_of(reader, callee->object) : NULL;
	MappedColumn *column =
		table ? read_column(reader, table, NULL, last) : NULL;
	if (column)
		mapped_table_add(reader, table, column)->generation =
			LATE_GENERATION;
	else if (table)
		unsupported_value(reader, table, call->place, last,
				  "an appended column");
	else if ((append || strcmp(callee->text, "add_property") == 0) &&
		 unwrap_column(reader, last))
		unsupported(reader, NULL, call->place,
			    "a column that is given to %s",
			    value_describe(reader->arena, callee));
}

void read_table_calls(Reader *reader)
{
	GPtrArray *calls = reader->evaluator->calls;
	for (guint i = 0; i < calls->len; i++)
		if (is_called(reader, calls->pdata[i], "Table"))
			read_table(reader, calls->pdata[i]);
}

void read_appended_columns(Reader *reader)
{
	GPtrArray *calls = reader->evaluator->calls;
	for (guint i = 0; i < calls->len; i++)
		append_column(reader, calls->pdata[i]);
}

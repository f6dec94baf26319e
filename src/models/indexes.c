#include "sqlalchemy.h"

#include <string.h>

/* Takes DESC and NULLS LAST off an expression and onto the key. */
static void add_ordered(Index *index, Expression *expression)
{
	gboolean descending = FALSE;
	const char *nulls = NULL;
	while (expression->kind == EXPRESSION_UNARY) {
		const char *sign = expression->text;
		if (strcmp(sign, "DESC") == 0)
			descending = TRUE;
		else if (g_str_has_prefix(sign, "NULLS "))
			nulls = sign[6] == 'F' ? "FIRST" : "LAST";
		else if (strcmp(sign, "ASC") != 0)
			break;
		Expression *inner =
			expression_copy(expression->operands->pdata[0]);
		expression_free(expression);
		expression = inner;
	}
	IndexKey *key;
	if (expression->kind == EXPRESSION_COLUMN) {
		key = index_add_column(index, expression->text);
		expression_free(expression);
	} else {
		key = index_add_expression(index, expression);
	}
	key->descending = descending;
	key->nulls = g_strdup(nulls);
}

static gboolean add_key(Reader *reader, MappedTable *table, Index *index,
			const Value *call, Value *value)
{
	MappedColumn *column = resolve_column(reader, table, value);
	if (column && column->table == table) {
		index_add_column(index, column->column->name);
		return TRUE;
	}
	if (value->kind == VALUE_STR) {
		unsupported(reader, table, call->place,
			    "the column '%s' of an index, which the table "
			    "does not have",
			    value->text);
		return FALSE;
	}
	Expression *expression = read_expression(
		reader, table, value, call->place, "an expression of an index");
	if (!expression)
		return FALSE;
	add_ordered(index, expression);
	return TRUE;
}

static void read_where(Reader *reader, MappedTable *table, Index *index,
		       Value *value, Place place)
{
	const char *sql = text_of(reader, value);
	if (sql)
		index->where = expression_new(EXPRESSION_TEXT, sql);
	else if (value->kind != VALUE_NONE)
		index->where = read_expression(reader, table, value, place,
					       "the condition of an index");
}

static void read_operator_classes(Reader *reader, MappedTable *table,
				  Index *index, const Value *value, Place place)
{
	if (value->kind != VALUE_DICT) {
		unsupported_value(reader, table, place, value,
				  "'postgresql_ops='");
		return;
	}
	for (guint i = 0; i < index->keys->len; i++) {
		IndexKey *key = index->keys->pdata[i];
		const Value *class =
			key->column ? names_get(&value->dict->values,
						intern(reader->evaluator,
						       key->column))
				    : NULL;
		if (class && class->kind == VALUE_STR)
			key->operator_class = g_strdup(class->text);
	}
}

static void read_include(Reader *reader, MappedTable *table, Index *index,
			 Value *value, Place place)
{
	Items items = {0};
	if (!iterate(reader->evaluator, value, &items)) {
		unsupported_value(reader, table, place, value,
				  "'postgresql_include='");
		return;
	}
	index->include = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < items.count; i++) {
		MappedColumn *column =
			resolve_column(reader, table, items.items[i]);
		if (column)
			g_ptr_array_add(index->include,
					g_strdup(column->column->name));
	}
}

/* postgresql_with={"fillfactor": 50} */
static void read_storage(Reader *reader, MappedTable *table, Index *index,
			 const char *name, Value *value, Place place)
{
	g_autoptr(GString) text = g_string_new(index->extra);
	const Names *values =
		value->kind == VALUE_DICT ? &value->dict->values : NULL;
	for (guint i = 0; values && i < values->count; i++) {
		const NameEntry *entry = &values->entries[i];
		const Value *key = names_get(&value->dict->keys, entry->name);
		const char *parameter = key ? text_of(reader, key) : NULL;
		const char *written = value_str(reader->arena, entry->value);
		if (!parameter || !written) {
			values = NULL;
			break;
		}
		g_string_append_printf(text, "%s%s = %s",
				       i	   ? ", "
				       : text->len ? " WITH ("
						   : "WITH (",
				       parameter, written);
	}
	if (!values || !values->count) {
		unsupported_value(reader, table, place, value,
				  "'%s=' of an index", name);
		return;
	}
	g_string_append_c(text, ')');
	g_free(index->extra);
	index->extra = g_strdup(text->str);
}

/* Options of the engine's own: "sqlite_where", "postgresql_using". */
static void read_engine_option(Reader *reader, MappedTable *table, Index *index,
			       const char *name, Value *value, Place place)
{
	const char *option = name + strlen(reader->dialect) + 1;
	if (strcmp(option, "where") == 0)
		read_where(reader, table, index, value, place);
	else if (strcmp(option, "using") == 0 && value->kind == VALUE_STR)
		index->method = g_strdup(value->text);
	else if (strcmp(option, "ops") == 0)
		read_operator_classes(reader, table, index, value, place);
	else if (strcmp(option, "include") == 0)
		read_include(reader, table, index, value, place);
	else if (strcmp(option, "nulls_not_distinct") == 0 &&
		 value_truth(value) != TRUTH_UNKNOWN) {
		if (value_truth(value) == TRUTH_TRUE && !index->extra)
			index->extra = g_strdup("NULLS NOT DISTINCT");
	} else if (strcmp(option, "with") == 0)
		read_storage(reader, table, index, name, value, place);
	else if (strcmp(option, "concurrently") != 0)
		unsupported(reader, table, place, "'%s=' of an index", name);
}

static void read_index_options(Reader *reader, MappedTable *table, Index *index,
			       const Value *call)
{
	g_autofree char *prefix = g_strconcat(reader->dialect, "_", NULL);
	const Names *keywords = &call->call->keywords;
	for (guint i = 0; i < keywords->count; i++)
		if (g_str_has_prefix(keywords->entries[i].name, prefix))
			read_engine_option(
				reader, table, index, keywords->entries[i].name,
				keywords->entries[i].value, call->place);
	index->unique = read_flag(reader, table, call, "unique", FALSE);
	if (call->doubt)
		unsupported(reader, table, *call->doubt,
			    "an index under a condition that is not known");
	if (call->call->open)
		unsupported(reader, table, call->place,
			    "an index with arguments that are not known");
}

void read_index(Reader *reader, MappedTable *table, Value *call)
{
	g_autoptr(Index) index = index_new(NULL);
	tell_assumed(reader, call);
	const Value *name = argument(call, 0);
	guint first = name ? 1 : 0;
	if (!name)
		name = keyword(call, "name");
	if (name && name->kind != VALUE_NONE) {
		index->name = g_strdup(text_of(reader, name));
		if (!index->name) {
			unsupported_value(reader, table, call->place, name,
					  "the name of an index");
			return;
		}
	}
	index->origin = origin_of(call->place);
	gboolean whole = TRUE;
	for (guint i = first; i < argument_count(call); i++)
		whole &= add_key(reader, table, index, call, argument(call, i));
	read_index_options(reader, table, index, call);
	if (!whole || !index->keys->len)
		return;
	name_index(reader, table, index);
	table_add_index(table->table, g_steal_pointer(&index));
}

void refuse_doubled_indexes(Reader *reader)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < reader->tables->len; i++) {
		MappedTable *table = reader->tables->pdata[i];
		const char *space = table->table->schema_name;
		const GPtrArray *indexes = table->table->indexes;
		for (guint j = 0; j < indexes->len; j++) {
			const Index *index = indexes->pdata[j];
			char *key =
				g_strdup_printf("%s.%s", space ? space : "",
						index->name ? index->name : "");
			if (g_hash_table_add(seen, key) || !index->name)
				continue;
			unsupported(reader, table,
				    (Place){intern(reader->evaluator,
						   index->origin.path
							   ? index->origin.path
							   : ""),
					    index->origin.line,
					    index->origin.last_line},
				    "the index '%s', a name that another "
				    "index has",
				    index->name);
		}
	}
}

void read_column_indexes(Reader *reader, MappedTable *table)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const MappedColumn *column = table->columns->pdata[i];
		if (!column->index)
			continue;
		Index *index = index_new(NULL);
		index->unique = column->unique;
		index->origin = origin_of(column->value ? column->value->place
							: table->place);
		index_add_column(index, column->column->name);
		name_index(reader, table, index);
		table_add_index(table->table, index);
	}
}

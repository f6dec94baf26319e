/* CREATE INDEX. */
#include "postgresql_reading.h"

#include <string.h>

/* The place behind the first opening parenthesis. */
static const char *find_open(const char *from)
{
	const char *start;
	const char *end = postgresql_next(from, &start);
	while (*start && *start != '(')
		end = postgresql_next(end, &start);
	return end;
}

/* Whether all of the text is one call: name(…). */
static gboolean is_call(const char *text)
{
	const char *start;
	const char *end = postgresql_next(text, &start);
	if (*end != '(' || (!g_ascii_isalpha(*start) && *start != '_'))
		return FALSE;
	Reading whole = {.end = text + strlen(text)};
	g_autofree char *arguments = postgresql_cut_group(&whole, end);
	return arguments && end + strlen(arguments) + strlen("()") == whole.end;
}

/* What stands for the key at the start of the item: (…) or name(…). */
static char *cut_expression(const Reading *reading, const char *item)
{
	const char *start;
	postgresql_next(item, &start);
	if (*start == '(')
		return postgresql_cut_group(reading, start);
	const char *open = find_open(item);
	g_autofree char *arguments = postgresql_cut_group(reading, start);
	return g_strdup_printf("%.*s%s)", (int)(open - start), start,
			       arguments ? arguments : "");
}

/* An expression of an index in the parser's spelling, in the parentheses that
 * CREATE INDEX wants around all but calls. */
static Expression *read_expression(const Reading *reading, const char *item)
{
	g_autofree char *sql = cut_expression(reading, item);
	g_autofree char *text = postgresql_canonical(sql ? sql : "");
	g_autofree char *key =
		g_strdup_printf(is_call(text) ? "%s" : "(%s)", text);
	return expression_new(EXPRESSION_TEXT, key);
}

static char *join_names(const json_t *list)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const char *schema_name;
	const char *name;
	if (!json_array_size(list))
		return NULL;
	node_qualified(list, &schema_name, &name);
	postgresql_append_name(text, schema_name, name);
	return g_strdup(text->str);
}

static void read_key(const Reading *reading, Index *index, const json_t *body,
		     const char *item)
{
	const char *name = node_text(body, "name");
	const char *order = node_text(body, "ordering");
	const char *nulls = node_text(body, "nulls_ordering");
	IndexKey *key = name ? index_add_column(index, name)
			     : index_add_expression(
				       index, read_expression(reading, item));
	const json_t *collation = json_object_get(body, "collation");
	if (json_array_size(collation)) {
		const char *schema_name;
		const char *word;
		node_qualified(collation, &schema_name, &word);
		key->collation = g_strdup(word);
	}
	key->operator_class = join_names(json_object_get(body, "opclass"));
	key->descending = g_strcmp0(order, "SORTBY_DESC") == 0;
	/* What is the default needs no word. */
	if (g_strcmp0(nulls, "SORTBY_NULLS_FIRST") == 0 && !key->descending)
		key->nulls = g_strdup("FIRST");
	if (g_strcmp0(nulls, "SORTBY_NULLS_LAST") == 0 && key->descending)
		key->nulls = g_strdup("LAST");
}

static void read_keys(const Reading *reading, Index *index, const json_t *body)
{
	const json_t *keys = json_object_get(body, "indexParams");
	const json_t *relation = json_object_get(body, "relation");
	const char *start;
	const char *from =
		find_open(reading->text + node_number(relation, "location"));
	for (size_t i = 0; i < json_array_size(keys); i++) {
		g_autofree char *item =
			postgresql_cut_item(reading, from, NULL);
		read_key(reading, index, node_body(json_array_get(keys, i)),
			 from);
		from += strlen(item);
		from = postgresql_next(from, &start); /* the comma */
	}
}

static void read_options(Index *index, const json_t *body)
{
	const json_t *options = json_object_get(body, "options");
	g_autoptr(GString) text = g_string_new(NULL);
	if (node_flag(body, "nulls_not_distinct"))
		g_string_append(text, "NULLS NOT DISTINCT");
	for (size_t i = 0; i < json_array_size(options); i++) {
		const json_t *option = node_body(json_array_get(options, i));
		const json_t *argument = json_object_get(option, "arg");
		const json_t *value = node_body(argument);
		const char *string = node_text(value, "sval");
		g_string_append_printf(text, "%s%s = ", i ? ", " : "WITH (",
				       node_text(option, "defname"));
		if (string)
			g_string_append(text, string);
		else
			g_string_append_printf(text, "%d",
					       node_number(value, "ival"));
	}
	if (json_array_size(options))
		g_string_append_c(text, ')');
	if (text->len)
		index->extra = g_strdup(text->str);
}

static void read_include(Index *index, const json_t *list)
{
	if (!json_array_size(list))
		return;
	index->include = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < json_array_size(list); i++)
		g_ptr_array_add(
			index->include,
			g_strdup(node_text(node_body(json_array_get(list, i)),
					   "name")));
}

/* The server's name for an index that has none. */
static char *choose_name(const Table *table, const Index *index)
{
	g_autoptr(GString) name = g_string_new(table->name);
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = index->keys->pdata[i];
		g_string_append_printf(name, "_%s",
				       key->column ? key->column : "expr");
	}
	g_string_append(name, "_idx");
	return g_strdup(name->str);
}

static Index *find_index(const Schema *schema, const Table *table,
			 const char *name)
{
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *other = schema->tables->pdata[i];
		Index *index =
			g_strcmp0(other->schema_name, table->schema_name) == 0
				? table_find_index(other, name)
				: NULL;
		if (index)
			return index;
	}
	return NULL;
}

gboolean postgresql_read_index(Reading *reading, const json_t *body)
{
	Table *table =
		reading_get_table(reading, json_object_get(body, "relation"));
	if (!table)
		return FALSE;
	const char *name = node_text(body, "idxname");
	if (name && find_index(reading->schema, table, name))
		return node_flag(body, "if_not_exists") ||
		       reading_fail(reading, "index %s is there already", name);
	Index *index = index_new(name);
	index->unique = node_flag(body, "unique");
	const char *method = node_text(body, "accessMethod");
	if (g_strcmp0(method, "btree") != 0)
		index->method = g_strdup(method);
	read_keys(reading, index, body);
	read_include(index, json_object_get(body, "indexIncludingParams"));
	read_options(index, body);
	const char *where =
		json_object_get(body, "whereClause")
			? postgresql_find_word(reading, reading->start, "WHERE")
			: NULL;
	if (where) {
		g_autofree char *sql =
			postgresql_cut_item(reading, where, NULL);
		g_autofree char *text = postgresql_canonical(sql);
		index->where = expression_new(EXPRESSION_TEXT, text);
	}
	if (!index->name)
		index->name = choose_name(table, index);
	table_add_index(table, index);
	return TRUE;
}

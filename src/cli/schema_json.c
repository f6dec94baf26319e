#include "schema_json.h"

#include "base/diagnostic.h"

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *names_json(const GPtrArray *names)
{
	json_t *list = json_array();
	for (guint i = 0; names && i < names->len; i++)
		json_array_append_new(list, json_string(names->pdata[i]));
	return list;
}

static json_t *expression_json(const Dialect *dialect,
			       const Expression *expression)
{
	if (!expression)
		return json_null();
	g_autofree char *text = dialect_spell_expression(dialect, expression);
	return json_string(text);
}

static json_t *column_json(const Dialect *dialect, const Column *column)
{
	g_autofree char *type = dialect_spell_type(dialect, column->type);
	return json_pack(
		"{s:s, s:s, s:b, s:o, s:o, s:o, s:b, s:b, s:o, s:o, s:o, s:o, "
		"s:i}",
		"name", column->name, "type", type, "nullable",
		!column->not_null, "default",
		expression_json(dialect, column->server_default), "collation",
		text_or_null(column->collation), "generated",
		expression_json(dialect, column->generated), "stored",
		column->generated_stored, "autoincrement",
		column->autoincrement, "identity",
		text_or_null(column->identity), "extra",
		text_or_null(column->extra), "comment",
		text_or_null(column->comment), "path",
		text_or_null(column->origin.path), "line",
		(int)column->origin.line);
}

static const char *const kinds[] = {
	[CONSTRAINT_PRIMARY_KEY] = "primary key",
	[CONSTRAINT_UNIQUE] = "unique",
	[CONSTRAINT_FOREIGN_KEY] = "foreign key",
	[CONSTRAINT_CHECK] = "check",
	[CONSTRAINT_OTHER] = "other",
};

static json_t *constraint_json(const Dialect *dialect,
			       const Constraint *constraint)
{
	json_t *json = json_pack(
		"{s:s, s:o, s:o, s:o, s:b, s:b, s:b, s:o, s:i}", "kind",
		kinds[constraint->kind], "name", text_or_null(constraint->name),
		"columns", names_json(constraint->columns), "check",
		expression_json(dialect, constraint->check), "bound_to_type",
		constraint->bound_to_type, "deferrable", constraint->deferrable,
		"deferred", constraint->deferred, "extra",
		text_or_null(constraint->extra), "line",
		(int)constraint->origin.line);
	if (constraint->kind != CONSTRAINT_FOREIGN_KEY)
		return json;
	json_t *reference =
		json_pack("{s:o, s:s, s:o, s:o, s:o, s:o}", "schema",
			  text_or_null(constraint->referred_schema), "table",
			  constraint->referred_table, "columns",
			  names_json(constraint->referred_columns), "on_delete",
			  text_or_null(constraint->on_delete), "on_update",
			  text_or_null(constraint->on_update), "match",
			  text_or_null(constraint->match));
	json_object_set_new(json, "references", reference);
	return json;
}

static json_t *key_json(const Dialect *dialect, const IndexKey *key)
{
	return json_pack("{s:o, s:o, s:b, s:o, s:o, s:o}", "column",
			 text_or_null(key->column), "expression",
			 expression_json(dialect, key->expression),
			 "descending", key->descending, "nulls",
			 text_or_null(key->nulls), "collation",
			 text_or_null(key->collation), "operator_class",
			 text_or_null(key->operator_class));
}

static json_t *index_json(const Dialect *dialect, const Table *table,
			  const Index *index)
{
	json_t *keys = json_array();
	for (guint i = 0; i < index->keys->len; i++)
		json_array_append_new(keys,
				      key_json(dialect, index->keys->pdata[i]));
	g_autofree char *name = dialect_index_name(dialect, table, index);
	return json_pack("{s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:i}", "name",
			 name, "unique", index->unique, "keys", keys, "where",
			 expression_json(dialect, index->where), "method",
			 text_or_null(index->method), "include",
			 names_json(index->include), "extra",
			 text_or_null(index->extra), "line",
			 (int)index->origin.line);
}

static json_t *triggers_json(const GPtrArray *triggers)
{
	json_t *list = json_array();
	for (guint i = 0; triggers && i < triggers->len; i++) {
		const Trigger *trigger = triggers->pdata[i];
		json_array_append_new(list, json_pack("{s:s, s:s}", "name",
						      trigger->name, "sql",
						      trigger->sql));
	}
	return list;
}

static json_t *table_json(const Dialect *dialect, const Table *table)
{
	json_t *columns = json_array();
	for (guint i = 0; i < table->columns->len; i++)
		json_array_append_new(
			columns,
			column_json(dialect, table->columns->pdata[i]));
	json_t *constraints = json_array();
	for (guint i = 0; i < table->constraints->len; i++)
		json_array_append_new(
			constraints,
			constraint_json(dialect, table->constraints->pdata[i]));
	json_t *indexes = json_array();
	for (guint i = 0; i < table->indexes->len; i++)
		json_array_append_new(
			indexes,
			index_json(dialect, table, table->indexes->pdata[i]));
	return json_pack("{s:o, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:i}",
			 "schema", text_or_null(table->schema_name), "name",
			 table->name, "complete", !table->incomplete, "comment",
			 text_or_null(table->comment), "columns", columns,
			 "constraints", constraints, "indexes", indexes,
			 "triggers", triggers_json(table->triggers), "path",
			 text_or_null(table->origin.path), "line",
			 (int)table->origin.line);
}

static json_t *enums_json(const Dialect *dialect, const Schema *schema)
{
	json_t *list = json_array();
	g_autoptr(GPtrArray) enums = dialect_collect_enums(dialect, schema);
	for (guint i = 0; i < enums->len; i++) {
		const EnumType *type = enums->pdata[i];
		json_array_append_new(list,
				      json_pack("{s:o, s:s, s:o}", "schema",
						text_or_null(type->schema_name),
						"name", type->name, "labels",
						names_json(type->labels)));
	}
	return list;
}

static json_t *views_json(const Schema *schema)
{
	json_t *list = json_array();
	for (guint i = 0; i < schema->views->len; i++) {
		const View *view = schema->views->pdata[i];
		json_array_append_new(
			list,
			json_pack("{s:o, s:s, s:s, s:o}", "schema",
				  text_or_null(view->schema_name), "name",
				  view->name, "sql", view->sql, "triggers",
				  triggers_json(view->triggers)));
	}
	return list;
}

json_t *schema_json(const Dialect *dialect, const Schema *schema)
{
	json_t *tables = json_array();
	for (guint i = 0; i < schema->tables->len; i++)
		json_array_append_new(
			tables, table_json(dialect, schema->tables->pdata[i]));
	return json_pack("{s:s, s:o, s:o, s:o}", "dialect",
			 dialect_name(dialect), "tables", tables, "enums",
			 enums_json(dialect, schema), "views",
			 views_json(schema));
}

json_t *diagnostics_json(const GPtrArray *diagnostics)
{
	static const char *const names[] = {
		[DIAGNOSTIC_UNSUPPORTED] = "unsupported",
		[DIAGNOSTIC_ERROR] = "error",
		[DIAGNOSTIC_WARNING] = "warning",
	};
	json_t *list = json_array();
	for (guint i = 0; i < diagnostics->len; i++) {
		const Diagnostic *diagnostic = diagnostics->pdata[i];
		json_array_append_new(
			list, json_pack("{s:s, s:o, s:i, s:o, s:s}", "kind",
					names[diagnostic->kind], "path",
					text_or_null(diagnostic->path), "line",
					(int)diagnostic->line, "table",
					text_or_null(diagnostic->table),
					"message", diagnostic->message));
	}
	return list;
}

/* Enums, triggers and comments; and which statement is read where. */
#include "postgresql_reading.h"

#include <string.h>

static gboolean create_enum(Reading *reading, const json_t *body)
{
	const char *schema_name;
	const char *name;
	node_qualified(json_object_get(body, "typeName"), &schema_name, &name);
	if (schema_find_enum(reading->schema, schema_name, name))
		return reading_fail(reading, "type %s is there already", name);
	EnumType *type = enum_type_new(name);
	type->schema_name = g_strdup(schema_name);
	node_names(json_object_get(body, "vals"), type->labels);
	schema_add_enum(reading->schema, type);
	return TRUE;
}

static guint find_label(const EnumType *type, const char *label)
{
	for (guint i = 0; i < type->labels->len; i++)
		if (strcmp(type->labels->pdata[i], label) == 0)
			return i;
	return type->labels->len;
}

static gboolean alter_enum(Reading *reading, const json_t *body)
{
	const char *schema_name;
	const char *name;
	node_qualified(json_object_get(body, "typeName"), &schema_name, &name);
	EnumType *type = schema_find_enum(reading->schema, schema_name, name);
	if (!type)
		return reading_fail(reading, "there is no type %s", name);
	const char *old = node_text(body, "oldVal");
	const char *new = node_text(body, "newVal");
	const char *neighbour = node_text(body, "newValNeighbor");
	guint place = find_label(type, old ? old : neighbour ? neighbour : "");
	if ((old || neighbour) && place == type->labels->len)
		return reading_fail(reading, "type %s has no label %s", name,
				    old ? old : neighbour);
	if (old) {
		g_free(type->labels->pdata[place]);
		type->labels->pdata[place] = g_strdup(new);
		return TRUE;
	}
	if (find_label(type, new) < type->labels->len)
		return node_flag(body, "skipIfNewValExists") ||
		       reading_fail(reading, "type %s has a label %s already",
				    name, new);
	if (neighbour && node_flag(body, "newValIsAfter"))
		place++;
	g_ptr_array_insert(type->labels, (gint)place, g_strdup(new));
	return TRUE;
}

static gboolean create_trigger(Reading *reading, const json_t *body)
{
	const json_t *range = json_object_get(body, "relation");
	const char *name = node_text(body, "trigname");
	const char *owner = node_text(range, "relname");
	const char *schema_name = namespace_of(node_text(range, "schemaname"));
	g_autofree char *sql = reading_statement(reading);
	View *view = schema_find_view(reading->schema, schema_name, owner);
	if (view) {
		g_ptr_array_add(view->triggers, trigger_new(name, sql));
		return TRUE;
	}
	Table *table = reading_get_table(reading, range);
	if (!table)
		return FALSE;
	Trigger *known = table_find_trigger(table, name);
	if (known)
		g_ptr_array_remove(table->triggers, known);
	table_add_trigger(table, trigger_new(name, sql));
	return TRUE;
}

static gboolean comment_on_column(Reading *reading, const json_t *body)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	node_names(json_object_get(node_body(json_object_get(body, "object")),
				   "items"),
		   names);
	if (names->len < 2)
		return TRUE;
	const char *schema_name =
		names->len > 2 ? namespace_of(names->pdata[names->len - 3])
			       : NULL;
	Table *table = schema_find_table(reading->schema, schema_name,
					 names->pdata[names->len - 2]);
	Column *column =
		table ? table_find_column(table, names->pdata[names->len - 1])
		      : NULL;
	if (!column)
		return reading_fail(reading, "there is no column %s",
				    (char *)names->pdata[names->len - 1]);
	g_free(column->comment);
	column->comment = g_strdup(node_text(body, "comment"));
	return TRUE;
}

static gboolean comment(Reading *reading, const json_t *body)
{
	const char *kind = node_text(body, "objtype");
	if (g_strcmp0(kind, "OBJECT_COLUMN") == 0)
		return comment_on_column(reading, body);
	if (g_strcmp0(kind, "OBJECT_TABLE") != 0)
		return TRUE;
	const char *schema_name;
	const char *name;
	node_qualified(
		json_object_get(node_body(json_object_get(body, "object")),
				"items"),
		&schema_name, &name);
	Table *table = schema_find_table(reading->schema, schema_name, name);
	if (!table)
		return reading_fail(reading, "there is no table %s", name);
	g_free(table->comment);
	table->comment = g_strdup(node_text(body, "comment"));
	return TRUE;
}

/* Code of its own may change anything. */
static gboolean refuse(Reading *reading, const json_t *body)
{
	(void)body;
	reading_unsupported(reading, NULL,
			    "a statement whose effect on the schema only the "
			    "server knows");
	return TRUE;
}

static const struct {
	const char *kind;
	gboolean (*run)(Reading *reading, const json_t *body);
} statements[] = {
	{"CreateStmt", postgresql_read_create},
	{"IndexStmt", postgresql_read_index},
	{"AlterTableStmt", postgresql_read_alter},
	{"RenameStmt", postgresql_read_rename},
	{"DropStmt", postgresql_read_drop},
	{"CreateEnumStmt", create_enum},
	{"AlterEnumStmt", alter_enum},
	{"CreateTrigStmt", create_trigger},
	{"CommentStmt", comment},
	{"DoStmt", refuse},
	{"CallStmt", refuse},
	{"AlterObjectSchemaStmt", refuse},
	{"AlterDomainStmt", refuse},
	{"AlterExtensionStmt", refuse},
	{"CreatePolicyStmt", refuse},
	{"RuleStmt", refuse},
	{"DefineStmt", refuse},
	{"CreateRangeStmt", refuse},
};

gboolean postgresql_read_object(Reading *reading, const char *kind,
				const json_t *body, gboolean *known)
{
	*known = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(statements); i++) {
		if (strcmp(statements[i].kind, kind) != 0)
			continue;
		*known = TRUE;
		return statements[i].run(reading, body);
	}
	return postgresql_read_kept(reading, kind, body, known);
}

static gboolean run_statement(Reading *reading, const json_t *statement)
{
	gboolean known;
	const char *start;
	int length = node_number(statement, "stmt_len");
	reading->start =
		reading->text + node_number(statement, "stmt_location");
	reading->end = length ? reading->start + length
			      : reading->text + strlen(reading->text);
	postgresql_next(reading->start, &start);
	reading->start = start;
	const json_t *node = json_object_get(statement, "stmt");
	/* What is not known makes no definitions: rows, rights. */
	return postgresql_read_object(reading, node_kind(node), node_body(node),
				      &known);
}

gboolean postgresql_run_script(Schema *schema, const char *text,
			       const char *path, unsigned first_line,
			       GPtrArray *diagnostics, GError **error)
{
	g_autoptr(GHashTable) owned =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Reading reading = {
		.schema = schema,
		.diagnostics = diagnostics,
		.path = path,
		.first_line = first_line ? first_line : 1,
		.text = text,
		.owned = owned,
		.error = error,
	};
	json_t *tree = postgresql_load_parser(error)
			       ? postgresql_parse(&reading, text, error)
			       : NULL;
	if (!tree)
		return FALSE;
	const json_t *statements_read = json_object_get(tree, "stmts");
	gboolean done = TRUE;
	for (size_t i = 0; done && i < json_array_size(statements_read); i++)
		done = run_statement(&reading,
				     json_array_get(statements_read, i));
	json_decref(tree);
	if (done)
		postgresql_place_functions(schema);
	return done;
}

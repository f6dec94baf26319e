/* ALTER TABLE, a command at a time. */
#include "postgresql_reading.h"

#include <string.h>

/* One command: its node and the text it stands in. */
typedef struct Command {
	Table *table;
	const json_t *body;
	const char *text; /* where it starts */
} Command;

static Column *get_column(const Reading *reading, const Command *command)
{
	const char *name = node_text(command->body, "name");
	Column *column = table_find_column(command->table, name);
	if (!column)
		reading_fail(reading, "table %s has no column %s",
			     command->table->name, name);
	return column;
}

static gboolean add_column(Reading *reading, const Command *command)
{
	const json_t *definition =
		node_body(json_object_get(command->body, "def"));
	if (node_flag(command->body, "missing_ok") &&
	    table_find_column(command->table, node_text(definition, "colname")))
		return TRUE;
	return postgresql_read_column(reading, command->table, definition);
}

static gboolean uses_column(const GPtrArray *names, const char *name)
{
	for (guint i = 0; names && i < names->len; i++)
		if (strcmp(names->pdata[i], name) == 0)
			return TRUE;
	return FALSE;
}

static gboolean sql_uses(const Expression *expression, const char *name)
{
	if (!expression)
		return FALSE;
	g_autofree char *sql = postgresql_spell_expression(expression);
	g_autofree char *other = g_strconcat(name, "_", NULL);
	g_autofree char *renamed = postgresql_rename_in(sql, name, other);
	return strcmp(renamed, sql) != 0;
}

static gboolean index_uses(const Index *index, const char *name)
{
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = index->keys->pdata[i];
		if (g_strcmp0(key->column, name) == 0 ||
		    sql_uses(key->expression, name))
			return TRUE;
	}
	return uses_column(index->include, name) ||
	       sql_uses(index->where, name);
}

/* What goes with a column: its indexes and constraints. */
static void drop_uses(Table *table, const char *name)
{
	for (guint i = table->indexes->len; i-- > 0;)
		if (index_uses(table->indexes->pdata[i], name))
			g_ptr_array_remove_index(table->indexes, i);
	for (guint i = table->constraints->len; i-- > 0;) {
		const Constraint *constraint = table->constraints->pdata[i];
		if (uses_column(constraint->columns, name) ||
		    sql_uses(constraint->check, name))
			g_ptr_array_remove_index(table->constraints, i);
	}
}

static gboolean drop_column(Reading *reading, const Command *command)
{
	const char *name = node_text(command->body, "name");
	if (node_flag(command->body, "missing_ok") &&
	    !table_find_column(command->table, name))
		return TRUE;
	Column *column = get_column(reading, command);
	if (!column)
		return FALSE;
	drop_uses(command->table, name);
	g_ptr_array_remove(command->table->columns, column);
	return TRUE;
}

static gboolean alter_type(Reading *reading, const Command *command)
{
	gboolean serial;
	Column *column = get_column(reading, command);
	if (!column)
		return FALSE;
	const json_t *definition =
		node_body(json_object_get(command->body, "def"));
	const json_t *collation = json_object_get(definition, "collClause");
	g_autofree char *type = postgresql_read_type(
		json_object_get(definition, "typeName"), &serial);
	type_free(column->type);
	column->type = type_new_engine(type);
	g_clear_pointer(&column->collation, g_free);
	if (collation) {
		const char *schema_name;
		const char *name;
		node_qualified(json_object_get(collation, "collname"),
			       &schema_name, &name);
		column->collation = g_strdup(name);
	}
	return TRUE;
}

static gboolean set_default(Reading *reading, const Command *command)
{
	Column *column = get_column(reading, command);
	if (!column)
		return FALSE;
	if (!json_object_get(command->body, "def")) {
		postgresql_set_default(reading, column, NULL);
		return TRUE;
	}
	const char *word =
		postgresql_find_word(reading, command->text, "DEFAULT");
	g_autofree char *sql = postgresql_cut_item(reading, word, NULL);
	postgresql_set_default(reading, column, sql);
	return TRUE;
}

static gboolean set_not_null(Reading *reading, const Command *command)
{
	Column *column = get_column(reading, command);
	if (column)
		column->not_null = TRUE;
	return column != NULL;
}

static gboolean drop_not_null(Reading *reading, const Command *command)
{
	Column *column = get_column(reading, command);
	if (column)
		column->not_null = FALSE;
	return column != NULL;
}

static gboolean drop_expression(Reading *reading, const Command *command)
{
	Column *column = get_column(reading, command);
	if (!column)
		return FALSE;
	g_clear_pointer(&column->generated, expression_free);
	column->generated_stored = FALSE;
	return TRUE;
}

static gboolean set_identity(Reading *reading, const Command *command)
{
	Column *column = get_column(reading, command);
	if (!column)
		return FALSE;
	const json_t *definition = json_object_get(command->body, "def");
	const char *when = node_text(node_body(definition), "generated_when");
	if (!when)
		when = postgresql_find_word(reading, command->text, "ALWAYS")
			       ? "a"
			       : "d";
	g_free(column->identity);
	column->identity = g_strdup(*when == 'a' ? "ALWAYS" : "BY DEFAULT");
	return TRUE;
}

static gboolean drop_identity(Reading *reading, const Command *command)
{
	Column *column = get_column(reading, command);
	if (!column)
		return FALSE;
	g_clear_pointer(&column->identity, g_free);
	return TRUE;
}

static gboolean add_constraint(Reading *reading, const Command *command)
{
	return postgresql_read_constraint(
		reading, command->table, NULL,
		node_body(json_object_get(command->body, "def")));
}

static gboolean drop_constraint(Reading *reading, const Command *command)
{
	Table *table = command->table;
	const char *name = node_text(command->body, "name");
	for (guint i = 0; i < table->constraints->len; i++) {
		g_autofree char *other = postgresql_constraint_name(
			table, table->constraints->pdata[i]);
		if (strcmp(other, name) != 0)
			continue;
		g_ptr_array_remove_index(table->constraints, i);
		return TRUE;
	}
	return node_flag(command->body, "missing_ok") ||
	       reading_fail(reading, "table %s has no constraint %s",
			    table->name, name);
}

static gboolean ignore(Reading *reading, const Command *command)
{
	(void)reading;
	(void)command;
	return TRUE;
}

/* What changes no definition is ignored; all others are not known. */
static const struct {
	const char *type;
	gboolean (*run)(Reading *reading, const Command *command);
} commands[] = {
	{"AT_AddColumn", add_column},
	{"AT_DropColumn", drop_column},
	{"AT_AlterColumnType", alter_type},
	{"AT_ColumnDefault", set_default},
	{"AT_SetNotNull", set_not_null},
	{"AT_DropNotNull", drop_not_null},
	{"AT_DropExpression", drop_expression},
	{"AT_AddIdentity", set_identity},
	{"AT_SetIdentity", set_identity},
	{"AT_DropIdentity", drop_identity},
	{"AT_AddConstraint", add_constraint},
	{"AT_DropConstraint", drop_constraint},
	{"AT_ValidateConstraint", ignore},
	{"AT_ChangeOwner", ignore},
	{"AT_SetStatistics", ignore},
	{"AT_SetStorage", ignore},
	{"AT_SetOptions", ignore},
	{"AT_ResetOptions", ignore},
	{"AT_ClusterOn", ignore},
	{"AT_DropCluster", ignore},
	{"AT_SetTableSpace", ignore},
	{"AT_SetRelOptions", ignore},
	{"AT_ResetRelOptions", ignore},
	{"AT_ReplicaIdentity", ignore},
	{"AT_EnableRowSecurity", ignore},
	{"AT_DisableRowSecurity", ignore},
	{"AT_ForceRowSecurity", ignore},
	{"AT_NoForceRowSecurity", ignore},
	{"AT_EnableTrig", ignore},
	{"AT_DisableTrig", ignore},
};

static gboolean run(Reading *reading, const Command *command)
{
	const char *type = node_text(command->body, "subtype");
	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
		if (strcmp(commands[i].type, type) == 0)
			return commands[i].run(reading, command);
	reading_unsupported(reading, command->table->name,
			    "a command of ALTER TABLE %s",
			    command->table->name);
	return TRUE;
}

/* Where the commands start: behind the table's name. */
static const char *first_command(const Reading *reading, const json_t *range)
{
	const char *start;
	const char *end = postgresql_next(
		reading->text + node_number(range, "location"), &start);
	while (*end == '.') {
		end = postgresql_next(end, &start);
		end = postgresql_next(end, &start);
	}
	return end;
}

gboolean postgresql_read_alter(Reading *reading, const json_t *body)
{
	const json_t *range = json_object_get(body, "relation");
	const char *kind = node_text(body, "objtype");
	if (g_strcmp0(kind, "OBJECT_TABLE") != 0)
		return TRUE;
	if (node_flag(body, "missing_ok") &&
	    !schema_find_table(reading->schema,
			       namespace_of(node_text(range, "schemaname")),
			       node_text(range, "relname")))
		return TRUE;
	Table *table = reading_get_table(reading, range);
	if (!table)
		return FALSE;
	const json_t *list = json_object_get(body, "cmds");
	const char *from = first_command(reading, range);
	for (size_t i = 0; i < json_array_size(list); i++) {
		Command command = {table, node_body(json_array_get(list, i)),
				   from};
		g_autofree char *text =
			postgresql_cut_item(reading, from, NULL);
		if (!run(reading, &command))
			return FALSE;
		const char *start;
		from = postgresql_next(from + strlen(text), &start);
	}
	return TRUE;
}

/* Constraints: of columns, of tables, and those that stand by themselves. */
#include "sqlalchemy.h"

#include <string.h>

static void add(Reader *reader, MappedTable *table, Constraint *constraint)
{
	name_constraint(reader, table, constraint);
	table_add_constraint(table->table, constraint);
}

static void refuse_column(Reader *reader, MappedTable *table, const Value *call,
			  const Value *value, const char *of)
{
	if (value->kind == VALUE_STR)
		unsupported(reader, table, call->place,
			    "the column '%s' of %s, which the table does not "
			    "have",
			    value->text, of);
	else
		unsupported_value(reader, table, call->place, value,
				  "a column of %s", of);
}

static gboolean add_column(Reader *reader, MappedTable *table,
			   const Value *call, const Value *value,
			   Constraint *constraint, const char *of)
{
	MappedColumn *column = resolve_column(reader, table, value);
	if (!column || column->table != table) {
		refuse_column(reader, table, call, value, of);
		return FALSE;
	}
	g_ptr_array_add(constraint->columns, g_strdup(column->column->name));
	return TRUE;
}

/* UNIQUE NULLS NOT DISTINCT; the other options of the engine are refused. */
static void read_engine_options(Reader *reader, MappedTable *table,
				const Value *call, Constraint *constraint)
{
	const Names *keywords = &call->call->keywords;
	for (guint i = 0; i < keywords->count; i++) {
		const char *name = keywords->entries[i].name;
		Truth truth = value_truth(keywords->entries[i].value);
		if (!g_str_has_prefix(name, reader->dialect) ||
		    name[strlen(reader->dialect)] != '_')
			continue;
		if (strcmp(name, "postgresql_nulls_not_distinct") != 0 ||
		    constraint->kind != CONSTRAINT_UNIQUE ||
		    truth == TRUTH_UNKNOWN) {
			unsupported(reader, table, call->place,
				    "'%s=' of a constraint", name);
			continue;
		}
		if (truth == TRUTH_FALSE)
			continue;
		char *extra = g_strjoin(" ", "NULLS NOT DISTINCT",
					constraint->extra, NULL);
		g_free(constraint->extra);
		constraint->extra = extra;
	}
}

/* `name_at` is where the name may stand without its keyword; -1: nowhere. */
static void read_common(Reader *reader, MappedTable *table, const Value *call,
			gint name_at, Constraint *constraint)
{
	constraint->origin = origin_of(call->place);
	g_free(constraint->name);
	constraint->name =
		g_strdup(read_text(reader, table, call, name_at, "name"));
	constraint->deferrable =
		read_flag(reader, table, call, "deferrable", FALSE);
	const char *initially = read_text(reader, table, call, -1, "initially");
	constraint->deferred =
		initially && g_ascii_strcasecmp(initially, "DEFERRED") == 0;
	if (constraint->deferred && !keyword(call, "deferrable"))
		constraint->deferrable = TRUE;
	const Value *deferrable = keyword(call, "deferrable");
	if (deferrable && value_truth(deferrable) == TRUTH_FALSE &&
	    deferrable->kind != VALUE_NONE)
		constraint->extra = g_strdup("NOT DEFERRABLE");
	if (call->call->open)
		unsupported(reader, table, call->place,
			    "a constraint with arguments that are not known");
	if (call->doubt)
		unsupported(reader, table, *call->doubt,
			    "a constraint under a condition that is not known");
	read_engine_options(reader, table, call, constraint);
}

/* UniqueConstraint, PrimaryKeyConstraint */
static void read_key(Reader *reader, MappedTable *table, const Value *call,
		     ConstraintKind kind)
{
	const char *of = kind == CONSTRAINT_UNIQUE ? "UniqueConstraint"
						   : "PrimaryKeyConstraint";
	g_autoptr(Constraint) constraint = constraint_new(kind);
	read_common(reader, table, call, -1, constraint);
	gboolean whole = TRUE;
	for (guint i = 0; i < argument_count(call); i++)
		whole &= add_column(reader, table, call, argument(call, i),
				    constraint, of);
	if (!whole || call->call->open)
		return;
	if (kind == CONSTRAINT_UNIQUE && !constraint->columns->len)
		return;
	if (kind == CONSTRAINT_UNIQUE) {
		add(reader, table, g_steal_pointer(&constraint));
		return;
	}
	for (guint i = 0; i < argument_count(call); i++) {
		MappedColumn *column =
			resolve_column(reader, table, argument(call, i));
		column->primary_key = TRUE;
		if (!column->nullable_given)
			column->column->not_null = TRUE;
	}
	table_add_constraint(table->table, g_steal_pointer(&constraint));
}

static void read_check(Reader *reader, MappedTable *table, const Value *call)
{
	Value *text = argument(call, 0);
	if (!text)
		text = keyword(call, "sqltext");
	g_autoptr(Constraint) constraint = constraint_new(CONSTRAINT_CHECK);
	read_common(reader, table, call, 1, constraint);
	if (!text || call->call->open)
		return;
	const char *sql = text_of(reader, text);
	constraint->check =
		sql ? expression_new(EXPRESSION_TEXT, sql)
		    : read_expression(reader, table, text, call->place,
				      "a CheckConstraint");
	if (constraint->check)
		add(reader, table, g_steal_pointer(&constraint));
}

/* "table.column", "schema.table.column" of a foreign key, or a column. */
static gboolean add_referred(Reader *reader, MappedTable *table,
			     const Value *call, const Value *target,
			     Constraint *constraint)
{
	const char *text = text_of(reader, target);
	if (!text) {
		MappedColumn *column = resolve_column(reader, NULL, target);
		if (!column) {
			unsupported_value(reader, table, call->place, target,
					  "the target of a foreign key");
			return FALSE;
		}
		g_free(constraint->referred_schema);
		g_free(constraint->referred_table);
		constraint->referred_schema =
			g_strdup(column->table->table->schema_name);
		constraint->referred_table =
			g_strdup(column->table->table->name);
		g_ptr_array_add(constraint->referred_columns,
				g_strdup(column->column->name));
		return TRUE;
	}
	g_auto(GStrv) parts = g_strsplit(text, ".", 0);
	guint count = g_strv_length(parts);
	if (count < 2 || count > 3) {
		unsupported(reader, table, call->place,
			    "the target '%s' of a foreign key", text);
		return FALSE;
	}
	const char *schema_name = count == 3 ? parts[0] : NULL;
	/* A name without one is in the schema that MetaData has. */
	if (!schema_name && table->metadata)
		schema_name =
			read_text(reader, table, table->metadata, -1, "schema");
	MappedTable *other = find_table(reader, schema_name, parts[count - 2]);
	MappedColumn *column =
		other ? find_column(other, parts[count - 1]) : NULL;
	g_free(constraint->referred_schema);
	g_free(constraint->referred_table);
	constraint->referred_schema = g_strdup(schema_name);
	constraint->referred_table = g_strdup(parts[count - 2]);
	g_ptr_array_add(
		constraint->referred_columns,
		g_strdup(column ? column->column->name : parts[count - 1]));
	if (!other)
		unsupported(reader, table, call->place,
			    "the foreign key to '%s', a table that is not "
			    "among the models",
			    parts[count - 2]);
	return TRUE;
}

static char *upper_text(Reader *reader, MappedTable *table, const Value *call,
			gint position, const char *name)
{
	const char *text = read_text(reader, table, call, position, name);
	return text ? g_ascii_strup(text, -1) : NULL;
}

/* ForeignKeyConstraint takes the name and the actions by position too. */
static void read_actions(Reader *reader, MappedTable *table, const Value *call,
			 gboolean composite, Constraint *constraint)
{
	read_common(reader, table, call, composite ? 2 : -1, constraint);
	constraint->on_update =
		upper_text(reader, table, call, composite ? 3 : -1, "onupdate");
	constraint->on_delete =
		upper_text(reader, table, call, composite ? 4 : -1, "ondelete");
	constraint->match = upper_text(reader, table, call, -1, "match");
	constraint->use_alter =
		read_flag(reader, table, call, "use_alter", FALSE);
}

static void read_foreign_key(Reader *reader, MappedTable *table,
			     MappedColumn *column, const Value *call)
{
	const Value *target = argument(call, 0);
	if (!target)
		target = keyword(call, "column");
	g_autoptr(Constraint) constraint =
		constraint_new(CONSTRAINT_FOREIGN_KEY);
	read_actions(reader, table, call, FALSE, constraint);
	g_ptr_array_add(constraint->columns, g_strdup(column->column->name));
	if (!target || !add_referred(reader, table, call, target, constraint))
		return;
	add(reader, table, g_steal_pointer(&constraint));
}

/* ForeignKeyConstraint([columns], [targets]) */
static void read_composite(Reader *reader, MappedTable *table,
			   const Value *call)
{
	Value *columns = argument(call, 0);
	Value *targets = argument(call, 1);
	Items from = {0};
	Items to = {0};
	if (!columns)
		columns = keyword(call, "columns");
	if (!targets)
		targets = keyword(call, "refcolumns");
	if (!columns || !targets ||
	    !iterate(reader->evaluator, columns, &from) ||
	    !iterate(reader->evaluator, targets, &to) ||
	    from.count != to.count) {
		unsupported(reader, table, call->place,
			    "a ForeignKeyConstraint whose columns are not "
			    "known");
		return;
	}
	g_autoptr(Constraint) constraint =
		constraint_new(CONSTRAINT_FOREIGN_KEY);
	read_actions(reader, table, call, TRUE, constraint);
	for (guint i = 0; i < from.count; i++)
		if (!add_column(reader, table, call, from.items[i], constraint,
				"ForeignKeyConstraint") ||
		    !add_referred(reader, table, call, to.items[i], constraint))
			return;
	add(reader, table, g_steal_pointer(&constraint));
}

/* item.ddl_if(dialect=…): the item, or NULL where another engine has it. */
static Value *read_condition(Reader *reader, MappedTable *table, Value *value)
{
	Value *item = value->object->object;
	const Value *dialect = keyword(value, "dialect");
	g_hash_table_add(reader->consumed, item);
	Items names = {0};
	if (dialect && dialect->kind == VALUE_STR)
		items_add(reader->arena, &names, (Value *)(guintptr)dialect);
	else if (!dialect || !value_is_sequence(dialect))
		unsupported(reader, table, value->place,
			    "ddl_if() with a function");
	else
		names = dialect->items;
	for (guint i = 0; i < names.count; i++)
		if (names.items[i]->kind == VALUE_STR &&
		    strcmp(names.items[i]->text, reader->dialect) == 0)
			return item;
	return NULL;
}

void read_argument(Reader *reader, MappedTable *table, Value *value)
{
	if (value->kind == VALUE_CALL &&
	    value->object->kind == VALUE_ATTRIBUTE &&
	    strcmp(value->object->text, "ddl_if") == 0) {
		g_hash_table_add(reader->consumed, value);
		value = read_condition(reader, table, value);
		if (!value)
			return;
	}
	const char *name = called_name(reader, value);
	tell_assumed(reader, value);
	g_hash_table_add(reader->consumed, value);
	if (!name)
		name = "";
	if (g_str_has_prefix(name, "postgresql.") &&
	    strcmp(reader->dialect, "postgresql") == 0 &&
	    strcmp(name, "postgresql.ExcludeConstraint") == 0)
		unsupported(reader, table, value->place, "ExcludeConstraint");
	else if (strcmp(name, "UniqueConstraint") == 0)
		read_key(reader, table, value, CONSTRAINT_UNIQUE);
	else if (strcmp(name, "PrimaryKeyConstraint") == 0)
		read_key(reader, table, value, CONSTRAINT_PRIMARY_KEY);
	else if (strcmp(name, "CheckConstraint") == 0)
		read_check(reader, table, value);
	else if (strcmp(name, "Index") == 0)
		read_index(reader, table, value);
	else if (strcmp(name, "postgresql.ExcludeConstraint") == 0)
		return;
	else if (strcmp(name, "ForeignKeyConstraint") != 0)
		unsupported_value(reader, table, table->place, value,
				  "an argument of the table");
}

/* What Boolean(create_constraint=True) and Enum(…, create_constraint=True)
 * check. */
static void read_type_check(Reader *reader, MappedTable *table,
			    MappedColumn *column)
{
	Type *type = column->column->type;
	Value *call = column->value;
	Value *of = NULL;
	for (guint i = 0; call && i < argument_count(call); i++)
		if (is_type(reader, argument(call, i)))
			of = argument(call, i);
	if (!of || of->kind != VALUE_CALL ||
	    (type->kind != TYPE_BOOLEAN && type->kind != TYPE_ENUM) ||
	    !read_flag(reader, table, of, "create_constraint", FALSE))
		return;
	Constraint *check = constraint_new(CONSTRAINT_CHECK);
	check->bound_to_type = TRUE;
	check->origin = origin_of(of->place);
	check->name = g_strdup(read_text(reader, table, of, -1, "name"));
	if (!check->name && type->kind == TYPE_ENUM)
		check->name = g_strdup(type->name);
	Expression *list = expression_new(EXPRESSION_LIST, NULL);
	for (guint i = 0; i < 2 && type->kind == TYPE_BOOLEAN; i++)
		expression_append(
			list, expression_new(EXPRESSION_NUMBER, i ? "1" : "0"));
	for (guint i = 0; type->kind == TYPE_ENUM && i < type->labels->len; i++)
		expression_append(list, expression_new(EXPRESSION_STRING,
						       type->labels->pdata[i]));
	check->check = expression_new(EXPRESSION_BINARY, "IN");
	expression_append(check->check, expression_new(EXPRESSION_COLUMN,
						       column->column->name));
	expression_append(check->check, list);
	add(reader, table, check);
}

static void read_unique(Reader *reader, MappedTable *table,
			MappedColumn *column)
{
	if (!column->unique || column->index)
		return;
	Constraint *constraint = constraint_new(CONSTRAINT_UNIQUE);
	constraint->origin =
		origin_of(column->value ? column->value->place : table->place);
	g_ptr_array_add(constraint->columns, g_strdup(column->column->name));
	add(reader, table, constraint);
}

void read_constraints(Reader *reader, MappedTable *table)
{
	read_column_indexes(reader, table);
	for (guint i = 0; i < table->columns->len; i++) {
		MappedColumn *column = table->columns->pdata[i];
		read_unique(reader, table, column);
		read_type_check(reader, table, column);
		for (guint j = 0; j < column->checks.count; j++)
			read_check(reader, table, column->checks.items[j]);
	}
	for (guint i = 0; i < table->arguments.count; i++)
		read_argument(reader, table, table->arguments.items[i]);
}

void read_foreign_keys(Reader *reader, MappedTable *table)
{
	for (guint i = 0; i < table->columns->len; i++) {
		MappedColumn *column = table->columns->pdata[i];
		for (guint j = 0; j < column->foreign_keys.count; j++)
			read_foreign_key(reader, table, column,
					 column->foreign_keys.items[j]);
	}
	for (guint i = 0; i < table->arguments.count; i++)
		if (is_called(reader, table->arguments.items[i],
			      "ForeignKeyConstraint"))
			read_composite(reader, table,
				       table->arguments.items[i]);
}

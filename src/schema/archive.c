#include "schema/archive.h"

#include "internal.h"

/* Whoever gives one of these a member more has to keep it here too: what an
 * archive loses is lost to all who read what was remembered. */
#define KEEPS(Thing, members)                                                 \
	_Static_assert(sizeof(gpointer) != 8 || sizeof(Thing) == (members)*8, \
		       #Thing " has more than its archive keeps")
KEEPS(Type, 11);
KEEPS(Expression, 4);
KEEPS(Column, 12);
KEEPS(Constraint, 15);
KEEPS(IndexKey, 6);
KEEPS(Index, 9);
KEEPS(Table, 12);
KEEPS(View, 6);
KEEPS(EnumType, 3);
KEEPS(Schema, 4);

/* Deeper than any type or expression; damaged bytes may say otherwise. */
#define MOST_DEEP 2000

/* Whether something stands there; `thing` is what is written. */
static gboolean is_there(Archive *archive, gconstpointer thing)
{
	int there = thing != NULL;
	archive_int(archive, &there);
	return there != 0;
}

static void archive_origin(Archive *archive, Origin *origin)
{
	archive_text(archive, &origin->path);
	archive_unsigned(archive, &origin->line);
	archive_unsigned(archive, &origin->last_line);
}

static void archive_type(Archive *archive, Type **place, unsigned depth)
{
	if (!is_there(archive, *place))
		return;
	if (depth > MOST_DEEP) {
		archive->failed = TRUE;
		return;
	}
	if (!archive->out)
		*place = type_new(TYPE_INTEGER);
	Type *type = *place;
	unsigned kind = type->kind;
	archive_kind(archive, &kind, TYPE_NAMED);
	type->kind = (TypeKind)kind;
	archive_text(archive, &type->name);
	archive_int(archive, &type->length);
	archive_int(archive, &type->precision);
	archive_int(archive, &type->scale);
	archive_int(archive, &type->with_timezone);
	archive_int(archive, &type->native);
	archive_text(archive, &type->schema_name);
	archive_text(archive, &type->collation);
	archive_texts_or_null(archive, &type->labels);
	archive_texts_or_null(archive, &type->arguments);
	archive_type(archive, &type->item, depth + 1);
	archive_unsigned(archive, &type->dimensions);
}

static void archive_expression(Archive *archive, Expression **place,
			       unsigned depth)
{
	if (!is_there(archive, *place))
		return;
	if (depth > MOST_DEEP) {
		archive->failed = TRUE;
		return;
	}
	if (!archive->out)
		*place = expression_new(EXPRESSION_NULL, NULL);
	Expression *expression = *place;
	unsigned kind = expression->kind;
	archive_kind(archive, &kind, EXPRESSION_CAST);
	expression->kind = (ExpressionKind)kind;
	archive_text(archive, &expression->text);
	archive_type(archive, &expression->type, 0);
	GPtrArray *operands = expression->operands;
	guint count = archive_count(archive, operands ? operands->len : 0);
	for (guint i = 0; i < count && !archive->failed; i++) {
		Expression *operand = archive->out ? operands->pdata[i] : NULL;
		archive_expression(archive, &operand, depth + 1);
		if (!archive->out && operand)
			expression_append(expression, operand);
	}
}

static void archive_column(Archive *archive, Column *column)
{
	archive_text(archive, &column->name);
	archive_type(archive, &column->type, 0);
	archive_int(archive, &column->not_null);
	archive_expression(archive, &column->server_default, 0);
	archive_text(archive, &column->collation);
	archive_expression(archive, &column->generated, 0);
	archive_int(archive, &column->generated_stored);
	archive_int(archive, &column->autoincrement);
	archive_text(archive, &column->identity);
	archive_text(archive, &column->extra);
	archive_text(archive, &column->comment);
	archive_origin(archive, &column->origin);
}

static void archive_constraint(Archive *archive, Constraint *constraint)
{
	unsigned kind = constraint->kind;
	archive_kind(archive, &kind, CONSTRAINT_OTHER);
	constraint->kind = (ConstraintKind)kind;
	archive_text(archive, &constraint->name);
	archive_texts(archive, &constraint->columns);
	archive_expression(archive, &constraint->check, 0);
	archive_text(archive, &constraint->referred_schema);
	archive_text(archive, &constraint->referred_table);
	archive_texts(archive, &constraint->referred_columns);
	archive_text(archive, &constraint->on_delete);
	archive_text(archive, &constraint->on_update);
	archive_text(archive, &constraint->match);
	archive_int(archive, &constraint->deferrable);
	archive_int(archive, &constraint->deferred);
	archive_int(archive, &constraint->use_alter);
	archive_int(archive, &constraint->bound_to_type);
	archive_text(archive, &constraint->extra);
	archive_origin(archive, &constraint->origin);
}

static void archive_key(Archive *archive, IndexKey *key)
{
	archive_text(archive, &key->column);
	archive_expression(archive, &key->expression, 0);
	archive_int(archive, &key->descending);
	archive_text(archive, &key->nulls);
	archive_text(archive, &key->collation);
	archive_text(archive, &key->operator_class);
}

static void archive_index(Archive *archive, Index *index)
{
	archive_text(archive, &index->name);
	archive_int(archive, &index->unique);
	guint count = archive_count(archive, index->keys->len);
	for (guint i = 0; i < count; i++)
		archive_key(archive, archive->out
					     ? index->keys->pdata[i]
					     : index_add_column(index, NULL));
	archive_expression(archive, &index->where, 0);
	archive_text(archive, &index->method);
	archive_texts_or_null(archive, &index->include);
	archive_text(archive, &index->extra);
	archive_origin(archive, &index->origin);
}

static void archive_triggers(Archive *archive, GPtrArray *triggers)
{
	guint count = archive_count(archive, triggers->len);
	for (guint i = 0; i < count; i++) {
		if (!archive->out)
			g_ptr_array_add(triggers, trigger_new("", NULL));
		Trigger *trigger = triggers->pdata[i];
		archive_text(archive, &trigger->name);
		archive_text(archive, &trigger->sql);
	}
}

static void archive_parts(Archive *archive, Table *table)
{
	guint count = archive_count(archive, table->columns->len);
	for (guint i = 0; i < count; i++) {
		Column *column = archive->out ? table->columns->pdata[i]
					      : column_new("", NULL);
		archive_column(archive, column);
		if (!archive->out)
			table_add_column(table, column);
	}
	count = archive_count(archive, table->constraints->len);
	for (guint i = 0; i < count; i++) {
		Constraint *constraint =
			archive->out ? table->constraints->pdata[i]
				     : constraint_new(CONSTRAINT_CHECK);
		archive_constraint(archive, constraint);
		if (!archive->out)
			table_add_constraint(table, constraint);
	}
	count = archive_count(archive, table->indexes->len);
	for (guint i = 0; i < count; i++) {
		Index *index = archive->out ? table->indexes->pdata[i]
					    : index_new(NULL);
		archive_index(archive, index);
		if (!archive->out)
			table_add_index(table, index);
	}
	archive_triggers(archive, table->triggers);
}

static void archive_table(Archive *archive, Table *table)
{
	archive_text(archive, &table->schema_name);
	archive_text(archive, &table->name);
	archive_int(archive, &table->without_rowid);
	archive_int(archive, &table->strict);
	archive_text(archive, &table->virtual_sql);
	archive_text(archive, &table->comment);
	archive_int(archive, &table->incomplete);
	archive_origin(archive, &table->origin);
	archive_parts(archive, table);
}

static void archive_enum(Archive *archive, EnumType *type)
{
	archive_text(archive, &type->schema_name);
	archive_text(archive, &type->name);
	archive_texts(archive, &type->labels);
}

static void archive_view(Archive *archive, View *view)
{
	char *kind = archive->out ? (char *)(guintptr)view->kind : NULL;
	archive_text(archive, &kind);
	if (!archive->out) {
		view->kind = g_intern_string(kind ? kind : "view");
		g_free(kind);
	}
	archive_text(archive, &view->schema_name);
	archive_text(archive, &view->name);
	archive_text(archive, &view->sql);
	archive_int(archive, &view->comes_first);
	archive_triggers(archive, view->triggers);
}

/* Names count when a thing is added, so that it is filled before. */
void schema_archive(Archive *archive, Schema *schema)
{
	guint count = archive_count(archive, schema->tables->len);
	for (guint i = 0; i < count; i++) {
		Table *table =
			archive->out ? schema->tables->pdata[i] : table_new("");
		archive_table(archive, table);
		if (archive->out)
			continue;
		archive->failed |= !table->name;
		if (archive->failed) {
			table_free(table);
			return;
		}
		schema_add_table(schema, table);
	}
	count = archive_count(archive, schema->views->len);
	for (guint i = 0; i < count; i++) {
		View *view = archive->out ? schema->views->pdata[i]
					  : view_new("", NULL);
		archive_view(archive, view);
		if (archive->out)
			continue;
		archive->failed |= !view->name;
		if (archive->failed) {
			view_free(view);
			return;
		}
		schema_add_view(schema, view);
	}
	count = archive_count(archive, schema->enums->len);
	for (guint i = 0; i < count; i++) {
		EnumType *type = archive->out ? schema->enums->pdata[i]
					      : enum_type_new("");
		archive_enum(archive, type);
		if (!archive->out)
			schema_add_enum(schema, type);
	}
}

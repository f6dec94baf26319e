#include "target.h"

static const char *column_name(const Change *change)
{
	const Column *column =
		change->new_column ? change->new_column : change->old_column;
	return column ? column->name : NULL;
}

/* '+' for an addition, '-' for a removal, '~' for all else. */
static char change_sign(const Change *change)
{
	switch (change->kind) {
	case CHANGE_ADD_ENUM:
	case CHANGE_ADD_TABLE:
	case CHANGE_ADD_COLUMN:
	case CHANGE_ADD_CONSTRAINT:
	case CHANGE_ADD_INDEX:
	case CHANGE_ADD_TRIGGER:
	case CHANGE_ADD_VIEW:
		return '+';
	case CHANGE_DROP_ENUM:
	case CHANGE_DROP_TABLE:
	case CHANGE_DROP_COLUMN:
	case CHANGE_DROP_CONSTRAINT:
	case CHANGE_DROP_INDEX:
	case CHANGE_DROP_TRIGGER:
	case CHANGE_DROP_VIEW:
		return '-';
	default:
		return '~';
	}
}

/* What an addition or a removal is about: its kind, its name if it has one,
 * and what it stands on or goes to. */
typedef struct Object {
	const char *word;
	char *name;   /* or NULL */
	char *target; /* or NULL */
} Object;

static void object_clear(Object *object)
{
	g_free(object->name);
	g_free(object->target);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Object, object_clear)

static gboolean is_reference(const Change *change)
{
	return change->constraint &&
	       change->constraint->kind == CONSTRAINT_FOREIGN_KEY;
}

static Object constraint_object(const Change *change)
{
	static const char *const words[] = {
		[CONSTRAINT_PRIMARY_KEY] = "primary key",
		[CONSTRAINT_UNIQUE] = "unique constraint",
		[CONSTRAINT_FOREIGN_KEY] = "foreign key",
		[CONSTRAINT_CHECK] = "check constraint",
		[CONSTRAINT_OTHER] = "constraint",
	};
	const Constraint *constraint = change->constraint;
	return (Object){
		.word = words[constraint->kind],
		.name = g_strdup(constraint->name),
		.target = is_reference(change) ? NULL
					       : target_of_constraint(change),
	};
}

static Object change_object(const Change *change)
{
	g_autofree char *table = change_table_name(change);
	const EnumType *type =
		change->new_enum ? change->new_enum : change->old_enum;
	if (change->constraint)
		return constraint_object(change);
	if (change->index)
		return (Object){
			change->index->unique ? "unique index" : "index",
			g_strdup(change->index->name), target_of_index(change)};
	if (change->trigger)
		return (Object){"trigger", g_strdup(change->trigger->name),
				g_steal_pointer(&table)};
	if (change->view)
		return (Object){change->view->kind,
				g_strdup(change->view->name), NULL};
	if (type)
		return (Object){"type", g_strdup(type->name), NULL};
	if (change->old_column || change->new_column)
		return (Object){
			"column",
			g_strconcat(table, ".", column_name(change), NULL),
			NULL};
	return (Object){"table", g_steal_pointer(&table), NULL};
}

static char *describe_object(const Change *change)
{
	g_auto(Object) object = change_object(change);
	GString *text = g_string_new(change_sign(change) == '+' ? "added "
								: "removed ");
	g_string_append(text, object.word);
	if (is_reference(change)) {
		g_autofree char *target = target_of_reference(change, "(", ")");
		g_string_append_printf(text, " %s", target);
		return g_string_free(text, FALSE);
	}
	if (object.name)
		g_string_append_printf(text, " '%s'", object.name);
	if (object.target)
		g_string_append_printf(text, " on '%s'", object.target);
	return g_string_free(text, FALSE);
}

static const char *or_none(const char *text)
{
	return text && *text ? text : "none";
}

static gboolean is_collation_only(const Change *change)
{
	return type_equal(change->old_column->type, change->new_column->type);
}

/* "VARCHAR(80)" and "VARCHAR(120)": what a column's change is from and to;
 * both NULL for one that has no two values in a few words. */
static void list_values(const Change *change, char **from, char **to)
{
	const Column *old = change->old_column;
	const Column *new = change->new_column;
	const Expression *a = NULL;
	const Expression *b = NULL;
	*from = *to = NULL;
	switch (change->kind) {
	case CHANGE_COLUMN_TYPE:
		*from = is_collation_only(change)
				? g_strdup(or_none(old->collation))
				: type_format(old->type);
		*to = is_collation_only(change)
			      ? g_strdup(or_none(new->collation))
			      : type_format(new->type);
		return;
	case CHANGE_COLUMN_DEFAULT:
		a = old->server_default;
		b = new->server_default;
		break;
	case CHANGE_COLUMN_GENERATED:
		a = old->generated;
		b = new->generated;
		break;
	default:
		return;
	}
	*from = a ? expression_format(a) : NULL;
	*to = b ? expression_format(b) : NULL;
}

static const char *identity_word(const Change *change)
{
	const Column *old = change->old_column;
	const Column *new = change->new_column;
	if (!old->autoincrement != !new->autoincrement)
		return new->autoincrement ? "autoincrement"
					  : "no autoincrement";
	return name_equal(old->identity, new->identity) ? "options"
							: "identity";
}

static const char *column_change_word(const Change *change)
{
	switch (change->kind) {
	case CHANGE_COLUMN_TYPE:
		return is_collation_only(change) ? "collation" : "type";
	case CHANGE_COLUMN_NULLABLE:
		return change->new_column->not_null ? "NOT NULL" : "NULL";
	case CHANGE_COLUMN_DEFAULT:
		return "server default";
	case CHANGE_COLUMN_GENERATED:
		return "generated expression";
	case CHANGE_COLUMN_IDENTITY:
		return identity_word(change);
	default:
		return "comment";
	}
}

/* "STRICT, WITHOUT ROWID", what of a table changed. */
static char *option_words(const Change *change)
{
	const Table *old = change->old_table;
	const Table *new = change->new_table;
	g_autoptr(GPtrArray) words = names_new();
	if (!old->strict != !new->strict)
		g_ptr_array_add(
			words, g_strdup(new->strict ? "STRICT" : "not STRICT"));
	if (!old->without_rowid != !new->without_rowid)
		g_ptr_array_add(words,
				g_strdup(new->without_rowid ? "WITHOUT ROWID"
							    : "with rowid"));
	if (g_strcmp0(old->comment, new->comment) != 0)
		g_ptr_array_add(words, g_strdup("comment"));
	return names_join(words);
}

static char *describe_rename(const Change *change)
{
	g_autofree char *table = change_table_name(change);
	if (change->kind == CHANGE_RENAME_COLUMN)
		return g_strdup_printf("renamed column '%s.%s' to '%s.%s'",
				       table, change->old_column->name, table,
				       change->new_column->name);
	g_autofree char *old_table = table_full_name(change->old_table);
	return g_strdup_printf("renamed table '%s' to '%s'", old_table, table);
}

static char *describe_column(const Change *change)
{
	g_autofree char *table = change_table_name(change);
	g_autofree char *from = NULL;
	g_autofree char *to = NULL;
	const char *word = column_change_word(change);
	if (change->kind != CHANGE_COLUMN_TYPE)
		return g_strdup_printf("%s on column '%s.%s'", word, table,
				       column_name(change));
	list_values(change, &from, &to);
	return g_strdup_printf("%s change from %s to %s on '%s.%s'", word,
			       or_none(from), or_none(to), table,
			       column_name(change));
}

char *change_describe(const Change *change)
{
	g_autofree char *table = change_table_name(change);
	g_autofree char *words = NULL;
	switch (change->kind) {
	case CHANGE_ALTER_ENUM:
		return g_strdup_printf("changed labels of type '%s'",
				       change->new_enum->name);
	case CHANGE_RENAME_TABLE:
	case CHANGE_RENAME_COLUMN:
		return describe_rename(change);
	case CHANGE_TABLE_OPTIONS:
		words = option_words(change);
		return g_strdup_printf("%s on table '%s'", words, table);
	default:
		return change_sign(change) == '~' ? describe_column(change)
						  : describe_object(change);
	}
}

/* " DATETIME NOT NULL DEFAULT 0" */
static void append_definition(GString *line, const Column *column)
{
	g_autofree char *type = type_format(column->type);
	if (*type)
		g_string_append_printf(line, " %s", type);
	if (column->not_null)
		g_string_append(line, " NOT NULL");
	if (column->server_default) {
		g_autofree char *value =
			expression_format(column->server_default);
		g_string_append_printf(line, " DEFAULT %s", value);
	}
	if (column->generated) {
		g_autofree char *value = expression_format(column->generated);
		g_string_append_printf(line, " AS (%s)", value);
	}
}

static void append_object(GString *line, const Change *change)
{
	g_auto(Object) object = change_object(change);
	g_string_append(line, object.word);
	if (object.name)
		g_string_append_printf(line, " %s", object.name);
	if (object.target)
		g_string_append_printf(line, " on %s", object.target);
	if (is_reference(change)) {
		g_autofree char *target = target_of_reference(change, "", "");
		g_string_append_printf(line, " %s", target);
	}
	if (change->kind == CHANGE_ADD_COLUMN)
		append_definition(line, change->new_column);
	if (change->kind == CHANGE_DROP_COLUMN)
		append_definition(line, change->old_column);
}

static void append_column_change(GString *line, const Change *change)
{
	g_autofree char *from = NULL;
	g_autofree char *to = NULL;
	list_values(change, &from, &to);
	g_string_append_printf(line, " %s", column_change_word(change));
	if (from || to)
		g_string_append_printf(line, " %s -> %s", or_none(from),
				       or_none(to));
}

/* What became what, behind the thing that a '~' is about. */
static void append_alteration(GString *line, const Change *change)
{
	g_autofree char *table = change_table_name(change);
	g_autofree char *from = NULL;
	g_autofree char *to = NULL;
	switch (change->kind) {
	case CHANGE_ALTER_ENUM:
		from = names_join(change->old_enum->labels);
		to = names_join(change->new_enum->labels);
		g_string_append_printf(line, "type %s (%s) -> (%s)",
				       change->new_enum->name, from, to);
		break;
	case CHANGE_RENAME_TABLE:
		from = table_full_name(change->old_table);
		g_string_append_printf(line, "table %s -> %s", from, table);
		break;
	case CHANGE_RENAME_COLUMN:
		g_string_append_printf(line, "column %s.%s -> %s.%s", table,
				       change->old_column->name, table,
				       change->new_column->name);
		break;
	case CHANGE_TABLE_OPTIONS:
		to = option_words(change);
		g_string_append_printf(line, "table %s %s", table, to);
		break;
	default:
		append_object(line, change);
		append_column_change(line, change);
	}
}

char *change_summarize(const Change *change)
{
	char sign = change_sign(change);
	GString *line = g_string_new(NULL);
	g_string_append_printf(line, "%c ", sign);
	if (sign == '~')
		append_alteration(line, change);
	else
		append_object(line, change);
	return g_string_free(line, FALSE);
}

#include <string.h>

#include "internal.h"

/* A name as it can stand in a line without being taken for two. */
static void append_name(GString *line, const char *name)
{
	gboolean bare = *name != '\0';
	for (const char *c = name; *c; c++)
		bare = bare && (g_ascii_isalnum(*c) || *c == '_');
	g_string_append(line, bare ? " " : " \"");
	for (; *name; name++)
		g_string_append_c(line, g_ascii_tolower(*name));
	if (!bare)
		g_string_append_c(line, '"');
}

static void append_full_name(GString *line, const char *schema_name,
			     const char *name)
{
	if (schema_name) {
		append_name(line, schema_name);
		g_string_append(line, " .");
	}
	append_name(line, name);
}

static void append_names(GString *line, const GPtrArray *names)
{
	g_string_append(line, " (");
	for (guint i = 0; i < names->len; i++)
		append_name(line, names->pdata[i]);
	g_string_append(line, " )");
}

static void append_sql(GString *line, const char *word, const char *sql)
{
	if (!sql)
		return;
	g_autofree char *normal = sql_normalize(sql);
	g_string_append_printf(line, " %s %s", word, normal);
}

static void append_word(GString *line, gboolean condition, const char *word)
{
	if (condition)
		g_string_append_printf(line, " %s", word);
}

static void append_type(GString *line, const Type *type)
{
	g_autofree char *text = type_format(type);
	append_sql(line, "type", type->kind == TYPE_ENGINE ? text : NULL);
	if (type->kind != TYPE_ENGINE)
		g_string_append_printf(line, " type {%s}", text);
}

/* Text stands for itself, all else is marked with its kind: "now" that a
 * dialect spells is not now() that somebody wrote. */
static void append_expression(GString *line, const char *word,
			      const Expression *expression)
{
	if (!expression)
		return;
	if (expression->kind == EXPRESSION_TEXT) {
		append_sql(line, word, expression->text);
		return;
	}
	g_string_append_printf(line, " %s {%d", word, (int)expression->kind);
	if (expression->text) {
		g_autofree char *text = text_quote(expression->text);
		g_string_append_printf(line, " %s", text);
	}
	const GPtrArray *operands = expression->operands;
	for (guint i = 0; operands && i < operands->len; i++)
		append_expression(line, "", operands->pdata[i]);
	if (expression->type)
		append_type(line, expression->type);
	g_string_append_c(line, '}');
}

static char *write_column(const Column *column)
{
	GString *line = g_string_new("\tcolumn");
	append_name(line, column->name);
	append_type(line, column->type);
	append_sql(line, "collate", column->collation);
	append_word(line, column->not_null, "not null");
	if (column->server_default &&
	    column->server_default->kind == EXPRESSION_TEXT &&
	    *column->server_default->text == '"')
		g_string_append_printf(line, " default %s",
				       column->server_default->text);
	else
		append_expression(line, "default", column->server_default);
	append_expression(line,
			  column->generated_stored ? "stored" : "generated",
			  column->generated);
	append_word(line, column->autoincrement, "autoincrement");
	append_sql(line, "identity", column->identity);
	append_sql(line, "extra", column->extra);
	if (column->comment) {
		g_autofree char *comment = text_quote(column->comment);
		g_string_append_printf(line, " comment %s", comment);
	}
	return g_string_free(line, FALSE);
}

static void append_reference(GString *line, const Constraint *constraint,
			     const Schema *schema)
{
	g_string_append(line, " references");
	append_full_name(line, constraint->referred_schema,
			 constraint->referred_table);
	append_names(line, constraint_referred_columns(constraint, schema));
	append_sql(line, "on delete", constraint_action(constraint->on_delete));
	append_sql(line, "on update", constraint_action(constraint->on_update));
	append_sql(line, "match", constraint_match(constraint));
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The columns of a unique constraint are a set. */
static GPtrArray *list_columns(const Constraint *constraint)
{
	GPtrArray *columns = names_new();
	for (guint i = 0; i < constraint->columns->len; i++)
		g_ptr_array_add(columns,
				name_key(NULL, constraint->columns->pdata[i]));
	if (constraint->kind == CONSTRAINT_UNIQUE)
		g_ptr_array_sort(columns, compare_texts);
	return columns;
}

static char *write_constraint(const Constraint *constraint,
			      const Schema *schema)
{
	static const char *const kinds[] = {
		[CONSTRAINT_PRIMARY_KEY] = "primary key",
		[CONSTRAINT_UNIQUE] = "unique",
		[CONSTRAINT_FOREIGN_KEY] = "foreign key",
		[CONSTRAINT_CHECK] = "check",
		[CONSTRAINT_OTHER] = "constraint",
	};
	GString *line = g_string_new("\t");
	g_string_append(line, kinds[constraint->kind]);
	g_autoptr(GPtrArray) columns = list_columns(constraint);
	append_names(line, columns);
	append_expression(line, "rule", constraint->check);
	if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
		append_reference(line, constraint, schema);
	append_word(line, constraint->deferrable, "deferrable");
	append_word(line, constraint->deferred, "deferred");
	append_word(line, constraint->bound_to_type, "bound to type");
	append_sql(line, "extra", constraint->extra);
	if (constraint->name) {
		g_string_append(line, " named");
		append_name(line, constraint->name);
	}
	return g_string_free(line, FALSE);
}

static void append_key(GString *line, const IndexKey *key)
{
	g_string_append(line, " [");
	if (key->column)
		append_name(line, key->column);
	append_expression(line, "expression", key->expression);
	append_sql(line, "collate", key->collation);
	append_sql(line, "class", key->operator_class);
	append_word(line, key->descending, "desc");
	append_sql(line, "nulls", key->nulls);
	g_string_append(line, " ]");
}

static char *write_index(const Index *index)
{
	GString *line = g_string_new("\tindex");
	append_name(line, index->name ? index->name : "");
	append_word(line, index->unique, "unique");
	append_sql(line, "using", index->method);
	for (guint i = 0; i < index->keys->len; i++)
		append_key(line, index->keys->pdata[i]);
	if (index->include) {
		g_string_append(line, " include");
		append_names(line, index->include);
	}
	append_expression(line, "where", index->where);
	append_sql(line, "extra", index->extra);
	return g_string_free(line, FALSE);
}

static char *write_trigger(const Trigger *trigger)
{
	GString *line = g_string_new("\ttrigger");
	append_name(line, trigger->name);
	append_sql(line, "is", trigger->sql);
	return g_string_free(line, FALSE);
}

/* Ends a line; a line feed within a literal does not. */
static void append_line(GString *text, const char *line)
{
	for (; *line; line++) {
		if (*line == '\n')
			g_string_append(text, "\\n");
		else if (*line == '\\')
			g_string_append(text, "\\\\");
		else
			g_string_append_c(text, *line);
	}
	g_string_append_c(text, '\n');
}

static void append_sorted(GString *text, GPtrArray *lines)
{
	g_ptr_array_sort(lines, compare_texts);
	for (guint i = 0; i < lines->len; i++)
		append_line(text, lines->pdata[i]);
}

static void append_triggers(GString *text, const GPtrArray *triggers)
{
	g_autoptr(GPtrArray) lines = names_new();
	for (guint i = 0; i < triggers->len; i++)
		g_ptr_array_add(lines, write_trigger(triggers->pdata[i]));
	append_sorted(text, lines);
}

static char *write_table(const Table *table, const Schema *schema)
{
	g_autoptr(GString) head = g_string_new("table");
	append_full_name(head, table->schema_name, table->name);
	append_word(head, table->without_rowid, "without rowid");
	append_word(head, table->strict, "strict");
	append_word(head, table->incomplete, "incomplete");
	append_sql(head, "virtual", table->virtual_sql);
	if (table->comment) {
		g_autofree char *comment = text_quote(table->comment);
		g_string_append_printf(head, " comment %s", comment);
	}
	GString *text = g_string_new(NULL);
	append_line(text, head->str);
	for (guint i = 0; i < table->columns->len; i++) {
		g_autofree char *line = write_column(table->columns->pdata[i]);
		append_line(text, line);
	}
	g_autoptr(GPtrArray) lines = names_new();
	for (guint i = 0; i < table->constraints->len; i++)
		g_ptr_array_add(
			lines,
			write_constraint(table->constraints->pdata[i], schema));
	for (guint i = 0; i < table->indexes->len; i++)
		g_ptr_array_add(lines, write_index(table->indexes->pdata[i]));
	append_sorted(text, lines);
	append_triggers(text, table->triggers);
	return g_string_free(text, FALSE);
}

static char *write_view(const View *view)
{
	g_autoptr(GString) head = g_string_new(view->kind);
	append_full_name(head, view->schema_name, view->name);
	append_sql(head, "is", view->sql);
	GString *text = g_string_new(NULL);
	append_line(text, head->str);
	append_triggers(text, view->triggers);
	return g_string_free(text, FALSE);
}

static char *write_enum(const EnumType *type)
{
	g_autoptr(GString) head = g_string_new("enum");
	append_full_name(head, type->schema_name, type->name);
	for (guint i = 0; i < type->labels->len; i++) {
		g_autofree char *label = text_quote(type->labels->pdata[i]);
		g_string_append_printf(head, " %s", label);
	}
	GString *text = g_string_new(NULL);
	append_line(text, head->str);
	return g_string_free(text, FALSE);
}

char *schema_write(const Schema *schema)
{
	g_autoptr(GPtrArray) parts = names_new();
	for (guint i = 0; i < schema->enums->len; i++)
		g_ptr_array_add(parts, write_enum(schema->enums->pdata[i]));
	for (guint i = 0; i < schema->tables->len; i++)
		g_ptr_array_add(parts,
				write_table(schema->tables->pdata[i], schema));
	for (guint i = 0; i < schema->views->len; i++)
		g_ptr_array_add(parts, write_view(schema->views->pdata[i]));
	g_ptr_array_sort(parts, compare_texts);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < parts->len; i++)
		g_string_append(text, parts->pdata[i]);
	return g_string_free(text, FALSE);
}

char *schema_fingerprint(const Schema *schema)
{
	g_autofree char *text = schema_write(schema);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

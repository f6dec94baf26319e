#include "internal.h"

/* The new name of an old column; NULL for one that is gone, even if another
 * column has its name now. */
static const char *map_column(const Lens *lens, const Table *old_table,
			      const Table *new_table, const char *name)
{
	const Column *old_column =
		old_table ? table_find_column(old_table, name) : NULL;
	if (!old_column || !new_table)
		return name;
	const Column *new_column = pair_new_column(lens->renames, old_table,
						   new_table, old_column);
	return new_column ? new_column->name : NULL;
}

/* Borrowed names, some NULL. */
static GPtrArray *map_columns(const Lens *lens, const Table *old_table,
			      const Table *new_table, const GPtrArray *names)
{
	GPtrArray *mapped = g_ptr_array_new();
	for (guint i = 0; names && i < names->len; i++) {
		const char *name =
			map_column(lens, old_table, new_table, names->pdata[i]);
		g_ptr_array_add(mapped, (gpointer)(guintptr)name);
	}
	return mapped;
}

/* Whether the old word became the new one. */
static gboolean is_renamed(const Lens *lens, const char *old, const char *new)
{
	const char *table = renames_find_new_table(lens->renames, old);
	if (!lens->old_table)
		return name_equal(table, new) ||
		       renames_have_column(lens->renames, old, new);
	if (name_equal(lens->old_table->name, old) &&
	    name_equal(lens->new_table->name, new))
		return TRUE;
	return table_find_column(lens->old_table, old) &&
	       name_equal(
		       map_column(lens, lens->old_table, lens->new_table, old),
		       new);
}

/* Whether a word that is the same on both sides means two things: the old
 * column has another name now, and the name is another column's. */
static gboolean is_retaken(const Lens *lens, const char *word)
{
	if (!lens->old_table || !table_find_column(lens->old_table, word) ||
	    !table_find_column(lens->new_table, word))
		return FALSE;
	return !name_equal(
		map_column(lens, lens->old_table, lens->new_table, word), word);
}

static gboolean is_word(const Token *token)
{
	return token->kind == TOKEN_WORD || token->kind == TOKEN_NAME;
}

static gboolean same_token(const Lens *lens, const Token *old, const Token *new)
{
	if (token_equal(old, new))
		return !is_word(old) || !is_retaken(lens, old->text->str);
	return is_word(old) && is_word(new) &&
	       is_renamed(lens, old->text->str, new->text->str);
}

gboolean lens_same_sql(const Lens *lens, const char *old, const char *new)
{
	if (!old || !new || !renames_count(lens->renames))
		return text_equal(old, new);
	g_autofree char *old_text = sql_strip(old);
	g_autofree char *new_text = sql_strip(new);
	const char *old_cursor = old_text;
	const char *new_cursor = new_text;
	g_auto(Token) old_token;
	g_auto(Token) new_token;
	token_init(&old_token);
	token_init(&new_token);
	while (token_next(&old_token, &old_cursor)) {
		token_next(&new_token, &new_cursor);
		if (!same_token(lens, &old_token, &new_token))
			return FALSE;
	}
	return !token_next(&new_token, &new_cursor);
}

static gboolean same_text(const Expression *old, const Expression *new,
			  gconstpointer data)
{
	const Lens *lens = data;
	if (!old->text || !new->text)
		return old->text == new->text;
	switch (old->kind) {
	case EXPRESSION_TEXT:
		return lens_same_sql(lens, old->text, new->text);
	case EXPRESSION_STRING:
		return g_str_equal(old->text, new->text);
	case EXPRESSION_COLUMN:
		return name_equal(map_column(lens, lens->old_table,
					     lens->new_table, old->text),
				  new->text);
	default:
		return name_equal(old->text, new->text);
	}
}

gboolean lens_same_expression(const Lens *lens, const Expression *old,
			      const Expression *new)
{
	return expression_equal_by(old, new, same_text, lens);
}

static gboolean same_reference(const Lens *lens, const Constraint *old,
			       const Constraint *new)
{
	const Table *old_table = schema_find_table(
		lens->from, old->referred_schema, old->referred_table);
	const Table *new_table = schema_find_table(
		lens->to, new->referred_schema, new->referred_table);
	const Table *expected =
		old_table ? pair_new_table(lens->from, lens->to, lens->renames,
					   old_table)
			  : NULL;
	if (old_table && (expected || new_table)) {
		if (expected != new_table)
			return FALSE;
	} else if (!name_equal(old->referred_schema, new->referred_schema) ||
		   !name_equal(old->referred_table, new->referred_table)) {
		return FALSE;
	}
	if (!old->referred_columns->len && !new->referred_columns->len)
		return TRUE;
	g_autoptr(GPtrArray) mapped = NULL;
	const GPtrArray *columns = constraint_referred_columns(old, lens->from);
	if (renames_count(lens->renames))
		columns = mapped =
			map_columns(lens, old_table, new_table, columns);
	return names_equal(columns, constraint_referred_columns(new, lens->to));
}

gboolean lens_same_constraint(const Lens *lens, const Constraint *old,
			      const Constraint *new)
{
	if (old->kind != new->kind || !constraint_same_options(old, new))
		return FALSE;
	g_autoptr(GPtrArray) mapped = NULL;
	const GPtrArray *columns = old->columns;
	if (renames_count(lens->renames))
		columns = mapped = map_columns(lens, lens->old_table,
					       lens->new_table, columns);
	return constraint_same_columns(old->kind, columns, new->columns) &&
	       lens_same_expression(lens, old->check, new->check) &&
	       (old->kind != CONSTRAINT_FOREIGN_KEY ||
		same_reference(lens, old, new));
}

static gboolean same_key(const Lens *lens, const IndexKey *old,
			 const IndexKey *new)
{
	const char *column = old->column
				     ? map_column(lens, lens->old_table,
						  lens->new_table, old->column)
				     : NULL;
	return !old->column == !new->column &&name_equal(column, new->column) &&
	       lens_same_expression(lens, old->expression, new->expression) &&
	       index_key_same_options(old, new);
}

gboolean lens_same_index(const Lens *lens, const Index *old, const Index *new)
{
	if (!index_same_options(old, new) || old->keys->len != new->keys->len ||
	    !lens_same_expression(lens, old->where, new->where))
		return FALSE;
	for (guint i = 0; i < old->keys->len; i++)
		if (!same_key(lens, old->keys->pdata[i], new->keys->pdata[i]))
			return FALSE;
	g_autoptr(GPtrArray) include = map_columns(
		lens, lens->old_table, lens->new_table, old->include);
	return names_equal(include, new->include);
}

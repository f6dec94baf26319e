/* if, for, while, try and with. */
#include "syntax_internal.h"

/* if, elif: the alternatives that follow are siblings in the grammar and
 * nested here. */
const Node *syntax_read_if(Syntax *syntax)
{
	const Node *condition = NULL;
	const Node *body = NULL;
	g_autoptr(GPtrArray) others = g_ptr_array_new();
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		Field field = syntax_field(syntax);
		if (field == FIELD_condition)
			condition = syntax_read_expression(syntax);
		else if (field == FIELD_consequence ||
			 (field == FIELD_body && !body))
			body = syntax_read_block(syntax);
		else if (field == FIELD_alternative)
			g_ptr_array_add(
				others,
				(gpointer)(guintptr)syntax_read_if(syntax));
	}
	if (!condition)
		return body ? body : syntax_empty_block(syntax);
	const Node *other = NULL;
	for (guint i = others->len; i-- > 0;) {
		const Node *next = others->pdata[i];
		if (next->kind == NODE_IF && other) {
			guint mark = syntax_begin(syntax);
			syntax_push(syntax, next->children[0]);
			syntax_push(syntax, next->children[1]);
			syntax_push(syntax, other);
			other = syntax_finish(syntax, mark, NODE_IF, NULL);
		} else {
			other = next;
		}
	}
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, condition);
	syntax_push(syntax, body ? body : syntax_empty_block(syntax));
	syntax_push(syntax, other);
	return syntax_finish(syntax, mark, NODE_IF, NULL);
}

/* The block in a clause: else_clause, finally_clause. */
static const Node *read_clause(Syntax *syntax)
{
	const Node *block = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax))
		if (syntax_symbol(syntax) == SYMBOL_block)
			block = syntax_read_block(syntax);
	return block ? block : syntax_empty_block(syntax);
}

const Node *syntax_read_loop(Syntax *syntax, NodeKind kind)
{
	const Node *head[2] = {NULL, NULL};
	const Node *body = NULL;
	const Node *other = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		switch (syntax_field(syntax)) {
		case FIELD_left:
		case FIELD_condition:
			head[0] = syntax_read_expression(syntax);
			break;
		case FIELD_right:
			head[1] = syntax_read_expression(syntax);
			break;
		case FIELD_body:
			body = syntax_read_block(syntax);
			break;
		case FIELD_alternative:
			other = read_clause(syntax);
			break;
		default:
			break;
		}
	}
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, head[0]);
	if (kind == NODE_FOR)
		syntax_push(syntax, head[1]);
	syntax_push(syntax, body ? body : syntax_empty_block(syntax));
	if (kind == NODE_FOR)
		syntax_push(syntax, other);
	return syntax_finish(syntax, mark, kind, NULL);
}

/* "value as target": pushes both; the target may be NULL. */
static void read_as_pattern(Syntax *syntax, const Node **value,
			    const Node **target)
{
	if (syntax_symbol(syntax) != SYMBOL_as_pattern) {
		*value = syntax_read_expression(syntax);
		return;
	}
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_field(syntax) == FIELD_alias)
			*target = syntax_read_expression(syntax);
		else if (syntax_is_named(syntax))
			*value = syntax_read_expression(syntax);
	}
}

static const Node *read_handler(Syntax *syntax)
{
	const Node *block = NULL;
	const Node *exception = NULL;
	const Node *target = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_symbol(syntax) == SYMBOL_block)
			block = syntax_read_block(syntax);
		else if (syntax_is_named(syntax))
			read_as_pattern(syntax, &exception, &target);
	}
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, block ? block : syntax_empty_block(syntax));
	syntax_push(syntax, exception);
	syntax_push(syntax, target);
	return syntax_finish(syntax, mark, NODE_HANDLER, NULL);
}

const Node *syntax_read_try(Syntax *syntax)
{
	const Node *body = NULL;
	const Node *other = NULL;
	const Node *final = NULL;
	guint mark = syntax_begin(syntax);
	for (guint i = 0; i < 3; i++)
		syntax_push(syntax, NULL);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		switch (syntax_symbol(syntax)) {
		case SYMBOL_block:
			body = syntax_read_block(syntax);
			break;
		case SYMBOL_else_clause:
			other = read_clause(syntax);
			break;
		case SYMBOL_finally_clause:
			final = read_clause(syntax);
			break;
		case SYMBOL_except_clause:
		case SYMBOL_except_group_clause:
			syntax_push(syntax, read_handler(syntax));
			break;
		default:
			break;
		}
	}
	if (!body)
		body = syntax_empty_block(syntax);
	gpointer *parts = syntax->stack->pdata + mark;
	parts[0] = (gpointer)(guintptr)body;
	parts[1] = (gpointer)(guintptr)other;
	parts[2] = (gpointer)(guintptr) final;
	return syntax_finish(syntax, mark, NODE_TRY, NULL);
}

static void push_with_items(Syntax *syntax)
{
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_symbol(syntax) != SYMBOL_with_item)
			continue;
		const Node *value = NULL;
		const Node *target = NULL;
		for (gboolean inner = syntax_enter(syntax); inner;
		     inner = syntax_next(syntax))
			read_as_pattern(syntax, &value, &target);
		guint mark = syntax_begin(syntax);
		syntax_push(syntax, value);
		syntax_push(syntax, target);
		syntax_push(syntax,
			    syntax_finish(syntax, mark, NODE_WITH_ITEM, NULL));
	}
}

const Node *syntax_read_with(Syntax *syntax)
{
	const Node *body = NULL;
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, NULL);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_symbol(syntax) == SYMBOL_with_clause)
			push_with_items(syntax);
		else if (syntax_symbol(syntax) == SYMBOL_block)
			body = syntax_read_block(syntax);
	}
	syntax->stack->pdata[mark] =
		(gpointer)(guintptr)(body ? body : syntax_empty_block(syntax));
	return syntax_finish(syntax, mark, NODE_WITH, NULL);
}

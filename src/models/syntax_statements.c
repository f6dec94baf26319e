#include "syntax_internal.h"

#include <string.h>

static const Node *read_statement(Syntax *syntax);

const Node *syntax_empty_block(Syntax *syntax)
{
	return syntax_leaf(syntax, NODE_BLOCK, NULL);
}

/* Whether the node itself (an ERROR or a MISSING one) is the error. */
static gboolean is_error(const Syntax *syntax)
{
	TSNode node = ts_tree_cursor_current_node(&syntax->cursor);
	return ts_node_is_missing(node) || ts_node_symbol(node) == (TSSymbol)-1;
}

const Node *syntax_read_block(Syntax *syntax)
{
	guint mark = syntax_begin(syntax);
	if (syntax->depth >= SYNTAX_MAX_DEPTH) {
		syntax_push(syntax, syntax_read_broken(syntax));
		return syntax_finish(syntax, mark, NODE_BLOCK, NULL);
	}
	syntax->depth++;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (is_error(syntax))
			syntax_push(syntax, syntax_read_broken(syntax));
		else if (syntax_is_named(syntax))
			syntax_push(syntax, read_statement(syntax));
	}
	syntax->depth--;
	return syntax_finish(syntax, mark, NODE_BLOCK, NULL);
}

static const Node *read_parameter(Syntax *syntax)
{
	const char *name = NULL;
	guint mark = syntax_begin(syntax);
	switch (syntax_symbol(syntax)) {
	case SYMBOL_default_parameter:
	case SYMBOL_typed_default_parameter:
		for (gboolean more = syntax_enter(syntax); more;
		     more = syntax_next(syntax)) {
			if (syntax_field(syntax) == FIELD_name)
				name = syntax_text(syntax);
			else if (syntax_field(syntax) == FIELD_value)
				syntax_push(syntax,
					    syntax_read_expression(syntax));
		}
		break;
	case SYMBOL_typed_parameter:
		for (gboolean more = syntax_enter(syntax); more;
		     more = syntax_next(syntax))
			if (!name && syntax_is_named(syntax))
				name = syntax_text(syntax);
		break;
	default: /* a name, "*args", "**kw", "*" or "/" */
		name = syntax_text(syntax);
	}
	return syntax_finish(syntax, mark, NODE_PARAMETER, name);
}

const Node *syntax_read_parameters(Syntax *syntax)
{
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax))
		if (syntax_is_named(syntax))
			syntax_push(syntax, read_parameter(syntax));
	return syntax_finish(syntax, mark, NODE_PARAMETERS, NULL);
}

static const Node *read_function(Syntax *syntax, const Node *decorators)
{
	const char *name = arena_intern(syntax->arena, "");
	const Node *parameters = NULL;
	const Node *result = NULL;
	TSNode body = ts_tree_cursor_current_node(&syntax->cursor);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		Field field = syntax_field(syntax);
		if (field == FIELD_name)
			name = syntax_text(syntax);
		else if (field == FIELD_parameters)
			parameters = syntax_read_parameters(syntax);
		else if (field == FIELD_return_type)
			result = syntax_read_expression(syntax);
		else if (field == FIELD_body)
			body = ts_tree_cursor_current_node(&syntax->cursor);
	}
	if (!parameters)
		return syntax_read_broken(syntax);
	/* An error is said now, for a body that nobody asks for as well. */
	if (ts_node_has_error(body) && !syntax->in_function) {
		syntax->in_function = TRUE;
		syntax_read_broken(syntax);
		syntax->in_function = FALSE;
	}
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, parameters);
	syntax_push(syntax, decorators);
	syntax_push(syntax, result);
	Node *node = (Node *)(guintptr)syntax_finish(syntax, mark,
						     NODE_FUNCTION, name);
	node->lazy = syntax->bodies->len;
	Body unread = {body, syntax->base, syntax->first_line};
	g_array_append_val(syntax->bodies, unread);
	g_ptr_array_add(syntax->read_bodies, NULL);
	return node;
}

static const Node *read_class(Syntax *syntax, const Node *decorators)
{
	const char *name = arena_intern(syntax->arena, "");
	const Node *bases = NULL;
	const Node *body = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		Field field = syntax_field(syntax);
		if (field == FIELD_name)
			name = syntax_text(syntax);
		else if (field == FIELD_superclasses)
			bases = syntax_read_arguments(syntax, NULL);
		else if (field == FIELD_body)
			body = syntax_read_block(syntax);
	}
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, body ? body : syntax_empty_block(syntax));
	syntax_push(syntax, bases);
	syntax_push(syntax, decorators);
	return syntax_finish(syntax, mark, NODE_CLASS, name);
}

static const Node *read_decorated(Syntax *syntax)
{
	const Node *decorators = NULL;
	const Node *node = NULL;
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		Symbol symbol = syntax_symbol(syntax);
		if (symbol == SYMBOL_decorator) {
			for (gboolean inner = syntax_enter(syntax); inner;
			     inner = syntax_next(syntax))
				if (syntax_is_named(syntax))
					syntax_push(
						syntax,
						syntax_read_expression(syntax));
			continue;
		}
		if (symbol != SYMBOL_class_definition &&
		    symbol != SYMBOL_function_definition)
			continue;
		decorators = syntax_finish(syntax, mark, NODE_BLOCK, NULL);
		node = symbol == SYMBOL_class_definition
			       ? read_class(syntax, decorators)
			       : read_function(syntax, decorators);
	}
	g_ptr_array_set_size(syntax->stack, (gint)mark);
	return node ? node : syntax_read_broken(syntax);
}

static const Node *read_imported(Syntax *syntax)
{
	const char *name = NULL;
	guint mark = syntax_begin(syntax);
	if (syntax_symbol(syntax) != SYMBOL_aliased_import)
		return syntax_leaf(syntax, NODE_IMPORTED, syntax_text(syntax));
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_field(syntax) == FIELD_name)
			name = syntax_text(syntax);
		else if (syntax_field(syntax) == FIELD_alias)
			syntax_push(syntax, syntax_read_expression(syntax));
	}
	return syntax_finish(syntax, mark, NODE_IMPORTED, name);
}

static const Node *read_import(Syntax *syntax, NodeKind kind)
{
	const char *module = NULL;
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_field(syntax) == FIELD_module_name)
			module = syntax_text(syntax);
		else if (syntax_field(syntax) == FIELD_name)
			syntax_push(syntax, read_imported(syntax));
	}
	return syntax_finish(syntax, mark, kind, module);
}

static const Node *read_assignment(Syntax *syntax, gboolean augmented)
{
	const Node *left = NULL;
	const Node *type = NULL;
	const Node *right = NULL;
	const char *sign = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		Symbol symbol = syntax_symbol(syntax);
		if (syntax_field(syntax) == FIELD_left)
			left = syntax_read_expression(syntax);
		else if (syntax_field(syntax) == FIELD_right)
			right = symbol == SYMBOL_assignment
					? read_assignment(syntax, FALSE)
					: syntax_read_expression(syntax);
		else if (syntax_field(syntax) == FIELD_operator)
			sign = syntax_text(syntax);
		else if (symbol == SYMBOL_type)
			type = syntax_read_expression(syntax);
	}
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, left);
	if (type)
		syntax_push(syntax, type);
	syntax_push(syntax, right);
	if (!augmented)
		return syntax_finish(syntax, mark,
				     type ? NODE_ANNOTATED : NODE_ASSIGN, NULL);
	/* "+=" is the operator "+". */
	gsize length = sign ? strlen(sign) : 0;
	sign = arena_intern_bytes(syntax->arena, sign ? sign : "",
				  length ? length - 1 : 0);
	return syntax_finish(syntax, mark, NODE_AUGMENTED, sign);
}

static const Node *read_expression_statement(Syntax *syntax)
{
	const Node *node = NULL;
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		Symbol symbol = syntax_symbol(syntax);
		if (symbol == SYMBOL_assignment)
			node = read_assignment(syntax, FALSE);
		else if (symbol == SYMBOL_augmented_assignment)
			node = read_assignment(syntax, TRUE);
		else if (syntax_is_named(syntax))
			syntax_push(syntax, syntax_read_expression(syntax));
	}
	if (node)
		return node;
	return syntax_finish(syntax, mark, NODE_EXPRESSION, NULL);
}

static const Node *read_operands(Syntax *syntax, NodeKind kind)
{
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax))
		if (syntax_is_named(syntax))
			syntax_push(syntax, syntax_read_expression(syntax));
	return syntax_finish(syntax, mark, kind, NULL);
}

static const Node *read_type_alias(Syntax *syntax)
{
	const Node *left = NULL;
	const Node *right = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_field(syntax) == FIELD_left)
			left = syntax_read_expression(syntax);
		else if (syntax_field(syntax) == FIELD_right)
			right = syntax_read_expression(syntax);
	}
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, left);
	syntax_push(syntax, right);
	return syntax_finish(syntax, mark, NODE_ASSIGN, NULL);
}

static const Node *read_compound(Syntax *syntax, Symbol symbol)
{
	switch (symbol) {
	case SYMBOL_class_definition:
		return read_class(syntax, NULL);
	case SYMBOL_function_definition:
		return read_function(syntax, NULL);
	case SYMBOL_decorated_definition:
		return read_decorated(syntax);
	case SYMBOL_if_statement:
		return syntax_read_if(syntax);
	case SYMBOL_for_statement:
		return syntax_read_loop(syntax, NODE_FOR);
	case SYMBOL_while_statement:
		return syntax_read_loop(syntax, NODE_WHILE);
	case SYMBOL_try_statement:
		return syntax_read_try(syntax);
	case SYMBOL_with_statement:
		return syntax_read_with(syntax);
	default:
		return NULL;
	}
}

static const Node *read_simple(Syntax *syntax, Symbol symbol)
{
	switch (symbol) {
	case SYMBOL_expression_statement:
		return read_expression_statement(syntax);
	case SYMBOL_import_statement:
		return read_import(syntax, NODE_IMPORT);
	case SYMBOL_import_from_statement:
		return read_import(syntax, NODE_FROM);
	case SYMBOL_type_alias_statement:
		return read_type_alias(syntax);
	case SYMBOL_return_statement:
		return read_operands(syntax, NODE_RETURN);
	case SYMBOL_raise_statement:
		return read_operands(syntax, NODE_RAISE);
	case SYMBOL_delete_statement:
		return read_operands(syntax, NODE_DELETE);
	case SYMBOL_global_statement:
	case SYMBOL_nonlocal_statement:
		return read_operands(syntax, NODE_GLOBAL);
	case SYMBOL_break_statement:
		return syntax_leaf(syntax, NODE_BREAK, NULL);
	case SYMBOL_continue_statement:
		return syntax_leaf(syntax, NODE_CONTINUE, NULL);
	case SYMBOL_pass_statement:
	case SYMBOL_assert_statement:
	case SYMBOL_future_import_statement:
		return syntax_leaf(syntax, NODE_PASS, NULL);
	default:
		return syntax_leaf(syntax, NODE_IGNORED, syntax_text(syntax));
	}
}

/* Whether one of the children but a block is where the error is: the head of
 * a compound statement, whose blocks can then not be trusted. */
static gboolean has_broken_head(Syntax *syntax)
{
	gboolean broken = FALSE;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		Symbol symbol = syntax_symbol(syntax);
		if (symbol == SYMBOL_block || symbol == SYMBOL_elif_clause ||
		    symbol == SYMBOL_else_clause ||
		    symbol == SYMBOL_except_clause ||
		    symbol == SYMBOL_finally_clause ||
		    symbol == SYMBOL_class_definition ||
		    symbol == SYMBOL_function_definition)
			continue;
		broken |= syntax_has_error(syntax);
	}
	return broken;
}

static const Node *read_statement(Syntax *syntax)
{
	Symbol symbol = syntax_symbol(syntax);
	if (syntax->depth >= SYNTAX_MAX_DEPTH)
		return syntax_leaf(syntax, NODE_BROKEN,
				   "statements nested too deeply");
	gboolean error = syntax_has_error(syntax);
	if (error && has_broken_head(syntax))
		return syntax_read_broken(syntax);
	syntax->depth++;
	const Node *node = read_compound(syntax, symbol);
	if (!node)
		node = error ? syntax_read_broken(syntax)
			     : read_simple(syntax, symbol);
	syntax->depth--;
	return node;
}

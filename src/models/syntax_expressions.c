#include "syntax_internal.h"

#include <string.h>

static const Node *read_inner(Syntax *syntax);

/* All named children, each an expression. */
static const Node *read_children(Syntax *syntax, NodeKind kind,
				 const char *text)
{
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax))
		if (syntax_is_named(syntax))
			syntax_push(syntax, syntax_read_expression(syntax));
	return syntax_finish(syntax, mark, kind, text);
}

/* The one named child that counts: of parentheses, a type, a pattern. */
static const Node *read_only_child(Syntax *syntax)
{
	const Node *only = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax))
		if (syntax_is_named(syntax) && !only)
			only = syntax_read_expression(syntax);
	return only ? only : syntax_leaf(syntax, NODE_TUPLE, NULL);
}

static const Node *read_attribute(Syntax *syntax)
{
	guint mark = syntax_begin(syntax);
	const char *name = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (!syntax_is_named(syntax))
			continue;
		if (syntax_begin(syntax) == mark)
			syntax_push(syntax, syntax_read_expression(syntax));
		else
			name = syntax_text(syntax);
	}
	if (!name)
		name = arena_intern(syntax->arena, "");
	return syntax_finish(syntax, mark, NODE_ATTRIBUTE, name);
}

static const Node *read_keyword(Syntax *syntax)
{
	guint mark = syntax_begin(syntax);
	const char *name = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_field(syntax) == FIELD_name)
			name = syntax_text(syntax);
		else if (syntax_field(syntax) == FIELD_value)
			syntax_push(syntax, syntax_read_expression(syntax));
	}
	return syntax_finish(syntax, mark, NODE_KEYWORD, name);
}

/* The cursor stands on the arguments; a generator may be the only one. */
const Node *syntax_read_arguments(Syntax *syntax, const Node *callee)
{
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, callee);
	if (syntax_symbol(syntax) == SYMBOL_generator_expression) {
		syntax_push(syntax, syntax_read_expression(syntax));
		return syntax_finish(syntax, mark, NODE_CALL, NULL);
	}
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax))
		if (syntax_is_named(syntax))
			syntax_push(syntax, syntax_read_expression(syntax));
	return syntax_finish(syntax, mark, NODE_CALL, NULL);
}

static const Node *read_call(Syntax *syntax)
{
	const Node *callee = NULL;
	const Node *call = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_field(syntax) == FIELD_function)
			callee = syntax_read_expression(syntax);
		else if (syntax_field(syntax) == FIELD_arguments)
			call = syntax_read_arguments(syntax, callee);
	}
	if (!call)
		return syntax_leaf(syntax, NODE_STRANGE, "a broken call");
	/* The arguments alone do not say where the call starts. */
	guint mark = syntax_begin(syntax);
	for (guint i = 0; i < call->count; i++)
		syntax_push(syntax, call->children[i]);
	return syntax_finish(syntax, mark, NODE_CALL, NULL);
}

static const Node *read_slice(Syntax *syntax)
{
	const Node *parts[3] = {NULL, NULL, NULL};
	guint at = 0;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_is_named(syntax))
			parts[MIN(at, 2)] = syntax_read_expression(syntax);
		else
			at++;
	}
	guint mark = syntax_begin(syntax);
	for (guint i = 0; i < 3; i++)
		syntax_push(syntax, parts[i]);
	return syntax_finish(syntax, mark, NODE_SLICE, NULL);
}

/* a[b], a[b, c] and the same as the grammar of types has it. */
static const Node *read_subscript(Syntax *syntax)
{
	const Node *object = NULL;
	gboolean comma = FALSE;
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (!syntax_is_named(syntax)) {
			const char *start;
			const char *end;
			syntax_span(syntax, &start, &end);
			comma |= *start == ',';
		} else if (!object) {
			object = syntax_read_expression(syntax);
		} else {
			syntax_push(syntax, syntax_read_expression(syntax));
		}
	}
	guint indices = syntax_begin(syntax) - mark;
	const Node *index;
	if (indices == 1 && !comma) {
		index = syntax->stack->pdata[mark];
		g_ptr_array_set_size(syntax->stack, (gint)mark);
	} else {
		index = syntax_finish(syntax, mark, NODE_TUPLE, NULL);
	}
	syntax_push(syntax, object);
	syntax_push(syntax, index);
	return syntax_finish(syntax, mark, NODE_SUBSCRIPT, NULL);
}

/* generic_type: a name and a type_parameter with types in it. */
static const Node *read_generic_type(Syntax *syntax)
{
	const Node *object = NULL;
	const Node *index = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_symbol(syntax) != SYMBOL_type_parameter) {
			object = syntax_read_expression(syntax);
			continue;
		}
		index = read_children(syntax, NODE_TUPLE, NULL);
		if (index->count == 1)
			index = index->children[0];
	}
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, object);
	syntax_push(syntax, index);
	return syntax_finish(syntax, mark, NODE_SUBSCRIPT, NULL);
}

static const Node *read_operation(Syntax *syntax, NodeKind kind)
{
	const char *sign = NULL;
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_field(syntax) == FIELD_operator)
			sign = syntax_text(syntax);
		else if (syntax_is_named(syntax))
			syntax_push(syntax, syntax_read_expression(syntax));
	}
	if (kind == NODE_AND && sign && sign[0] == 'o')
		kind = NODE_OR;
	return syntax_finish(syntax, mark, kind, sign);
}

static const Node *read_comparison(Syntax *syntax)
{
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_field(syntax) == FIELD_NONE &&
		    syntax_is_named(syntax))
			syntax_push(syntax, syntax_read_expression(syntax));
		else
			syntax_push(syntax, syntax_leaf(syntax, NODE_OPERATOR,
							syntax_text(syntax)));
	}
	return syntax_finish(syntax, mark, NODE_COMPARE, NULL);
}

static const Node *read_comprehension(Syntax *syntax, NodeKind kind)
{
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (!syntax_is_named(syntax))
			continue;
		switch (syntax_symbol(syntax)) {
		case SYMBOL_for_in_clause:
			syntax_push(syntax,
				    read_children(syntax, NODE_FOR_IN, NULL));
			break;
		case SYMBOL_if_clause:
			syntax_push(
				syntax,
				read_children(syntax, NODE_IF_CLAUSE, NULL));
			break;
		default:
			syntax_push(syntax, syntax_read_expression(syntax));
		}
	}
	return syntax_finish(syntax, mark, kind, NULL);
}

static const Node *read_lambda(Syntax *syntax)
{
	const Node *parameters = NULL;
	const Node *body = NULL;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		if (syntax_field(syntax) == FIELD_parameters)
			parameters = syntax_read_parameters(syntax);
		else if (syntax_field(syntax) == FIELD_body)
			body = syntax_read_expression(syntax);
	}
	if (!parameters)
		parameters = syntax_leaf(syntax, NODE_PARAMETERS, NULL);
	guint mark = syntax_begin(syntax);
	syntax_push(syntax, parameters);
	syntax_push(syntax, body);
	return syntax_finish(syntax, mark, NODE_LAMBDA, NULL);
}

/* The kinds whose children are all that there is to them. */
static NodeKind find_plain_kind(Symbol symbol)
{
	switch (symbol) {
	case SYMBOL_tuple:
	case SYMBOL_expression_list:
	case SYMBOL_pattern_list:
	case SYMBOL_tuple_pattern:
		return NODE_TUPLE;
	case SYMBOL_list:
	case SYMBOL_list_pattern:
		return NODE_LIST;
	case SYMBOL_set:
		return NODE_SET;
	case SYMBOL_dictionary:
		return NODE_DICT;
	case SYMBOL_pair:
		return NODE_PAIR;
	case SYMBOL_list_splat:
	case SYMBOL_list_splat_pattern:
		return NODE_SPLAT;
	case SYMBOL_dictionary_splat:
	case SYMBOL_dictionary_splat_pattern:
		return NODE_DOUBLE_SPLAT;
	case SYMBOL_conditional_expression:
		return NODE_CONDITIONAL;
	case SYMBOL_not_operator:
		return NODE_NOT;
	case SYMBOL_named_expression:
		return NODE_WALRUS;
	default:
		return NODE_BROKEN;
	}
}

static const Node *read_union_type(Syntax *syntax)
{
	return read_children(syntax, NODE_BINARY,
			     arena_intern(syntax->arena, "|"));
}

static const Node *read_compound(Syntax *syntax, Symbol symbol)
{
	switch (symbol) {
	case SYMBOL_attribute:
	case SYMBOL_member_type:
		return read_attribute(syntax);
	case SYMBOL_call:
		return read_call(syntax);
	case SYMBOL_keyword_argument:
		return read_keyword(syntax);
	case SYMBOL_subscript:
		return read_subscript(syntax);
	case SYMBOL_generic_type:
		return read_generic_type(syntax);
	case SYMBOL_union_type:
		return read_union_type(syntax);
	case SYMBOL_slice:
		return read_slice(syntax);
	case SYMBOL_binary_operator:
		return read_operation(syntax, NODE_BINARY);
	case SYMBOL_unary_operator:
		return read_operation(syntax, NODE_UNARY);
	case SYMBOL_boolean_operator:
		return read_operation(syntax, NODE_AND);
	case SYMBOL_comparison_operator:
		return read_comparison(syntax);
	case SYMBOL_list_comprehension:
		return read_comprehension(syntax, NODE_LIST_COMPREHENSION);
	case SYMBOL_set_comprehension:
		return read_comprehension(syntax, NODE_SET_COMPREHENSION);
	case SYMBOL_dictionary_comprehension:
		return read_comprehension(syntax, NODE_DICT_COMPREHENSION);
	case SYMBOL_generator_expression:
		return read_comprehension(syntax, NODE_GENERATOR);
	case SYMBOL_lambda:
		return read_lambda(syntax);
	case SYMBOL_parenthesized_expression:
	case SYMBOL_parenthesized_list_splat:
	case SYMBOL_type:
	case SYMBOL_as_pattern_target:
		return read_only_child(syntax);
	case SYMBOL_await:
		return syntax_leaf(syntax, NODE_STRANGE, "await");
	case SYMBOL_yield:
		return syntax_leaf(syntax, NODE_STRANGE, "yield");
	default:
		return NULL;
	}
}

static const Node *read_inner(Syntax *syntax)
{
	Symbol symbol = syntax_symbol(syntax);
	switch (symbol) {
	case SYMBOL_identifier:
		return syntax_leaf(syntax, NODE_NAME, syntax_text(syntax));
	case SYMBOL_integer:
		return syntax_leaf(syntax, NODE_INTEGER, syntax_text(syntax));
	case SYMBOL_float:
		return syntax_leaf(syntax, NODE_FLOAT, syntax_text(syntax));
	case SYMBOL_none:
		return syntax_leaf(syntax, NODE_NONE, NULL);
	case SYMBOL_true:
		return syntax_leaf(syntax, NODE_TRUE, NULL);
	case SYMBOL_false:
		return syntax_leaf(syntax, NODE_FALSE, NULL);
	case SYMBOL_ellipsis:
		return syntax_leaf(syntax, NODE_ELLIPSIS, NULL);
	case SYMBOL_string:
	case SYMBOL_concatenated_string:
		return syntax_read_string(syntax);
	default:
		break;
	}
	NodeKind plain = find_plain_kind(symbol);
	if (plain != NODE_BROKEN)
		return read_children(syntax, plain, NULL);
	const Node *node = read_compound(syntax, symbol);
	return node ? node
		    : syntax_leaf(syntax, NODE_STRANGE,
				  "an unknown kind of expression");
}

const Node *syntax_read_expression(Syntax *syntax)
{
	if (syntax->depth >= SYNTAX_MAX_DEPTH)
		return syntax_leaf(syntax, NODE_STRANGE,
				   "an expression nested too deeply");
	syntax->depth++;
	const Node *node = read_inner(syntax);
	syntax->depth--;
	return node;
}

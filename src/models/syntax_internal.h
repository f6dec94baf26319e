/* Between syntax.c, syntax_expressions.c and syntax_statements.c only. */
#ifndef MODELS_SYNTAX_INTERNAL_H
#define MODELS_SYNTAX_INTERNAL_H

#include <tree_sitter/api.h>

#include "syntax.h"

/* An expression or a nest of blocks deeper than this is refused: the readers
 * and the evaluator recurse on it. */
enum {
	SYNTAX_MAX_DEPTH = 600
};

/* What a symbol or a field of the grammar is to us. */
/* clang-format cannot make up its mind about these. */
/* clang-format off */
#define SYNTAX_SYMBOLS(X) \
	X(identifier) X(integer) X(float) X(string) X(concatenated_string) \
	X(none) X(true) X(false) X(ellipsis) X(attribute) X(subscript) \
	X(slice) X(call) X(argument_list) X(keyword_argument) X(list_splat) \
	X(dictionary_splat) X(parenthesized_list_splat) X(tuple) X(list) \
	X(set) X(dictionary) X(pair) X(list_comprehension) \
	X(set_comprehension) X(dictionary_comprehension) \
	X(generator_expression) X(for_in_clause) X(if_clause) X(lambda) \
	X(conditional_expression) X(binary_operator) X(unary_operator) \
	X(not_operator) X(boolean_operator) X(comparison_operator) \
	X(named_expression) X(parenthesized_expression) X(expression_list) \
	X(pattern_list) X(tuple_pattern) X(list_pattern) \
	X(list_splat_pattern) X(dictionary_splat_pattern) X(type) \
	X(generic_type) X(type_parameter) X(union_type) X(member_type) \
	X(string_start) X(string_content) X(string_end) X(interpolation) \
	X(dotted_name) X(aliased_import) X(wildcard_import) \
	X(import_statement) X(import_from_statement) \
	X(future_import_statement) X(expression_statement) X(assignment) \
	X(augmented_assignment) X(class_definition) X(function_definition) \
	X(decorated_definition) X(decorator) X(if_statement) X(elif_clause) \
	X(else_clause) X(for_statement) X(while_statement) X(try_statement) \
	X(except_clause) X(except_group_clause) X(finally_clause) \
	X(with_statement) X(with_clause) X(with_item) X(as_pattern) \
	X(as_pattern_target) X(return_statement) X(raise_statement) \
	X(pass_statement) X(break_statement) X(continue_statement) \
	X(delete_statement) X(global_statement) X(nonlocal_statement) \
	X(assert_statement) X(type_alias_statement) X(block) X(module) \
	X(default_parameter) X(typed_parameter) X(typed_default_parameter) \
	X(positional_separator) X(keyword_separator) X(comment) \
	X(line_continuation) X(await) X(yield)

#define SYNTAX_FIELDS(X) \
	X(alias) X(alternative) X(arguments) X(body) X(condition) \
	X(consequence) X(expression) X(format_specifier) X(function) \
	X(left) X(module_name) X(name) X(operator) X(parameters) \
	X(return_type) X(right) X(superclasses) X(type_conversion) X(value)
/* clang-format on */

typedef enum Symbol {
	SYMBOL_OTHER,
#define X(name) SYMBOL_##name,
	SYNTAX_SYMBOLS(X)
#undef X
} Symbol;

typedef enum Field {
	FIELD_NONE,
#define X(name) FIELD_##name,
	SYNTAX_FIELDS(X)
#undef X
} Field;

/* The unread body of a function. */
typedef struct Body {
	TSNode node;
	const char *base;
	guint first_line;
} Body;

struct Syntax {
	Arena *arena;
	const char *path;
	char *text;
	gsize length;
	GPtrArray *diagnostics; /* NULL: none are wanted */
	GPtrArray *trees;	/* of TSTree: one, or one a part of a file
				 * that is broken somewhere */
	TSTreeCursor cursor;
	gboolean entered; /* the cursor is on a tree */
	const char *base; /* where the text of the tree at the cursor starts */
	guint first_line; /* its line, from 0 */
	GPtrArray *stack; /* the children of the nodes being read */
	GArray *bodies;	  /* of Body */
	GPtrArray *read_bodies; /* of const Node: those that were read */
	unsigned depth;
	gboolean conflict; /* conflict markers: said once, not per statement */
	gboolean in_function;
	guint errors; /* said so far */
	guint line;   /* not 0: what every node gets as its line */
	const Node *module;
};

const TSLanguage *tree_sitter_python(void);
/* Finds the numbers of symbols and fields; once. */
void syntax_number_grammar(void);

/* Where the cursor stands. */
Symbol syntax_symbol(const Syntax *syntax);
Field syntax_field(const Syntax *syntax);
gboolean syntax_is_named(const Syntax *syntax);
gboolean syntax_has_error(const Syntax *syntax);
const char *syntax_text(const Syntax *syntax);
void syntax_span(const Syntax *syntax, const char **start, const char **end);

/* Walking the children of the node at the cursor without comments:
 *	for (gboolean more = syntax_enter(s); more; more = syntax_next(s))
 * The loop must run to its end, which puts the cursor back on the parent. */
gboolean syntax_enter(Syntax *syntax);
gboolean syntax_next(Syntax *syntax);

/* Making nodes: begin, push children, finish with the mark of begin. */
guint syntax_begin(const Syntax *syntax);
void syntax_push(Syntax *syntax, const Node *child);
const Node *syntax_finish(Syntax *syntax, guint mark, NodeKind kind,
			  const char *text);
const Node *syntax_leaf(Syntax *syntax, NodeKind kind, const char *text);

/* The node at the cursor. */
const Node *syntax_read_expression(Syntax *syntax);
const Node *syntax_read_arguments(Syntax *syntax, const Node *callee);
const Node *syntax_read_parameters(Syntax *syntax);
const Node *syntax_read_string(Syntax *syntax);
const Node *syntax_read_block(Syntax *syntax);
const Node *syntax_read_broken(Syntax *syntax);
const Node *syntax_empty_block(Syntax *syntax);
const Node *syntax_read_if(Syntax *syntax);
const Node *syntax_read_loop(Syntax *syntax, NodeKind kind);
const Node *syntax_read_try(Syntax *syntax);
const Node *syntax_read_with(Syntax *syntax);

/* A constant of the text of a string token: escapes resolved unless raw. */
const char *syntax_decode(Arena *arena, const char *start, const char *end,
			  gboolean raw, gboolean bytes, gboolean doubled);

#endif

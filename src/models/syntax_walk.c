/* The cursor over the tree of the parser, and making nodes of our own. */
#include "syntax_internal.h"

#include <string.h>

enum {
	MAX_SYMBOLS = 512,
	MAX_FIELDS = 64
};

/* The grammar's numbers, looked up once by their names. */
static guint8 symbols[MAX_SYMBOLS];
static guint8 fields[MAX_FIELDS];

static void number_symbols(void)
{
	static const char *const names[] = {"",
#define X(name) #name,
					    SYNTAX_SYMBOLS(X)
#undef X
	};
	const TSLanguage *language = tree_sitter_python();
	guint32 count = ts_language_symbol_count(language);
	for (guint32 i = 0; i < count && i < MAX_SYMBOLS; i++) {
		if (ts_language_symbol_type(language, (TSSymbol)i) !=
		    TSSymbolTypeRegular)
			continue;
		const char *name =
			ts_language_symbol_name(language, (TSSymbol)i);
		for (guint j = 1; j < G_N_ELEMENTS(names); j++)
			if (strcmp(name, names[j]) == 0)
				symbols[i] = (guint8)j;
	}
}

static void number_fields(void)
{
	static const char *const names[] = {"",
#define X(name) #name,
					    SYNTAX_FIELDS(X)
#undef X
	};
	for (guint j = 1; j < G_N_ELEMENTS(names); j++) {
		TSFieldId id = ts_language_field_id_for_name(
			tree_sitter_python(), names[j],
			(guint32)strlen(names[j]));
		if (id < MAX_FIELDS)
			fields[id] = (guint8)j;
	}
}

void syntax_number_grammar(void)
{
	static gsize done;
	if (g_once_init_enter(&done)) {
		number_symbols();
		number_fields();
		g_once_init_leave(&done, 1);
	}
}

Symbol syntax_symbol(const Syntax *syntax)
{
	TSSymbol symbol =
		ts_node_symbol(ts_tree_cursor_current_node(&syntax->cursor));
	return symbol < MAX_SYMBOLS ? (Symbol)symbols[symbol] : SYMBOL_OTHER;
}

Field syntax_field(const Syntax *syntax)
{
	TSFieldId field = ts_tree_cursor_current_field_id(&syntax->cursor);
	return field < MAX_FIELDS ? (Field)fields[field] : FIELD_NONE;
}

gboolean syntax_is_named(const Syntax *syntax)
{
	return ts_node_is_named(ts_tree_cursor_current_node(&syntax->cursor));
}

gboolean syntax_has_error(const Syntax *syntax)
{
	TSNode node = ts_tree_cursor_current_node(&syntax->cursor);
	return ts_node_has_error(node) || ts_node_is_missing(node);
}

void syntax_span(const Syntax *syntax, const char **start, const char **end)
{
	TSNode node = ts_tree_cursor_current_node(&syntax->cursor);
	*start = syntax->base + ts_node_start_byte(node);
	*end = syntax->base + ts_node_end_byte(node);
}

const char *syntax_text(const Syntax *syntax)
{
	const char *start;
	const char *end;
	syntax_span(syntax, &start, &end);
	return arena_intern_bytes(syntax->arena, start, (gsize)(end - start));
}

/* Comments may stand between any two tokens. */
static gboolean skip_comments(Syntax *syntax)
{
	for (;;) {
		Symbol symbol = syntax_symbol(syntax);
		if (symbol != SYMBOL_comment &&
		    symbol != SYMBOL_line_continuation)
			return TRUE;
		if (!ts_tree_cursor_goto_next_sibling(&syntax->cursor))
			return FALSE;
	}
}

gboolean syntax_enter(Syntax *syntax)
{
	if (!ts_tree_cursor_goto_first_child(&syntax->cursor))
		return FALSE;
	if (skip_comments(syntax))
		return TRUE;
	ts_tree_cursor_goto_parent(&syntax->cursor);
	return FALSE;
}

gboolean syntax_next(Syntax *syntax)
{
	if (ts_tree_cursor_goto_next_sibling(&syntax->cursor) &&
	    skip_comments(syntax))
		return TRUE;
	ts_tree_cursor_goto_parent(&syntax->cursor);
	return FALSE;
}

guint syntax_begin(const Syntax *syntax)
{
	return syntax->stack->len;
}

void syntax_push(Syntax *syntax, const Node *child)
{
	g_ptr_array_add(syntax->stack, (gpointer)(guintptr)child);
}

const Node *syntax_finish(Syntax *syntax, guint mark, NodeKind kind,
			  const char *text)
{
	guint count = syntax->stack->len - mark;
	Node *node = arena_alloc(syntax->arena,
				 sizeof(Node) + count * sizeof(Node *));
	TSNode at = ts_tree_cursor_current_node(&syntax->cursor);
	node->kind = kind;
	node->text = text;
	node->line = syntax->first_line + ts_node_start_point(at).row + 1;
	node->last_line = syntax->first_line + ts_node_end_point(at).row + 1;
	if (syntax->line)
		node->line = node->last_line = syntax->line;
	node->count = count;
	if (count)
		memcpy(node->children, syntax->stack->pdata + mark,
		       count * sizeof(Node *));
	g_ptr_array_set_size(syntax->stack, (gint)mark);
	return node;
}

const Node *syntax_leaf(Syntax *syntax, NodeKind kind, const char *text)
{
	return syntax_finish(syntax, syntax_begin(syntax), kind, text);
}

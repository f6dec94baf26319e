#include "syntax_internal.h"

#include <string.h>

#include "base/diagnostic.h"

enum {
	MAX_ERRORS = 50,
	MAX_SOURCE = 4 << 20, /* the tree takes 180 times as much */
	PARSE_SECONDS = 20
};

/* A file that is no Python at all has an error on every line. */
static void say_error(Syntax *syntax, guint line)
{
	if (!syntax->diagnostics || syntax->conflict ||
	    syntax->errors > MAX_ERRORS)
		return;
	const char *message = "syntax error";
	if (++syntax->errors > MAX_ERRORS)
		message = "syntax error, as there are many more";
	else if (syntax->in_function)
		message = "syntax error in the body of a function";
	diagnostics_add(syntax->diagnostics,
			syntax->in_function ? DIAGNOSTIC_WARNING
					    : DIAGNOSTIC_ERROR,
			syntax->path, line, NULL, "%s", message);
}

const Node *syntax_read_broken(Syntax *syntax)
{
	const Node *node = syntax_leaf(syntax, NODE_BROKEN, "a syntax error");
	say_error(syntax, node->line);
	return node;
}

static gboolean is_marker(const char *line, char c)
{
	for (int i = 0; i < 7; i++)
		if (line[i] != c)
			return FALSE;
	return line[7] == ' ' || line[7] == '\n' || line[7] == '\r' || !line[7];
}

/* Names every conflict block of a file that has syntax errors. */
static void find_conflicts(Syntax *syntax)
{
	guint number = 1;
	for (const char *line = syntax->text; line; number++) {
		if (is_marker(line, '<')) {
			syntax->conflict = TRUE;
			if (syntax->diagnostics)
				diagnostics_add(syntax->diagnostics,
						DIAGNOSTIC_ERROR, syntax->path,
						number, NULL,
						"merge conflict marker");
		}
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
}

static TSTree *parse(const char *text, gsize length)
{
	TSParser *parser = ts_parser_new();
	ts_parser_set_language(parser, tree_sitter_python());
	ts_parser_set_timeout_micros(parser, PARSE_SECONDS * G_USEC_PER_SEC);
	TSTree *tree =
		ts_parser_parse_string(parser, NULL, text, (guint32)length);
	ts_parser_delete(parser);
	return tree;
}

static void delete_tree(gpointer tree)
{
	ts_tree_delete(tree);
}

/* tree-sitter 0.20 counts the children of a node in 16 bits, and frees a wrong
 * address when one has more, as only an error in a long text makes it: such a
 * tree is rather left where it is. */
static gboolean can_be_deleted(TSTree *tree, gsize length)
{
	return length < G_MAXUINT16 ||
	       !ts_node_has_error(ts_tree_root_node(tree));
}

static GSList *undeletable; /* of TSTree */

/* Such a node also takes all but its last children for the whole. */
static gboolean is_whole(TSTree *tree, const char *start, const char *end)
{
	while (end > start && g_ascii_isspace(end[-1]))
		end--;
	return ts_node_end_byte(ts_tree_root_node(tree)) >=
	       (guint32)(end - start);
}

/* Parses a part of the text and puts the cursor on it. */
static gboolean enter_part(Syntax *syntax, const char *start, const char *end,
			   guint first_line)
{
	TSTree *tree = parse(start, (gsize)(end - start));
	if (!tree)
		return FALSE;
	if (syntax->entered)
		ts_tree_cursor_reset(&syntax->cursor, ts_tree_root_node(tree));
	else
		syntax->cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
	syntax->entered = TRUE;
	if (can_be_deleted(tree, (gsize)(end - start)))
		g_ptr_array_add(syntax->trees, tree);
	else
		undeletable = g_slist_prepend(undeletable, tree);
	syntax->base = start;
	syntax->first_line = first_line;
	if (!is_whole(tree, start, end))
		say_error(syntax, first_line + 1);
	return TRUE;
}

static const char *find_fault(const char *text, gsize length)
{
	if (length > MAX_SOURCE)
		return "larger than 4 MiB, which no source of models is";
	if (memchr(text, '\0', length))
		return "not a text file";
	if (!g_utf8_validate(text, (gssize)length, NULL))
		return "not UTF-8";
	return NULL;
}

static Syntax *new_syntax(Arena *arena, const char *path, const char *text,
			  gsize length, GPtrArray *diagnostics)
{
	Syntax *syntax = g_new0(Syntax, 1);
	syntax->arena = arena;
	syntax->path = path ? arena_intern(arena, path) : NULL;
	syntax->text = g_strndup(text, length);
	syntax->length = length;
	syntax->diagnostics = diagnostics;
	syntax->trees = g_ptr_array_new_with_free_func(delete_tree);
	syntax->stack = g_ptr_array_new();
	syntax->bodies = g_array_new(FALSE, FALSE, sizeof(Body));
	syntax->read_bodies = g_ptr_array_new();
	if (enter_part(syntax, syntax->text, syntax->text + length, 0))
		return syntax;
	syntax_free(syntax);
	return NULL;
}

/* Whether a line starts a statement of the module: a name or a decorator in
 * the first column, but no branch of the statement before. */
static gboolean starts_statement(const char *line)
{
	static const char *const branches[] = {"else", "elif", "except",
					       "finally", NULL};
	gsize length = strspn(line, "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
	for (const char *const *branch = branches; *branch; branch++)
		if (strlen(*branch) == length &&
		    strncmp(*branch, line, length) == 0)
			return FALSE;
	return length || *line == '@';
}

/* Whether a string in triple quotes is open at the end of the line, given
 * what was open at its start ('"', '\'' or 0). */
static char open_quote(const char *line, const char *end, char open)
{
	for (; line + 2 < end; line++) {
		char c = *line;
		if ((c != '"' && c != '\'') || line[1] != c || line[2] != c ||
		    (open && open != c))
			continue;
		open = open ? 0 : c;
		line += 2;
	}
	return open;
}

/* The end of the part that starts at `start`: the next line that starts a
 * statement, after the decorators of this one. Counts its lines. */
static const char *find_part_end(const char *start, guint *lines)
{
	gboolean decorated = *start == '@';
	char open = 0;
	const char *line = start;
	for (;;) {
		const char *end = strchr(line, '\n');
		if (!end)
			return line + strlen(line);
		open = open_quote(line, end, open);
		line = end + 1;
		(*lines)++;
		if (open || !starts_statement(line))
			continue;
		if (!decorated)
			return line;
		decorated = *line == '@';
	}
}

/* Of the file as a whole: it may be faster another time. */
static void say_too_long(const char *path, GPtrArray *diagnostics)
{
	diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, path, 0, NULL,
			"takes too long to parse");
}

static gboolean is_compound(const Node *node)
{
	static const NodeKind kinds[] = {NODE_CLASS, NODE_FUNCTION, NODE_IF,
					 NODE_FOR,   NODE_WHILE,    NODE_TRY,
					 NODE_WITH};
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (node->kind == kinds[i])
			return TRUE;
	return FALSE;
}

static Node *copy_node(Arena *arena, const Node *node, guint more)
{
	guint count = node->count + more;
	Node *copy = arena_alloc(arena, sizeof(Node) + count * sizeof(Node *));
	memcpy(copy, node, sizeof(Node) + node->count * sizeof(Node *));
	copy->count = count;
	return copy;
}

/* A statement whose end is lost in an error: a class has that as a statement
 * more; of others nothing is taken. */
static const Node *cut_short(Syntax *syntax, const Node *node,
			     const Node *broken)
{
	if (node->kind != NODE_CLASS)
		return broken;
	Node *body = copy_node(syntax->arena, node->children[0], 1);
	body->children[body->count - 1] = (Node *)(guintptr)broken;
	Node *class = copy_node(syntax->arena, node, 0);
	class->children[0] = body;
	return class;
}

/* Whether a line after the first one is indented: it may belong to the
 * statement before. */
static gboolean has_indented_line(const char *start, const char *end)
{
	while ((start = memchr(start, '\n', (gsize)(end - start)))) {
		start++;
		if (start < end && (*start == ' ' || *start == '\t'))
			return TRUE;
	}
	return FALSE;
}

static void push_part(Syntax *syntax, guint mark, const Node *part,
		      gboolean indented)
{
	for (guint i = 0; i < part->count; i++) {
		const Node *node = part->children[i];
		guint count = syntax->stack->len;
		gpointer *before =
			count > mark ? &syntax->stack->pdata[count - 1] : NULL;
		if (node->kind == NODE_BROKEN && before && (i || indented) &&
		    is_compound(*before))
			*before = (gpointer)(guintptr)cut_short(syntax, *before,
								node);
		syntax_push(syntax, node);
	}
}

/* One error can make the parser lose all that follows: a file that has one is
 * read a statement of the module at a time. */
static const Node *read_in_parts(Syntax *syntax)
{
	guint mark = syntax_begin(syntax);
	guint line = 0;
	for (const char *start = syntax->text; *start;) {
		guint lines = 0;
		const char *end = find_part_end(start, &lines);
		if (!enter_part(syntax, start, end, line)) {
			say_too_long(syntax->path, syntax->diagnostics);
			break;
		}
		push_part(syntax, mark, syntax_read_block(syntax),
			  has_indented_line(start, end));
		line += lines;
		start = end;
	}
	return syntax_finish(syntax, mark, NODE_BLOCK, NULL);
}

Syntax *syntax_parse(Arena *arena, const char *path, const char *text,
		     gsize length, GPtrArray *diagnostics)
{
	syntax_number_grammar();
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		length -= 3;
	}
	const char *fault = find_fault(text, length);
	Syntax *syntax =
		fault ? NULL
		      : new_syntax(arena, path, text, length, diagnostics);
	if (!syntax && fault)
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, path, 0, NULL,
				"%s", fault);
	else if (!syntax)
		say_too_long(path, diagnostics);
	if (!syntax)
		return NULL;
	if (syntax_has_error(syntax)) {
		find_conflicts(syntax);
		syntax->module = read_in_parts(syntax);
	} else {
		syntax->module = syntax_read_block(syntax);
	}
	return syntax;
}

void syntax_free(Syntax *syntax)
{
	if (!syntax)
		return;
	if (syntax->entered)
		ts_tree_cursor_delete(&syntax->cursor);
	g_ptr_array_unref(syntax->trees);
	g_ptr_array_unref(syntax->stack);
	g_array_unref(syntax->bodies);
	g_ptr_array_unref(syntax->read_bodies);
	g_free(syntax->text);
	g_free(syntax);
}

const Node *syntax_module(const Syntax *syntax)
{
	return syntax->module;
}

const Node *syntax_body(Syntax *syntax, const Node *function)
{
	const Node *body = syntax->read_bodies->pdata[function->lazy];
	if (body)
		return body;
	Body *unread = &g_array_index(syntax->bodies, Body, function->lazy);
	ts_tree_cursor_reset(&syntax->cursor, unread->node);
	syntax->base = unread->base;
	syntax->first_line = unread->first_line;
	syntax->in_function = TRUE;
	body = syntax_read_block(syntax);
	syntax->in_function = FALSE;
	syntax->read_bodies->pdata[function->lazy] = (gpointer)(guintptr)body;
	return body;
}

const Node *syntax_parse_expression(Arena *arena, const char *text, guint line)
{
	syntax_number_grammar();
	if (find_fault(text, strlen(text)))
		return NULL;
	g_autofree char *enclosed = g_strdup_printf("(%s)", text);
	Syntax *syntax =
		new_syntax(arena, NULL, enclosed, strlen(enclosed), NULL);
	if (!syntax)
		return NULL;
	syntax->line = line;
	const Node *value = NULL;
	if (!syntax_has_error(syntax)) {
		const Node *module = syntax_read_block(syntax);
		if (module->count == 1 &&
		    module->children[0]->kind == NODE_EXPRESSION)
			value = module->children[0]->children[0];
	}
	syntax_free(syntax);
	return value;
}

/*
 * Python source as a tree of our own: syntax*.c are the only files that know
 * the parser. Reading is total: what the parser cannot make sense of is a
 * NODE_BROKEN statement with a diagnostic, and the statements beside it are
 * read as usual.
 *
 * The body of a function is read when it is first asked for (syntax_body()),
 * as most functions of a model file are never looked at.
 */
#ifndef MODELS_SYNTAX_H
#define MODELS_SYNTAX_H

#include "arena.h"

/* What the children of a node are stands behind its name; [x] may be NULL. */
typedef enum NodeKind {
	/* Expressions */
	NODE_NAME, /* text */
	NODE_NONE,
	NODE_TRUE,
	NODE_FALSE,
	NODE_ELLIPSIS,
	NODE_INTEGER,	    /* text as written */
	NODE_FLOAT,	    /* text as written */
	NODE_STRING,	    /* text, escapes resolved */
	NODE_BYTES,	    /* text */
	NODE_FORMAT,	    /* f-string: STRING and INTERPOLATION parts */
	NODE_INTERPOLATION, /* value; text is "!r", "!s" or "" */
	NODE_ATTRIBUTE,	    /* object; text is the attribute */
	NODE_SUBSCRIPT,	    /* object, index */
	NODE_SLICE,	    /* [start], [stop], [step] */
	NODE_CALL,	    /* callee, then arguments */
	NODE_KEYWORD,	    /* value; text is the name */
	NODE_SPLAT,	    /* value */
	NODE_DOUBLE_SPLAT,  /* value */
	NODE_TUPLE,
	NODE_LIST,
	NODE_SET,
	NODE_DICT,		 /* PAIR or DOUBLE_SPLAT */
	NODE_PAIR,		 /* key, value */
	NODE_LIST_COMPREHENSION, /* body, then FOR_IN and IF_CLAUSE */
	NODE_SET_COMPREHENSION,
	NODE_DICT_COMPREHENSION, /* body is a PAIR */
	NODE_GENERATOR,
	NODE_FOR_IN,	  /* target, sequence */
	NODE_IF_CLAUSE,	  /* condition */
	NODE_LAMBDA,	  /* PARAMETERS, body */
	NODE_CONDITIONAL, /* value, condition, other value */
	NODE_BINARY,	  /* left, right; text is the operator */
	NODE_UNARY,	  /* operand; text is the operator */
	NODE_NOT,	  /* operand */
	NODE_AND,	  /* left, right */
	NODE_OR,	  /* left, right */
	NODE_COMPARE,	  /* operands with an OPERATOR between each two */
	NODE_OPERATOR,	  /* text */
	NODE_WALRUS,	  /* NAME, value */
	NODE_STRANGE,	  /* not evaluated; text names the construct */
	/* Statements */
	NODE_BLOCK,
	NODE_EXPRESSION, /* value */
	NODE_ASSIGN,	 /* target, value; the value may be an ASSIGN */
	NODE_ANNOTATED,	 /* target, annotation, [value] */
	NODE_AUGMENTED,	 /* target, value; text is the operator: "+" */
	NODE_CLASS,	 /* BLOCK, [bases: CALL without callee],
			  * [decorators: BLOCK]; text is the name */
	NODE_FUNCTION,	 /* PARAMETERS, [decorators: BLOCK], [result type]; text
			  * is the name */
	NODE_PARAMETERS, /* of PARAMETER */
	NODE_PARAMETER,	 /* [default]; text is the name, "*args", "**kw",
			  * "*" or "/" */
	NODE_IF,	 /* condition, BLOCK, [BLOCK or IF] */
	NODE_FOR,	 /* target, sequence, BLOCK, [else BLOCK] */
	NODE_WHILE,	 /* condition, BLOCK */
	NODE_TRY,	 /* BLOCK, [else BLOCK], [finally BLOCK], HANDLER… */
	NODE_HANDLER,	 /* BLOCK, [exception], [target] */
	NODE_WITH,	 /* BLOCK, then WITH_ITEM */
	NODE_WITH_ITEM,	 /* value, [target] */
	NODE_RETURN,	 /* [value] */
	NODE_RAISE,	 /* [value] */
	NODE_PASS,
	NODE_BREAK,
	NODE_CONTINUE,
	NODE_DELETE,   /* targets */
	NODE_GLOBAL,   /* NAME… */
	NODE_IMPORT,   /* IMPORTED…; text of each is a dotted name */
	NODE_FROM,     /* IMPORTED…; text is the module: "..a.b"; no children
			* means a star */
	NODE_IMPORTED, /* [NAME: alias]; text is the name */
	NODE_BROKEN,   /* a syntax error; its diagnostic was made */
	NODE_IGNORED   /* a statement without meaning here; text names it */
} NodeKind;

typedef struct Node Node;
struct Node {
	NodeKind kind;
	guint line;
	guint last_line;
	guint count;
	guint lazy; /* FUNCTION: number of its unread body */
	const char *text;
	Node *children[];
};

typedef struct Syntax Syntax;

/* Reads a file. `path` is interned in the arena; diagnostics are appended to
 * `diagnostics`. NULL when nothing of it can be read (binary, not UTF-8, too
 * large), which a diagnostic then says. The tree stays valid as long as both
 * the syntax and the arena. */
Syntax *syntax_parse(Arena *arena, const char *path, const char *text,
		     gsize length, GPtrArray *diagnostics);
void syntax_free(Syntax *syntax);

/* The statements of the file: a BLOCK. */
const Node *syntax_module(const Syntax *syntax);

/* The body of a function of this file: a BLOCK. */
const Node *syntax_body(Syntax *syntax, const Node *function);

/* A text that holds one expression, as string annotations do; NULL when it
 * is not one. Its lines are all `line`. */
const Node *syntax_parse_expression(Arena *arena, const char *text, guint line);

#endif

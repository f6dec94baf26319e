/*
 * Column types and SQL expressions that do not belong to an engine.
 *
 * A reader of models makes neutral types ("a string of at most 80") and
 * neutral expressions ("now"); a dialect spells them. A schema read back from
 * an engine has TYPE_ENGINE types and EXPRESSION_TEXT expressions only: the
 * engine's own words. The two are never compared with each other.
 */
#ifndef SCHEMA_TYPE_H
#define SCHEMA_TYPE_H

#include <glib.h>

typedef enum TypeKind {
	TYPE_ENGINE, /* `name` is the engine's spelling, whole, "" for none */
	TYPE_INTEGER,
	TYPE_SMALL_INTEGER,
	TYPE_BIG_INTEGER,
	TYPE_BOOLEAN,
	TYPE_STRING,  /* length, or 0 */
	TYPE_UNICODE, /* as STRING; engines with national types differ */
	TYPE_TEXT,    /* length, or 0 */
	TYPE_UNICODE_TEXT,
	TYPE_NUMERIC, /* precision and scale, or -1 */
	TYPE_FLOAT,   /* precision, or -1 */
	TYPE_DOUBLE,
	TYPE_DATE,
	TYPE_TIME,
	TYPE_DATETIME, /* with_timezone */
	TYPE_INTERVAL,
	TYPE_BINARY, /* length, or 0 */
	TYPE_JSON,
	TYPE_UUID,
	TYPE_ENUM,  /* labels; `name` of the type where engines have one */
	TYPE_ARRAY, /* of `item`, `dimensions` deep */
	TYPE_NULL,  /* no type given and none to be inferred */
	TYPE_NAMED  /* a type the engine knows under `name` (JSONB, INET, an
		     * upper-case SQLAlchemy type), with `arguments` */
} TypeKind;

typedef struct Type {
	TypeKind kind;
	char *name;
	int length;
	int precision;
	int scale;
	gboolean with_timezone;
	gboolean native;      /* ENUM, UUID: use the engine's own type */
	char *schema_name;    /* ENUM: namespace of the type, or NULL */
	char *collation;      /* or NULL */
	GPtrArray *labels;    /* of char *, ENUM; else NULL */
	GPtrArray *arguments; /* of char *, NAMED: as written; else NULL */
	struct Type *item;    /* ARRAY: the type of an item; else NULL */
	unsigned dimensions;  /* ARRAY; 0 when not said */
} Type;

Type *type_new(TypeKind kind);
/* The engine's own spelling; copied. */
Type *type_new_engine(const char *spelling);
Type *type_copy(const Type *type);
void type_free(Type *type);
/* Same type. Names count without case, and without white space where it parts
 * no words: "varchar (80)" is "VARCHAR(80)". NULL is equal to NULL only. */
gboolean type_equal(const Type *a, const Type *b);
/* As it reads in a message: an engine's spelling as it stands, a neutral type
 * in SQLAlchemy's words, "String(80)". The caller owns it. */
char *type_format(const Type *type);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Type, type_free)

typedef enum ExpressionKind {
	EXPRESSION_TEXT,   /* `text` is SQL, taken as it stands */
	EXPRESSION_STRING, /* a string literal; `text` is its value */
	EXPRESSION_NUMBER, /* `text` is the number as written */
	EXPRESSION_NULL,
	EXPRESSION_TRUE,
	EXPRESSION_FALSE,
	EXPRESSION_COLUMN, /* `text` is the name of a column */
	EXPRESSION_CALL,   /* a function `text` over `operands`; "now",
			    * "current_timestamp" and their like are calls
			    * without operands */
	EXPRESSION_UNARY,  /* `text` is the operator ("NOT", "-"); postfix ones
			    * ("IS NULL", "DESC", "NULLS LAST") too */
	EXPRESSION_BINARY, /* `text` is the operator; two operands */
	EXPRESSION_AND,	   /* all operands */
	EXPRESSION_OR,
	EXPRESSION_LIST, /* the right side of IN */
	EXPRESSION_CAST	 /* operand 0 as `type` */
} ExpressionKind;

typedef struct Expression {
	ExpressionKind kind;
	char *text;
	GPtrArray
		*operands; /* of Expression, owned; NULL when there are none */
	Type *type;	   /* CAST; else NULL */
} Expression;

/* `text` may be NULL and is copied. */
Expression *expression_new(ExpressionKind kind, const char *text);
/* Adds an operand, which the expression then owns; returns `expression`. */
Expression *expression_append(Expression *expression, Expression *operand);
Expression *expression_copy(const Expression *expression);
void expression_free(Expression *expression);
/* Same expression. SQL text counts without case outside of literals, without
 * comments, quotes that a name does not need, white space that parts no words,
 * and parentheses around the whole. NULL is equal to NULL only. */
gboolean expression_equal(const Expression *a, const Expression *b);
/* As it reads in a message: SQL text as it stands, everything else spelt in
 * plain SQL. The caller owns it. */
char *expression_format(const Expression *expression);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Expression, expression_free)

#endif

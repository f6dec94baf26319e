/*
 * What an expression of a model file is worth.
 *
 * Constants and collections are themselves. What comes from outside of the
 * tree is kept as a term: the dotted name it was imported under, an attribute
 * of a term, a call of one with its arguments, an operation on one. Nothing
 * is known about a term here; the layer for SQLAlchemy reads those it knows.
 * What could not be evaluated is VALUE_UNKNOWN with the reason and the place,
 * and becomes a diagnostic only where a schema depends on it.
 */
#ifndef MODELS_VALUE_H
#define MODELS_VALUE_H

#include "syntax.h"

/* Stands in a string for a character that it cannot hold: NUL, half of a
 * surrogate pair, one that is given by its name. A noncharacter of Unicode, so
 * that no text has it for something else. */
#define UNREAD_CHARACTER "\xef\xb7\x90"

typedef struct Value Value;
typedef struct Class Class;
typedef struct Function Function;
typedef struct Module Module;
typedef struct Scope Scope;

typedef enum ValueKind {
	VALUE_NONE,
	VALUE_BOOL,  /* number */
	VALUE_INT,   /* number */
	VALUE_FLOAT, /* text as written */
	VALUE_STR,   /* text, interned */
	VALUE_BYTES, /* text, interned */
	VALUE_ELLIPSIS,
	VALUE_TUPLE, /* items */
	VALUE_LIST,  /* items */
	VALUE_SET,   /* items, each once */
	VALUE_DICT,  /* dict */
	VALUE_MODULE,
	VALUE_CLASS,
	VALUE_FUNCTION,
	VALUE_METHOD,	 /* function bound to object */
	VALUE_BUILTIN,	 /* text; a method of object when that is set */
	VALUE_OBJECT,	 /* an instance of a class of the tree */
	VALUE_SUPER,	 /* super(): object and class */
	VALUE_EXTERNAL,	 /* term: text is the dotted name */
	VALUE_ATTRIBUTE, /* term: text of object */
	VALUE_CALL,	 /* term: call of object */
	VALUE_ITEM,	 /* term: object[index] */
	VALUE_OPERATION, /* term: text is the operator, items its operands */
	VALUE_LATE,	 /* text of module, once that was executed */
	VALUE_DECLARED,	 /* a name that was annotated and not assigned */
	VALUE_UNKNOWN	 /* text is the reason; items: all that it may be,
			  * where that is known */
} ValueKind;

typedef struct Place {
	const char *path;
	guint line;
	guint last_line;
} Place;

/* A growing array in the arena. */
typedef struct Items {
	Value **items;
	guint count;
	guint capacity;
} Items;

/* An ordered table from interned names to values. */
typedef struct NameEntry {
	const char *name;
	Value *value; /* NULL: deleted */
} NameEntry;
typedef struct Names {
	NameEntry *entries;
	guint count;
	guint capacity;
	guint *slots; /* entry + 1; NULL while there are few */
	guint slot_count;
} Names;

/* A dictionary of Python: the names are written forms of the keys. */
typedef struct Dict {
	Names keys;
	Names values;
	Value *factory; /* defaultdict: makes what is absent; or NULL */
	/* locals() of a class or a module: its names, which take what is put
	 * in; or NULL. `of` is the class. */
	Names *mirror;
	Class *of;
} Dict;

typedef struct Call {
	Items arguments;
	Names keywords;
	gboolean open; /* *args or **kwargs that are not known */
	guint serial;  /* the order of creation */
} Call;

struct Value {
	ValueKind kind;
	Place place;
	const Place *doubt;   /* made under a condition that is not known */
	const Place *assumed; /* made of the default of an environment variable:
			       * where that is asked for */
	const char *text;
	union {
		gint64 number;
		Items items;
		Dict *dict;
		Module *module;
		Class *class;
		Function *function;
		Call *call;
		Value *index;
		Names *attributes; /* OBJECT */
		Names *members;	   /* EXTERNAL: the attributes asked for */
	};
	Value *object;
	Class *owner; /* OBJECT: its class; SUPER, METHOD: where it is from */
};

typedef struct Annotation {
	const char *name;
	const Node *node;
	Scope *scope;
} Annotation;

struct Class {
	const char *name;
	Module *module;
	Place place;
	const Place *doubt;
	Value *value;	/* the VALUE_CLASS of it */
	Items bases;	/* as given: classes, terms, unknown values */
	Names keywords; /* metaclass=, table= */
	Names attributes;
	GPtrArray *annotations; /* of Annotation; or NULL */
	Items decorators;
	Class **mro; /* the classes of the tree among the ancestors, itself
		      * first */
	guint mro_count;
	Items externals; /* bases of the mro that are not of the tree */
	Names members;	 /* of an Enum: OBJECTs with name and value */
	gboolean members_made;
	gboolean distinct; /* an instance equals itself only */
	Names late;	   /* attributes set after the class statement */
	Value *broken;	   /* the first statement that was not understood */
	guint serial;
	gpointer mapped; /* what the SQLAlchemy layer knows of it */
};

struct Function {
	const char *name;
	const Node *node; /* FUNCTION or LAMBDA */
	Module *module;
	Scope *scope;
	Place place;
	Items decorators;
	Items defaults;	 /* one for each parameter, NULL where there is none */
	Class *class;	 /* the class body it stands in, or NULL */
	unsigned active; /* calls of it that are being executed */
};

void items_add(Arena *arena, Items *items, Value *value);
Value *names_get(const Names *names, const char *name);
void names_set(Arena *arena, Names *names, const char *name, Value *value);
gboolean names_remove(Names *names, const char *name);

Value *dict_get(Arena *arena, const Dict *dict, const Value *key);
/* FALSE when the key cannot be one. */
gboolean dict_set(Arena *arena, Dict *dict, Value *key, Value *value);

Value *value_new(Arena *arena, ValueKind kind);
Value *value_new_bool(Arena *arena, gboolean truth);
Value *value_new_int(Arena *arena, gint64 number);
Value *value_new_str(Arena *arena, const char *text);
Value *value_new_text(Arena *arena, ValueKind kind, const char *text);
Value *value_new_dict(Arena *arena);

gboolean value_is_term(const Value *value);
gboolean value_is_sequence(const Value *value); /* tuple, list or set */

typedef enum Truth {
	TRUTH_FALSE,
	TRUTH_TRUE,
	TRUTH_UNKNOWN
} Truth;
Truth value_truth(const Value *value);
Truth value_equal(Arena *arena, const Value *a, const Value *b);

/* As str() and repr() write it; NULL when that is not known. */
const char *value_str(Arena *arena, const Value *value);
const char *value_repr(Arena *arena, const Value *value);

/* How a message names it: "a call of 'os.getenv'". Interned. */
const char *value_describe(Arena *arena, const Value *value);

/* The dotted name of a term as the file has it ("sa.Column" under its import
 * name, "func.now"); NULL when there is none. Interned. */
const char *value_dotted(Arena *arena, const Value *value);

#endif

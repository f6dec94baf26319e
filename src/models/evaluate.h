/*
 * The bounded evaluator: executes the modules of a snapshot as far as their
 * values are known, and never anything else. It opens no file outside of the
 * snapshot, and has limits on steps, depth and memory; where it stops, the
 * value is unknown and says why.
 *
 * A statement under a condition that is not known is executed in doubt: what
 * it makes carries the place of the condition, and names that come out
 * differently are unknown afterwards.
 */
#ifndef MODELS_EVALUATE_H
#define MODELS_EVALUATE_H

#include "base/snapshot.h"
#include "value.h"

typedef enum ScopeKind {
	SCOPE_MODULE,
	SCOPE_CLASS,
	SCOPE_FUNCTION
} ScopeKind;

struct Scope {
	ScopeKind kind;
	Names *names;
	Scope *parent; /* the scope names are looked up in next */
	Module *module;
	Class *class;	/* CLASS; FUNCTION: where super() looks from */
	Value *self;	/* FUNCTION: its first argument, for super() */
	Names *globals; /* names declared global, or NULL */
	Value *result;	/* FUNCTION: what was returned */
	Items perhaps;	/* FUNCTION: what may have been returned before */
};

typedef enum ModuleState {
	MODULE_NEW,
	MODULE_RUNNING,
	MODULE_DONE
} ModuleState;

struct Module {
	const char *name; /* "app.models.user", as its package has it */
	const char *path;
	const char *root; /* the directory its dotted name starts from */
	gboolean is_package;
	gboolean read;	    /* the snapshot has given its text */
	gboolean asked_for; /* by the pathspecs, not by an import */
	const char *known;  /* the text of one that is embedded, or NULL */
	ModuleState state;
	Syntax *syntax;
	Scope scope;
	Names names;
	Names annotations;   /* module level "x: T" is not kept, only noted */
	Items stars;	     /* names of outside modules imported with a star */
	const Node *skipped; /* its first statement that is not executed */
	const Node *slow;    /* its first statement that took too long */
	Value *value;
};

/* "Base.metadata.naming_convention = …": an attribute of a term, which is not
 * the evaluator's to know. */
typedef struct Assigned {
	Value *object;
	const char *name;
	Value *value;
	Place place;
} Assigned;

/* The keyword under which a decorator from outside that registers a function
 * has that function. */
#define DECORATED "(decorated)"

/* A column that is given to what is not known, or a class that is made in a
 * way that is not. */
typedef struct Stray {
	Value *value;
	const Value *to;
	Place place;
} Stray;

typedef struct Evaluator Evaluator;
struct Evaluator {
	Arena *arena;
	Snapshot *snapshot;
	GPtrArray *diagnostics;
	GHashTable *files;  /* the paths of the snapshot; NULL: not yet read */
	GHashTable *probes; /* what was looked for there, as Models has it */
	GHashTable *suffixes;  /* importing file and name to the path found */
	GHashTable *externals; /* dotted name to its one VALUE_EXTERNAL */
	GHashTable *modules;   /* path to Module */
	GPtrArray *order;      /* of Module, as they were first asked for */
	GPtrArray *classes;    /* of Class, in the order of their statements */
	GPtrArray *calls;      /* of Value: every call of a term, in order */
	GArray *assigned;      /* of Assigned, in order */
	GArray *strays;	       /* of Stray, in order */
	/* Whether an attribute of a class that is this call stays a reference
	 * to the attribute ("User.id"). Set by who reads the terms. */
	gboolean (*is_column)(Evaluator *evaluator, const Value *call);
	/* What a call of an outside name is worth to who reads the terms; NULL
	 * for a term. Set by it, or NULL. */
	Value *(*call_known)(Evaluator *evaluator, const char *dotted,
			     const Call *arguments);
	/* Whether a term is an instance of what an outside name stands for;
	 * set by it, or NULL. */
	Truth (*is_instance)(Evaluator *evaluator, const Value *value,
			     const Value *of);
	gpointer reader; /* whose function that is */
	guint failures;	 /* unknown values made so far */
	const Place *doubt;
	const Place *assumed; /* of what the expression used so far */
	const char *path;     /* of the module being executed, for places */
	unsigned depth;
	unsigned calls_deep;
	unsigned imports_deep;
	unsigned tries;	  /* try statements being executed */
	GPtrArray *lists; /* of GPtrArray: freed with the evaluator */
	guint64 steps;
	/* Names that a module at the other end of an import cycle did not have
	 * yet: Python would stop there. And the modules that were being
	 * executed at the first of them, as paths. */
	guint unfinished;
	GPtrArray *cycle;
	guint64 fuel; /* where the statement of a module has to end; or 0 */
	guint serial;
};

Evaluator *evaluator_new(Snapshot *snapshot, GPtrArray *diagnostics);
void evaluator_free(Evaluator *evaluator);
/* A list that lives as long as the evaluator. */
GPtrArray *evaluator_new_list(Evaluator *evaluator);

/* modules.c: finding and executing modules */
/* The module of a file, executed (or being executed, in an import cycle).
 * NULL when the file is not there. */
Module *module_load(Evaluator *evaluator, const char *path);
/* What a name of an outside module stands for: a term, unless the module is
 * known. */
Value *external_name(Evaluator *evaluator, const char *module,
		     const char *name);
/* importlib.import_module(): the module, or a term for one from outside. */
Value *module_import(Evaluator *evaluator, const char *dotted, Place place);
/* The value of `name` in a module; submodules count. NULL when absent. */
Value *module_get(Evaluator *evaluator, Module *module, const char *name);
/* Executes import statements. */
void import_modules(Evaluator *evaluator, Scope *scope, const Node *node);
gboolean import_names(Evaluator *evaluator, Scope *scope, const Node *node);
const char *module_dotted_name(Evaluator *evaluator, const char *path,
			       const char **root);

/* known.c */
/* The embedded module that stands for an outside one, and its text; NULL for
 * none. Static. */
const char *known_find(const char *dotted, const char **text);

/* statements.c */
typedef enum Flow {
	FLOW_NEXT,
	FLOW_BREAK,
	FLOW_CONTINUE,
	FLOW_RETURN,
	FLOW_RAISE,
	FLOW_UNKNOWN /* it may have left the function here */
} Flow;
Flow execute_block(Evaluator *evaluator, Scope *scope, const Node *block);
/* Binds a target: a name, an attribute, a tuple of targets. */
void assign(Evaluator *evaluator, Scope *scope, const Node *target,
	    Value *value);

/* expressions.c, literals.c, comprehensions.c, attributes.c */
Value *evaluate(Evaluator *evaluator, Scope *scope, const Node *node);
Value *lookup(Evaluator *evaluator, Scope *scope, const char *name);
/* object.name, as the Python expression */
Value *get_attribute(Evaluator *evaluator, Value *object, const char *name,
		     Place place);
Value *get_item(Evaluator *evaluator, Value *object, Value *index, Place place);
/* The values that a for statement goes over; FALSE when that is not known. */
gboolean iterate(Evaluator *evaluator, Value *value, Items *items);

Value *evaluate_comprehension(Evaluator *evaluator, Scope *scope,
			      const Node *node);
Value *evaluate_integer(Evaluator *evaluator, const Node *node);
Value *evaluate_format(Evaluator *evaluator, Scope *scope, const Node *node);
Value *evaluate_sequence(Evaluator *evaluator, Scope *scope, const Node *node,
			 ValueKind kind);
Value *evaluate_dict(Evaluator *evaluator, Scope *scope, const Node *node);
/* Whether the limit of steps or memory is reached: nothing is evaluated
 * any more. */
gboolean evaluator_is_exhausted(const Evaluator *evaluator);

/* assumed.c */
/* The value, as one that is made of what was assumed at a place; NULL for
 * nothing. */
Value *assume(Evaluator *evaluator, Value *value, const Place *assumed);
/* The default that os.environ.get() is given; NULL for any other call. */
Value *call_environment(Evaluator *evaluator, const char *dotted,
			const Call *arguments, Place place);
/* "os.environ.get(…) or right"; NULL where the left one asks for nothing. */
Value *environment_or(Evaluator *evaluator, const Value *left, Value *right);
/* What a statement that depends on the value can rely on. */
Truth condition_truth(const Value *value);

/* operators.c */
Value *operate(Evaluator *evaluator, const char *sign, Value *left,
	       Value *right, Place place);
Value *operate_unary(Evaluator *evaluator, const char *sign, Value *operand,
		     Place place);
Value *compare_values(Evaluator *evaluator, const char *sign, Value *left,
		      Value *right, Place place);

/* calls.c */
Value *call(Evaluator *evaluator, Value *callee, Call *arguments, Place place);
Value *call_function(Evaluator *evaluator, Function *function, Value *self,
		     Call *arguments, Place place);
/* Without arguments but `self`. */
Value *call_method(Evaluator *evaluator, Function *function, Value *self,
		   Place place);
Value *function_new(Evaluator *evaluator, Scope *scope, const Node *node,
		    const char *name);
Value *super_of_scope(Evaluator *evaluator, Scope *scope, Place place);
Scope *scope_new(Evaluator *evaluator, ScopeKind kind, Scope *parent);
Call *call_new(Evaluator *evaluator);
Value *call_argument(const Call *call, guint position, const char *keyword);

/* instances.c */
/* Sets the fields of an object whose class has no __init__(). FALSE where the
 * arguments are not for fields of it. */
gboolean fill_instance(Evaluator *evaluator, Value *object,
		       const Call *arguments);

/* strays.c */
/* Notes a value where it is a column. */
void note_stray(Evaluator *evaluator, Value *value, const Value *to,
		Place place);
void note_stray_arguments(Evaluator *evaluator, const Call *arguments,
			  const Value *to, Place place);
/* A class of these bases, which may be a model. */
void note_stray_class(Evaluator *evaluator, const Value *bases, const Value *to,
		      Place place);
/* "exec(…)": the class or the module it stands in is not wholly known. */
void note_executed(Evaluator *evaluator, Scope *scope, const Node *node);
/* column.copy(): a column of its own. NULL for any other call. */
Value *copy_column(Evaluator *evaluator, Value *callee, const Call *arguments,
		   Place place);

/* classes.c */
Class *class_new(Evaluator *evaluator, const char *name, Module *module,
		 Place place);
/* Fills in the order of ancestors; the bases are set. */
void class_finish(Evaluator *evaluator, Class *class);
/* The attribute as it stands in the first ancestor that has it. */
Value *class_find(const Class *class, const char *name, Class **owner);
Value *class_attribute(Evaluator *evaluator, Class *class, const char *name,
		       Place place);
void class_set(Evaluator *evaluator, Class *class, const char *name,
	       Value *value);
/* What __init__() of a metaclass of the tree does to a class. */
void call_metaclass(Evaluator *evaluator, Class *class);
/* Calls the __init_subclass__ that a class of the tree has given it. */
void call_subclass_hook(Evaluator *evaluator, Class *class);
/* Whether one of the ancestors is this name of an outside module. */
gboolean class_derives(Evaluator *evaluator, const Class *class,
		       const char *dotted);
gboolean function_is_decorated(Evaluator *evaluator, const Function *function,
			       const char *name);

/* members.c */
gboolean class_is_enum(Evaluator *evaluator, const Class *class);
/* The members of an Enum, in order: OBJECTs with "name" and "value". */
const Names *class_members(Evaluator *evaluator, Class *class);
/* A member, or the dictionary of all that is __members__; NULL for none. */
Value *class_member(Evaluator *evaluator, Class *class, const char *name);

/* builtins.c, strings.c, containers.c, library.c */
gboolean is_builtin(const char *name);
Value *call_builtin(Evaluator *evaluator, Value *builtin, Call *arguments,
		    Place place);
Value *call_string_method(Evaluator *evaluator, const Value *string,
			  const char *method, Call *arguments, Place place);
Value *call_container_method(Evaluator *evaluator, Value *object,
			     const char *method, Call *arguments, Place place);
gboolean has_method(const Value *object, const char *name);
/* A function of the standard library that is known; NULL for all others. */
Value *call_library(Evaluator *evaluator, const char *dotted, Call *arguments,
		    Place place);
/* A method of a compiled pattern; NULL for any other callee. */
Value *call_pattern(Evaluator *evaluator, const Value *callee, Call *arguments,
		    Place place);
/* A value of the standard library: typing.TYPE_CHECKING; or NULL. */
Value *library_constant(Evaluator *evaluator, const char *dotted);
Value *format_percent(Evaluator *evaluator, const char *format, Value *operand,
		      Place place);

/* values.c */
Value *unknown(Evaluator *evaluator, Place place, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
Value *new_value(Evaluator *evaluator, ValueKind kind, Place place);
Value *new_str(Evaluator *evaluator, const char *text);
Value *new_external(Evaluator *evaluator, const char *dotted);
Value *new_sequence(Evaluator *evaluator, ValueKind kind);
void add_item(Evaluator *evaluator, Value *sequence, Value *item);
Place node_place(const Evaluator *evaluator, const Node *node);
const char *intern(Evaluator *evaluator, const char *text);
/* The character after the one that `text` starts with: g_utf8_next_char()
 * without its cast. */
const char *next_character(const char *text);
gint64 count_characters(Evaluator *evaluator, const char *text);
/* A value changed in doubt is unknown from then on. */
Value *doubted(Evaluator *evaluator, Value *value);

#endif

/*
 * The SQLAlchemy layer: from the classes and terms that the evaluator leaves
 * to tables.
 *
 * First every Table() and every mapped class gets a MappedTable with its
 * columns (declarative.c, tables.c); then what refers to other tables is
 * resolved (constraints.c, indexes.c), names are made by the conventions
 * (naming.c), and the tables go into the schema.
 */
#ifndef MODELS_SQLALCHEMY_H
#define MODELS_SQLALCHEMY_H

#include "base/diagnostic.h"
#include "evaluate.h"
#include "models/models.h"
#include "schema/schema.h"

enum {
	/* of columns that are set on a class or a table once it is made */
	LATE_GENERATION = G_MAXINT
};

typedef struct MappedTable MappedTable;
typedef struct Mapping Mapping;

/* A column of a table as it is being built. */
typedef struct MappedColumn {
	const char *attribute; /* of the class; or its key in a Table */
	const char *key;
	Value *value;	   /* the call that made it; NULL: only an annotation */
	Value *type_value; /* what its type was read from, or NULL */
	Column *column;
	MappedTable *table;
	gboolean primary_key;
	gboolean unique;
	gboolean index;
	gboolean has_default;	 /* a default of Python's */
	gboolean nullable_given; /* nullable= was said */
	gboolean wants_type;	 /* takes that of the column it refers to */
	gboolean settling;	 /* wants_type is being resolved: cycles */
	Value *autoincrement;	 /* or NULL */
	gint64 sort_order;
	guint serial;
	guint generation;   /* which class of those that share the table has it:
			     * each adds behind those before */
	Items foreign_keys; /* calls of ForeignKey */
	Items checks;	    /* calls of CheckConstraint */
} MappedColumn;

struct MappedTable {
	Table *table;
	Value *metadata;    /* a call of MetaData, or NULL */
	GPtrArray *columns; /* of MappedColumn */
	GHashTable *keys;   /* key to MappedColumn */
	Items arguments;    /* constraints and indexes still to be read */
	Names keywords;	    /* sqlite_autoincrement=, … */
	Value *call;	    /* Table(…), or NULL */
	Class *class;	    /* or NULL */
	Place place;
	guint serial;
	gboolean added;	   /* to the schema, which owns `table` then */
	gboolean extended; /* by a second class or Table() */
	guint generation;  /* of the columns that are added next */
};

/* What is known of a class: Class.mapped. */
struct Mapping {
	Class *class;
	Mapping *parent;	/* the mapped class it inherits from */
	MappedTable *table;	/* its own, or that of its parent */
	GHashTable *attributes; /* name to MappedColumn */
};

typedef struct Reader {
	Evaluator *evaluator;
	Arena *arena;
	const char *dialect;
	GHashTable *given_types; /* of the options, or NULL */
	Schema *schema;
	GPtrArray *diagnostics;
	GPtrArray *tables;	 /* of MappedTable */
	GHashTable *table_names; /* "schema.name" to MappedTable */
	GHashTable *table_calls; /* the call of Table to MappedTable */
	GHashTable *columns;	 /* the call of Column to MappedColumn */
	GHashTable *consumed;	 /* calls of Index and its like that a table
				  * has as an argument */
	GHashTable *canonical;	 /* dotted name to canonical name */
	GHashTable *said;	 /* diagnostics made, so that none is doubled */
	GHashTable *objects;	 /* the VALUE_OBJECT that stands for a column
				  * in a listener to MappedColumn */
	GPtrArray *mappings;	 /* of Mapping */
	GPtrArray *compiles;	 /* of Value: the calls of compiles() */
	int modern;		 /* see is_modern(); -1: not looked for yet */
} Reader;

/* sqlalchemy.c */
void sqlalchemy_read(Evaluator *evaluator, Schema *schema,
		     const ModelsOptions *options);
/* Says that `table` (or NULL) cannot be known in full, and why. */
void unsupported(Reader *reader, MappedTable *table, Place place,
		 const char *format, ...) G_GNUC_PRINTF(4, 5);
/* The same where the reason is a value that is not of the expected kind:
 * "the length of 'x': a call of 'f'". */
void unsupported_value(Reader *reader, MappedTable *table, Place place,
		       const Value *value, const char *format, ...)
	G_GNUC_PRINTF(5, 6);
/* Says, once for each place, that a value is made of the default of an
 * environment variable. */
void tell_assumed(Reader *reader, const Value *value);
Origin origin_of(Place place);
MappedTable *mapped_table_new(Reader *reader, const char *name,
			      const char *schema_name, Place place);
Place value_place(const Value *value, Place otherwise);

/* version.c */
/* Whether the models are written for SQLAlchemy 2. What they name says so, as
 * find_modern_names() sees it before anything is read; else the requirements
 * of the project, which take long to find: ask only where it matters. */
void find_modern_names(Reader *reader);
gboolean is_modern(Reader *reader);

/* requirements.c */
/* The major version that the project requires, beside the roots of its
 * packages or above them: 1, 2, or 0 where nothing is said. */
int find_required_version(Reader *reader);

/* order.c */
/* The names of what a class body has, in the order in which columns are made
 * of them. The caller owns the array. */
GPtrArray *order_attributes(Reader *reader, const Class *class);
/* The same of a class of SQLModel, whose fields come in pydantic's order. */
GPtrArray *order_fields(Reader *reader, const Class *class, GPtrArray *fields);

/* events.c */
void read_events(Reader *reader);

/* listeners.c */
/* Calls the listener of "event.listen(target, 'instrument_class', listener)"
 * with each mapped class. FALSE when what it does is not wholly known. */
gboolean call_mapper_listener(Reader *reader, const Value *call);

/* names.c: what a term is to SQLAlchemy */
/* "Column", "postgresql.JSONB", "func.now", "typing.Optional",
 * "flask.SQLAlchemy"; NULL for what is none of them. */
const char *canonical_name(Reader *reader, const Value *value);
/* The same of what a call calls; NULL for what is no call. */
const char *called_name(Reader *reader, const Value *value);
gboolean is_called(Reader *reader, const Value *value, const char *name);
gboolean is_named(Reader *reader, const Value *value, const char *name);
/* An argument of a call by keyword; NULL when absent. */
Value *keyword(const Value *call, const char *name);
Value *argument(const Value *call, guint position);
guint argument_count(const Value *call);

/* flags.c: reading arguments; what is not understood is said */
gboolean read_flag(Reader *reader, MappedTable *table, const Value *call,
		   const char *name, gboolean otherwise);
gint64 read_number(Reader *reader, MappedTable *table, const Value *call,
		   gint position, const char *name, gint64 otherwise);
/* A string, quoted_name or conv; NULL for None and absent. */
const char *read_text(Reader *reader, MappedTable *table, const Value *call,
		      gint position, const char *name);
const char *text_of(Reader *reader, const Value *value);
/* Whether an option is of an engine that is not this one. */
gboolean is_for_another_engine(const Reader *reader, const char *name);

/* compiles.c */
void collect_compiles(Reader *reader);
/* What the function that @compiles() registers for a class of the tree, or
 * for what has the name, makes of an element; NULL where there is none. */
Value *call_compiled(Reader *reader, const Value *of, const char *name,
		     Value *element, Place place);
/* Says that the DDL itself is written by functions of the tree. */
void refuse_compiled(Reader *reader);

/* types.c */
Type *read_type(Reader *reader, MappedTable *table, Value *value, Place place);
gboolean is_type(Reader *reader, const Value *value);

/* columns.c */
/* Reads a call of Column or mapped_column, wrapped or not. NULL when it is
 * none. */
MappedColumn *read_column(Reader *reader, MappedTable *table,
			  const char *attribute, Value *value);
Value *unwrap_column(Reader *reader, Value *value);
/* Reads the arguments of a call onto a column: those of mapped_column in an
 * Annotated type come first, the column's own after them. */
void read_column_arguments(Reader *reader, MappedColumn *column, Value *call);
MappedColumn *mapped_column_new(Reader *reader, MappedTable *table,
				const char *attribute, Place place);
/* Gives the table a column; the result is where it is then, as one that a
 * table with extend_existing defines again takes the place of the first. */
MappedColumn *mapped_table_add(Reader *reader, MappedTable *table,
			       MappedColumn *column);
void mapped_table_finish_columns(Reader *reader, MappedTable *table);

/* extended.c: extend_existing=True */
typedef struct TableRequest {
	const char *name;
	const char *schema_name;
	const Value *metadata; /* or NULL */
	const Class *class;    /* NULL for a Table() */
	const Names *options;  /* or NULL */
} TableRequest;
/* The table that is there, for a second class or Table() that extends it; NULL
 * where there is none, or none of the same MetaData. */
MappedTable *find_extended(Reader *reader, const TableRequest *request);
/* Puts a column in the place of the one `before`, which may be NULL. FALSE
 * where it is a new one. */
gboolean extend_column(Reader *reader, MappedTable *table, MappedColumn *before,
		       MappedColumn *column);

/* annotations.c: Mapped[…] */
MappedColumn *read_annotated_column(Reader *reader, MappedTable *table,
				    Class *class, const char *attribute,
				    const Annotation *annotation, Value *value);
/* The class that composite() makes objects of; NULL when it is not known. */
const Class *find_composite_class(Reader *reader, const Annotation *annotation,
				  const Value *call);
/* A column in composite(): the one for the annotation at `position` of the
 * class (which may be NULL). */
MappedColumn *read_composite_column(Reader *reader, MappedTable *table,
				    const Class *class, guint position,
				    const char *name, Value *call);

/* sqlmodel.c */
gboolean is_sqlmodel_table(Reader *reader, const Class *class);
void read_sqlmodel_fields(Reader *reader, Mapping *mapping);

/* ancestors.c: says which bases are not known */
void check_ancestors(Reader *reader, Mapping *mapping);
/* Whether a class that is not known to be mapped has columns, or could have,
 * and its base may be what maps it. */
gboolean may_be_mapped(Reader *reader, const Class *class);

/* declarative.c */
void read_classes(Reader *reader);
gboolean is_mapped(const Class *class);

/* table_arguments.c */
void take_table_arguments(Reader *reader, MappedTable *table, Class *class,
			  Value *arguments);
/* The options in __table_args__; NULL for none. */
const Names *find_table_options(const Value *arguments);
/* The namespace that the arguments or the metadata give a table. */
const char *find_schema_name(Reader *reader, Class *class,
			     const Value *arguments, Value *metadata);

/* inherit.c */
const char *find_table_name(Reader *reader, Class *class, Mapping *parent,
			    MappedTable *table);
Value *find_table_arguments(Reader *reader, Class *class, Mapping *parent);
gboolean is_declarative(Reader *reader, const Class *class);
gboolean is_declarative_base(Reader *reader, const Class *class);
/* @as_declarative() and its like, which make a class a declarative base. */
gboolean is_base_decorator(Reader *reader, const Value *decorator);
gboolean is_abstract(Reader *reader, const Class *class);
/* The registry whose decorator maps the class; or NULL. */
const Value *find_registry(const Class *class);

/* metadata.c */
/* What says the MetaData of a class; NULL for one of its own. */
Value *find_metadata(Reader *reader, const Class *class);
/* From such a value to the call of MetaData: NULL in `metadata` for a plain
 * one. FALSE when it is not known. */
gboolean settle_metadata(Reader *reader, Value *value, Value **metadata);

/* assigned.c */
/* Puts what was assigned to attributes of bases and tables where it is looked
 * for, before tables are read. */
void read_assigned(Reader *reader);
/* Says what was assigned to a table or a column, once they are read. */
void refuse_assigned(Reader *reader);

/* Says which columns and classes the evaluator has lost sight of. */
void refuse_strays(Reader *reader);

/* tables.c */
void read_table_calls(Reader *reader);
void read_appended_columns(Reader *reader);
void read_table_options(Reader *reader, MappedTable *table);
MappedTable *find_table(Reader *reader, const char *schema_name,
			const char *name);
MappedTable *table_of(Reader *reader, const Value *value);

/* references.c */
/* The column a value stands for; `table` is where bare names are looked up,
 * or NULL. NULL when it is none or unknown. */
MappedColumn *resolve_column(Reader *reader, MappedTable *table,
			     const Value *value);
MappedColumn *find_column(MappedTable *table, const char *key);
/* "table.c.get(key, otherwise)" */
gboolean is_column_get(const Value *value);
/* The column that it finds, or else what it was given for want of one: both
 * are NULL where the table is not known, or nothing was given. */
Value *resolve_get(Reader *reader, const Value *call, MappedColumn **column);

/* constraints.c */
void read_constraints(Reader *reader, MappedTable *table);
void read_foreign_keys(Reader *reader, MappedTable *table);
/* A constraint or an index as an argument of its table. */
void read_argument(Reader *reader, MappedTable *table, Value *value);

/* loose.c */
void read_loose(Reader *reader);
void settle_types(Reader *reader);
void settle_primary_key(Reader *reader, MappedTable *table);

/* indexes.c */
void read_index(Reader *reader, MappedTable *table, Value *call);
void read_column_indexes(Reader *reader, MappedTable *table);
/* Says which indexes have the name of another one. */
void refuse_doubled_indexes(Reader *reader);

/* naming.c */
void name_constraint(Reader *reader, MappedTable *table,
		     Constraint *constraint);
void name_index(Reader *reader, MappedTable *table, Index *index);

/* bound.c */
/* A constant that stands beside a column in SQL, as the column's own type
 * writes it: unknown where that is not known. */
Value *bind_literal(Reader *reader, MappedTable *table, const Value *beside,
		    Value *value);

/* sql.c */
/* A value as an SQL expression; NULL with a diagnostic. */
Expression *read_expression(Reader *reader, MappedTable *table, Value *value,
			    Place place, const char *what);
Expression *read_server_default(Reader *reader, MappedTable *table,
				const char *column, Value *value, Place place);

#endif

/*
 * A database schema: tables with their columns, constraints, indexes and
 * triggers, views, and the types an engine keeps by name. Plain data.
 *
 * Ownership: a Schema owns all that hangs from it. schema_add_*() and
 * table_add_*() take over what they are given. Functions named find return
 * NULL when there is none, and what they return is borrowed. Names are
 * compared as the engine does for unquoted ASCII (without case) by the find
 * functions; schema_diff() sees a change of case as no change.
 *
 * Order: tables, columns, constraints and indexes keep the order in which they
 * were added. Column order is part of a table, the order of the others is not.
 */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include "schema/type.h"

/* Where a thing is written, for messages and as evidence of a rename. `path`
 * is NULL when it is not known. */
typedef struct Origin {
	char *path;
	unsigned line;
	unsigned last_line;
} Origin;

typedef struct Column {
	char *name;
	Type *type;
	gboolean not_null;
	Expression *server_default; /* or NULL */
	char *collation;	    /* or NULL: the engine's default */
	Expression *generated;	    /* or NULL */
	gboolean generated_stored;  /* else virtual */
	gboolean autoincrement;	    /* sqlite: AUTOINCREMENT; postgresql: made
				     * by a sequence of its own (serial) */
	char *identity;		    /* postgresql: "ALWAYS", "BY DEFAULT" */
	char *extra;		    /* clauses that only the engine knows, as it
				     * keeps them (ON CONFLICT …), or NULL */
	char *comment;		    /* or NULL */
	Origin origin;
} Column;

typedef enum ConstraintKind {
	CONSTRAINT_PRIMARY_KEY,
	CONSTRAINT_UNIQUE,
	CONSTRAINT_FOREIGN_KEY,
	CONSTRAINT_CHECK,
	CONSTRAINT_OTHER /* postgresql: EXCLUDE; `extra` is its text */
} ConstraintKind;

typedef struct Constraint {
	ConstraintKind kind;
	char *name;	    /* or NULL */
	GPtrArray *columns; /* of char *; empty for CHECK */
	Expression *check;  /* CHECK; else NULL */
	/* FOREIGN KEY. Actions are upper case ("CASCADE"), NULL for the
	 * default; `deferred` says INITIALLY DEFERRED. */
	char *referred_schema;
	char *referred_table;
	GPtrArray *referred_columns; /* of char *; empty: its primary key */
	char *on_delete;
	char *on_update;
	char *match;
	gboolean deferrable;
	gboolean deferred;
	gboolean use_alter;	/* models: add it after both tables */
	gboolean bound_to_type; /* models: only where the engine has no such
				 * type of its own (Boolean, Enum) */
	char *extra;		/* as Column.extra; sqlite: when it starts
				 * with '(' that list stands in place of the
				 * columns: (a COLLATE NOCASE, b DESC) */
	Origin origin;
} Constraint;

/* One key of an index: a column name or an expression, with what follows. */
typedef struct IndexKey {
	char *column;		/* or NULL when it is an expression */
	Expression *expression; /* or NULL when it is a column */
	gboolean descending;
	char *nulls;	      /* "FIRST", "LAST" or NULL */
	char *collation;      /* or NULL */
	char *operator_class; /* postgresql, or NULL */
} IndexKey;

typedef struct Index {
	char *name; /* models may leave it NULL: the dialect names it */
	gboolean unique;
	GPtrArray *keys;    /* of IndexKey */
	Expression *where;  /* partial index, or NULL */
	char *method;	    /* postgresql, or NULL */
	GPtrArray *include; /* of char *; postgresql, or NULL */
	char *extra;	    /* storage parameters and their like, or NULL */
	Origin origin;
} Index;

/* A trigger or a view is kept as the statement that makes it, and in PostgreSQL
 * what is neither: a sequence that is no column's, an extension, a domain, a
 * composite type, a function, whose name has the types of its arguments:
 * "f(INTEGER, TEXT)". */
typedef struct Trigger {
	char *name;
	char *sql; /* CREATE TRIGGER …, without the final semicolon */
} Trigger;

typedef struct View {
	char *schema_name;
	char *name;
	const char *kind;     /* static: "view", "sequence", … */
	gboolean comes_first; /* before the tables, which may name it */
	char *sql;
	GPtrArray *triggers; /* of Trigger: INSTEAD OF */
} View;

typedef struct Table {
	char *schema_name; /* namespace, or NULL for the default one */
	char *name;
	GPtrArray *columns;	/* of Column */
	GPtrArray *constraints; /* of Constraint; at most one PRIMARY KEY */
	GPtrArray *indexes;	/* of Index */
	GPtrArray *triggers;	/* of Trigger */
	gboolean without_rowid; /* sqlite */
	gboolean strict;	/* sqlite */
	char *virtual_sql;	/* sqlite: CREATE VIRTUAL TABLE …, or NULL */
	char *comment;
	gboolean incomplete; /* models: a diagnostic names what is missing */
	Origin origin;
} Table;

/* A type that the engine keeps by name. */
typedef struct EnumType {
	char *schema_name;
	char *name;
	GPtrArray *labels; /* of char * */
} EnumType;

typedef struct Schema {
	GPtrArray *tables; /* of Table */
	GPtrArray *views;  /* of View */
	GPtrArray *enums;  /* of EnumType */
	/* Where the find functions look: private. It counts on names that are
	 * set before a thing is added and stay as they are. */
	struct SchemaDirectory *directory;
} Schema;

Schema *schema_new(void);
void schema_free(Schema *schema);
Schema *schema_copy(const Schema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Schema, schema_free)

void schema_add_table(Schema *schema, Table *table);
/* Takes a table out and frees it. */
void schema_remove_table(Schema *schema, Table *table);
void schema_add_view(Schema *schema, View *view);
void schema_add_enum(Schema *schema, EnumType *type);
/* `schema_name` NULL stands for the default namespace. O(1) on average. */
Table *schema_find_table(const Schema *schema, const char *schema_name,
			 const char *name);
View *schema_find_view(const Schema *schema, const char *schema_name,
		       const char *name);
/* O(n): engines have few of them. */
EnumType *schema_find_enum(const Schema *schema, const char *schema_name,
			   const char *name);

Table *table_new(const char *name);
void table_free(Table *table);
Table *table_copy(const Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)
void table_add_column(Table *table, Column *column);
void table_add_constraint(Table *table, Constraint *constraint);
void table_add_index(Table *table, Index *index);
void table_add_trigger(Table *table, Trigger *trigger);
Column *table_find_column(const Table *table, const char *name);
Constraint *table_find_primary_key(const Table *table);
Index *table_find_index(const Table *table, const char *name);
Trigger *table_find_trigger(const Table *table, const char *name);
/* "todos", "audit.todos": for messages. The caller owns it. */
char *table_full_name(const Table *table);

Column *column_new(const char *name, Type *type);
void column_free(Column *column);
Column *column_copy(const Column *column);
/* Same definition; the name, the origin and the comment do not count. */
gboolean column_same_definition(const Column *a, const Column *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Column, column_free)

Constraint *constraint_new(ConstraintKind kind);
void constraint_free(Constraint *constraint);
/* Appends a name, copied, to the columns or to the referred columns. */
void constraint_add_column(Constraint *constraint, const char *column);
void constraint_add_referred_column(Constraint *constraint, const char *column);
Constraint *constraint_copy(const Constraint *constraint);
/* Same rule; the name counts only where both have one. No action is "NO
 * ACTION". The order of columns counts, but for UNIQUE it does not. */
gboolean constraint_equal(const Constraint *a, const Constraint *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Constraint, constraint_free)

Index *index_new(const char *name);
void index_free(Index *index);
Index *index_copy(const Index *index);
/* Same name and definition. */
gboolean index_equal(const Index *a, const Index *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Index, index_free)
IndexKey *index_add_column(Index *index, const char *column);
IndexKey *index_add_expression(Index *index, Expression *expression);

Trigger *trigger_new(const char *name, const char *sql);
void trigger_free(Trigger *trigger);
Trigger *trigger_copy(const Trigger *trigger);
View *view_new(const char *name, const char *sql);
void view_free(View *view);
View *view_copy(const View *view);
EnumType *enum_type_new(const char *name);
void enum_type_free(EnumType *type);
EnumType *enum_type_copy(const EnumType *type);

/* Fill an origin that is zero or was filled before; `path` is copied and may
 * be NULL. */
void origin_set(Origin *origin, const char *path, unsigned line,
		unsigned last_line);
void origin_copy(Origin *to, const Origin *from);

/* Replaces what `to` holds. */
void origin_copy(Origin *to, const Origin *from);

/* The tables ordered so that each comes after those its foreign keys name;
 * tables that stand in a cycle keep their order. Borrowed tables in an array
 * that the caller unrefs. */
GPtrArray *schema_tables_in_order(const Schema *schema);

/* The schema as stable text, one line a fact, sorted where order does not
 * count: equal texts mean equal schemas. The caller owns it. */
char *schema_write(const Schema *schema);

/* SHA-256 of schema_write() in hex. The caller owns it. */
char *schema_fingerprint(const Schema *schema);

#endif

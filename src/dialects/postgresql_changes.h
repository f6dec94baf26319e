/*
 * The way from one schema of PostgreSQL to another: a statement a change, in
 * the order of the changes, which is one that the server can take. What it
 * refuses to alter under a view's feet has the view dropped before and made
 * again after.
 */
#ifndef DIALECTS_POSTGRESQL_CHANGES_H
#define DIALECTS_POSTGRESQL_CHANGES_H

#include "postgresql.h"

typedef struct PgChanges {
	const Schema *from;
	const Schema *to;
	const GPtrArray *changes;
	const ChangeOptions *options;
	GPtrArray *views; /* of View, of `to`: dropped and made again */
	GString *text;
	const Table *table; /* the last one written about */
} PgChanges;

/* Starts a new paragraph when the table is another one than before. */
void pg_turn_to(PgChanges *writer, const Table *table);
/* "ALTER TABLE name ". */
void pg_append_alter(PgChanges *writer, const Table *table);
const Change *pg_find_change(const PgChanges *writer, ChangeKind kind,
			     const Column *column);

/* Adding, dropping and changing columns. FALSE and an error where PostgreSQL
 * cannot. */
gboolean pg_write_column(PgChanges *writer, const Change *change,
			 GError **error);
/* ALTER TYPE, or a new type in its place. */
void pg_write_enum(PgChanges *writer, const Change *change);

/* Chooses the views that have to go for a while. */
void pg_choose_views(PgChanges *writer);
/* "DROP VIEW name;\n", whatever kind of thing it is. */
void pg_append_view_drop(GString *text, const View *view);

#endif

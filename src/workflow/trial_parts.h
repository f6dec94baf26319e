/* What the files of the trial share. */
#ifndef WORKFLOW_TRIAL_PARTS_H
#define WORKFLOW_TRIAL_PARTS_H

#include "trial.h"

/* Each table of the effect has tables of its own in the scratch database, all
 * in `temp`: `before`, the keys of its rows before the step; `refused`, those
 * of the rows that are refused; `again`, the refused rows as the step has made
 * them; `returning`, those rows that return. Keys are gk1, gk2, …. */
struct Trial {
	const Effect *effect;
	Database *scratch; /* NULL until something is put there */
	guint64 *refused;  /* how many, for each table */
	guint64 *returning;
};

const TableEffect *trial_table(const Trial *trial, guint at);
/* "temp.git_migrate_refused_1" */
char *trial_name(const char *what, guint table);
/* "gk1, gk2" */
char *trial_write_keys(guint length);
/* `"t"."id", …` */
char *trial_write_key_columns(const char *table, const GPtrArray *keys);
/* `"t"."id" IS g.gk1 AND …` */
char *trial_write_match(const char *table, const GPtrArray *keys);
/* The columns of a table that are written, as SQL. */
char *trial_write_columns(Database *database, const char *table,
			  GError **error);
/* A name for the row's number that no column of the table takes. */
const char *trial_row_name(const Table *table);

gboolean trial_execute(Database *database, GError **error, const char *format,
		       ...) G_GNUC_PRINTF(3, 4);
gboolean trial_count(Database *database, const char *sql, guint64 *found,
		     GError **error);

/* trial_judge.c: takes the rows that are refused out of a table as it is after
 * the step. `last` is the number of the last row that was not put there again.
 */
gboolean trial_judge(Trial *trial, guint at, gint64 last, GError **error);
/* Where a script passes over rows or replaces them, one of each key is what
 * comes out. */
gboolean trial_drop_doubles(Trial *trial, guint at, GError **error);

/* trial_return.c: puts the refused rows back with the values that come back to
 * them, and judges anew. */
gboolean trial_judge_again(Trial *trial, Database *database, guint at,
			   const GPtrArray *back, GError **error);
gboolean trial_make_again(Trial *trial, guint at, GError **error);

#endif

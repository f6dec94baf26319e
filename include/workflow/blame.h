/*
 * Which commit made each column of a table what it is: the last one after which
 * its definition in the models is another. A rename of the column or of its
 * table changes no definition, and is followed.
 */
#ifndef WORKFLOW_BLAME_H
#define WORKFLOW_BLAME_H

#include "workflow/project.h"

typedef struct BlamedColumn {
	char *name;
	char *definition; /* "DATETIME NOT NULL" */
	char *commit;	  /* in hex */
	char *subject;
	gint64 time;	      /* seconds */
	GPtrArray *revisions; /* of char *: that came with the commit */
	char *old_name;	      /* "table.column" there, where it differs; or
			       * NULL */
	gboolean boundary;    /* nobody knows: the commit is where a shallow
			       * clone ends, and has the column already */
} BlamedColumn;

/* The columns of a table of the models at a commit ("HEAD", or any name of
 * Git's), or the one of them: an array of BlamedColumn that the caller unrefs.
 * FAILURE_NOT_FOUND for a table or column that the models do not have. */
GPtrArray *blame_table(const Project *project, const char *revision,
		       const char *table, const char *column, GError **error);

#endif

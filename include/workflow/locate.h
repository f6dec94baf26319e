/*
 * Which commit's schema a database has: one whose migrations are exactly what
 * the ledger says was applied.
 */
#ifndef WORKFLOW_LOCATE_H
#define WORKFLOW_LOCATE_H

#include "workflow/project.h"

typedef struct Located {
	char *commit;	  /* in hex; NULL: no commit has these migrations */
	char *subject;	  /* of the commit */
	gboolean is_head; /* it is HEAD */
	gboolean dirty;	  /* the schema is not what they build: it was changed
			   * by hand */
} Located;
void located_free(Located *located);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Located, located_free)

/* HEAD where it fits, else the newest commit that does of HEAD's history, else
 * of any branch or tag. */
Located *locate_database(const Project *project, GError **error);

#endif

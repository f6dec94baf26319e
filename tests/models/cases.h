/*
 * A case file: a title, options ("dialect: postgresql", "models: a.py b",
 * "types: mypkg.Money = NUMERIC(12, 2); mypkg.Point = POINT"),
 * an empty line, the files, a line "---", and what is expected: diagnostics,
 * then the schema. A file starts with a line "== path"; without one, all of
 * it is models.py.
 */
#ifndef TESTS_MODELS_CASES_H
#define TESTS_MODELS_CASES_H

#include <glib.h>

#include "models/models.h"

typedef struct Case {
	char *title;
	char *head; /* all that stands before the line "---" */
	char *expected;
	char *actual;
} Case;

Case *case_run(const char *path);
void case_free(Case *one);

/* Diagnostics and schema as the cases have them. */
char *case_read_models(GHashTable *files, const char *models,
		       const ModelsOptions *options);

#endif

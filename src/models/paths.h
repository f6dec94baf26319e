/* Where in the snapshot the file of a module is. Paths that are returned
 * belong to the caller. */
#ifndef MODELS_PATHS_H
#define MODELS_PATHS_H

#include "evaluate.h"

/* Whether a Python file, or a directory that holds one, is there. */
gboolean paths_contain(Evaluator *evaluator, const char *path);
char *paths_join(const char *directory, const char *name);

/* "a/b" to "a/b/__init__.py", "a/b.py" or the directory "a/b"; or NULL. */
char *paths_find_stem(Evaluator *evaluator, const char *stem);

/* The file or directory of an absolute name; NULL when it is not of the tree.
 * `missing` says that its first component is, so that it should be there. */
char *paths_find_module(Evaluator *evaluator, const Module *from,
			const char *dotted, gboolean *missing);

/* The same for a name that starts with dots. */
char *paths_find_relative(Evaluator *evaluator, const Module *from,
			  const char *dotted);

#endif

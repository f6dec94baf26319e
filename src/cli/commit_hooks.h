/* The hooks of a commit, as `git migrate hook` runs them. */
#ifndef CLI_COMMIT_HOOKS_H
#define CLI_COMMIT_HOOKS_H

#include <glib.h>

/* Whether a hook is one of them: pre-commit, commit-msg, pre-push,
 * pre-receive. Their exit status is git's to obey. */
gboolean commit_hooks_has(const char *name);

/* Runs one. Gives the exit status of the hook; all is printed. */
int commit_hooks_run(const char *name, char **arguments);

/* Notes what HEAD does to the schema, after post-commit; after post-rewrite,
 * whose first argument is given, what the rewritten commits do. A failure is a
 * remark: a note can be made again at any time. */
void commit_hooks_note(const char *name, char **arguments);

#endif

/*
 * What the hooks of a commit decide: whether the staged migrations cover the
 * staged models, which trailers the message gets, and what is noted beside
 * the commit when it is made.
 */
#ifndef WORKFLOW_COMMIT_HOOK_H
#define WORKFLOW_COMMIT_HOOK_H

#include "workflow/cover.h"

/* migrate.commitMsg, or hooks.commit-msg in .gitmigrate: the stricter one. */
typedef enum CommitLevel {
	COMMIT_OFF,
	COMMIT_WARN,
	COMMIT_ENFORCE
} CommitLevel;

/* What to tell the author. */
typedef struct CommitAdvice {
	CommitLevel level;
	Verdict *verdict;    /* NULL: nothing was to be judged */
	char *reason;	     /* why it needs no migration, or NULL */
	gboolean no_reason;  /* it says "none" and not why */
	GPtrArray *unstaged; /* of char *: migrations of the working tree that
			      * are not staged, when something is uncovered */
	gboolean uncovered;  /* there is something to say */
	gboolean blocks;     /* the commit must not be made */
} CommitAdvice;
void commit_advice_clear(CommitAdvice *advice);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommitAdvice, commit_advice_clear)

/* commit-msg: judges what is staged (GIT_INDEX_FILE is honoured, R19) and adds
 * a trailer `Migration: <id>` to the message in `file` for each revision that
 * comes with it. An empty message, one that is to be melted into another
 * commit and, but for the judgement, a merge's are left alone (R30, R36). */
gboolean commit_hook_message(const Project *project, const char *file,
			     CommitAdvice *advice, GError **error);

/* pre-commit: an early word, where an editor will open and the message can
 * still say why no migration is needed; it never blocks. Where none opens
 * commit-msg follows at once, and has the message. */
gboolean commit_hook_early(const Project *project, CommitAdvice *advice,
			   GError **error);

/* post-commit and post-rewrite: notes what HEAD, or each of the commits of a
 * range that changed a model or a migration, does to the schema. `untold` (of
 * char *; or NULL) gets the revisions that come with these commits and have no
 * trailer there. */
gboolean commit_hook_note(const Project *project, const char *range,
			  GPtrArray *untold, GError **error);

/* The text of the note on a commit; NULL for one that touches nothing. The
 * caller owns it. */
char *commit_note(const Verdict *verdict);

/* Notes anew all commits of a range of rev-list's words (NULL-ended); *count
 * is how many notes that are. One commit of the notes is made, or none. */
gboolean commit_notes_rebuild(const Project *project, const char *const *words,
			      unsigned *count, GError **error);

#endif

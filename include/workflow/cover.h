/*
 * Whether the migrations of a commit cover what it does to the models.
 *
 * The models of a tree are held against those of the commit before it, by
 * schema: methods, comments and formatting are no changes. What the tree's
 * migrations do not build of the tree's models is uncovered, unless it was
 * uncovered before and is not touched. Where neither a model file nor a
 * migration differs nothing is parsed.
 *
 * What cannot be read is said at its line, and the tables it belongs to are
 * left out of the judgement: a warning, never a guess. So it is with a commit
 * whose migrations do what only an engine could tell. A model drops only what
 * it had: what a migration makes by hand is not missed.
 */
#ifndef WORKFLOW_COVER_H
#define WORKFLOW_COVER_H

#include "workflow/project.h"

typedef enum FindingKind {
	FINDING_UNCOVERED,  /* a change of the models without a migration */
	FINDING_BROKEN,	    /* the migrations cannot be read or do not run */
	FINDING_HEADS,	    /* there are several heads */
	FINDING_EDITED,	    /* a revision that was published is another now */
	FINDING_DELETED,    /* … or gone */
	FINDING_UNREADABLE, /* a warning: models that cannot be read in full, or
			     * a migration that only an engine knows the
			     * effect of */
	FINDING_BOUNDARY,   /* a warning: what the commit changes cannot be
			     * known, for its parents are not in the clone */
	FINDING_WAIVED	    /* no fault: the commit says it needs none */
} FindingKind;

/* "uncovered", "broken", …: static. */
const char *finding_word(FindingKind kind);
/* Whether it makes the answer no. */
gboolean finding_is_fault(FindingKind kind);

typedef struct Finding {
	FindingKind kind;
	char *text;    /* "+ column todos.deleted_at DATETIME" */
	char *path;    /* the file it is in, or NULL */
	unsigned line; /* 0 for the file as a whole */
} Finding;
/* An array that owns its Findings. */
GPtrArray *findings_new(void);
void findings_add(GPtrArray *findings, FindingKind kind, const char *path,
		  unsigned line, const char *format, ...) G_GNUC_PRINTF(5, 6);
/* A failure as one: at its place where it says "path:line: …", else in `path`,
 * which may be NULL. */
void findings_add_failure(GPtrArray *findings, FindingKind kind,
			  const char *path, const GError *failure);
/* How many there are of a kind. */
unsigned findings_count(const GPtrArray *findings, FindingKind kind);

typedef struct Verdict {
	gboolean touched;     /* a model or a migration is another */
	GPtrArray *findings;  /* of Finding */
	GPtrArray *revisions; /* of char *: ids that come with the commit, in
			       * order */
	GPtrArray *changes;   /* of char *: what it does to the models */
	char *fingerprint;    /* of what its migrations build; NULL where they
			       * do not, and for a commit that touches none */
} Verdict;
void verdict_free(Verdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdict, verdict_free)

/* A run over one or many commits: it remembers by content what it has read,
 * so that of each distinct file that is read once. */
typedef struct Cover Cover;
Cover *cover_new(const Project *project);
void cover_free(Cover *cover);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cover, cover_free)

/* What a FINDING_BOUNDARY says. */
#define COVER_BOUNDARY                                                         \
	"shallow boundary: the commits before are not in this clone, so what " \
	"this one changes is not known"

/* Leaves out what is for notes and logs: `changes` and `fingerprint`. */
void cover_want_findings_only(Cover *cover);

/* Judges a commit (in hex) or ":index" against its parents, the first of which
 * is the one it is held against; the others excuse what they bring. `parents`
 * is NULL-ended and may be empty. Each tree is read with the configuration
 * that stands in it; in one without any nothing is found. */
Verdict *cover_judge(Cover *cover, const char *name, const char *const *parents,
		     GError **error);

/* Judges the tree of a commit as a whole, whoever brought it there: all that
 * is uncovered, several heads, migrations that do not run; and, where `base`
 * (a commit in hex) is not NULL, its revisions that were edited or deleted.
 * Appends to `findings`. */
gboolean cover_judge_end(Cover *cover, const char *name, const char *base,
			 GPtrArray *findings, GError **error);

#endif

/*
 * Checking commits after they were made: the rule of commit-msg again, for
 * what no hook saw (cherry-pick, revert, rebase, am, --no-verify skip it,
 * R34), and what only shows over a range: a revision that was published and is
 * another now, or gone.
 */
#ifndef WORKFLOW_CHECK_H
#define WORKFLOW_CHECK_H

#include "workflow/cover.h"

/* Which commits. */
typedef struct CheckRange {
	/* As rev-list takes them, NULL-ended; NULL: the tree of `tip` alone,
	 * as a whole. */
	const char *const *words;
	const char *tip;   /* a commit in hex */
	const char *base;  /* what `tip` is held against, or NULL: what the
			    * first commit of the range stands on */
	gboolean end_only; /* the commits between do not count */
} CheckRange;

typedef struct CheckedCommit {
	char *id; /* of the commit; for the last entry that of the tip */
	char *subject;
	gboolean is_end;     /* what is said of the range as a whole */
	GPtrArray *findings; /* of Finding, at least one */
} CheckedCommit;

typedef struct CheckReport {
	GPtrArray *commits; /* of CheckedCommit: those with findings */
	unsigned count;	    /* how many were looked at */
	gboolean ok;	    /* no finding is a fault */
} CheckReport;
CheckReport *check_report_new(void);
void check_report_free(CheckReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CheckReport, check_report_free)

/* Adds a commit's findings, which are taken over, unless there are none. */
void check_report_add(CheckReport *report, const char *id, const char *subject,
		      gboolean is_end, GPtrArray *findings);

/* Checks a range. A commit whose message says `Migration: none (<reason>)`
 * needs none. */
CheckReport *check_commits(const Project *project, const CheckRange *range,
			   GError **error);

/* The commits that a word of the command line names: "A..B" (what B has and A
 * has not), or one commit, whose tree is checked alone. The strings and the
 * words, which hold them, are the caller's. */
gboolean check_parse_range(const Project *project, const char *word, char **tip,
			   char **base, gboolean *is_range, GError **error);

#endif

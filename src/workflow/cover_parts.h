/* What the files of the judgement of commits share; see cover.h. */
#ifndef WORKFLOW_COVER_PARTS_H
#define WORKFLOW_COVER_PARTS_H

#include "trees.h"
#include "workflow/compare.h"
#include "workflow/cover.h"

struct Cover {
	Trees *trees;
	gboolean findings_only;
};

/* Reads what the models and the migrations of a tree say. */
gboolean cover_read(Cover *cover, Tree *tree, GError **error);

Verdict *cover_new_verdict(void);

void cover_find_heads(const Tree *tree, GPtrArray *findings);
void cover_find_broken(const Tree *tree, GPtrArray *findings);
/* What cannot be read of the models of a tree and was not the same before, in
 * `base`, which may be NULL. */
void cover_find_unreadable(const Tree *tree, const Tree *base,
			   GPtrArray *findings);

/* cover_changes.c: what leads from the migrations of a tree to its models; NULL
 * without an error where either does not build. What models do not have and
 * `declared` (or NULL) has not had either is left out. */
Comparison *cover_compare_tree(Cover *cover, Tree *tree, const Schema *declared,
			       const char *old_models, gboolean renames,
			       GHashTable *read_alike, GError **error);
/* cover_changes.c: a finding at the line of the change. */
void cover_add_change(GPtrArray *findings, FindingKind kind, const char *prefix,
		      const Change *change);

/* cover_changes.c: what leads from the models of one tree to those of another,
 * with the renames. NULL without an error where either do not build. */
Comparison *cover_compare_models(Cover *cover, Tree *from, Tree *to,
				 GError **error);

/* cover_changes.c: the same in words. Models that do not build have none. */
gboolean cover_list_changes(Cover *cover, Tree *from, Tree *to,
			    GPtrArray *lines, GError **error);

/* cover_uncovered.c: what the migrations of a tree do not build of its models,
 * but for what was so in a parent and is not touched. `models`: they differ
 * from those of the first parent. */
gboolean cover_find_uncovered(Cover *cover, Tree *tree,
			      const GPtrArray *parents, gboolean models,
			      GPtrArray *findings, GError **error);

/* cover_unread.c: the tables (full names, as a set; the caller unrefs) that
 * cannot be read in full on either side, for the same reasons, or are new. */
GHashTable *cover_find_read_alike(const NamedSchema *from,
				  const NamedSchema *to);
/* Whether a change is one of one of the tables; whether there is one of the
 * same thing among others, or one that adds its table. */
gboolean cover_is_about(const Change *change, GHashTable *tables);
gboolean cover_has_change(const GPtrArray *changes, const Change *sought);
/* Whether the models of the commit before cannot tell if they had the thing. */
gboolean cover_is_unknown_before(const NamedSchema *base, const Change *change);

/* cover_changes.c: all that they do not build. */
gboolean cover_find_outstanding(Cover *cover, Tree *tree, GPtrArray *findings,
				GError **error);

#endif

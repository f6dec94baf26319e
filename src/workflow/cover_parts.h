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

/* cover_changes.c: what leads from the models of one tree to those of another,
 * with the renames. NULL without an error where either do not build. */
Comparison *cover_compare_models(Cover *cover, Tree *from, Tree *to,
				 GError **error);

/* cover_changes.c: the same in words. Models that do not build have none. */
gboolean cover_list_changes(Cover *cover, Tree *from, Tree *to,
			    GPtrArray *lines, GError **error);

/* cover_changes.c: what the migrations of a tree do not build of its models,
 * but for what was so in a parent and is not touched. `models`: they differ
 * from those of the first parent. */
gboolean cover_find_uncovered(Cover *cover, Tree *tree,
			      const GPtrArray *parents, gboolean models,
			      GPtrArray *findings, GError **error);

/* cover_changes.c: all that they do not build. */
gboolean cover_find_outstanding(Cover *cover, Tree *tree, GPtrArray *findings,
				GError **error);

#endif

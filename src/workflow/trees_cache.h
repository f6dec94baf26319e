/* What a run over trees remembers, by the ids of files; see trees.h. */
#ifndef WORKFLOW_TREES_CACHE_H
#define WORKFLOW_TREES_CACHE_H

#include "scratch.h"
#include "trees.h"

struct Trees {
	const Project *project;
	Project *own;	      /* the same, with the run's configuration */
	GHashTable *by_name;  /* name -> Tree, owned */
	GHashTable *projects; /* hash of a .gitmigrate -> Project, owned */
	gboolean clone_says;  /* where the models are */
	/* trees_cache.c */
	GPtrArray *all_models;	   /* of TreeModels, owned */
	GHashTable *models;	   /* key -> GPtrArray of TreeModels */
	GPtrArray *all_migrations; /* of TreeMigrations, owned */
	GHashTable *migrations;	   /* key -> TreeMigrations */
	GHashTable *revisions;	   /* "path id" -> ReadRevision, owned */
	GHashTable *covered;	   /* keys of trees, as a set; NULL: unread */
	gboolean covered_more;	   /* than the memo has */
	Scratch *replayed;	   /* or NULL */
	GPtrArray *chain;	   /* of char *: checksums of what it has */
	GPtrArray *doubts;	   /* of Diagnostic, about the same */
};

void trees_cache_open(Trees *trees);
void trees_cache_close(Trees *trees);

/* Makes sure of tree->snapshot. */
gboolean trees_need_snapshot(const Trees *trees, Tree *tree, GError **error);

/* The revision files of a tree: of SnapshotFile, the caller unrefs. */
GPtrArray *trees_list_revisions(const Tree *tree, GError **error);

/* What is known under the ids of the tree's files, or else read now. */
TreeMigrations *trees_cache_migrations(Trees *trees, const Tree *tree,
				       GPtrArray *files);
TreeModels *trees_cache_models(Trees *trees, const Tree *tree);

/* trees_covered.c: the same for trees that were found covered. */
void trees_covered_close(Trees *trees);

#endif

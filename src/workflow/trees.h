/*
 * The trees that a judgement of commits goes through, and what stands in each:
 * its configuration, its models, its migrations. All of it is known by the ids
 * of the files it was read from, so that of a thousand commits only those cost
 * anything that change a model or a migration, and each content is read once.
 */
#ifndef WORKFLOW_TREES_H
#define WORKFLOW_TREES_H

#include "reading.h"
#include "workflow/schemas.h"

typedef struct Trees Trees;

/* What the models of a tree say. */
typedef struct TreeModels {
	char *print; /* of all that they say; equal prints, equal models */
	gboolean complete;
	GPtrArray *files;	/* of SnapshotFile: all that was read */
	GPtrArray *diagnostics; /* of Diagnostic; none for complete ones */
	Reading *reading;	/* NULL when there is a failure */
	NamedSchema *built;	/* NULL until asked for */
	GError *failure;	/* why they could not be built, or NULL */
} TreeModels;

/* What the migrations of a tree say. */
typedef struct TreeMigrations {
	GPtrArray *files;  /* of SnapshotFile */
	Graph *graph;	   /* NULL when it cannot be made */
	GError *failure;   /* why, or why it does not build; or NULL */
	Schema *built;	   /* what it builds; NULL until asked for */
	GPtrArray *doubts; /* of Diagnostic: what only an engine would know of
			    * that */
} TreeMigrations;

typedef struct Tree {
	char *name; /* ":index" or a commit in hex; NULL: the empty tree */
	Snapshot *snapshot;  /* NULL until it is needed */
	Project *project;    /* with the configuration of this tree: borrowed */
	gboolean configured; /* it is a project's: there is a .gitmigrate, or
			      * the clone says where the models are */
	TreeModels *models;  /* borrowed, NULL until read */
	TreeMigrations *migrations; /* borrowed, NULL until read */
} Tree;

Trees *trees_new(const Project *project);
void trees_free(Trees *trees);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trees, trees_free)

/* The tree of a commit (in hex), of ":index", or with NULL the empty one;
 * borrowed. `like` is a tree that it differs little from, a parent's, or NULL:
 * what did not change is taken from it. */
Tree *trees_get(Trees *trees, const char *name, Tree *like, GError **error);

/* Fills tree->models or tree->migrations. Models and migrations that are
 * broken are no failure. */
gboolean trees_read_models(Trees *trees, Tree *tree, GError **error);
gboolean trees_read_migrations(Trees *trees, Tree *tree, GError **error);

/* The models as the engine has them, borrowed; NULL where they do not build:
 * models->failure says why. Needs trees_read_models(). */
const NamedSchema *trees_build_models(Trees *trees, Tree *tree);
/* Likewise what the migrations build. */
const Schema *trees_build_migrations(Trees *trees, Tree *tree);

/* Whether the migrations of a tree are known to build its models, from an
 * earlier judgement, also of another run. */
gboolean trees_is_covered(Trees *trees, const Tree *tree);
void trees_set_covered(Trees *trees, const Tree *tree);

/* Whether two trees hold the same files of either kind. */
gboolean trees_same_migrations(const Tree *a, const Tree *b);

#endif

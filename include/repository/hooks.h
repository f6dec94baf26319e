/*
 * The hooks that call this program: where Git looks for them, putting them
 * there, taking them away, and whether they still are as they were put.
 *
 * A hook of another tool that is in the place is kept beside ours, as
 * `<name>.before-git-migrate`, and is run by it first: with the same
 * arguments, environment and standard input, and its exit status is that of
 * the hook (R21). Only a directory that is the repository's own is written to;
 * one in the working tree or shared with other repositories, that
 * core.hooksPath names, only when it is forced (R22). Where git runs hooks
 * from its configuration (since 2.54) no file is needed, and none is written.
 */
#ifndef REPOSITORY_HOOKS_H
#define REPOSITORY_HOOKS_H

#include "repository/repository.h"

/* The hooks that are installed, "post-checkout" and so on; NULL-ended. */
const char *const *hooks_names(void);

typedef enum HookState {
	HOOK_ABSENT,
	HOOK_INSTALLED, /* as this version writes it */
	HOOK_CALLED,	/* another tool's, which calls ours */
	HOOK_CHANGED,	/* ours, but not as this version writes it */
	HOOK_FOREIGN,	/* another tool's, which does not call ours */
	HOOK_IGNORED	/* there, but Git does not run it: it is not
			 * executable, or disabled in the configuration */
} HookState;

typedef struct Hook {
	const char *name; /* static */
	HookState state;
	char *place;	  /* the file, or "hook.<name>.command in git config" */
	gboolean chained; /* it runs the one that was there before */
} Hook;

typedef enum HooksPlace {
	HOOKS_OWN,	 /* a directory of this repository's own */
	HOOKS_TRACKED,	 /* one in the working tree */
	HOOKS_SHARED,	 /* one elsewhere, that others may use too */
	HOOKS_OFF,	 /* core.hooksPath leads nowhere */
	HOOKS_CONFIGURED /* git's configuration */
} HooksPlace;

typedef struct Hooks {
	HooksPlace place;
	char *directory;  /* where Git looks for hook files, absolute */
	GPtrArray *hooks; /* of Hook, one for each of hooks_names() */
	char *warning;	  /* why Git will not run them as they stand, or NULL */
} Hooks;
void hooks_free(Hooks *hooks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hooks, hooks_free)

/* How the hooks stand. Changes nothing. */
Hooks *hooks_read(Repository *repository, GError **error);

/* Whether every hook is installed or called. */
gboolean hooks_are_complete(const Hooks *hooks);

typedef enum HooksFlags {
	HOOKS_FORCE = 1 << 0, /* also in others' places, and over changes */
	HOOKS_FILES = 1 << 1  /* files even where git needs none: for an older
			       * git that uses the same repository */
} HooksFlags;

/* Installs what is missing; each thing that was done is added in words to
 * `done` (of char *). A second time does nothing. FAILURE_REFUSED, with
 * instructions as the hint, where the directory is not this repository's own,
 * and for a hook of ours that was changed, unless it is forced.
 * Each file is written whole or not at all (R24). `flags` are HooksFlags. */
gboolean hooks_install(Repository *repository, unsigned flags, GPtrArray *done,
		       GError **error);

/* Takes away what is installed, in files and in the configuration, and puts
 * back what was there before, to the byte. A changed hook is left with
 * FAILURE_REFUSED, unless `force`. */
gboolean hooks_uninstall(Repository *repository, gboolean force,
			 GPtrArray *done, GError **error);

#endif

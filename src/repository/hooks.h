/*
 * What the parts of hook installation share: the files, and the entries in
 * git's configuration.
 */
#ifndef REPOSITORY_HOOKS_INTERNAL_H
#define REPOSITORY_HOOKS_INTERNAL_H

#include "internal.h"
#include "repository/hooks.h"

/* A hook is an entry here and nowhere else; `text` is its file with @NAME@
 * where its name goes. */
typedef struct HookKind {
	const char *name;
	const char *text;
} HookKind;
/* Ends in an entry without a name. */
extern const HookKind hook_kinds[];

/* The bytes of the hook's file; the caller owns them. */
char *hook_text(const HookKind *kind);

void hooks_say(GPtrArray *done, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* hooks_place.c: where Git looks for hook files; fills place, directory and
 * warning. */
gboolean hooks_locate(Repository *repository, Hooks *hooks, GError **error);
/* What to do by hand where nothing is written: several lines, for a hint. */
char *hooks_instructions(const Repository *repository, const Hooks *hooks);

/* hooks_file.c */
Hook *hook_file_read(const char *directory, const HookKind *kind,
		     GError **error);
/* Adds the name to `names`, or what was done to `done` when there was a hook
 * before. */
gboolean hook_file_install(const char *directory, const HookKind *kind,
			   gboolean force, GPtrArray *names, GPtrArray *done,
			   GError **error);
gboolean hook_file_uninstall(const char *directory, const HookKind *kind,
			     gboolean force, GPtrArray *done, GError **error);

/* hooks_config.c: hooks of git's configuration. */
/* Whether this git runs them. */
gboolean hooks_git_is_able(Repository *repository);
/* Whether any of ours is set in the repository's own configuration. */
gboolean hooks_are_configured(Repository *repository);
Hook *hook_config_read(Repository *repository, const HookKind *kind);
/* Adds the name to `names` when it was not there. */
gboolean hook_config_install(Repository *repository, const HookKind *kind,
			     GPtrArray *names, GError **error);
gboolean hook_config_uninstall(Repository *repository, const HookKind *kind,
			       GPtrArray *done, GError **error);

#endif

/*
 * A commit message as a hook finds it: raw, with the comments, the scissors
 * line and the diff below it that git takes out afterwards.
 *
 * Trailers are read by git's own rules (git-interpret-trailers(1), with
 * --no-divider): they are the last paragraph, never the first, and all of its
 * lines are trailers, or at least a quarter is and one of them is git's own or
 * configured. A trailer is added where git would add it, and no other byte is
 * changed.
 */
#ifndef REPOSITORY_MESSAGE_H
#define REPOSITORY_MESSAGE_H

#include "repository/repository.h"

/* How the lines of a message are to be understood. */
typedef struct MessageRules {
	char *comment;	  /* what a comment begins with; NULL: there are none,
			   * a line that begins with '#' is text */
	char *separators; /* between key and value, ":" */
	GPtrArray *known; /* of GStrv {name, key or NULL}: what is configured
			   * as trailer.<name>.* */
	gboolean edited;  /* an editor was opened on it */
} MessageRules;

/* The rules for a message in this repository. `text` is the message, for
 * core.commentChar may be "auto": git then takes a character that no line
 * begins with, and only the message tells which. Whether lines that begin with
 * it are comments is decided as git does: by commit.cleanup, and by GIT_EDITOR,
 * which is ":" where no editor is opened (R29). */
MessageRules *message_rules_read(Repository *repository, const char *text);
/* The rules of a repository without any configuration, for a message that is
 * committed: comments begin with '#', as `git interpret-trailers` has it. */
MessageRules *message_rules_new(void);
void message_rules_free(MessageRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MessageRules, message_rules_free)

typedef struct Trailer {
	char *key;
	char *value; /* in one line */
} Trailer;

/* The trailers of a message in their order: an array of Trailer that the
 * caller unrefs. Equal to what `git interpret-trailers --parse --no-divider`
 * prints (R27). */
GPtrArray *message_parse_trailers(const char *text, const MessageRules *rules);

/* The message with a trailer for each of the NULL-ended values, but for those
 * it has (R31). Each value must be as R32 wants it. The caller owns it. */
char *message_add_trailers(const char *text, const MessageRules *rules,
			   const char *key, const char *const *values);

/* Whether git will find nothing in it and abort the commit: no line but
 * comments, white space and sign-offs. */
gboolean message_is_empty(const char *text, const MessageRules *rules);

/* Whether its first line says that it is to be melted into another commit:
 * "fixup! …", "squash! …", "amend! …". */
gboolean message_is_fixup(const char *text, const MessageRules *rules);

/* Whether a text may be the value of a trailer that is added: 1 to 128 of
 * [A-Za-z0-9._-] (R32). */
gboolean message_value_is_valid(const char *value);

/* The reason that a trailer `Migration: none (<reason>)` gives, or NULL; the
 * caller owns it. `without` is set when there is a "none" without a reason. */
char *message_find_waiver(const GPtrArray *trailers, gboolean *without);

/* The key of the trailer that names a commit's revisions. */
#define MESSAGE_TRAILER "Migration"

#endif

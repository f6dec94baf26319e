/* Where the parts of a message begin and end; see message.h. */
#ifndef REPOSITORY_MESSAGE_LINES_H
#define REPOSITORY_MESSAGE_LINES_H

#include "repository/message.h"

/* What git's ctype takes for white space. */
gboolean message_is_space(char c);
/* The start of the next line, or the end of the text. */
const char *message_next_line(const char *line);
gboolean message_is_blank(const char *line);
gboolean message_is_comment(const char *line, const MessageRules *rules);
/* The position of the separator in a line `key: value`; -1 when it has none;
 * 0 when it begins with it. */
gssize message_find_separator(const char *line, const char *separators);

/* The end of what is committed: before the scissors, the comments and blank
 * lines above them, and an old list of conflicts. */
gsize message_find_end(const char *text, const MessageRules *rules);
/* The end of what the scissors leave. */
gsize message_find_cut(const char *text, const MessageRules *rules);
/* The start of the trailers before `end`; `end` when there are none. */
gsize message_find_trailers(const char *text, gsize end,
			    const MessageRules *rules);
/* Whether the last line before `end` is blank. */
gboolean message_ends_blank(const char *text, gsize end);

/* Whether a line's key is the configured trailer's, or the beginning of it. */
gboolean message_matches(const char *line, gsize length, char **known);

#endif

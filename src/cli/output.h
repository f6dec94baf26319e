/*
 * Everything the program prints goes through here: data on stdout, all else on
 * stderr, text from outside escaped (R83).
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <glib.h>
#include <jansson.h>

#include "models/models.h"

/* Data for the caller, on stdout. Lines are kept, all else is escaped. */
void output_data(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* A text as it stands, SQL or a file, on stdout: to a terminal escaped, to
 * anything else byte for byte. */
void output_text(const char *text);
/* Progress and remarks, on stderr, with a line feed added. */
void output_remark(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Shows a line that is yet to be overwritten, or takes it away (NULL): what
 * progress_enable() wants, for a terminal. */
void output_progress(const char *line);
/* "error: …" and "hint: …", a prefix on each line. */
void output_error(const GError *error);
void output_warning(const char *format, ...) G_GNUC_PRINTF(1, 2);
void output_hint(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* The readers' remarks, one a line, on stderr. */
void output_diagnostics(const GPtrArray *diagnostics);

/* Prints a JSON value, with "version": 1 put first when it is an object, and
 * frees it. */
void output_json(json_t *value);

/* `text` between the terminal's codes for a colour when `color`; the caller
 * owns it. */
char *output_colored(gboolean color, const char *code, const char *text);
#define COLOR_GREEN "32"
#define COLOR_RED "31"
#define COLOR_YELLOW "33"

/* The last call: the exit status to end with. Data that was lost, on a full
 * disk or a closed pipe, makes that EXIT_FAILED and is said. */
int output_finish(int status);

#endif

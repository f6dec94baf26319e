#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "base/failure.h"
#include "base/text.h"
#include "command.h"

/* Why standard output did not take what was written, where a flush of ours
 * saw it: the stream only remembers that it failed. */
static int failure_code;

static void flush_data(void)
{
	if (fflush(stdout) != 0 && !failure_code)
		failure_code = errno;
}

static void write_escaped(FILE *stream, const char *text)
{
	g_autofree char *escaped = text_escape(text, TRUE);
	fputs(escaped, stream);
}

void output_data(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	write_escaped(stdout, text);
}

void output_text(const char *text)
{
	if (isatty(STDOUT_FILENO))
		write_escaped(stdout, text);
	else
		fputs(text, stdout);
}

void output_remark(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	flush_data();
	write_escaped(stderr, text);
	fputc('\n', stderr);
}

/* Not through stderr's buffer, which is not of this thread. */
void output_progress(const char *line)
{
	g_autofree char *text = g_strdup_printf("\r%s\x1b[K", line ? line : "");
	ssize_t written = write(STDERR_FILENO, text, strlen(text));
	(void)written;
}

static void write_prefixed(const char *prefix, const char *text)
{
	flush_data();
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		g_autofree char *escaped = text_escape(*line, FALSE);
		fprintf(stderr, "%s%s\n", prefix, escaped);
	}
}

void output_error(const GError *error)
{
	write_prefixed("error: ", error->message);
	const char *hint = failure_hint(error);
	if (hint)
		write_prefixed("hint: ", hint);
}

void output_warning(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	write_prefixed("warning: ", text);
}

void output_hint(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	write_prefixed("hint: ", text);
}

void output_diagnostics(const GPtrArray *diagnostics)
{
	for (guint i = 0; i < diagnostics->len; i++) {
		g_autofree char *line =
			diagnostic_format(diagnostics->pdata[i]);
		write_prefixed("", line);
	}
}

void output_json(json_t *value)
{
	g_autofree char *text = NULL;
	if (json_is_object(value)) {
		json_t *versioned = json_object();
		json_object_set_new(versioned, "version", json_integer(1));
		json_object_update(versioned, value);
		json_decref(value);
		value = versioned;
	}
	text = json_dumps(value, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	json_decref(value);
	puts(text);
}

char *output_colored(gboolean color, const char *code, const char *text)
{
	g_autofree char *escaped = text_escape(text, FALSE);
	return color ? g_strdup_printf("\x1b[%sm%s\x1b[m", code, escaped)
		     : g_steal_pointer(&escaped);
}

int output_finish(int status)
{
	flush_data();
	if (!failure_code && !ferror(stdout))
		return status;
	output_remark("error: cannot write to standard output%s%s",
		      failure_code ? ": " : "",
		      failure_code ? g_strerror(failure_code) : "");
	return EXIT_FAILED;
}

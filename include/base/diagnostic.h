/*
 * A remark about a place in a source file: what could not be read, what is
 * wrong there, what to do. Readers collect them and go on, so that one run
 * names every place.
 */
#ifndef BASE_DIAGNOSTIC_H
#define BASE_DIAGNOSTIC_H

#include <glib.h>

typedef enum DiagnosticKind {
	DIAGNOSTIC_UNSUPPORTED, /* a construct that cannot be read statically:
				 * the schema is not complete */
	DIAGNOSTIC_ERROR,	/* the file is broken here */
	DIAGNOSTIC_WARNING	/* read, but the author should know */
} DiagnosticKind;

typedef struct Diagnostic {
	DiagnosticKind kind;
	char *path;    /* relative to the top of the working tree */
	unsigned line; /* from 1; 0 for the file as a whole */
	char *message; /* names the construct; lower case, no full stop */
	char *table;   /* the table it leaves incomplete, or NULL */
} Diagnostic;

/* An array of Diagnostic that owns them. */
GPtrArray *diagnostics_new(void);

/* Appends one. `table` may be NULL. */
void diagnostics_add(GPtrArray *diagnostics, DiagnosticKind kind,
		     const char *path, unsigned line, const char *table,
		     const char *format, ...) G_GNUC_PRINTF(6, 7);

/* How many of the kind there are. */
unsigned diagnostics_count(const GPtrArray *diagnostics, DiagnosticKind kind);

void diagnostic_free(Diagnostic *diagnostic);
/* "models.py:12: unsupported: computed type"; the caller owns it. */
char *diagnostic_format(const Diagnostic *diagnostic);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Diagnostic, diagnostic_free)

#endif

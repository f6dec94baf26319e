#include "base/diagnostic.h"

GPtrArray *diagnostics_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
}

void diagnostics_add(GPtrArray *diagnostics, DiagnosticKind kind,
		     const char *path, unsigned line, const char *table,
		     const char *format, ...)
{
	Diagnostic *diagnostic = g_new0(Diagnostic, 1);
	diagnostic->kind = kind;
	diagnostic->path = g_strdup(path);
	diagnostic->line = line;
	diagnostic->table = g_strdup(table);
	va_list arguments;
	va_start(arguments, format);
	diagnostic->message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(diagnostics, diagnostic);
}

unsigned diagnostics_count(const GPtrArray *diagnostics, DiagnosticKind kind)
{
	unsigned count = 0;
	for (guint i = 0; i < diagnostics->len; i++) {
		const Diagnostic *diagnostic = diagnostics->pdata[i];
		count += diagnostic->kind == kind;
	}
	return count;
}

void diagnostic_free(Diagnostic *diagnostic)
{
	if (!diagnostic)
		return;
	g_free(diagnostic->path);
	g_free(diagnostic->message);
	g_free(diagnostic->table);
	g_free(diagnostic);
}

char *diagnostic_format(const Diagnostic *diagnostic)
{
	static const char *const kinds[] = {
		[DIAGNOSTIC_UNSUPPORTED] = "unsupported",
		[DIAGNOSTIC_ERROR] = "error",
		[DIAGNOSTIC_WARNING] = "warning",
	};
	const char *kind = kinds[diagnostic->kind];
	if (!diagnostic->line)
		return g_strdup_printf("%s: %s: %s", diagnostic->path, kind,
				       diagnostic->message);
	return g_strdup_printf("%s:%u: %s: %s", diagnostic->path,
			       diagnostic->line, kind, diagnostic->message);
}

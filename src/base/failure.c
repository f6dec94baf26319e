#include "base/failure.h"

typedef struct FailurePrivate {
	char *hint;
} FailurePrivate;

static void failure_private_init(FailurePrivate *private)
{
	private->hint = NULL;
}

static void failure_private_copy(const FailurePrivate *from, FailurePrivate *to)
{
	to->hint = g_strdup(from->hint);
}

static void failure_private_clear(FailurePrivate *private)
{
	g_free(private->hint);
}

/* GLib's macro casts const away; that is its own affair. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
G_DEFINE_EXTENDED_ERROR(Failure, failure)
#pragma GCC diagnostic pop

void failure_set(GError **error, FailureCode code, const char *hint,
		 const char *format, ...)
{
	if (!error)
		return;
	va_list arguments;
	va_start(arguments, format);
	*error = g_error_new_valist(FAILURE, (gint)code, format, arguments);
	va_end(arguments);
	failure_get_private(*error)->hint = g_strdup(hint);
}

const char *failure_hint(const GError *error)
{
	if (!error || error->domain != FAILURE)
		return NULL;
	return failure_get_private(error)->hint;
}

void failure_add_hint(GError *error, const char *hint)
{
	if (!error || error->domain != FAILURE)
		return;
	FailurePrivate *private = failure_get_private(error);
	if (!private->hint)
	private->hint = g_strdup(hint);
}

void failure_replace_hint(GError *error, const char *hint)
{
	if (!error || error->domain != FAILURE)
		return;
	FailurePrivate *private = failure_get_private(error);
	g_free(private->hint);
	private->hint = g_strdup(hint);
}

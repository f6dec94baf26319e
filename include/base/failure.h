/*
 * Failures a user can read and mend.
 *
 * Every function that can fail takes a `GError **error` last and reports
 * through failure_set(). The message follows git's manner: lower case, no
 * full stop, names the thing it is about. The hint, when there is one, names
 * the next command or the way to mend it. Only the command line prints them:
 *
 *     error: <message>
 *     hint: <hint>
 *
 * A message or a hint may have several lines; each is printed with its own
 * prefix.
 */
#ifndef BASE_FAILURE_H
#define BASE_FAILURE_H

#include <glib.h>

/* What kind of failure it is; the callers that must tell them apart do so by
 * this code, never by the message. */
typedef enum FailureCode {
	FAILURE_FAILED,	     /* anything else */
	FAILURE_USAGE,	     /* the command line is wrong: exit 129 */
	FAILURE_NOT_FOUND,   /* the named thing is absent */
	FAILURE_AMBIGUOUS,   /* the name fits several things */
	FAILURE_INVALID,     /* a file or value is not of its format */
	FAILURE_REFUSED,     /* it would be possible and is not done */
	FAILURE_UNSUPPORTED, /* it cannot be done by this program */
	FAILURE_BUSY,	     /* somebody else holds it */
	FAILURE_CORRUPT,     /* stored data is damaged */
	FAILURE_SQL,	     /* the engine refused a statement */
	FAILURE_CONSTRAINT   /* stored rows break a constraint to be added */
} FailureCode;

#define FAILURE (failure_quark())
GQuark failure_quark(void);

/* Sets *error (when error is not NULL) to a message and an optional hint.
 * `hint` may be NULL and is copied. */
void failure_set(GError **error, FailureCode code, const char *hint,
		 const char *format, ...) G_GNUC_PRINTF(4, 5);

/* The hint of an error made by failure_set(), or NULL. Borrowed: valid as
 * long as the error, and across g_error_copy(). */
const char *failure_hint(const GError *error);

/* Gives an error that has none a hint; does nothing to one that has, or to
 * an error of another domain. */
void failure_add_hint(GError *error, const char *hint);

/* Puts another hint in the place of the one an error has. */
void failure_replace_hint(GError *error, const char *hint);

#endif

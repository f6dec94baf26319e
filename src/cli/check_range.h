/* Checking commits, for `git migrate check` and the hooks that do the same. */
#ifndef CLI_CHECK_RANGE_H
#define CLI_CHECK_RANGE_H

#include "command.h"
#include "workflow/check.h"

typedef enum CheckFormat {
	CHECK_TEXT,
	CHECK_JSON,
	CHECK_GITHUB, /* annotations, as workflows print them */
	CHECK_SARIF
} CheckFormat;

/* FAILURE_USAGE for an unknown word; NULL is text. */
gboolean check_format_parse(const char *word, CheckFormat *format,
			    GError **error);

/* Prints a report, and on stderr what to do about it, unless `quiet`. */
void check_report_print(const CheckReport *report, CheckFormat format,
			gboolean quiet);

/* The hook pre-push: off unless migrate.prePush says warn or enforce. Reads
 * the refs that are pushed from its standard input, as git gives them. */
int check_range_pushed(const Project *project, char **arguments,
		       GError **error);
/* The hook pre-receive, in a quarantine too (R35): refuses a push whose commits
 * do not pass. */
int check_range_received(const Project *project, char **arguments,
			 GError **error);

#endif

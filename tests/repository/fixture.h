/*
 * Real repositories for the tests, made by the git program in a directory of
 * their own, apart from the configuration of whoever runs the tests.
 */
#ifndef TESTS_REPOSITORY_FIXTURE_H
#define TESTS_REPOSITORY_FIXTURE_H

#include <criterion/criterion.h>

#include "base/failure.h"
#include "repository/repository.h"

/* For .init and .fini of a suite: the current directory is then a new and
 * empty one, with a home beside it. */
void fixture_enter(void);
void fixture_leave(void);

/* Runs a script of sh(1); the test fails when the script does. */
void shell(const char *script);
/* The same, with what it prints, less the last line feed. */
char *shell_output(const char *script);

/* Opens the repository around the current directory; must succeed. */
Repository *open_here(void);

/* "path path path" of a listing, or "error: <message>". */
char *listing(Snapshot *snapshot, const char *directory);
/* The text of a file, or "error: <message>"; takes the snapshot away. */
char *text_of(Snapshot *snapshot, const char *path);
char *text_in(Snapshot *snapshot, const char *path);

/* Expects a failure of this code whose message and hint hold the texts. */
void expect_failure(GError *error, FailureCode code, const char *message,
		    const char *hint);

#endif

#include "git2.h"

#include <dlfcn.h>
#include <string.h>

#include "base/failure.h"

/* The library that the headers describe, and no other. */
#define LIBRARY "libgit2.so." LIBGIT2_SOVERSION

static const char *const names[] = {
#define GIT2_NAME(name) "git_" #name,
	GIT2_FUNCTIONS(GIT2_NAME)
#undef GIT2_NAME
};

static Git2 functions;
const Git2 *const git2 = &functions;

static gboolean fail_load(GError **error)
{
	failure_set(error, FAILURE_FAILED,
		    "install the package that has " LIBRARY,
		    "cannot load libgit2: %s", dlerror());
	return FALSE;
}

gboolean git2_load(GError **error)
{
	void *found[G_N_ELEMENTS(names)];
	G_STATIC_ASSERT(sizeof found == sizeof functions);
	void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
	if (!library)
		return fail_load(error);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		found[i] = dlsym(library, names[i]);
		if (!found[i])
			return fail_load(error);
	}
	memcpy(&functions, found, sizeof found);
	return TRUE;
}

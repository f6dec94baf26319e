#include "internal.h"

#include <string.h>

#include "base/text.h"

gboolean is_id(const char *text)
{
	return strlen(text) == ID_LENGTH &&
	       strspn(text, "0123456789abcdef") == ID_LENGTH;
}

/* The first line of a file of Git's; NULL when there is none. */
static char *read_ref_file(const char *directory, const char *name)
{
	g_autofree char *path = g_strdup_printf("%s/%s", directory, name);
	char *text = file_text(path, NULL);
	if (!text)
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return g_strchomp(text);
}

/* The full name of the branch that HEAD stands on; NULL when HEAD is a commit,
 * which `detached` then gets. */
static char *read_head(Repository *repository, char **detached, GError **error)
{
	g_autofree char *head =
		read_ref_file(repository->git_directory, "HEAD");
	if (head && g_str_has_prefix(head, "ref:"))
		return g_strdup(g_strstrip(head + 4));
	if (head && is_id(head)) {
		if (detached)
			*detached = g_steal_pointer(&head);
		return NULL;
	}
	failure_set(error, FAILURE_CORRUPT,
		    "'git symbolic-ref HEAD refs/heads/<branch>' sets it anew",
		    "HEAD names neither a branch nor a commit");
	return NULL;
}

/* Lines of packed-refs are "<id> <name>"; a '#' starts the header and a '^'
 * the commit of a tag. */
static char *find_packed(Repository *repository, const char *name)
{
	g_autofree char *path =
		g_strdup_printf("%s/packed-refs", repository->common_directory);
	g_autofree char *text = file_text(path, NULL);
	if (!text)
		return NULL;
	g_autofree char *end = g_strdup_printf(" %s\n", name);
	for (const char *at = text; (at = strstr(at, end)); at++) {
		const char *start = at - ID_LENGTH;
		if (start < text || (start > text && start[-1] != '\n'))
			continue;
		g_autofree char *id = g_strndup(start, ID_LENGTH);
		if (is_id(id))
			return g_steal_pointer(&id);
	}
	return NULL;
}

char *repository_head(Repository *repository, GError **error)
{
	g_autoptr(GError) cause = NULL;
	char *detached = NULL;
	g_autofree char *name = read_head(repository, &detached, &cause);
	if (cause)
		g_propagate_error(error, g_steal_pointer(&cause));
	if (!name)
		return detached;
	g_autofree char *id = read_ref_file(repository->common_directory, name);
	if (id && is_id(id))
		return g_steal_pointer(&id);
	if (!id)
		return find_packed(repository, name);
	/* A ref to a ref, or a damaged one: rare enough for the library. */
	git_oid oid;
	git_repository *git = library_open(repository, error);
	if (!git)
		return NULL;
	if (git2->reference_name_to_id(&oid, git, name) < 0) {
		library_failure(error, FAILURE_CORRUPT, "'git fsck' tells more",
				"cannot read %s", name);
		return NULL;
	}
	return g_strdup(git2->oid_tostr_s(&oid));
}

char *repository_branch(Repository *repository, GError **error)
{
	g_autofree char *name = read_head(repository, NULL, error);
	if (name && g_str_has_prefix(name, "refs/heads/"))
		return g_strdup(name + strlen("refs/heads/"));
	return g_steal_pointer(&name);
}

/* The branches and tags that a misspelt name may have meant. */
static char *suggest(git_repository *git, const char *name)
{
	git_strarray all = {0};
	if (git2->reference_list(&all, git) < 0)
		return NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (size_t i = 0; i < all.count; i++) {
		const char *full = all.strings[i];
		if (g_str_has_prefix(full, "refs/heads/") ||
		    g_str_has_prefix(full, "refs/tags/"))
			g_ptr_array_add(names, strchr(full + 5, '/') + 1);
	}
	g_ptr_array_add(names, NULL);
	const char *nearest =
		text_nearest(name, (const char *const *)names->pdata);
	char *hint =
		nearest ? g_strdup_printf("did you mean '%s'?", nearest) : NULL;
	git2->strarray_dispose(&all);
	return hint;
}

static gboolean is_head(const char *name)
{
	return strcmp(name, "HEAD") == 0 || strcmp(name, "@") == 0;
}

gboolean is_unborn_head(Repository *repository, const char *name)
{
	g_autofree char *head = NULL;
	g_autoptr(GError) error = NULL;
	if (!is_head(name))
		return FALSE;
	head = repository_head(repository, &error);
	return !head && !error;
}

static void unknown_failure(Repository *repository, const char *name,
			    GError **error)
{
	g_autofree char *branch = repository_branch(repository, NULL);
	if (branch && is_unborn_head(repository, name)) {
		failure_set(error, FAILURE_NOT_FOUND,
			    "'git commit' makes the first one",
			    "branch '%s' has no commit yet", branch);
		return;
	}
	g_autofree char *hint = suggest(repository->git, name);
	if (!hint && repository_is_shallow(repository))
		hint = g_strdup(SHALLOW_HINT);
	failure_set(error, FAILURE_NOT_FOUND, hint, "unknown revision '%s'",
		    name);
}

/* git's own grammar of revisions, for what libgit2 does not read. */
static gboolean ask_git(Repository *repository, const char *name, git_oid *id)
{
	g_autofree char *commit = g_strconcat(name, "^{commit}", NULL);
	const char *const arguments[] = {"rev-parse", "--verify",
					 "--quiet",   "--end-of-options",
					 commit,      NULL};
	g_autoptr(GBytes) output = NULL;
	if (!git_run(repository->start, arguments, &output, NULL))
		return FALSE;
	gsize length = 0;
	const char *text = g_bytes_get_data(output, &length);
	return length > ID_LENGTH && id_parse(id, text);
}

static gboolean check_name(const char *name, GError **error)
{
	if (*name && *name != '-')
		return TRUE;
	failure_set(error, FAILURE_USAGE,
		    *name ? "'refs/heads/<name>' reaches a branch of that name"
			  : NULL,
		    "'%s' is not the name of a revision", name);
	return FALSE;
}

static gboolean find_commit(Repository *repository, const char *name,
			    git_oid *id, GError **error)
{
	git_object *object = NULL;
	git_object *commit = NULL;
	git_repository *git = library_open(repository, error);
	if (!git)
		return FALSE;
	int result = git2->revparse_single(
		&object, git, strcmp(name, "@") == 0 ? "HEAD" : name);
	if (result == GIT_EAMBIGUOUS) {
		failure_set(error, FAILURE_AMBIGUOUS,
			    "write more digits of the id",
			    "the short id '%s' fits several objects", name);
		return FALSE;
	}
	if (result < 0) {
		if (ask_git(repository, name, id))
			return TRUE;
		unknown_failure(repository, name, error);
		return FALSE;
	}
	git_object_t type = git2->object_type(object);
	result = git2->object_peel(&commit, object, GIT_OBJECT_COMMIT);
	if (result == 0)
		git2->oid_cpy(id, git2->object_id(commit));
	else
		failure_set(error, FAILURE_NOT_FOUND, NULL,
			    "'%s' is a %s, not a commit", name,
			    git2->object_type2string(type));
	git2->object_free(object);
	git2->object_free(commit);
	return result == 0;
}

char *repository_resolve(Repository *repository, const char *name,
			 GError **error)
{
	git_oid id;
	if (!check_name(name, error) ||
	    !find_commit(repository, name, &id, error))
		return NULL;
	return g_strdup(git2->oid_tostr_s(&id));
}

/* libgit2 takes the boundary of a shallow clone for damage, git does not. */
static char *ask_merge_base(Repository *repository, const git_oid ids[2])
{
	g_autofree char *a = g_strdup(git2->oid_tostr_s(&ids[0]));
	const char *const arguments[] = {"merge-base", a,
					 git2->oid_tostr_s(&ids[1]), NULL};
	g_autoptr(GBytes) output = NULL;
	gsize length = 0;
	if (!git_run(repository->start, arguments, &output, NULL))
		return NULL;
	const char *text = g_bytes_get_data(output, &length);
	return length > ID_LENGTH ? g_strndup(text, ID_LENGTH) : NULL;
}

char *repository_merge_base(Repository *repository, const char *a,
			    const char *b, GError **error)
{
	git_oid base;
	git_oid ids[2];
	if (!check_name(a, error) || !check_name(b, error) ||
	    !find_commit(repository, a, &ids[0], error) ||
	    !find_commit(repository, b, &ids[1], error))
		return NULL;
	gboolean shallow = git2->repository_is_shallow(repository->git) > 0;
	char *found = shallow ? ask_merge_base(repository, ids) : NULL;
	if (!shallow &&
	    git2->merge_base(&base, repository->git, &ids[0], &ids[1]) == 0)
		found = g_strdup(git2->oid_tostr_s(&base));
	if (!found)
		failure_set(error, FAILURE_NOT_FOUND,
			    shallow ? SHALLOW_HINT : NULL,
			    "'%s' and '%s' have no common ancestor%s", a, b,
			    shallow ? " within the shallow boundary" : "");
	return found;
}

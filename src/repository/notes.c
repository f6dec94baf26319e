#include "repository/notes.h"

#include <string.h>

#include "notes_lock.h"
#include "notes_tree.h"

#define MOST_TRIES 50
/* The first pause is up to this long; later ones are longer, up to 20 times. */
#define PAUSE_MICROSECONDS 1000
#define EMPTY_TREE "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

Note *note_new(const char *commit, const char *text)
{
	Note *note = g_new0(Note, 1);
	note->commit = g_strdup(commit);
	note->text = g_strdup(text);
	return note;
}

void note_free(Note *note)
{
	g_free(note->commit);
	g_free(note->text);
	g_free(note);
}

static gint compare_notes(gconstpointer a, gconstpointer b)
{
	return strcmp(((const StoredNote *)a)->id, ((const StoredNote *)b)->id);
}

static GArray *store(git_repository *git, const GPtrArray *notes,
		     GError **error)
{
	g_autoptr(GArray) stored = g_array_new(FALSE, TRUE, sizeof(StoredNote));
	for (guint i = 0; i < notes->len; i++) {
		const Note *note = notes->pdata[i];
		StoredNote row = {.removed = !note->text};
		g_assert(is_id(note->commit));
		memcpy(row.id, note->commit, ID_LENGTH + 1);
		if (note->text &&
		    git2->blob_create_from_buffer(&row.blob, git, note->text,
						  strlen(note->text)) < 0) {
			library_failure(error, FAILURE_FAILED, NULL,
					"cannot store the note of %s",
					note->commit);
			return NULL;
		}
		g_array_append_val(stored, row);
	}
	g_array_sort(stored, compare_notes);
	return g_steal_pointer(&stored);
}

/* What the notes stand on: all NULL before the first one. */
typedef struct Tip {
	git_commit *commit;
	git_tree *tree;
} Tip;

static void tip_clear(Tip *tip)
{
	git2->commit_free(tip->commit);
	git2->tree_free(tip->tree);
}

static gboolean read_tip(git_repository *git, Tip *tip, GError **error)
{
	git_oid id;
	*tip = (Tip){0};
	int result = git2->reference_name_to_id(&id, git, NOTES_REF);
	if (result == GIT_ENOTFOUND)
		return TRUE;
	if (result == 0)
		result = git2->commit_lookup(&tip->commit, git, &id);
	if (result == 0)
		result = git2->commit_tree(&tip->tree, tip->commit);
	if (result == 0)
		return TRUE;
	library_failure(error, FAILURE_CORRUPT,
			"'git update-ref -d " NOTES_REF "' takes the notes "
			"away; git migrate notes rebuild makes them anew",
			"cannot read " NOTES_REF);
	tip_clear(tip);
	return FALSE;
}

static git_signature *sign(git_repository *git)
{
	git_signature *signature = NULL;
	const char *name = g_getenv("GIT_COMMITTER_NAME");
	const char *mail = g_getenv("GIT_COMMITTER_EMAIL");
	if (name && *name && mail &&
	    git2->signature_now(&signature, name, mail) == 0)
		return signature;
	if (git2->signature_default(&signature, git) == 0)
		return signature;
	git2->signature_now(&signature, "git-migrate", "git-migrate@localhost");
	return signature;
}

static int commit_notes(git_repository *git, const Tip *tip,
			const git_oid *tree_id, const char *message,
			git_oid *commit)
{
	git_tree *tree = NULL;
	git_signature *signature = sign(git);
	const git_commit *parents[] = {tip->commit};
	int result = git2->tree_lookup(&tree, git, tree_id);
	if (result == 0)
		result = git2->commit_create(commit, git, NULL, signature,
					     signature, NULL, message, tree,
					     tip->commit ? 1 : 0, parents);
	git2->tree_free(tree);
	git2->signature_free(signature);
	return result;
}

/* GIT_EMODIFIED unless the notes still stand where they were read. */
static int check_tip(git_repository *git, const Tip *tip)
{
	git_oid id;
	int result = git2->reference_name_to_id(&id, git, NOTES_REF);
	if (result == GIT_ENOTFOUND)
		return tip->commit ? GIT_EMODIFIED : 0;
	if (result < 0)
		return result;
	return tip->commit && git2->oid_equal(&id, git2->commit_id(tip->commit))
		       ? 0
		       : GIT_EMODIFIED;
}

/* Moves the ref from where the notes were read to the new commit, and only
 * from there. The comparison is made under git's own lock of the ref: what
 * libgit2 offers without it overwrites a ref that somebody else creates
 * between its look and its lock. */
static int move_ref(git_repository *git, const Tip *tip, const git_oid *commit,
		    const char *message)
{
	git_transaction *transaction = NULL;
	int result = git2->transaction_new(&transaction, git);
	if (result == 0)
		result = git2->transaction_lock_ref(transaction, NOTES_REF);
	if (result == 0)
		result = check_tip(git, tip);
	if (result == 0)
		result = git2->transaction_set_target(transaction, NOTES_REF,
						      commit, NULL, message);
	if (result == 0)
		result = git2->transaction_commit(transaction);
	git2->transaction_free(transaction);
	return result;
}

static gboolean is_contention(int result)
{
	return result == GIT_EMODIFIED || result == GIT_EEXISTS ||
	       result == GIT_ELOCKED || result == GIT_ENOTFOUND;
}

/* One try: 0, or libgit2's code. */
static int try_write(git_repository *git, const Tip *tip, const GArray *notes,
		     const char *message)
{
	git_oid tree;
	git_oid commit;
	if (!notes_tree_write(git, tip->tree, notes, &tree))
		return GIT_ERROR;
	const char *before =
		tip->tree ? git2->oid_tostr_s(git2->tree_id(tip->tree))
			  : EMPTY_TREE;
	git_oid old;
	if (id_parse(&old, before) && git2->oid_equal(&old, &tree))
		return 0;
	int result = commit_notes(git, tip, &tree, message, &commit);
	return result < 0 ? GIT_ERROR : move_ref(git, tip, &commit, message);
}

/* Longer from try to try, and never as long as the others wait. */
static void pause_before(unsigned try)
{
	guint32 longest = PAUSE_MICROSECONDS * MIN(try, 20);
	g_usleep(PAUSE_MICROSECONDS / 4 +
		 (gulong)g_random_int_range(0, (gint32)longest));
}

static gboolean write_stored(git_repository *git, const GArray *stored,
			     const char *message, GError **error)
{
	for (unsigned try = 1; try <= MOST_TRIES; try++) {
		Tip tip;
		if (!read_tip(git, &tip, error))
			return FALSE;
		int result = try_write(git, &tip, stored, message);
		tip_clear(&tip);
		if (result == 0)
			return TRUE;
		if (!is_contention(result)) {
			library_failure(error, FAILURE_FAILED, NULL,
					"cannot write " NOTES_REF);
			return FALSE;
		}
		pause_before(try);
	}
	failure_set(error, FAILURE_BUSY,
		    "git migrate notes rebuild makes up for it",
		    "others keep writing " NOTES_REF);
	return FALSE;
}

gboolean notes_write(Repository *repository, const GPtrArray *notes,
		     const char *message, GError **error)
{
	git_repository *git = library_open(repository, error);
	g_autoptr(GArray) stored = git ? store(git, notes, error) : NULL;
	if (!stored)
		return FALSE;
	int lock = notes_lock(repository);
	gboolean done = write_stored(git, stored, message, error);
	notes_unlock(lock);
	return done;
}

char *notes_read(Repository *repository, const char *commit, GError **error)
{
	git_oid blob;
	Tip tip;
	git_repository *git = library_open(repository, error);
	if (!git || !read_tip(git, &tip, error))
		return NULL;
	gboolean found = notes_tree_find(git, tip.tree, commit, &blob);
	tip_clear(&tip);
	if (!found)
		return NULL;
	g_autoptr(GBytes) bytes =
		blob_read(repository, &blob, commit, NOTES_REF, error);
	if (!bytes)
		return NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	return g_strndup(text ? text : "", size);
}

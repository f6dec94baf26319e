#include "internal.h"

static GArray *hunks_of(git_patch *patch)
{
	GArray *hunks = g_array_new(FALSE, FALSE, sizeof(Hunk));
	for (size_t i = 0; patch && i < git2->patch_num_hunks(patch); i++) {
		const git_diff_hunk *found = NULL;
		if (git2->patch_get_hunk(&found, NULL, patch, i) < 0)
			continue;
		Hunk hunk = {
			.old_start = (unsigned)found->old_start,
			.old_lines = (unsigned)found->old_lines,
			.new_start = (unsigned)found->new_start,
			.new_lines = (unsigned)found->new_lines,
		};
		g_array_append_val(hunks, hunk);
	}
	return hunks;
}

GArray *repository_diff_texts(GBytes *old_text, GBytes *new_text,
			      GError **error)
{
	gsize old_size = 0;
	gsize new_size = 0;
	const void *old_bytes =
		old_text ? g_bytes_get_data(old_text, &old_size) : NULL;
	const void *new_bytes =
		new_text ? g_bytes_get_data(new_text, &new_size) : NULL;
	git_diff_options options;
	git_patch *patch = NULL;
	if (!library_start(error))
		return NULL;
	git2->diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = 0;
	options.flags = GIT_DIFF_FORCE_TEXT;
	if (git2->patch_from_buffers(&patch, old_bytes, old_size, NULL,
				     new_bytes, new_size, NULL, &options) < 0) {
		library_failure(error, FAILURE_FAILED, NULL,
				"cannot compare two texts");
		return NULL;
	}
	GArray *hunks = hunks_of(patch);
	git2->patch_free(patch);
	return hunks;
}

/*
 * libgit2, loaded when it is first needed.
 *
 * Linking it would make every command wait for the fourteen libraries that it
 * stands on, two thirds of the start of the program, and most commands can do
 * without it (see internal.h). So its functions are called through a table
 * that library_start() fills (library.c): git2->commit_lookup(...) is
 * git_commit_lookup(...). Before that the table holds nothing.
 */
#ifndef REPOSITORY_GIT2_H
#define REPOSITORY_GIT2_H

#include <git2.h>
#include <git2/sys/hashsig.h>
#include <glib.h>

/* clang-format off */
#define GIT2_FUNCTIONS(X) \
	X(blob_create_from_buffer) \
	X(blob_rawcontent) \
	X(blob_rawsize) \
	X(buf_dispose) \
	X(commit_create) \
	X(commit_free) \
	X(commit_id) \
	X(commit_lookup) \
	X(commit_message) \
	X(commit_parent) \
	X(commit_parent_id) \
	X(commit_parentcount) \
	X(commit_time) \
	X(commit_tree) \
	X(commit_tree_id) \
	X(config_add_file_ondisk) \
	X(config_free) \
	X(diff_options_init) \
	X(error_last) \
	X(filter_list_apply_to_buffer) \
	X(filter_list_free) \
	X(filter_list_load) \
	X(hashsig_compare) \
	X(hashsig_create) \
	X(hashsig_free) \
	X(ignore_path_is_ignored) \
	X(libgit2_init) \
	X(libgit2_opts) \
	X(merge_base) \
	X(object_free) \
	X(object_id) \
	X(object_lookup) \
	X(object_peel) \
	X(object_type) \
	X(object_type2string) \
	X(odb_add_disk_alternate) \
	X(odb_free) \
	X(odb_refresh) \
	X(oid_cpy) \
	X(oid_equal) \
	X(oid_tostr_s) \
	X(patch_free) \
	X(patch_from_buffers) \
	X(patch_get_hunk) \
	X(patch_num_hunks) \
	X(reference_free) \
	X(reference_list) \
	X(reference_name_to_id) \
	X(repository_config) \
	X(repository_free) \
	X(repository_is_shallow) \
	X(repository_odb) \
	X(repository_open_ext) \
	X(repository_set_workdir) \
	X(repository_workdir) \
	X(revparse_single) \
	X(signature_default) \
	X(signature_free) \
	X(signature_now) \
	X(strarray_dispose) \
	X(transaction_commit) \
	X(transaction_free) \
	X(transaction_lock_ref) \
	X(transaction_new) \
	X(transaction_set_target) \
	X(tree_entry_byindex) \
	X(tree_entry_byname) \
	X(tree_entry_filemode) \
	X(tree_entry_id) \
	X(tree_entry_name) \
	X(tree_entry_type) \
	X(tree_entrycount) \
	X(tree_free) \
	X(tree_id) \
	X(tree_lookup) \
	X(treebuilder_entrycount) \
	X(treebuilder_free) \
	X(treebuilder_insert) \
	X(treebuilder_new) \
	X(treebuilder_remove) \
	X(treebuilder_write)
/* clang-format on */

typedef struct Git2 {
#define GIT2_MEMBER(name) __typeof__(git_##name) *name;
	GIT2_FUNCTIONS(GIT2_MEMBER)
#undef GIT2_MEMBER
} Git2;

extern const Git2 *const git2;

/* Fills the table; once. */
gboolean git2_load(GError **error);

#endif

/* The least that a program with libgit2 does to know what HEAD has. */
#include <git2.h>
#include <stdio.h>

int main(void)
{
	git_repository *repository;
	git_reference *head;
	git_object *tree;

	if (git_libgit2_init() < 0 ||
	    git_repository_open(&repository, ".") < 0 ||
	    git_repository_head(&head, repository) < 0 ||
	    git_reference_peel(&tree, head, GIT_OBJECT_TREE) < 0)
		return 128;
	printf("%zu\n", git_tree_entrycount((git_tree *)tree));
	git_object_free(tree);
	git_reference_free(head);
	git_repository_free(repository);
	git_libgit2_shutdown();
	return 0;
}

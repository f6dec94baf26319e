/*
 * parse FILE...: what tree-sitter's own parse of the files costs, and nothing
 * more: the least that reading models can take.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_python(void);

static char *read_file(const char *path, long *size)
{
	FILE *file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END) != 0)
		return NULL;
	*size = ftell(file);
	rewind(file);
	char *text = *size >= 0 ? malloc((size_t)*size + 1) : NULL;
	if (text && fread(text, 1, (size_t)*size, file) != (size_t)*size) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

int main(int argc, char **argv)
{
	TSParser *parser = ts_parser_new();
	if (!ts_parser_set_language(parser, tree_sitter_python()))
		return 128;
	for (int i = 1; i < argc; i++) {
		long size = 0;
		char *text = read_file(argv[i], &size);
		if (!text)
			return 128;
		TSTree *tree = ts_parser_parse_string(parser, NULL, text,
						      (uint32_t)size);
		ts_tree_delete(tree);
		free(text);
	}
	ts_parser_delete(parser);
	return 0;
}

#include "describe.h"

json_t *describe_strings_json(const GPtrArray *strings)
{
	json_t *array = json_array();
	for (guint i = 0; i < strings->len; i++)
		json_array_append_new(array, json_string(strings->pdata[i]));
	return array;
}

json_t *describe_revision_json(const Graph *graph, const Revision *revision)
{
	json_t *object = json_object();
	json_object_set_new(object, "revision", json_string(revision->id));
	json_object_set_new(object, "parents",
			    describe_strings_json(revision->parents));
	json_object_set_new(object, "message", json_string(revision->message));
	json_object_set_new(object, "path", json_string(revision->path));
	json_object_set_new(object, "head",
			    json_boolean(graph_is_head(graph, revision->id)));
	if (revision->create_date)
		json_object_set_new(object, "created",
				    json_string(revision->create_date));
	if (revision->labels->len)
		json_object_set_new(object, "labels",
				    describe_strings_json(revision->labels));
	if (revision->depends_on->len)
		json_object_set_new(
			object, "depends_on",
			describe_strings_json(revision->depends_on));
	return object;
}

char *describe_marks(const Graph *graph, const Revision *revision,
		     gboolean is_current)
{
	return g_strdup_printf(
		"%s%s", graph_is_head(graph, revision->id) ? " (head)" : "",
		is_current ? " (current)" : "");
}

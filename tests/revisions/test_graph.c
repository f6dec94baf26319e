#include <criterion/criterion.h>
#include <string.h>

#include "base/failure.h"
#include "revisions/graph.h"

/* A revision from "name id parents depends-on labels", each list with commas
 * and "-" for nothing. */
static Revision *make(const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 5);
	GString *text = g_string_new(NULL);
	static const char *const headers[] = {"Revision", "Revises",
					      "Depends-On", "Branch-Label"};
	for (unsigned i = 0; i < 4 && words[i + 1]; i++) {
		if (strcmp(words[i + 1], "-"))
			g_string_append_printf(text, "-- %s: %s\n", headers[i],
					       words[i + 1]);
	}
	g_string_append(text, "-- migrate:up\n");
	g_autofree char *path = g_strdup_printf("m/%s.sql", words[0]);
	g_autoptr(GError) error = NULL;
	Revision *revision = revision_parse(path, text->str, text->len, &error);
	cr_assert_not_null(revision, "%s", error ? error->message : "");
	g_string_free(text, TRUE);
	return revision;
}

static Graph *try_build(const char *const *lines, GError **error)
{
	GPtrArray *revisions =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	for (; *lines; lines++)
		g_ptr_array_add(revisions, make(*lines));
	return graph_new(revisions, error);
}

static Graph *build(const char *const *lines)
{
	g_autoptr(GError) error = NULL;
	Graph *graph = try_build(lines, &error);
	cr_assert_not_null(graph, "%s", error ? error->message : "");
	return graph;
}

static char *join_ids(const GPtrArray *revisions)
{
	GString *text = g_string_new(NULL);
	for (unsigned i = 0; i < revisions->len; i++) {
		const Revision *revision = g_ptr_array_index(revisions, i);
		g_string_append_printf(text, "%s%s", i ? " " : "",
				       revision->id);
	}
	return g_string_free(text, FALSE);
}

/* a1 - a2 - m1 - m2, and b1 - b2 under m1; s1 - s2 stands alone but for a
 * dependency of s2 on b1. */
static const char *const forked[] = {
	"01 a1",    "02 b1 a1",	      "03 a2 a1",    "04 b2 b1", "05 m1 a2,b2",
	"06 m2 m1", "07 s1 - - shop", "08 s2 s1 b1", NULL,
};

static const char *const chain[] = {"01 aaaa0001", "02 aaaa0002 aaaa0001",
				    "03 bbbb0003 aaaa0002",
				    "04 bbbb0004 bbbb0003", NULL};

Test(graph, order_goes_by_file_name_where_it_is_free_to)
{
	g_autoptr(Graph) graph = build(forked);
	g_autofree char *order = join_ids(graph_in_order(graph));
	cr_expect_str_eq(order, "a1 b1 a2 b2 m1 m2 s1 s2");
	cr_expect_eq(graph_count(graph), 8);

	static const char *const against[] = {"01 c b", "02 b a", "03 a",
					      "00 z a", NULL};
	g_autoptr(Graph) other = build(against);
	g_autofree char *parents_first = join_ids(graph_in_order(other));
	cr_expect_str_eq(parents_first, "a z b c");
}

Test(graph, heads_are_what_nothing_revises)
{
	g_autoptr(Graph) graph = build(forked);
	g_autoptr(GPtrArray) heads = graph_heads(graph);
	g_autofree char *ids = join_ids(heads);
	cr_expect_str_eq(ids, "m2 s2");
	cr_expect(graph_is_head(graph, "s2"));
	cr_expect_not(graph_is_head(graph, "m1"));
	cr_expect_not(graph_is_head(graph, "unknown"));
}

Test(graph, a_dependency_leaves_a_head_a_head)
{
	static const char *const lines[] = {"01 a", "02 b - a", NULL};
	g_autoptr(Graph) graph = build(lines);
	cr_expect(graph_is_head(graph, "a"));
}

Test(graph, ancestors_follow_parents_and_dependencies)
{
	g_autoptr(Graph) graph = build(forked);
	const char *const from[] = {"s2", "gone", NULL};
	g_autoptr(GHashTable) set = graph_ancestors(graph, from);
	cr_expect_eq(g_hash_table_size(set), 4);
	cr_expect(g_hash_table_contains(set, "s2"));
	cr_expect(g_hash_table_contains(set, "s1"));
	cr_expect(g_hash_table_contains(set, "b1"));
	cr_expect(g_hash_table_contains(set, "a1"));
}

Test(graph, is_found_by_exact_id)
{
	g_autoptr(Graph) graph = build(forked);
	cr_expect_str_eq(graph_find(graph, "b2")->path, "m/04.sql");
	cr_expect_null(graph_find(graph, "b"));
}

Test(graph, faults_name_the_files)
{
	static const struct {
		const char *const lines[4];
		const char *message;
	} cases[] = {
		{{"01 a", "02 a"},
		 "two files have the revision id a: m/01.sql and m/02.sql"},
		{{"01 a", "02 b gone"},
		 "m/02.sql: revises gone, which no file has as its id"},
		{{"01 a", "02 b a gone"},
		 "m/02.sql: depends on gone, which no file has as its id"},
		{{"01 a c", "02 b a", "03 c b"},
		 "the revisions go round in a circle: m/01.sql needs m/03.sql "
		 "needs m/02.sql needs m/01.sql"},
		{{"01 a b", "02 b c", "03 c b"},
		 "the revisions go round in a circle: m/02.sql needs m/03.sql "
		 "needs m/02.sql"},
		{{"01 a - b", "02 b a"},
		 "the revisions go round in a circle: m/01.sql needs m/02.sql "
		 "needs m/01.sql"},
		/* R84 */
		{{"01_add a", "01_Add b"},
		 "names equal but for case: m/01_Add.sql and m/01_add.sql"},
		{{"01 a - - x", "02 b - - x"},
		 "m/02.sql: the branch label 'x' is also that of m/01.sql"},
		{{"01 a", "02 b - - a"},
		 "m/02.sql: the branch label 'a' is the id of m/01.sql"},
	};
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Graph) graph = try_build(cases[i].lines, &error);
		cr_assert_null(graph, "%s", cases[i].message);
		cr_expect(g_error_matches(error, FAILURE, FAILURE_INVALID));
		cr_expect_str_eq(error->message, cases[i].message);
		cr_expect_not_null(failure_hint(error));
	}
}

Test(graph, one_path_may_have_had_two_revisions)
{
	static const char *const lines[] = {"01 a", "01 b a", NULL};
	g_autoptr(Graph) graph = build(lines);
	cr_expect_eq(graph_count(graph), 2);
}

Test(graph, extends_to_what_has_no_file)
{
	static const char *const lines[] = {"01 a", "03 c a", NULL};
	GPtrArray *more =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	g_ptr_array_add(more, make("02 b a"));
	g_autoptr(Graph) graph = graph_extend(build(lines), more, NULL);
	g_autofree char *order = join_ids(graph_in_order(graph));
	cr_expect_str_eq(order, "a b c");

	GPtrArray *orphan =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	g_ptr_array_add(orphan, make("04 d gone"));
	g_autoptr(GError) error = NULL;
	cr_expect_null(graph_extend(build(lines), orphan, &error));
	cr_expect_str_eq(error->message,
			 "m/04.sql: revises gone, which no file has as its id");
}

Test(graph, may_be_empty)
{
	static const char *const none[] = {NULL};
	g_autoptr(Graph) graph = build(none);
	g_autoptr(GPtrArray) heads = graph_heads(graph);
	cr_expect_eq(graph_count(graph), 0);
	cr_expect_eq(heads->len, 0);
	g_autoptr(Target) head = graph_resolve(graph, "head", NULL, NULL);
	cr_expect_eq(head->ids->len, 0);
}

/* What a word resolves to from `current` (ids with blanks between): ids with
 * blanks between, or "CODE: message". */
static char *resolve(const Graph *graph, const char *word, const char *current)
{
	g_auto(GStrv) ids = g_strsplit(current, " ", -1);
	if (!current[0])
		g_clear_pointer(&ids, g_strfreev);
	g_autoptr(GError) error = NULL;
	g_autoptr(Target) target =
		graph_resolve(graph, word, (const char *const *)ids, &error);
	if (!target) {
		cr_expect_not_null(failure_hint(error), "%s", word);
		return g_strdup_printf(
			"%s: %s",
			error->code == FAILURE_AMBIGUOUS   ? "ambiguous"
			: error->code == FAILURE_NOT_FOUND ? "not found"
							   : "other",
			error->message);
	}
	g_ptr_array_add(target->ids, NULL);
	return g_strjoinv(" ", (char **)target->ids->pdata);
}

typedef struct Word {
	const char *word;
	const char *current;
	const char *expected;
} Word;

static void expect_words(const char *const *lines, const Word *words,
			 unsigned count)
{
	g_autoptr(Graph) graph = build(lines);
	for (unsigned i = 0; i < count; i++) {
		g_autofree char *got =
			resolve(graph, words[i].word, words[i].current);
		cr_expect_str_eq(got, words[i].expected,
				 "%s from '%s': %s, not %s", words[i].word,
				 words[i].current, got, words[i].expected);
	}
}

Test(resolve, words_on_a_chain)
{
	static const Word words[] = {
		{"head", "", "bbbb0004"},
		{"heads", "", "bbbb0004"},
		{"base", "aaaa0001", ""},
		{"current", "aaaa0002", "aaaa0002"},
		{"current", "", ""},
		{"bbbb0003", "", "bbbb0003"},
		{"bbbb0003-2", "", "aaaa0001"},
		{"bbbb0003-3", "", ""},
		{"head-1", "", "bbbb0003"},
		{"base+2", "bbbb0004", "aaaa0002"},
		{"aaaa0001+2", "", "bbbb0003"},
		{"current+1", "aaaa0001", "aaaa0002"},
		{"+1", "", "aaaa0001"},
		{"+2", "aaaa0002", "bbbb0004"},
		{"+0", "aaaa0002", "aaaa0002"},
		{"-1", "aaaa0002", "aaaa0001"},
		{"-2", "aaaa0002", ""},
		{"-0", "aaaa0002", "aaaa0002"},
		{"-1", "", "not found: the way down ends after 0 revisions"},
		{"-3", "aaaa0002",
		 "not found: the way down ends after 2 revisions"},
		{"+3", "aaaa0002",
		 "not found: the way up ends after 2 revisions"},
		{"+99999999999999999999", "",
		 "not found: '+99999999999999999999' takes too many steps"},
		{"+1", "gone",
		 "not found: revision gone is applied, but no file here has "
		 "it"},
		{"aaa", "", "not found: no revision 'aaa'"},
		{"aaaa", "",
		 "ambiguous: 'aaaa' begins the id of 2 revisions: aaaa0001 "
		 "(m/01.sql), aaaa0002 (m/02.sql)"},
		{"nowhere", "", "not found: no revision 'nowhere'"},
		{"nowhere+1", "", "not found: no revision 'nowhere'"},
		{"", "", "not found: no revision ''"},
		{"x@head", "", "not found: no branch label 'x'"},
	};
	expect_words(chain, words, G_N_ELEMENTS(words));
}

Test(resolve, a_unique_prefix_of_four)
{
	static const char *const lines[] = {"01 abcd1", "02 abce2 abcd1",
					    "03 v1-2 abce2", NULL};
	static const Word words[] = {
		{"abcd", "", "abcd1"},
		{"abce", "", "abce2"},
		{"abcd+1", "", "abce2"},
		{"v1-2", "", "v1-2"}, /* an id, not v1 and two steps back */
		{"v1-2-1", "", "abce2"},
	};
	expect_words(lines, words, G_N_ELEMENTS(words));
}

Test(resolve, words_where_the_way_forks)
{
	static const Word words[] = {
		{"head", "",
		 "ambiguous: there are 2 heads: m2 (m/06.sql), s2 (m/08.sql)"},
		{"heads", "", "m2 s2"},
		{"shop", "", "s1"},
		{"shop@head", "", "s2"},
		{"shop@heads", "", "s2"},
		{"shop@base", "", "not found: no revision 'shop@base'"},
		{"shop@head-1", "",
		 "b1 s1"}, /* b1 has no child that is applied: it stays */
		{"+1", "",
		 "ambiguous: the way up forks: a1 (m/01.sql), s1 (m/07.sql)"},
		{"+1", "a1",
		 "ambiguous: the way up forks: a2 (m/03.sql), b1 (m/02.sql)"},
		{"+1", "b1", "b2"},
		{"+2", "b1",
		 "ambiguous: the next revision m1 also needs a2, which is not "
		 "applied"},
		{"+1", "a2 b2", "m1"},
		{"+2", "b2 a2", "m2"},
		{"+1", "s1",
		 "ambiguous: the next revision s2 also needs b1, which is not "
		 "applied"},
		{"-1", "m1", "a2 b2"},
		{"-2", "m1", "b1 a2"}, /* b2 was applied after a2 */
		{"-5", "m1", ""},
		{"-1", "a2 b2",
		 "ambiguous: it is not clear from which of these to step "
		 "down: a2 (m/03.sql), b2 (m/04.sql)"},
		{"current", "a2 b2", "a2 b2"},
	};
	expect_words(forked, words, G_N_ELEMENTS(words));
}

static const char *hint_of(const Graph *graph, const char *word, GError **error)
{
	cr_assert_null(graph_resolve(graph, word, NULL, error));
	return failure_hint(*error);
}

Test(resolve, hints_name_what_is_near)
{
	g_autoptr(Graph) graph = build(chain);
	g_autoptr(GError) near = NULL;
	cr_expect_str_eq(hint_of(graph, "bbbb0008", &near),
			 "did you mean bbbb0003?");
	g_autoptr(GError) far = NULL;
	cr_expect_str_eq(hint_of(graph, "frobnicate", &far),
			 "'git migrate history' lists the revisions");
}

/* A random graph of `count` revisions: parents and dependencies are drawn
 * among those made before, file names at random. */
static GPtrArray *make_random(GRand *random, unsigned count)
{
	GPtrArray *revisions =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	for (unsigned i = 0; i < count; i++) {
		GString *line = g_string_new(NULL);
		g_string_printf(line, "%06d_%u r%u ",
				g_rand_int_range(random, 0, 1000000), i, i);
		for (unsigned list = 0; list < 2; list++) {
			gint32 first =
				i ? g_rand_int_range(random, 0, (gint32)i) : 0;
			gint32 more = g_rand_int_range(random, 0, 4);
			gint32 last = MIN((gint32)i, first + more);
			for (gint32 j = first; j < last; j++)
				g_string_append_printf(line, "%sr%u",
						       j > first ? "," : "", j);
			g_string_append(line, last > first ? " " : "- ");
		}
		g_ptr_array_add(revisions, make(g_strchomp(line->str)));
		g_string_free(line, TRUE);
	}
	return revisions;
}

static gboolean all_in(GHashTable *placed, const GPtrArray *ids)
{
	for (unsigned i = 0; i < ids->len; i++) {
		if (!g_hash_table_contains(placed, g_ptr_array_index(ids, i)))
			return FALSE;
	}
	return TRUE;
}

/* The next revision by the definition: the first by name of the unplaced ones
 * that need nothing unplaced. */
static const Revision *pick(const GPtrArray *revisions, GHashTable *placed)
{
	const Revision *best = NULL;
	for (unsigned i = 0; i < revisions->len; i++) {
		const Revision *revision = g_ptr_array_index(revisions, i);
		if (!g_hash_table_contains(placed, revision->id) &&
		    all_in(placed, revision->parents) &&
		    all_in(placed, revision->depends_on) &&
		    (!best || strcmp(revision->path, best->path) < 0))
			best = revision;
	}
	return best;
}

Test(graph, order_of_random_graphs_is_the_defined_one)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(20261123);
	for (unsigned round = 0; round < 200; round++) {
		g_autoptr(Graph) graph = graph_new(
			make_random(random,
				    (unsigned)g_rand_int_range(random, 1, 40)),
			NULL);
		cr_assert_not_null(graph);
		const GPtrArray *order = graph_in_order(graph);
		g_autoptr(GHashTable) placed =
			g_hash_table_new(g_str_hash, g_str_equal);
		for (unsigned i = 0; i < order->len; i++) {
			const Revision *next = g_ptr_array_index(order, i);
			cr_assert_eq(next, pick(order, placed));
			g_hash_table_add(placed, next->id);
		}
	}
}

/* One step down from a place, then what is left, is one revision less. */
Test(resolve, steps_down_random_graphs_take_one_at_a_time)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(84);
	for (unsigned round = 0; round < 100; round++) {
		g_autoptr(Graph) graph =
			graph_new(make_random(random, 25), NULL);
		const char *const from[] = {"r24", NULL};
		g_autoptr(GHashTable) all = graph_ancestors(graph, from);
		unsigned size = g_hash_table_size(all);
		for (unsigned steps = 0; steps <= size; steps++) {
			g_autofree char *word = g_strdup_printf("-%u", steps);
			g_autoptr(Target) target =
				graph_resolve(graph, word, from, NULL);
			cr_assert_not_null(target);
			g_ptr_array_add(target->ids, NULL);
			g_autoptr(GHashTable) left = graph_ancestors(
				graph, (const char *const *)target->ids->pdata);
			cr_assert_eq(g_hash_table_size(left), size - steps);
		}
	}
}

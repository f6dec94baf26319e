#include "evaluate.h"

typedef struct Comprehension {
	const Node *node;
	Scope *scope;
	Value *result;
	Value *failure;
} Comprehension;

static void comprehend(Evaluator *evaluator, Comprehension *c, guint clause);

static void add_result(Evaluator *evaluator, Comprehension *c)
{
	const Node *body = c->node->children[0];
	if (body->kind != NODE_PAIR) {
		add_item(evaluator, c->result,
			 evaluate(evaluator, c->scope, body));
		return;
	}
	Value *key = evaluate(evaluator, c->scope, body->children[0]);
	Value *value = evaluate(evaluator, c->scope, body->children[1]);
	if (!dict_set(evaluator->arena, c->result->dict, key, value))
		c->failure = unknown(evaluator, node_place(evaluator, body),
				     "a dictionary of unknown keys");
}

static void comprehend_for(Evaluator *evaluator, Comprehension *c, guint clause)
{
	const Node *node = c->node->children[clause];
	if (node->count < 2) {
		c->failure = unknown(evaluator, node_place(evaluator, node),
				     "a comprehension");
		return;
	}
	/* The first sequence belongs to the scope around. */
	Scope *scope = clause == 1 ? c->scope->parent : c->scope;
	Value *over = evaluate(evaluator, scope, node->children[1]);
	Items items = {0};
	if (!iterate(evaluator, over, &items)) {
		c->failure = over->kind == VALUE_UNKNOWN
				     ? over
				     : unknown(evaluator,
					       node_place(evaluator, node),
					       "a comprehension over %s",
					       value_describe(evaluator->arena,
							      over));
		return;
	}
	for (guint i = 0; i < items.count && !c->failure; i++) {
		assign(evaluator, c->scope, node->children[0],
		       assume(evaluator, items.items[i], over->assumed));
		comprehend(evaluator, c, clause + 1);
	}
}

static void comprehend(Evaluator *evaluator, Comprehension *c, guint clause)
{
	if (clause == c->node->count) {
		add_result(evaluator, c);
		return;
	}
	const Node *node = c->node->children[clause];
	if (node->kind == NODE_FOR_IN) {
		comprehend_for(evaluator, c, clause);
		return;
	}
	Value *condition = evaluate(evaluator, c->scope, node->children[0]);
	switch (condition_truth(condition)) {
	case TRUTH_TRUE:
		comprehend(evaluator, c, clause + 1);
		break;
	case TRUTH_FALSE:
		break;
	case TRUTH_UNKNOWN:
		c->failure = unknown(evaluator, node_place(evaluator, node),
				     "a comprehension with a condition that "
				     "is not known");
	}
}

Value *evaluate_comprehension(Evaluator *evaluator, Scope *scope,
			      const Node *node)
{
	Scope *inner = scope_new(evaluator, SCOPE_FUNCTION, scope);
	inner->class = scope->class;
	inner->self = scope->self;
	Comprehension c = {.node = node, .scope = inner};
	if (node->kind == NODE_DICT_COMPREHENSION)
		c.result = value_new_dict(evaluator->arena);
	else
		c.result = new_sequence(evaluator,
					node->kind == NODE_SET_COMPREHENSION
						? VALUE_SET
						: VALUE_LIST);
	comprehend(evaluator, &c, 1);
	return c.failure ? c.failure : c.result;
}

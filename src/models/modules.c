#include "evaluate.h"
#include "paths.h"

#include <string.h>

#include "base/diagnostic.h"
#include "base/failure.h"

enum {
	MAX_MODULES = 4000,
	MAX_IMPORTS_DEEP = 100
};

static Module *new_module(Evaluator *evaluator, const char *path)
{
	Module *module = arena_new0(evaluator->arena, Module);
	module->path = intern(evaluator, path);
	module->is_package = g_str_has_suffix(path, "__init__.py") ||
			     !g_str_has_suffix(path, ".py");
	module->name = module_dotted_name(evaluator, path, &module->root);
	module->scope = (Scope){.kind = SCOPE_MODULE,
				.names = &module->names,
				.module = module};
	module->value = value_new(evaluator->arena, VALUE_MODULE);
	module->value->module = module;
	g_hash_table_insert(evaluator->modules,
			    (gpointer)(guintptr)module->path, module);
	g_ptr_array_add(evaluator->order, module);
	return module;
}

static void parse_module(Evaluator *evaluator, Module *module)
{
	if (module->known) {
		module->syntax = syntax_parse(
			evaluator->arena, module->path, module->known,
			strlen(module->known), evaluator->diagnostics);
		return;
	}
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes =
		snapshot_read(evaluator->snapshot, module->path, &error);
	if (!bytes) {
		diagnostics_add(evaluator->diagnostics, DIAGNOSTIC_ERROR,
				module->path, 0, NULL, "%s", error->message);
		return;
	}
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	module->read = TRUE;
	module->syntax =
		syntax_parse(evaluator->arena, module->path, text ? text : "",
			     size, evaluator->diagnostics);
}

static void run_module(Evaluator *evaluator, Module *module)
{
	const char *path = evaluator->path;
	const Place *doubt = evaluator->doubt;
	unsigned tries = evaluator->tries;
	evaluator->path = module->path;
	evaluator->tries = 0;
	/* A function that imports it may do so under a condition; that does
	 * not make what is in it conditional. */
	if (evaluator->calls_deep)
		evaluator->doubt = NULL;
	evaluator->imports_deep++;
	module->state = MODULE_RUNNING;
	parse_module(evaluator, module);
	names_set(evaluator->arena, &module->names,
		  intern(evaluator, "__name__"),
		  new_str(evaluator, module->name));
	if (module->syntax)
		execute_block(evaluator, &module->scope,
			      syntax_module(module->syntax));
	module->state = MODULE_DONE;
	evaluator->imports_deep--;
	evaluator->path = path;
	evaluator->doubt = doubt;
	evaluator->tries = tries;
}

/* A package is executed before what is in it. */
static void load_packages(Evaluator *evaluator, const Module *module)
{
	g_autofree char *directory = g_path_get_dirname(module->path);
	if (module->is_package) {
		char *parent = g_path_get_dirname(directory);
		g_free(directory);
		directory = parent;
	}
	if (strcmp(directory, ".") == 0 || strcmp(directory, module->root) == 0)
		return;
	g_autofree char *init = paths_join(directory, "__init__.py");
	if (paths_contain(evaluator, init))
		module_load(evaluator, init);
}

Module *module_load(Evaluator *evaluator, const char *path)
{
	Module *module = g_hash_table_lookup(evaluator->modules, path);
	if (module) {
		/* Its package, which is executed first, imports it. */
		if (module->state == MODULE_NEW)
			run_module(evaluator, module);
		return module;
	}
	if (evaluator->order->len >= MAX_MODULES ||
	    evaluator->imports_deep >= MAX_IMPORTS_DEEP)
		return NULL;
	module = new_module(evaluator, path);
	if (!g_str_has_suffix(path, ".py")) {
		module->state = MODULE_DONE;
		return module;
	}
	load_packages(evaluator, module);
	if (module->state == MODULE_NEW)
		run_module(evaluator, module);
	return module;
}

/* The module of a package that is known, under a path that no file has. */
static Module *load_known(Evaluator *evaluator, const char *dotted)
{
	const char *text = NULL;
	const char *name = known_find(dotted, &text);
	if (!name)
		return NULL;
	const char *path = arena_intern_format(evaluator->arena, "(%s)", name);
	Module *module = g_hash_table_lookup(evaluator->modules, path);
	if (module)
		return module;
	module = arena_new0(evaluator->arena, Module);
	module->path = path;
	module->name = name;
	module->root = "";
	module->known = text;
	module->scope = (Scope){.kind = SCOPE_MODULE,
				.names = &module->names,
				.module = module};
	module->value = value_new(evaluator->arena, VALUE_MODULE);
	module->value->module = module;
	g_hash_table_insert(evaluator->modules, (gpointer)(guintptr)path,
			    module);
	g_ptr_array_add(evaluator->order, module);
	run_module(evaluator, module);
	return module;
}

static char *module_directory(const Module *module)
{
	if (!g_str_has_suffix(module->path, ".py"))
		return g_strdup(module->path);
	g_autofree char *directory = g_path_get_dirname(module->path);
	return g_strdup(strcmp(directory, ".") == 0 ? "" : directory);
}

static Value *load_submodule(Evaluator *evaluator, Module *module,
			     const char *name)
{
	g_autofree char *directory = module_directory(module);
	g_autofree char *stem = paths_join(directory, name);
	g_autofree char *path = paths_find_stem(evaluator, stem);
	Module *submodule = path ? module_load(evaluator, path) : NULL;
	return submodule ? submodule->value : NULL;
}

Value *module_get(Evaluator *evaluator, Module *module, const char *name)
{
	Value *value = names_get(&module->names, name);
	if (value && value->kind == VALUE_LATE && value->module != module)
		value = module_get(evaluator, value->module, value->text);
	if (!value && module->is_package)
		value = load_submodule(evaluator, module, name);
	if (!value && module->stars.count && *name != '_')
		value = lookup(evaluator, &module->scope, name);
	return value && value->kind == VALUE_UNKNOWN && !value->place.line
		       ? NULL
		       : value;
}

/* The module that an import names. NULL: `outside` says whether it is not of
 * the tree, or should be there and is not. */
static Module *find_module(Evaluator *evaluator, Module *from,
			   const char *dotted, gboolean *outside)
{
	gboolean missing = FALSE;
	g_autofree char *path =
		*dotted == '.'
			? paths_find_relative(evaluator, from, dotted)
			: paths_find_module(evaluator, from, dotted, &missing);
	*outside = !path && !missing && *dotted != '.';
	if (*outside)
		return load_known(evaluator, dotted);
	return path ? module_load(evaluator, path) : NULL;
}

static Value *missing_module(Evaluator *evaluator, const Node *node,
			     const char *dotted)
{
	return unknown(evaluator, node_place(evaluator, node),
		       "the module '%s', which is not in the tree", dotted);
}

Value *module_import(Evaluator *evaluator, const char *dotted, Place place)
{
	Module *from = g_hash_table_lookup(evaluator->modules, place.path);
	gboolean outside;
	Module *module =
		from ? find_module(evaluator, from, dotted, &outside) : NULL;
	if (module)
		return module->value;
	return unknown(evaluator, place,
		       "the module '%s', which is not in the tree", dotted);
}

/* "import a.b.c" binds a and loads all three; "as x" binds c. */
static void import_module(Evaluator *evaluator, Scope *scope, const Node *node)
{
	const char *dotted = node->text;
	const Node *alias = node->count ? node->children[0] : NULL;
	g_autofree char *first = g_strndup(dotted, strcspn(dotted, "."));
	gboolean outside;
	Module *module =
		find_module(evaluator, scope->module, dotted, &outside);
	Value *value = NULL;
	if (module && !alias && strchr(dotted, '.')) {
		module = find_module(evaluator, scope->module, first, &outside);
		value = module ? module->value : NULL;
	} else if (module) {
		value = module->value;
	}
	if (!value && outside)
		value = new_external(evaluator, alias ? dotted : first);
	if (!value)
		value = missing_module(evaluator, node, dotted);
	const char *name = alias ? alias->text : intern(evaluator, first);
	names_set(evaluator->arena, scope->names, name, value);
}

void import_modules(Evaluator *evaluator, Scope *scope, const Node *node)
{
	for (guint i = 0; i < node->count; i++)
		import_module(evaluator, scope, node->children[i]);
}

static gboolean is_public(const Value *all, const char *name)
{
	if (!all || !value_is_sequence(all))
		return *name != '_';
	for (guint i = 0; i < all->items.count; i++)
		if (all->items.items[i]->kind == VALUE_STR &&
		    all->items.items[i]->text == name)
			return TRUE;
	return FALSE;
}

/* Once each, the last one last: modules import all of each other, and of
 * themselves. */
static void add_star(Evaluator *evaluator, Module *module, Value *star)
{
	Items *stars = &module->stars;
	guint at = 0;
	while (at < stars->count && stars->items[at] != star)
		at++;
	if (at == stars->count)
		items_add(evaluator->arena, stars, star);
	for (; at + 1 < stars->count; at++)
		stars->items[at] = stars->items[at + 1];
	stars->items[stars->count - 1] = star;
}

static void import_star(Evaluator *evaluator, Scope *scope, Module *module)
{
	const Value *all =
		names_get(&module->names, intern(evaluator, "__all__"));
	/* A module can import itself through its package. */
	guint count = module->names.count;
	for (guint i = 0; i < count; i++) {
		const NameEntry *entry = &module->names.entries[i];
		if (entry->value && is_public(all, entry->name))
			names_set(evaluator->arena, scope->names, entry->name,
				  entry->value);
	}
	for (guint i = 0; all && value_is_sequence(all) && i < all->items.count;
	     i++) {
		const Value *item = all->items.items[i];
		Value *value =
			item->kind == VALUE_STR &&
					!names_get(scope->names, item->text)
				? module_get(evaluator, module, item->text)
				: NULL;
		if (value)
			names_set(evaluator->arena, scope->names, item->text,
				  value);
	}
	for (guint i = 0; module != scope->module && i < module->stars.count;
	     i++)
		add_star(evaluator, scope->module, module->stars.items[i]);
}

/* A statement of a module wants a name that is not there yet. */
static void note_unfinished(Evaluator *evaluator)
{
	if (evaluator->unfinished++)
		return;
	for (guint i = 0; i < evaluator->order->len; i++) {
		const Module *module = evaluator->order->pdata[i];
		if (module->state == MODULE_RUNNING)
			g_ptr_array_add(evaluator->cycle,
					(gpointer)(guintptr)module->path);
	}
}

static Value *import_name(Evaluator *evaluator, const Scope *scope,
			  Module *module, const Node *imported)
{
	Value *value = module_get(evaluator, module, imported->text);
	if (value || module->state != MODULE_RUNNING)
		return value;
	if (scope->kind == SCOPE_MODULE && !evaluator->tries &&
	    !evaluator->doubt)
		note_unfinished(evaluator);
	/* The other end of an import cycle: it will be there when the name
	 * is used, or the program would not run. */
	value = new_value(evaluator, VALUE_LATE,
			  node_place(evaluator, imported));
	value->module = module;
	value->text = imported->text;
	return value;
}

Value *external_name(Evaluator *evaluator, const char *module, const char *name)
{
	g_autofree char *dotted = g_strdup_printf("%s.%s", module, name);
	const char *text;
	const char *known = known_find(dotted, &text);
	if (known && strcmp(known, dotted) == 0)
		return load_known(evaluator, dotted)->value;
	if (known) {
		Value *value = names_get(&load_known(evaluator, dotted)->names,
					 intern(evaluator, name));
		if (value)
			return value;
	}
	Value *value = library_constant(evaluator, dotted);
	return value ? value : new_external(evaluator, dotted);
}

gboolean import_names(Evaluator *evaluator, Scope *scope, const Node *node)
{
	gboolean outside;
	gboolean found = TRUE;
	const char *dotted = node->text ? node->text : "";
	Module *module =
		find_module(evaluator, scope->module, dotted, &outside);
	if (!node->count && module)
		import_star(evaluator, scope, module);
	else if (!node->count && outside)
		add_star(evaluator, scope->module,
			 new_external(evaluator, dotted));
	for (guint i = 0; i < node->count; i++) {
		const Node *imported = node->children[i];
		const char *name = imported->count ? imported->children[0]->text
						   : imported->text;
		Value *value = NULL;
		if (module)
			value = import_name(evaluator, scope, module, imported);
		if (!value && outside)
			value = external_name(evaluator, dotted,
					      imported->text);
		if (!value) {
			found = FALSE;
			value = module ? unknown(evaluator,
						 node_place(evaluator, node),
						 "the name '%s', which the "
						 "module '%s' does not define",
						 imported->text, module->name)
				       : missing_module(evaluator, node,
							dotted);
		}
		names_set(evaluator->arena, scope->names, name, value);
	}
	return found && (module || outside);
}

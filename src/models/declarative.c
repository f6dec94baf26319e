/* Mapped classes. */
#include "sqlalchemy.h"

#include <string.h>

/* One attribute of a class that may make a column. */
typedef struct Candidate {
	Class *class;
	Class *base; /* where it stands */
	Mapping *mapping;
	const char *name;
	Value *value;
	const Annotation *annotation; /* of a declared_attr; or NULL */
} Candidate;

static Value *own(Reader *reader, const Class *class, const char *name)
{
	Value *value =
		names_get(&class->attributes, intern(reader->evaluator, name));
	return value && value->kind != VALUE_DECLARED ? value : NULL;
}

static const Annotation *find_annotation(const Class *class, const char *name)
{
	for (guint i = 0; class->annotations && i < class->annotations->len;
	     i++) {
		const Annotation *annotation = class->annotations->pdata[i];
		if (annotation->name == name)
			return annotation;
	}
	return NULL;
}

static Mapping *find_parent(const Class *class)
{
	for (guint i = 1; i < class->mro_count; i++)
		if (class->mro[i]->mapped)
			return class->mro[i]->mapped;
	return NULL;
}

/* Attributes of a mixin count where no nearer class has the name. */
static gboolean is_overridden(const Candidate *candidate)
{
	const Class *class = candidate->class;
	for (guint i = 0; i < class->mro_count; i++) {
		const Class *nearer = class->mro[i];
		if (nearer == candidate->base)
			return FALSE;
		if (names_get(&nearer->attributes, candidate->name))
			return TRUE;
		const Mapping *mapping = nearer->mapped;
		if (mapping && nearer != class &&
		    g_hash_table_contains(mapping->attributes, candidate->name))
			return TRUE;
	}
	return FALSE;
}

static void add_column(Reader *reader, const Candidate *candidate,
		       MappedColumn *column)
{
	MappedTable *table = candidate->mapping->table;
	MappedColumn *before =
		g_hash_table_lookup(table->keys, column->column->name);
	/* A single-table child may say again what its parent has, and a mixin
	 * what is in "__table__ = Table(…)". */
	if (before &&
	    (!table->class || (candidate->mapping->parent &&
			       candidate->mapping->parent->table == table))) {
		column_free(column->column);
		g_free(column);
		column = before;
	} else {
		if (!column->key)
			column->key = column->column->name;
		column = mapped_table_add(reader, table, column);
	}
	g_hash_table_insert(candidate->mapping->attributes,
			    (gpointer)(guintptr)candidate->name, column);
}

/* Calls from outside that make no column. */
static gboolean is_harmless(Reader *reader, const Value *value)
{
	static const char *const modules[] = {
		"logging.",   "re.",	      "datetime.",   "uuid.",
		"functools.", "collections.", "operator.",   "typing.",
		"enum.",      "dataclasses.", "marshmallow", "pydantic",
		"threading.", "decimal.",     NULL};
	const char *name = called_name(reader, value);
	if (name)
		return !g_str_has_suffix(name, "olumn");
	const char *dotted = value_dotted(reader->arena, value->object);
	for (const char *const *module = modules; dotted && *module; module++)
		if (g_str_has_prefix(dotted, *module))
			return TRUE;
	if (value->object->kind != VALUE_CLASS &&
	    value->object->kind != VALUE_ATTRIBUTE)
		return FALSE;
	/* An instance of a class of the tree is a column only when the class
	 * is one of Column; an attribute of an object only when it is said. */
	if (value->object->kind == VALUE_CLASS)
		return !class_derives(reader->evaluator, value->object->class,
				      "sqlalchemy.Column") &&
		       !class_derives(reader->evaluator, value->object->class,
				      "sqlalchemy.schema.Column");
	return TRUE;
}

static void refuse(Reader *reader, const Candidate *candidate,
		   const Value *value)
{
	unsupported_value(reader, candidate->mapping->table,
			  candidate->base->place, value,
			  "the attribute '%s' of the class '%s'",
			  candidate->name, candidate->base->name);
}

/* "x = Column(…)" in the same class, which composite(Class, x, …) refers to. */
static gboolean is_attribute(Reader *reader, const Class *class,
			     const Value *call)
{
	for (guint i = 0; i < class->attributes.count; i++) {
		Value *value = class->attributes.entries[i].value;
		if (value && unwrap_column(reader, value) == call)
			return TRUE;
	}
	return FALSE;
}

/* composite(Class, mapped_column(…), …): its columns, which may take their
 * types from the annotations of the class. */
static void read_composite(Reader *reader, const Candidate *candidate,
			   const Value *value)
{
	const Annotation *annotation =
		find_annotation(candidate->base, candidate->name);
	const Class *class = find_composite_class(reader, annotation, value);
	guint position = 0;
	for (guint i = 0; i < argument_count(value); i++) {
		Value *call = unwrap_column(reader, argument(value, i));
		if (!call)
			continue;
		if (is_attribute(reader, candidate->base, call)) {
			position++;
			continue;
		}
		Candidate part = *candidate;
		part.name =
			text_of(reader, argument_count(call) ? argument(call, 0)
							     : call);
		MappedColumn *column = read_composite_column(
			reader, candidate->mapping->table, class, position++,
			part.name ? part.name : candidate->name, call);
		part.name = column->column->name;
		part.name = arena_intern(reader->arena, part.name);
		add_column(reader, &part, column);
	}
}

static const char *table_name(const Candidate *candidate)
{
	return candidate->mapping->table->table->name;
}

/* "id = Mixin.id": the column itself, where the class is not mapped. */
static Value *follow_mixin(Reader *reader, Value *value)
{
	if (value->kind != VALUE_ATTRIBUTE ||
	    value->object->kind != VALUE_CLASS ||
	    is_mapped(value->object->class))
		return value;
	Value *column =
		class_find(value->object->class,
			   intern(reader->evaluator, value->text), NULL);
	return column && unwrap_column(reader, column) ? column : value;
}

/* mapped_column(use_existing_column=True) of a single-table child: what the
 * table has already counts. */
static gboolean use_existing(Reader *reader, const Candidate *candidate,
			     Value *value)
{
	Mapping *mapping = candidate->mapping;
	const Value *call = unwrap_column(reader, value);
	const Value *flag = call ? keyword(call, "use_existing_column") : NULL;
	if (!flag || value_truth(flag) != TRUTH_TRUE || !mapping->parent ||
	    mapping->parent->table != mapping->table)
		return FALSE;
	const Value *first = argument(call, 0);
	const char *name = first ? text_of(reader, first) : NULL;
	if (!name)
		name = candidate->name;
	for (guint i = 0; i < mapping->table->columns->len; i++) {
		MappedColumn *column = mapping->table->columns->pdata[i];
		if (strcmp(column->column->name, name) != 0)
			continue;
		g_hash_table_insert(mapping->attributes,
				    (gpointer)(guintptr)candidate->name,
				    column);
		return TRUE;
	}
	return FALSE;
}

/* A child of a single-table hierarchy takes the column that another one has
 * made. FALSE where "table.c.get(name, Column(…))" has made none yet; `value`
 * is then the column to make. */
static gboolean take_existing(Reader *reader, const Candidate *candidate,
			      Value **value)
{
	MappedColumn *column;
	if (!is_column_get(*value))
		return FALSE;
	Value *otherwise = resolve_get(reader, *value, &column);
	if (column)
		g_hash_table_insert(candidate->mapping->attributes,
				    (gpointer)(guintptr)candidate->name,
				    column);
	else if (otherwise)
		*value = otherwise;
	else
		refuse(reader, candidate, *value);
	return column || !otherwise;
}

static void read_value(Reader *reader, const Candidate *candidate, Value *value)
{
	MappedTable *table = candidate->mapping->table;
	const Annotation *annotation = candidate->annotation;
	MappedColumn *column = NULL;
	value = follow_mixin(reader, value);
	if (take_existing(reader, candidate, &value) ||
	    use_existing(reader, candidate, value))
		return;
	if (!annotation)
		annotation = find_annotation(candidate->base, candidate->name);
	if (is_called(reader, value, "composite")) {
		read_composite(reader, candidate, value);
		return;
	}
	if (annotation)
		column = read_annotated_column(reader, table, candidate->class,
					       candidate->name, annotation,
					       value);
	else if (value->kind == VALUE_CALL)
		column = read_column(reader, table, candidate->name, value);
	if (column) {
		add_column(reader, candidate, column);
		return;
	}
	if (value->kind == VALUE_UNKNOWN ||
	    (value->kind == VALUE_CALL && !is_harmless(reader, value)))
		refuse(reader, candidate, value);
	/* SQLAlchemy leaves it out as well, with a warning. */
	if (value->kind == VALUE_TUPLE && value->items.count == 1 &&
	    unwrap_column(reader, value->items.items[0]))
		diagnostics_add(reader->diagnostics, DIAGNOSTIC_WARNING,
				value->items.items[0]->place.path,
				value->items.items[0]->place.line,
				table_name(candidate),
				"'%s' is a tuple with a column in it, not a "
				"column: a comma too much?",
				candidate->name);
}

/* A declared_attr is called with each class that it is for. */
static void read_declared_attr(Reader *reader, const Candidate *candidate)
{
	Value *result =
		call_method(reader->evaluator, candidate->value->function,
			    candidate->class->value, candidate->class->place);
	if (result->kind == VALUE_UNKNOWN) {
		refuse(reader, candidate, result);
		return;
	}
	if (result->kind != VALUE_CALL)
		return;
	/* "-> Mapped[int]" says what an annotation of the column would. */
	const Function *function = candidate->value->function;
	const Node *type = function->node->kind == NODE_FUNCTION
				   ? function->node->children[2]
				   : NULL;
	Annotation annotation = {candidate->name, type, function->scope};
	Candidate annotated = *candidate;
	annotated.annotation = type ? &annotation : NULL;
	read_value(reader, &annotated, result);
}

static void read_candidate(Reader *reader, const Candidate *candidate)
{
	Value *value = candidate->value;
	if (g_str_has_prefix(candidate->name, "__"))
		return;
	if (candidate->base != candidate->class && is_overridden(candidate))
		return;
	if (value->kind == VALUE_FUNCTION) {
		if (function_is_decorated(reader->evaluator, value->function,
					  "declared_attr"))
			read_declared_attr(reader, candidate);
		return;
	}
	read_value(reader, candidate, value);
}

typedef enum Pass {
	PASS_ALL,
	PASS_PLAIN,   /* all but declared_attr */
	PASS_DECLARED /* declared_attr only */
} Pass;

static void read_base(Reader *reader, Mapping *mapping, Class *base, Pass pass)
{
	g_autoptr(GPtrArray) names = order_attributes(reader, base);
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		Value *value = names_get(&base->attributes, name);
		if (!value || names_get(&base->late, name))
			continue;
		gboolean function = value->kind == VALUE_FUNCTION;
		if ((pass == PASS_PLAIN && function) ||
		    (pass == PASS_DECLARED && !function))
			continue;
		Candidate candidate = {mapping->class, base,  mapping,
				       name,	       value, NULL};
		read_candidate(reader, &candidate);
	}
}

/* What was set on a class later stands after all else in its table. */
static void read_late(Reader *reader, Mapping *mapping)
{
	Class *class = mapping->class;
	guint before = mapping->table->columns->len;
	for (guint i = 0; i < class->late.count; i++) {
		const char *name = class->late.entries[i].name;
		Value *value = names_get(&class->attributes, name);
		if (!value)
			continue;
		Candidate candidate = {class, class, mapping,
				       name,  value, NULL};
		read_candidate(reader, &candidate);
	}
	for (guint i = before; i < mapping->table->columns->len; i++) {
		MappedColumn *column = mapping->table->columns->pdata[i];
		column->generation = LATE_GENERATION;
	}
}

/* The columns of a mixin are copied before its functions are called. */
static void read_attributes(Reader *reader, Mapping *mapping)
{
	Class *class = mapping->class;
	for (guint i = 0; i < class->mro_count; i++) {
		Class *base = class->mro[i];
		if (i && is_mapped(base))
			continue;
		if (base->broken)
			unsupported_value(reader, mapping->table, base->place,
					  base->broken,
					  "a statement of the class '%s'",
					  base->name);
		if (!i) {
			read_base(reader, mapping, base, PASS_ALL);
			continue;
		}
		read_base(reader, mapping, base, PASS_PLAIN);
		read_base(reader, mapping, base, PASS_DECLARED);
	}
	read_late(reader, mapping);
}

/* "__table__ = Table(…)": the class is mapped to what is there. */
static MappedTable *find_given_table(Reader *reader, Class *class)
{
	Value *value = NULL;
	for (guint i = 0; i < class->mro_count && !value; i++)
		if (!i || !is_mapped(class->mro[i]))
			value = own(reader, class->mro[i], "__table__");
	if (!value)
		return NULL;
	if (value->kind == VALUE_FUNCTION)
		value = call_method(reader->evaluator, value->function,
				    class->value, class->place);
	return table_of(reader, value);
}

static MappedTable *make_table(Reader *reader, Mapping *mapping)
{
	Class *class = mapping->class;
	const char *name =
		find_table_name(reader, class, mapping->parent, NULL);
	if (!name)
		return NULL;
	Value *arguments = find_table_arguments(reader, class, mapping->parent);
	Value *metadata;
	gboolean known = settle_metadata(reader, find_metadata(reader, class),
					 &metadata);
	const char *schema_name =
		find_schema_name(reader, class, arguments, metadata);
	const TableRequest request = {name, schema_name, metadata, class,
				      find_table_options(arguments)};
	MappedTable *table = find_extended(reader, &request);
	if (!table) {
		table = mapped_table_new(reader, name, schema_name,
					 class->place);
		table->class = class;
		table->serial = class->serial;
		table->metadata = metadata;
	}
	if (!known)
		unsupported(reader, table, class->place,
			    "the MetaData of the class '%s'", class->name);
	take_table_arguments(reader, table, class, arguments);
	read_table_options(reader, table);
	if (class->doubt)
		unsupported(reader, table, *class->doubt,
			    "the class '%s' under a condition that is not "
			    "known",
			    class->name);
	return table;
}

static void map_given(Mapping *mapping)
{
	for (guint i = 0; i < mapping->table->columns->len; i++) {
		MappedColumn *column = mapping->table->columns->pdata[i];
		g_hash_table_insert(mapping->attributes,
				    (gpointer)(guintptr)column->key, column);
	}
}

/* A class that looks like a model but whose base is not known to be one. */
static gboolean looks_mapped(Reader *reader, const Class *class)
{
	const Value *name = own(reader, class, "__tablename__");
	return class->externals.count && name && !is_abstract(reader, class) &&
	       !is_declarative_base(reader, class);
}

static void read_class(Reader *reader, Class *class)
{
	gboolean sqlmodel = is_sqlmodel_table(reader, class);
	gboolean declarative = sqlmodel || is_declarative(reader, class);
	if (is_abstract(reader, class))
		return;
	if (!declarative && !looks_mapped(reader, class)) {
		if (!is_declarative_base(reader, class) &&
		    may_be_mapped(reader, class))
			unsupported(reader, NULL, class->place,
				    "the class '%s', whose base is not known",
				    class->name);
		return;
	}
	Mapping *mapping = g_new0(Mapping, 1);
	mapping->class = class;
	mapping->parent = find_parent(class);
	mapping->attributes = g_hash_table_new(NULL, NULL);
	g_ptr_array_add(reader->mappings, mapping);
	mapping->table = find_given_table(reader, class);
	gboolean given = mapping->table != NULL;
	if (!given)
		mapping->table = make_table(reader, mapping);
	if (!mapping->table && mapping->parent) {
		mapping->table = mapping->parent->table;
		if (mapping->table)
			mapping->table->generation++;
	}
	if (!mapping->table) {
		if (!own(reader, class, "__tablename__") && declarative)
			unsupported(reader, NULL, class->place,
				    "the class '%s', which has no table name",
				    class->name);
		return;
	}
	class->mapped = mapping;
	if (given)
		map_given(mapping);
	check_ancestors(reader, mapping);
	if (sqlmodel)
		read_sqlmodel_fields(reader, mapping);
	else
		read_attributes(reader, mapping);
}

/* has_inherited_table(cls), as a declared_attr asks while classes are mapped
 * one after the other. */
static Value *call_known(Evaluator *evaluator, const char *dotted,
			 const Call *arguments)
{
	const Value *value = call_argument(arguments, 0, "cls");
	if (!g_str_has_suffix(dotted, ".has_inherited_table") || !value ||
	    value->kind != VALUE_CLASS)
		return NULL;
	return value_new_bool(evaluator->arena,
			      find_parent(value->class) != NULL);
}

void read_classes(Reader *reader)
{
	reader->evaluator->call_known = call_known;
	GPtrArray *classes = reader->evaluator->classes;
	for (guint i = 0; i < classes->len; i++)
		read_class(reader, classes->pdata[i]);
}

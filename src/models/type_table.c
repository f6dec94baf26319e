/* The types that SQLAlchemy has by itself. */
#include "types.h"

#include <string.h>

typedef enum Shape {
	SHAPE_PLAIN,
	SHAPE_LENGTH,	 /* (length, collation=) */
	SHAPE_NUMERIC,	 /* (precision, scale) */
	SHAPE_PRECISION, /* (precision) */
	SHAPE_TIMEZONE,	 /* (timezone) */
	SHAPE_INTERVAL,	 /* (native, second_precision, day_precision) */
	SHAPE_BIT,	 /* (length, varying) */
	SHAPE_SPELLED,	 /* arguments are written as they are */
	SHAPE_ARRAY,
	SHAPE_UUID,
	SHAPE_ENUM
} Shape;

enum {
	ONLY_POSTGRESQL = 1
};

typedef struct Known {
	const char *name;
	TypeKind kind;
	Shape shape;
	const char *spelling; /* NAMED; NULL: the name itself */
	unsigned flags;
} Known;

static const Known table[] = {
	{"Integer", TYPE_INTEGER, SHAPE_PLAIN, NULL, 0},
	{"INTEGER", TYPE_INTEGER, SHAPE_PLAIN, NULL, 0},
	{"INT", TYPE_INTEGER, SHAPE_PLAIN, NULL, 0},
	{"SmallInteger", TYPE_SMALL_INTEGER, SHAPE_PLAIN, NULL, 0},
	{"SMALLINT", TYPE_SMALL_INTEGER, SHAPE_PLAIN, NULL, 0},
	{"BigInteger", TYPE_BIG_INTEGER, SHAPE_PLAIN, NULL, 0},
	{"BIGINT", TYPE_BIG_INTEGER, SHAPE_PLAIN, NULL, 0},
	{"Boolean", TYPE_BOOLEAN, SHAPE_PLAIN, NULL, 0},
	{"BOOLEAN", TYPE_BOOLEAN, SHAPE_PLAIN, NULL, 0},
	{"String", TYPE_STRING, SHAPE_LENGTH, NULL, 0},
	{"VARCHAR", TYPE_STRING, SHAPE_LENGTH, NULL, 0},
	{"Unicode", TYPE_UNICODE, SHAPE_LENGTH, NULL, 0},
	{"Text", TYPE_TEXT, SHAPE_LENGTH, NULL, 0},
	{"TEXT", TYPE_TEXT, SHAPE_LENGTH, NULL, 0},
	{"UnicodeText", TYPE_UNICODE_TEXT, SHAPE_LENGTH, NULL, 0},
	{"Numeric", TYPE_NUMERIC, SHAPE_NUMERIC, NULL, 0},
	{"NUMERIC", TYPE_NUMERIC, SHAPE_NUMERIC, NULL, 0},
	{"Float", TYPE_FLOAT, SHAPE_PRECISION, NULL, 0},
	{"FLOAT", TYPE_FLOAT, SHAPE_PRECISION, NULL, 0},
	{"Double", TYPE_DOUBLE, SHAPE_PLAIN, NULL, 0},
	{"Date", TYPE_DATE, SHAPE_PLAIN, NULL, 0},
	{"DATE", TYPE_DATE, SHAPE_PLAIN, NULL, 0},
	{"Time", TYPE_TIME, SHAPE_TIMEZONE, NULL, 0},
	{"TIME", TYPE_TIME, SHAPE_TIMEZONE, NULL, 0},
	{"DateTime", TYPE_DATETIME, SHAPE_TIMEZONE, NULL, 0},
	{"Interval", TYPE_INTERVAL, SHAPE_INTERVAL, NULL, 0},
	{"LargeBinary", TYPE_BINARY, SHAPE_LENGTH, NULL, 0},
	{"Binary", TYPE_BINARY, SHAPE_LENGTH, NULL, 0},
	{"PickleType", TYPE_BINARY, SHAPE_PLAIN, NULL, 0},
	{"JSON", TYPE_JSON, SHAPE_PLAIN, NULL, 0},
	{"Uuid", TYPE_UUID, SHAPE_UUID, NULL, 0},
	{"NullType", TYPE_NULL, SHAPE_PLAIN, NULL, 0},
	{"Enum", TYPE_ENUM, SHAPE_ENUM, NULL, 0},
	{"ARRAY", TYPE_ARRAY, SHAPE_ARRAY, NULL, ONLY_POSTGRESQL},
	{"UUID", TYPE_NAMED, SHAPE_PLAIN, "UUID", 0},
	{"CHAR", TYPE_NAMED, SHAPE_LENGTH, "CHAR", 0},
	{"NCHAR", TYPE_NAMED, SHAPE_LENGTH, "NCHAR", 0},
	{"NVARCHAR", TYPE_NAMED, SHAPE_LENGTH, "NVARCHAR", 0},
	{"CLOB", TYPE_NAMED, SHAPE_PLAIN, "CLOB", 0},
	{"BLOB", TYPE_NAMED, SHAPE_PLAIN, "BLOB", 0},
	{"BINARY", TYPE_NAMED, SHAPE_LENGTH, "BINARY", 0},
	{"VARBINARY", TYPE_NAMED, SHAPE_LENGTH, "VARBINARY", 0},
	{"DECIMAL", TYPE_NAMED, SHAPE_NUMERIC, "DECIMAL", 0},
	{"REAL", TYPE_NAMED, SHAPE_PLAIN, "REAL", 0},
	{"DOUBLE", TYPE_NAMED, SHAPE_PLAIN, "DOUBLE", 0},
	{"DOUBLE_PRECISION", TYPE_NAMED, SHAPE_PLAIN, "DOUBLE PRECISION", 0},
	{"DATETIME", TYPE_NAMED, SHAPE_PLAIN, "DATETIME", 0},
	{"TIMESTAMP", TYPE_NAMED, SHAPE_TIMEZONE, "TIMESTAMP", 0},
	{"JSONB", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"INET", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"CIDR", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"MACADDR", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"MACADDR8", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"MONEY", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"OID", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"REGCLASS", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"HSTORE", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"TSVECTOR", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"TSQUERY", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"CITEXT", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"BYTEA", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"XML", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"BIT", TYPE_NAMED, SHAPE_BIT, NULL, ONLY_POSTGRESQL},
	{"INTERVAL", TYPE_NAMED, SHAPE_SPELLED, NULL, ONLY_POSTGRESQL},
	{"INT4RANGE", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"INT8RANGE", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"NUMRANGE", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"DATERANGE", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"TSRANGE", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
	{"TSTZRANGE", TYPE_NAMED, SHAPE_PLAIN, NULL, ONLY_POSTGRESQL},
};

/* Types of sqlalchemy_utils: what they are to the engine. The flags carry the
 * length that they have without arguments. */
static const Known utils[] = {
	{"JSONType", TYPE_JSON, SHAPE_PLAIN, NULL, 0},
	{"ArrowType", TYPE_DATETIME, SHAPE_PLAIN, NULL, 0},
	{"EnrichedDateTimeType", TYPE_DATETIME, SHAPE_PLAIN, NULL, 0},
	{"TSVectorType", TYPE_NAMED, SHAPE_PLAIN, "TSVECTOR", ONLY_POSTGRESQL},
	{"StringEncryptedType", TYPE_STRING, SHAPE_PLAIN, NULL, 0},
	{"EncryptedType", TYPE_BINARY, SHAPE_PLAIN, NULL, 0},
	{"EmailType", TYPE_UNICODE, SHAPE_PLAIN, NULL, 255 << 1},
	{"PhoneNumberType", TYPE_UNICODE, SHAPE_PLAIN, NULL, 20 << 1},
	{"IPAddressType", TYPE_UNICODE, SHAPE_PLAIN, NULL, 50 << 1},
	{"ColorType", TYPE_UNICODE, SHAPE_PLAIN, NULL, 20 << 1},
	{"CountryType", TYPE_STRING, SHAPE_PLAIN, NULL, 2 << 1},
	{"CurrencyType", TYPE_STRING, SHAPE_PLAIN, NULL, 3 << 1},
	{"LocaleType", TYPE_UNICODE, SHAPE_PLAIN, NULL, 10 << 1},
	{"TimezoneType", TYPE_UNICODE, SHAPE_PLAIN, NULL, 50 << 1},
	{"URLType", TYPE_UNICODE_TEXT, SHAPE_PLAIN, NULL, 0},
	{"ScalarListType", TYPE_UNICODE_TEXT, SHAPE_PLAIN, NULL, 0},
};

static const Known *find_in_utils(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(utils); i++)
		if (strcmp(utils[i].name, name) == 0)
			return &utils[i];
	return NULL;
}

static const Known *find_known(const char *name)
{
	static const char *const prefixes[] = {"postgresql.", "sqlite."};
	for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++)
		if (g_str_has_prefix(name, prefixes[i]))
			name += strlen(prefixes[i]);
	if (g_str_has_prefix(name, "utils."))
		return find_in_utils(name + strlen("utils."));
	if (strcmp(name, "ENUM") == 0)
		name = "Enum";
	for (guint i = 0; i < G_N_ELEMENTS(table); i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

gboolean types_know(const char *name)
{
	return find_known(name) != NULL;
}

static void add_number(Type *type, gint64 number)
{
	if (number > 0)
		g_ptr_array_add(type->arguments,
				g_strdup_printf("%" G_GINT64_FORMAT, number));
}

static void read_length(TypeReading *reading, Type *type, const Value *call)
{
	Reader *reader = reading->reader;
	gint64 length =
		read_number(reader, reading->table, call, 0, "length", 0);
	if (length < 0 || length > G_MAXINT) {
		unsupported(reader, reading->table, reading->place,
			    "the length %" G_GINT64_FORMAT, length);
		return;
	}
	if (type->kind == TYPE_NAMED)
		add_number(type, length);
	else
		type->length = (int)length;
	const char *collation =
		read_text(reader, reading->table, call, 1, "collation");
	type->collation = g_strdup(collation);
}

static void read_numeric(TypeReading *reading, Type *type, const Value *call)
{
	Reader *reader = reading->reader;
	gint64 precision =
		read_number(reader, reading->table, call, 0, "precision", -1);
	gint64 scale =
		read_number(reader, reading->table, call, 1, "scale", -1);
	if (type->kind != TYPE_NAMED) {
		type->precision = (int)CLAMP(precision, -1, 100000);
		type->scale = (int)CLAMP(scale, -1, 100000);
		return;
	}
	if (precision < 0)
		return;
	g_ptr_array_add(type->arguments,
			g_strdup_printf("%" G_GINT64_FORMAT, precision));
	if (scale >= 0)
		g_ptr_array_add(type->arguments,
				g_strdup_printf("%" G_GINT64_FORMAT, scale));
}

static void read_timezone(TypeReading *reading, Type *type, const Value *call)
{
	const Value *first = argument(call, 0);
	Truth truth = first ? value_truth(first) : TRUTH_FALSE;
	if (truth == TRUTH_UNKNOWN)
		unsupported_value(reading->reader, reading->table,
				  reading->place, first, "'timezone='");
	type->with_timezone = first ? truth == TRUTH_TRUE
				    : read_flag(reading->reader, reading->table,
						call, "timezone", FALSE);
	/* PostgreSQL's own take a precision after the time zone. */
	const Value *precision = argument(call, 1);
	if (!precision)
		precision = keyword(call, "precision");
	if (precision && precision->kind != VALUE_NONE)
		type->precision =
			(int)read_number(reading->reader, reading->table, call,
					 1, "precision", -1);
}

/* A flag that may stand at a position as well. */
static gboolean read_positional_flag(TypeReading *reading, const Value *call,
				     guint position, const char *name,
				     gboolean otherwise)
{
	const Value *value = argument(call, position);
	Truth truth = value ? value_truth(value) : TRUTH_UNKNOWN;
	if (!value)
		return read_flag(reading->reader, reading->table, call, name,
				 otherwise);
	if (truth == TRUTH_UNKNOWN)
		unsupported_value(reading->reader, reading->table,
				  reading->place, value, "'%s='", name);
	return truth == TRUTH_TRUE;
}

static void read_interval(TypeReading *reading, Type *type, const Value *call)
{
	if (!read_positional_flag(reading, call, 0, "native", TRUE)) {
		type->kind = TYPE_DATETIME;
		return;
	}
	if (strcmp(reading->reader->dialect, "postgresql") == 0 &&
	    (argument(call, 1) || keyword(call, "second_precision")))
		unsupported(reading->reader, reading->table, reading->place,
			    "'second_precision=' of an Interval");
}

static void read_bit(TypeReading *reading, Type *type, const Value *call)
{
	add_number(type, read_number(reading->reader, reading->table, call, 0,
				     "length", 0));
	if (!read_positional_flag(reading, call, 1, "varying", FALSE))
		return;
	g_free(type->name);
	type->name = g_strdup("BIT VARYING");
}

static void read_spelled(TypeReading *reading, Type *type, const Value *call)
{
	if (argument_count(call) || call->call->keywords.count)
		unsupported(reading->reader, reading->table, reading->place,
			    "arguments of the type %s", type->name);
}

static gboolean read_array(TypeReading *reading, Type *type, const Value *call)
{
	Value *item = argument(call, 0);
	if (!item)
		item = keyword(call, "item_type");
	if (!item) {
		unsupported(reading->reader, reading->table, reading->place,
			    "ARRAY without the type of its items");
		return FALSE;
	}
	type->item = types_read(reading, item);
	type->dimensions =
		(unsigned)CLAMP(read_number(reading->reader, reading->table,
					    call, 2, "dimensions", 0),
				0, 16);
	return type->item != NULL;
}

static gboolean read_shape(TypeReading *reading, const Known *known, Type *type,
			   const Value *call)
{
	switch (known->shape) {
	case SHAPE_LENGTH:
		read_length(reading, type, call);
		return TRUE;
	case SHAPE_NUMERIC:
		read_numeric(reading, type, call);
		return TRUE;
	case SHAPE_PRECISION:
		type->precision =
			(int)read_number(reading->reader, reading->table, call,
					 0, "precision", -1);
		return TRUE;
	case SHAPE_TIMEZONE:
		read_timezone(reading, type, call);
		return TRUE;
	case SHAPE_INTERVAL:
		read_interval(reading, type, call);
		return TRUE;
	case SHAPE_BIT:
		read_bit(reading, type, call);
		return TRUE;
	case SHAPE_SPELLED:
		read_spelled(reading, type, call);
		return TRUE;
	case SHAPE_ARRAY:
		return read_array(reading, type, call);
	case SHAPE_UUID:
		type->native = read_flag(reading->reader, reading->table, call,
					 "native_uuid", TRUE);
		return TRUE;
	default:
		return TRUE;
	}
}

Type *types_construct(TypeReading *reading, const char *name, const Value *call)
{
	const Known *known = find_known(name);
	if (!known)
		return NULL;
	Reader *reader = reading->reader;
	gboolean compiled;
	Type *written =
		types_read_compiled(reading, NULL, name, call, &compiled);
	if (compiled)
		return written;
	if ((known->flags & ONLY_POSTGRESQL) &&
	    strcmp(reader->dialect, "postgresql") != 0)
		unsupported(reader, reading->table, reading->place,
			    "the type %s, which %s does not have", known->name,
			    reader->dialect);
	if (call && call->call->open)
		unsupported(reader, reading->table, reading->place,
			    "the type %s with arguments that are not known",
			    known->name);
	if (known->shape == SHAPE_ENUM)
		return types_read_enum(reading, call);
	TypeKind kind = known->kind;
	/* It decorates JSON only where the engine has it. */
	if (strcmp(name, "utils.JSONType") == 0 &&
	    strcmp(reader->dialect, "postgresql") != 0)
		kind = TYPE_UNICODE_TEXT;
	g_autoptr(Type) type = type_new(kind);
	type->length = (int)(known->flags >> 1);
	if (known->kind == TYPE_NAMED)
		type->name = g_strdup(known->spelling ? known->spelling
						      : known->name);
	if (known->kind == TYPE_UUID)
		type->native = TRUE;
	if (known->kind == TYPE_ARRAY && !call)
		unsupported(reader, reading->table, reading->place,
			    "ARRAY without the type of its items");
	if (call && known->flags >> 1 &&
	    (argument_count(call) || call->call->keywords.count))
		unsupported(reader, reading->table, reading->place,
			    "arguments of the type %s", known->name);
	if (call && !read_shape(reading, known, type, call))
		return NULL;
	return g_steal_pointer(&type);
}

/*
 * R64: the disk fails at each call in turn. A file system of our own stands in
 * front of the engine's and fails the n-th write, sync or truncation; n goes
 * up until the run gets through. After each failure the database is looked at
 * through the engine's own file system: it is as it was before or as it should
 * be after, and nothing in between.
 */
#include "support.h"

#include <sqlite3.h>
#include <string.h>

typedef struct ShimFile {
	sqlite3_file base;
	sqlite3_file *real;
} ShimFile;

static sqlite3_vfs *real_vfs;
static int calls_left; /* until one fails; 0: none does */
static int failure;

static gboolean fails_now(void)
{
	return calls_left > 0 && --calls_left == 0;
}

#define REAL(file) (((ShimFile *)(file))->real)

static int shim_close(sqlite3_file *file)
{
	return REAL(file)->pMethods->xClose(REAL(file));
}

static int shim_read(sqlite3_file *file, void *to, int count,
		     sqlite3_int64 offset)
{
	return REAL(file)->pMethods->xRead(REAL(file), to, count, offset);
}

/* A write that fails has written half of what it should. */
static int shim_write(sqlite3_file *file, const void *from, int count,
		      sqlite3_int64 offset)
{
	if (!fails_now())
		return REAL(file)->pMethods->xWrite(REAL(file), from, count,
						    offset);
	REAL(file)->pMethods->xWrite(REAL(file), from, count / 2, offset);
	return failure;
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	return fails_now() ? SQLITE_IOERR_TRUNCATE
			   : REAL(file)->pMethods->xTruncate(REAL(file), size);
}

static int shim_sync(sqlite3_file *file, int flags)
{
	return fails_now() ? SQLITE_IOERR_FSYNC
			   : REAL(file)->pMethods->xSync(REAL(file), flags);
}

static int shim_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return REAL(file)->pMethods->xFileSize(REAL(file), size);
}

static int shim_lock(sqlite3_file *file, int level)
{
	return REAL(file)->pMethods->xLock(REAL(file), level);
}

static int shim_unlock(sqlite3_file *file, int level)
{
	return REAL(file)->pMethods->xUnlock(REAL(file), level);
}

static int shim_check_lock(sqlite3_file *file, int *reserved)
{
	return REAL(file)->pMethods->xCheckReservedLock(REAL(file), reserved);
}

static int shim_control(sqlite3_file *file, int operation, void *argument)
{
	return REAL(file)->pMethods->xFileControl(REAL(file), operation,
						  argument);
}

static int shim_sector_size(sqlite3_file *file)
{
	return REAL(file)->pMethods->xSectorSize(REAL(file));
}

static int shim_characteristics(sqlite3_file *file)
{
	return REAL(file)->pMethods->xDeviceCharacteristics(REAL(file));
}

static const sqlite3_io_methods shim_methods = {
	.iVersion = 1,
	.xClose = shim_close,
	.xRead = shim_read,
	.xWrite = shim_write,
	.xTruncate = shim_truncate,
	.xSync = shim_sync,
	.xFileSize = shim_size,
	.xLock = shim_lock,
	.xUnlock = shim_unlock,
	.xCheckReservedLock = shim_check_lock,
	.xFileControl = shim_control,
	.xSectorSize = shim_sector_size,
	.xDeviceCharacteristics = shim_characteristics,
};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
		     int flags, int *flags_out)
{
	ShimFile *shim = (ShimFile *)file;
	(void)vfs;
	shim->real = (sqlite3_file *)(gpointer)(shim + 1);
	int code =
		real_vfs->xOpen(real_vfs, name, shim->real, flags, flags_out);
	shim->base.pMethods = code == SQLITE_OK ? &shim_methods : NULL;
	return code;
}

static void put_shim_in_front(void)
{
	static sqlite3_vfs shim;
	real_vfs = sqlite3_vfs_find(NULL);
	shim = *real_vfs;
	shim.zName = "shim";
	shim.szOsFile = (int)sizeof(ShimFile) + real_vfs->szOsFile;
	shim.xOpen = shim_open;
	cr_assert_eq(sqlite3_vfs_register(&shim, 1), SQLITE_OK);
}

static const char rebuild[] =
	"CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT NOT NULL);"
	"INSERT INTO n SELECT id, a FROM t; DROP TABLE t;"
	"PRAGMA legacy_alter_table = ON; ALTER TABLE n RENAME TO t;"
	"PRAGMA legacy_alter_table = OFF; CREATE INDEX i ON t (a);"
	"UPDATE t SET a = a || '!'; PRAGMA user_version = 2;";

static void set_up(const char *directory)
{
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	must_run(database, "PRAGMA journal_mode = DELETE;");
	must_apply(database,
		   "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);"
		   "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
		   "SELECT i + 1 FROM n LIMIT 300) SELECT i, 'a' || i FROM n;"
		   "PRAGMA user_version = 1;");
}

/* Whether the run got through; its error is in every other case set. */
static gboolean try(const char *directory)
{
	g_autoptr(GError) error = NULL;
	Script script = {.text = rebuild, .path = "x.sql"};
	g_autoptr(Database) database = database_open(
		"sqlite:///test.db", directory, DATABASE_READ_WRITE, &error);
	/* A small cache makes the engine write before the end, too. */
	gboolean done = database &&
			database_execute(database, "PRAGMA cache_size = 2",
					 NULL, 0, &error) &&
			database_begin(database, &error) &&
			database_run(database, &script, &error) &&
			database_commit(database, &error);
	cr_assert_eq(done, error == NULL);
	return done;
}

static void assert_whole(const char *directory, gboolean done)
{
	g_autoptr(Database) database =
		open_file(directory, DATABASE_READ_WRITE);
	assert_value(database, "PRAGMA integrity_check", "ok");
	g_autofree char *version = value_of(database, "PRAGMA user_version");
	cr_assert(!done || g_str_equal(version, "2"));
	gboolean is_new = g_str_equal(version, "2");
	assert_value(database, "SELECT count(*) FROM t", "300");
	assert_value(database, "SELECT count(*) FROM t WHERE a LIKE '%!'",
		     is_new ? "300" : "0");
	assert_value(database, "SELECT count(*) FROM sqlite_schema",
		     is_new ? "2" : "1");
}

Test(fault, leaves_the_old_state_or_the_new_one)
{
	static const int failures[] = {SQLITE_IOERR_WRITE, SQLITE_FULL};
	put_shim_in_front();
	for (size_t i = 0; i < G_N_ELEMENTS(failures); i++) {
		gboolean done = FALSE;
		int n = 0;
		failure = failures[i];
		while (!done) {
			char *directory = make_directory();
			set_up(directory);
			calls_left = ++n;
			done = try(directory);
			calls_left = 0;
			assert_whole(directory, done);
			remove_directory(directory);
		}
		cr_assert_gt(n, 20);
	}
}

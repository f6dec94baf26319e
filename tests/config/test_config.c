#include <criterion/criterion.h>
#include <string.h>

#include "base/failure.h"
#include "config/config.h"

#define VARIABLE "GIT_MIGRATE_DATABASE"

/* Values of git's configuration from name, value, …, NULL. */
static GPtrArray *git_values(const char *name, ...)
{
	GPtrArray *values =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	va_list rest;
	va_start(rest, name);
	for (; name; name = va_arg(rest, const char *)) {
		char **pair = g_new0(char *, 3);
		pair[0] = g_strdup(name);
		pair[1] = g_strdup(va_arg(rest, const char *));
		g_ptr_array_add(values, pair);
	}
	va_end(rest);
	return values;
}

static Config *load(const char *text, const GPtrArray *values)
{
	g_autoptr(GError) error = NULL;
	Config *config =
		config_load(text, text ? strlen(text) : 0, values, &error);
	cr_assert_not_null(config, "%s", error ? error->message : "");
	return config;
}

static char *join_models(const Config *config)
{
	return g_strjoinv(" ", (char **)config->models->pdata);
}

Test(config, defaults_hold_without_any_source)
{
	g_unsetenv(VARIABLE);
	g_autoptr(Config) config = load(NULL, NULL);
	g_autofree char *models = join_models(config);
	cr_expect_str_eq(models, "models.py");
	cr_expect_str_eq(config->migrations, "migrations");
	cr_expect_str_eq(config->dialect, "sqlite");
	cr_expect_str_eq(config->database, "sqlite:///database.db");
	cr_expect_str_eq(config->database_origin, "the default");
	cr_expect_not(config->database_is_local);
	cr_expect_str_eq(config->commit_message_level, "warn");
	cr_expect_not(config->present);
	g_autoptr(Config) empty = load("", NULL);
	cr_expect(empty->present);
}

Test(config, tracked_file_goes_before_defaults)
{
	g_unsetenv(VARIABLE);
	g_autoptr(Config) config =
		load("\xef\xbb\xbf# ours\r\n[migrate]\r\n"
		     "models = app/**/models.py :!app/old/\r\n"
		     "models = schema.sql\r\n"
		     "migrations = db/migrations/\r\n"
		     "dialect = postgresql\r\n"
		     "database = sqlite:///var/app.db\r\n"
		     "[hooks]\r\ncommit-msg = enforce\r\n",
		     NULL);
	g_autofree char *models = join_models(config);
	cr_expect_str_eq(models, "app/**/models.py :!app/old/ schema.sql");
	cr_expect_str_eq(config->migrations, "db/migrations");
	cr_expect_str_eq(config->dialect, "postgresql");
	cr_expect_str_eq(config->database, "sqlite:///var/app.db");
	cr_expect_str_eq(config->database_origin, ".gitmigrate:7");
	cr_expect_not(config->database_is_local);
	cr_expect_str_eq(config->commit_message_level, "enforce");
}

Test(config, git_configuration_goes_before_the_tracked_file)
{
	g_unsetenv(VARIABLE);
	g_autoptr(GPtrArray) values = git_values(
		"migrate.models", "a.py b.py", "migrate.migrations", "sql",
		"migrate.dialect", "sqlite", "migrate.database",
		"sqlite:////srv/app.db", "migrate.models", "c.py",
		"migrate.unheardof", "x", "core.editor", "vi", NULL);
	g_autoptr(Config) config =
		load("[migrate]\nmodels = x.py\nmigrations = y\n"
		     "dialect = postgresql\ndatabase = sqlite:///z.db\n",
		     values);
	g_autofree char *models = join_models(config);
	cr_expect_str_eq(models, "a.py b.py c.py");
	cr_expect_str_eq(config->migrations, "sql");
	cr_expect_str_eq(config->dialect, "sqlite");
	cr_expect_str_eq(config->database, "sqlite:////srv/app.db");
	cr_expect_str_eq(config->database_origin,
			 "git config migrate.database");
	cr_expect(config->database_is_local);
}

Test(config, git_configuration_goes_before_defaults)
{
	g_unsetenv(VARIABLE);
	g_autoptr(GPtrArray) values =
		git_values("migrate.models", "a.py", "migrate.migrations",
			   "sql", "migrate.database", "sqlite:///b.db", NULL);
	g_autoptr(Config) config = load(NULL, values);
	g_autofree char *models = join_models(config);
	cr_expect_str_eq(models, "a.py");
	cr_expect_str_eq(config->migrations, "sql");
	cr_expect_str_eq(config->database, "sqlite:///b.db");
}

Test(config, environment_goes_before_every_other_source)
{
	static const char url[] = "sqlite:///from_environment.db";
	static const char tracked[] = "[migrate]\ndatabase = sqlite:///t.db\n";
	g_autoptr(GPtrArray) values =
		git_values("migrate.database", "sqlite:///g.db", NULL);
	g_setenv(VARIABLE, url, TRUE);
	g_autoptr(Config) over_default = load(NULL, NULL);
	g_autoptr(Config) over_tracked = load(tracked, NULL);
	g_autoptr(Config) over_git = load(tracked, values);
	cr_expect_str_eq(over_default->database, url);
	cr_expect_str_eq(over_tracked->database, url);
	cr_expect_str_eq(over_git->database, url);
	cr_expect_str_eq(over_git->database_origin, VARIABLE);
	cr_expect(over_git->database_is_local);

	g_setenv(VARIABLE, "", TRUE);
	g_autoptr(Config) unset = load(tracked, values);
	cr_expect_str_eq(unset->database, "sqlite:///g.db");
}

Test(config, dialect_is_that_of_the_database_unless_it_is_said)
{
	g_setenv(VARIABLE, "postgresql+psycopg2://localhost/db", TRUE);
	g_autoptr(Config) silent = load("[migrate]\nmodels = a.py\n", NULL);
	cr_expect_str_eq(silent->dialect, "postgresql");
	g_autoptr(Config) said = load("[migrate]\ndialect = sqlite\n", NULL);
	cr_expect_str_eq(said->dialect, "sqlite");
}

Test(config, an_empty_value_of_git_clears_the_models)
{
	g_unsetenv(VARIABLE);
	g_autoptr(GPtrArray) values =
		git_values("migrate.models", "a.py", "migrate.models", "",
			   "migrate.models", "b.py", NULL);
	g_autoptr(Config) config = load(NULL, values);
	g_autofree char *models = join_models(config);
	cr_expect_str_eq(models, "b.py");
}

Test(config, strictest_level_holds)
{
	static const char *const levels[] = {"off", "warn", "enforce"};
	for (unsigned i = 0; i < 3; i++) {
		for (unsigned j = 0; j < 3; j++) {
			g_autofree char *text = g_strdup_printf(
				"[hooks]\ncommit-msg = %s\n", levels[i]);
			g_autoptr(GPtrArray) values = git_values(
				"migrate.commitmsg", levels[j], NULL);
			g_autoptr(Config) config = load(text, values);
			cr_expect_str_eq(config->commit_message_level,
					 levels[MAX(i, j)]);
		}
	}
}

Test(config, local_values_are_checked_and_their_place_named)
{
	static const struct {
		const char *name;
		const char *value;
		const char *message;
	} cases[] = {
		{"migrate.dialect", "oracle",
		 "git config migrate.dialect: dialect: 'oracle' is unknown"},
		{"migrate.migrations", "../up",
		 "git config migrate.migrations: migrations: '../up' leaves "
		 "the working tree"},
		{"migrate.models", "a.py /etc/passwd",
		 "git config migrate.models: models: 'a.py /etc/passwd' is not "
		 "relative to the top of the working tree"},
		{"migrate.commitmsg", "loud",
		 "git config migrate.commitmsg: commitmsg: 'loud' is unknown"},
		/* R86 */
		{"migrate.database", "mysql://me:secret@host/db",
		 "git config migrate.database: database: "
		 "'mysql://me:***@host/db' is no database URL"},
	};
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) values =
			git_values(cases[i].name, cases[i].value, NULL);
		g_autoptr(GError) error = NULL;
		cr_expect_null(config_load(NULL, 0, values, &error));
		cr_assert(g_error_matches(error, FAILURE, FAILURE_INVALID));
		cr_expect_str_eq(error->message, cases[i].message);
		cr_expect_not_null(failure_hint(error));
	}
	g_setenv(VARIABLE, "host=db password=secret", TRUE);
	g_autoptr(GError) error = NULL;
	cr_expect_null(config_load(NULL, 0, NULL, &error));
	cr_expect_str_eq(error->message,
			 VARIABLE ": database: 'host=db password=***' is no "
				  "database URL");
}

Test(config, what_is_written_reads_back)
{
	g_unsetenv(VARIABLE);
	const char *const models[] = {"app/models.py", "my models/a.py",
				      ":!app/old/**", NULL};
	g_autofree char *text = config_write(models, "db/migrations", "sqlite",
					     "sqlite:///app data.db");
	g_autoptr(Config) config = load(text, NULL);
	g_autofree char *joined = join_models(config);
	cr_expect_str_eq(joined, "app/models.py my?models/a.py :!app/old/**");
	cr_expect_str_eq(config->migrations, "db/migrations");
	cr_expect_str_eq(config->dialect, "sqlite");
	cr_expect_str_eq(config->database, "sqlite:///app data.db");

	g_autofree char *bare = config_write(models, "m", "sqlite", NULL);
	cr_expect_null(strstr(bare, "database ="));
}

Test(config, new_file_has_a_comment_over_each_key)
{
	const char *const models[] = {"models.py", NULL};
	g_autofree char *text = config_write(models, "migrations", "sqlite",
					     "sqlite:///database.db");
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	cr_expect_str_eq(lines[0], "[migrate]");
	unsigned keys = 0;
	for (unsigned i = 1; lines[i] && *lines[i]; i++) {
		cr_expect_leq(strlen(lines[i]), 80);
		if (*lines[i] == '#')
			continue;
		cr_expect_eq(lines[i - 1][0], '#', "%s", lines[i]);
		keys++;
	}
	cr_expect_eq(keys, 4);
}

/* R86 */
Test(url, password_is_never_shown)
{
	static const struct {
		const char *url;
		const char *shown;
	} cases[] = {
		{"sqlite:///database.db", "sqlite:///database.db"},
		{"sqlite:///a@b.db", "sqlite:///a@b.db"},
		{"postgresql://host/db", "postgresql://host/db"},
		{"postgresql://me@host:5432/db",
		 "postgresql://me@host:5432/db"},
		{"postgresql://me:s3cret@host/db",
		 "postgresql://me:***@host/db"},
		{"postgresql://:s3cret@host/db", "postgresql://:***@host/db"},
		{"postgresql://me:s3/c?r#e@t@host/db",
		 "postgresql://me:***@host/db"},
		{"postgresql://host/db?user=me&password=s3cret&sslmode=require",
		 "postgresql://host/db?user=me&password=***&sslmode=require"},
		{"postgresql://host/db?sslPASSWORD=s3cret",
		 "postgresql://host/db?sslPASSWORD=***"},
		{"postgresql://me:s3cret@host/db?password=s3cret",
		 "postgresql://me:***@host/db?password=***"},
		{"host=db password = 's3 \\' cret' user=me",
		 "host=db password=*** user=me"},
		{"password", "password"},
		{"", ""},
	};
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *shown = config_redact_url(cases[i].url);
		cr_expect_str_eq(shown, cases[i].shown);
	}
}

Test(url, dialect_comes_from_the_scheme)
{
	cr_expect_str_eq(config_url_dialect("sqlite:///a.db"), "sqlite");
	cr_expect_str_eq(config_url_dialect("sqlite://"), "sqlite");
	cr_expect_str_eq(config_url_dialect("sqlite+pysqlite:///a"), "sqlite");
	cr_expect_str_eq(config_url_dialect("postgresql://h/d"), "postgresql");
	cr_expect_str_eq(config_url_dialect("postgres://h/d"), "postgresql");
	cr_expect_null(config_url_dialect("mysql://h/d"));
	cr_expect_null(config_url_dialect("sqlit://"));
	cr_expect_null(config_url_dialect("database.db"));
	cr_expect_null(config_url_dialect(""));
}

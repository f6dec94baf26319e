#!/bin/sh
# Renames: found from evidence, forced, denied; the rows come along.

. "$ROOT/tests/commands/lib.sh"

start() {
	project <<'END'
table todos
id = Column(Integer, primary_key=True)
title = Column(String(80), nullable=False)
note = Column(Text)
END
	git migrate autogenerate -q -m first --rev-id=first
	git migrate upgrade -q
	commit first
	sql "INSERT INTO todos VALUES (1, 'buy milk', 'soon'), (2, 'sleep', NULL)"
}

test_a_renamed_column_is_found_and_keeps_its_rows() {
	start
	sed -i 's/title = Column/todo_title = Column/' models.py
	exits 0 git migrate autogenerate -m rename
	warns "renamed column 'todos.title'" todo_title
	contains "$(cat "$OUT")" \
		'ALTER TABLE todos RENAME COLUMN title TO todo_title;' \
		'ALTER TABLE todos RENAME COLUMN todo_title TO title;'
	exits 0 git migrate upgrade
	equals "$(sql 'SELECT group_concat(todo_title) FROM todos')" \
		'buy milk,sleep'
	exits 0 git migrate downgrade -1
	equals "$(sql 'SELECT group_concat(title) FROM todos')" 'buy milk,sleep'
}

# Issue 3: the line, the definition and the names together.
test_a_line_that_became_another_column_is_no_rename_without_a_name_alike() {
	project <<'END'
table users
id = Column(Integer, primary_key=True)
phone = Column(String(20))
is_admin = Column(Boolean)
created_at = Column(DateTime)
full_name = Column(String(80))
nick = Column(String(30))
END
	git migrate autogenerate -q -m first
	commit first
	sed -i 's/phone/email/; s/is_admin/newsletter/
		s/created_at/deleted_at/; s/full_name/display_name/
		s/nick/nickname/' models.py
	exits 0 git migrate autogenerate -m change
	warns "renamed column 'users.full_name'" "renamed column 'users.nick'" \
		"removed column 'users.phone'" "added column 'users.email'" \
		"removed column 'users.is_admin'" \
		"removed column 'users.created_at'" \
		'--rename users.phone:users.email' \
		'--rename users.created_at:users.deleted_at'
}

test_with_a_terminal_a_name_that_is_not_alike_is_asked_for() {
	start
	sed -i 's/note = Column/remark = Column/' models.py
	printf 'n\n' | script -qec 'git migrate autogenerate -m x --dry-run' \
		/dev/null >../no
	contains ../no "renamed to 'todos.remark'? [y/N]" 'DROP COLUMN note'
	printf 'y\n' | script -qec 'git migrate autogenerate -m x --dry-run' \
		/dev/null >../yes
	contains ../yes 'RENAME COLUMN note TO remark'
}

test_a_rename_can_be_denied() {
	start
	sed -i 's/note = Column/remark = Column/' models.py
	exits 0 git migrate autogenerate -m rename --no-rename
	warns "removed column 'todos.note'" "added column 'todos.remark'"
	lacks "$ERR" 'renamed column'
}

test_a_rename_can_be_forced() {
	start
	models >models.py <<'END'
table todos
id = Column(Integer, primary_key=True)
title = Column(String(80), nullable=False)
something_else = Column(String(7))
END
	exits 0 git migrate autogenerate -m rename \
		--rename todos.note:todos.something_else
	warns renamed something_else
	exits 0 git migrate upgrade
	equals "$(sql 'SELECT something_else FROM todos WHERE id = 1')" soon
}

test_without_enough_evidence_it_is_drop_and_add_and_says_how_to_force_it() {
	start
	models >models.py <<'END'
table todos
id = Column(Integer, primary_key=True)
a = Column(Integer)
b = Column(Integer)
title = Column(String(80), nullable=False)
zebra = Column(String(7))
END
	exits 0 git migrate autogenerate -m change
	warns "removed column 'todos.note'" "added column 'todos.zebra'"
	lacks "$ERR" "renamed column"
	warns '--rename'
}

test_a_renamed_table_is_found_and_keeps_its_rows_and_its_children() {
	project <<'END'
table todos
id = Column(Integer, primary_key=True)
title = Column(String(80), nullable=False, index=True)
table notes
id = Column(Integer, primary_key=True)
todo_id = Column(ForeignKey("todos.id", ondelete="CASCADE"))
END
	git migrate autogenerate -q -m first
	git migrate upgrade -q
	commit first
	sql "INSERT INTO todos VALUES (1, 'x'); INSERT INTO notes VALUES (5, 1)"
	sed -i 's/__tablename__ = "todos"/__tablename__ = "tasks"/
		s/ForeignKey("todos.id"/ForeignKey("tasks.id"/' models.py
	exits 0 git migrate autogenerate -m rename
	warns "renamed table 'todos'" tasks
	exits 0 git migrate upgrade
	equals "$(sql 'SELECT title FROM tasks')" x
	equals "$(sql 'SELECT * FROM notes')" '5|1'
	equals "$(sql 'SELECT "table" FROM pragma_foreign_key_list("notes")')" \
		tasks
	exits 0 git migrate downgrade -1
	equals "$(sql 'SELECT title FROM todos')" x
	equals "$(sql 'SELECT * FROM notes')" '5|1'
	exits 0 git migrate verify
}

test_a_renamed_column_of_a_renamed_table_is_found() {
	start
	sed -i 's/"todos"/"tasks"/; s/title = Column/headline = Column/' models.py
	exits 0 git migrate autogenerate -m rename \
		--rename todos:tasks --rename todos.title:tasks.headline
	exits 0 git migrate upgrade
	equals "$(sql 'SELECT group_concat(headline) FROM tasks')" \
		'buy milk,sleep'
}

test_a_rename_of_what_is_not_there_is_refused() {
	start
	sed -i 's/title = Column/headline = Column/' models.py
	exits 128 git migrate autogenerate -m x --rename todos.titel:todos.headline
	warns titel
	exits 128 git migrate autogenerate -m x --rename todos.title:todos.hedline
	warns hedline
	exits 129 git migrate autogenerate -m x --rename nonsense
}

test_two_columns_that_swap_places_are_no_rename() {
	start
	models >models.py <<'END'
table todos
id = Column(Integer, primary_key=True)
note = Column(Text)
title = Column(String(80), nullable=False)
END
	exits 0 git migrate autogenerate -m order
	lacks "$ERR" renamed 'removed column'
}

test_with_a_terminal_an_unsure_rename_is_asked_for() {
	start
	models >models.py <<'END'
table todos
id = Column(Integer, primary_key=True)
title = Column(String(80), nullable=False)
x = Column(Integer)
y = Column(Integer)
noted = Column(Text)
END
	command -v script >/dev/null
	printf 'y\n' | script -qec 'git migrate autogenerate -m x --dry-run' \
		/dev/null >../typescript
	if grep -q '\[y/N\]' ../typescript; then
		grep -q 'RENAME COLUMN note TO noted' ../typescript
	else
		grep -q "renamed column 'todos.note'" ../typescript
	fi
}

run_tests

#!/bin/sh
# How models are read: what the configuration says of types, what is no model at
# all.

. "$ROOT/tests/commands/lib.sh"

money_models() {
	cat <<'end'
from mypkg import Money
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Bill(Base):
    __tablename__ = "bill"
    id = Column(Integer, primary_key=True)
    sum = Column(Money("EUR"), nullable=False)
end
}

test_a_type_of_a_third_party_is_what_the_configuration_says() {
	git init -q
	money_models >models.py
	git migrate init -q
	exits 1 git migrate schema
	warns "models.py:11: unsupported: the type of a column: a call of 'mypkg.Money'"
	printf '[types]\nmypkg.Money = NUMERIC(12,2)\n' >>.gitmigrate
	exits 0 git migrate schema
	says 'sum NUMERIC(12, 2) NOT NULL'
	exits 0 git migrate autogenerate -m bills
	exits 0 git migrate upgrade
	equals "$(sql "SELECT type FROM pragma_table_info('bill') WHERE name = 'sum'")" \
		'NUMERIC(12, 2)'
}

test_each_commit_is_read_with_the_types_of_its_own_configuration() {
	git init -q
	money_models >models.py
	git migrate init -q
	commit 'no types'
	printf '[types]\nmypkg.Money = NUMERIC(12,2)\n' >>.gitmigrate
	commit 'types'
	sed -i 's/12,2/14,4/' .gitmigrate
	git add .gitmigrate
	sed -i 's/14,4/16,6/' .gitmigrate
	exits 1 git migrate schema HEAD~
	warns "models.py:11: unsupported: the type of a column"
	exits 0 git migrate schema HEAD
	says 'sum NUMERIC(12, 2) NOT NULL'
	exits 0 git migrate schema :index
	says 'sum NUMERIC(14, 4) NOT NULL'
	exits 0 git migrate schema
	says 'sum NUMERIC(16, 6) NOT NULL'
	exits 0 git migrate diff HEAD :worktree
	prints '~ column bill.sum type NUMERIC(12, 2) -> NUMERIC(16, 6)'
}

test_a_type_that_is_none_is_named_with_its_line() {
	git init -q
	money_models >models.py
	git migrate init -q
	printf '[types]\nmypkg.Money = INTEGER PRIMARY KEY\n' >>.gitmigrate
	exits 128 git migrate schema
	line=$(grep -n mypkg .gitmigrate | cut -d: -f1)
	warns ".gitmigrate:$line: mypkg.Money: 'INTEGER PRIMARY KEY' says more than a type"
	# A commit is not read with another one's configuration instead.
	commit 'broken'
	sed -i '/types/,$d' .gitmigrate
	exits 128 git migrate schema HEAD
	warns "HEAD: .gitmigrate:$line: mypkg.Money:"
}

run_tests

#!/bin/sh
# make install and make uninstall.

. "$ROOT/tests/commands/lib.sh"

test_install_puts_the_program_and_its_manuals_below_the_prefix() {
	make -s -C "$ROOT" install DESTDIR="$PWD/staged" PREFIX=/usr
	[ -x staged/usr/bin/git-migrate ]
	cmp "$ROOT/man/git-migrate.1" staged/usr/share/man/man1/git-migrate.1
	cmp "$ROOT/man/gitmigrate.5" staged/usr/share/man/man5/gitmigrate.5
	equals "$(find staged -name '*.[157]' | wc -l)" \
		"$(find "$ROOT/man" -name '*.[157]' | wc -l)"
	PATH=$PWD/staged/usr/bin:$PATH git migrate --version
}

test_uninstall_leaves_nothing_behind() {
	make -s -C "$ROOT" install DESTDIR="$PWD/staged" PREFIX=/usr
	touch staged/usr/share/man/man1/other.1
	make -s -C "$ROOT" uninstall DESTDIR="$PWD/staged" PREFIX=/usr
	equals "$(find staged -type f)" staged/usr/share/man/man1/other.1
}

test_make_help_names_every_target_a_person_would_call() {
	make -s -C "$ROOT" help >listing
	contains listing 'make all' 'make demo' 'make check' 'make bench' \
		'make install' 'make uninstall' 'make clean'
}

run_tests

#!/usr/bin/env python3
"""Writes what is in Schemas/ into Swift files as string literals, so that the program carries it inside.

    Schemas/generate.py            writes Sources/EventTables/Embedded/*.swift
    Schemas/generate.py --check    says which of them are not up to date; exit 1 when one is not

One raw string literal a file: arrays of bytes and embedded resources take the compiler minutes. A test proves that literals and files are the same.
"""

import pathlib
import sys

SCHEMAS = pathlib.Path(__file__).resolve().parent
EMBEDDED = SCHEMAS.parent / 'Sources' / 'EventTables' / 'Embedded'

# (folder or file, name of the Swift file and constant, what it is)
PARTS = [('tables/*.json', 'embeddedTables', 'The tables: a name of a file and its JSON for each.')]


def literal(text):
    """A raw string literal that holds `text`, with as many # as it needs."""
    marks = '#'
    while '"""' + marks in text or '\\' + marks in text:
        marks += '#'
    if not text.endswith('\n'):
        raise SystemExit('files must end with a line end')
    return '%s"""\n%s\n"""%s' % (marks, text, marks)


def swift(pattern, name, what):
    files = sorted(SCHEMAS.glob(pattern))
    if not files:
        raise SystemExit('nothing matches %s' % pattern)
    lines = ['// Written by Schemas/generate.py from Schemas/%s; do not edit.\n' % pattern, '// swift-format-ignore-file\n', '\n']
    lines.append('/// %s\n' % what)
    lines.append('let %s: [(file: StaticString, text: StaticString)] = [\n' % name)
    for file in files:
        lines.append('  ("%s", %s),\n' % (file.name, literal(file.read_text('utf-8'))))
    lines.append(']\n')
    return ''.join(lines)


def main():
    check = sys.argv[1:] == ['--check']
    if sys.argv[1:] and not check:
        raise SystemExit(__doc__)
    stale = []
    for pattern, name, what in PARTS:
        path = EMBEDDED / (name[0].upper() + name[1:] + '.swift')
        text = swift(pattern, name, what)
        if path.exists() and path.read_text('utf-8') == text:
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, 'utf-8')
    for path in stale:
        print('%s %s' % ('not up to date:' if check else 'written:', path))
    sys.exit(1 if check and stale else 0)


main()

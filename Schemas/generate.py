#!/usr/bin/env python3
"""Writes what is in Schemas/ and the built-in rules into Swift files as string literals, so that the program carries them inside.

    Schemas/generate.py            writes Sources/EventTables/Embedded/*.swift, Sources/Detection/Pack/EmbeddedRules.swift
    Schemas/generate.py --check    says which of them are not up to date; exit 1 when one is not

One raw string literal a file: arrays of bytes and embedded resources take the compiler minutes. A test proves that literals and files are the same.
"""

import pathlib
import sys

SCHEMAS = pathlib.Path(__file__).resolve().parent
SOURCES = SCHEMAS.parent / 'Sources'
EMBEDDED = SOURCES / 'EventTables' / 'Embedded'

# (folder, folder or file in it, name of the Swift file and constant, what it is, folder of the Swift file)
PARTS = [
    (SCHEMAS, 'tables/*.json', 'embeddedTables', 'The tables: a name of a file and its JSON for each.', EMBEDDED),
    (SCHEMAS, 'event-titles.tsv', 'embeddedEventTitles', 'The first lines of messages.', EMBEDDED),
    (SCHEMAS, 'mappings/*.json', 'embeddedMappings', 'The mappings: a name of a file and its JSON for each.', EMBEDDED),
    (SOURCES / 'Detection', 'Rules/*.yaml', 'embeddedRules', 'The built-in rules: a name of a file and its YAML for each.', SOURCES / 'Detection' / 'Pack'),
]


def literal(text):
    """A raw string literal that holds `text`, with as many # as it needs."""
    marks = '#'
    while '"""' + marks in text or '\\' + marks in text:
        marks += '#'
    if not text.endswith('\n'):
        raise SystemExit('files must end with a line end')
    return '%s"""\n%s\n"""%s' % (marks, text, marks)


def swift(folder, pattern, name, what):
    files = sorted(folder.glob(pattern))
    if not files:
        raise SystemExit('nothing matches %s' % pattern)
    lines = ['// Written by Schemas/generate.py from %s/%s; do not edit.\n' % (folder.relative_to(SCHEMAS.parent), pattern), '// swift-format-ignore-file\n', '\n']
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
    for folder, pattern, name, what, target in PARTS:
        path = target / (name[0].upper() + name[1:] + '.swift')
        text = swift(folder, pattern, name, what)
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

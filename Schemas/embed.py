#!/usr/bin/env python3
"""Compiles the files of Schemas/ into the program: writes each as one raw string literal.

    Schemas/embed.py            writes Sources/EventTables/Embedded/
    Schemas/embed.py --check    says what differs from what is there; exit 1 when anything does

A folder of files becomes an array of name and text, a single file one text. SwiftPM's own embedding and
arrays of bytes take the compiler minutes; literals take none.
"""
import pathlib, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / 'Sources/EventTables/Embedded'
# Swift name -> file, or folder whose files are all taken.
SOURCES = {
    'EmbeddedEventTitles': 'Schemas/event-titles.tsv',
    'EmbeddedTables': 'Schemas/tables',
    'EmbeddedMappings': 'Schemas/mappings',
}


def literal(text):
    """A raw multi-line literal; enough number signs that nothing in the text ends it."""
    signs = '#'
    while '"""' + signs in text or '\\' + signs in text:
        signs += '#'
    assert text.endswith('\n') and '\r' not in text, 'a text file with Unix line ends is expected'
    return signs + '"""\n' + text + '\n"""' + signs


def swift(name, path):
    head = '// Written by Schemas/embed.py from %s. Do not edit.\n// swift-format-ignore-file\n\n' % path.relative_to(ROOT)
    if path.is_file():
        return {name + '.swift': head + 'enum %s {\n  static let text = %s\n}\n' % (name, literal(path.read_text()))}
    files = sorted(path.glob('*.json'))
    out = {}
    for f in files:
        member = 'file_' + ''.join(c if c.isalnum() else '_' for c in f.stem)
        out['%s+%s.swift' % (name, f.stem)] = (
            head.replace(str(path.relative_to(ROOT)), str(f.relative_to(ROOT)))
            + 'extension %s {\n  static let %s = %s\n}\n' % (name, member, literal(f.read_text())))
    rows = ''.join('    (name: "%s", text: %s),\n' % (f.name, 'file_' + ''.join(c if c.isalnum() else '_' for c in f.stem)) for f in files)
    out[name + '.swift'] = head + 'enum %s {\n  static let files: [(name: String, text: String)] = [\n%s  ]\n}\n' % (name, rows)
    return out


def main():
    wanted = {}
    for name, source in SOURCES.items():
        path = ROOT / source
        if path.exists():
            wanted.update(swift(name, path))
    if '--check' in sys.argv[1:]:
        there = {p.name: p.read_text() for p in TARGET.glob('*.swift')}
        different = sorted(n for n in wanted.keys() | there.keys() if wanted.get(n) != there.get(n))
        for n in different:
            print('%s differs from Schemas/: run Schemas/embed.py' % n)
        sys.exit(1 if different else 0)
    TARGET.mkdir(parents=True, exist_ok=True)
    for p in TARGET.glob('*.swift'):
        if p.name not in wanted:
            p.unlink()
    for n, text in wanted.items():
        p = TARGET / n
        if not p.exists() or p.read_text() != text:
            p.write_text(text)


main()

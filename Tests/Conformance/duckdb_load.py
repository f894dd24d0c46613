"""The whole folder as JSON-lines: strict JSON, one type a key, and loaded by DuckDB with the columns spelt out.

    duckdb_load.py LOGSPOOR [--shared DIR] [--keep FILE]

Every line is scanned first: strict UTF-8 and JSON, no duplicate key at any depth, no NaN, no lone surrogate, no raw C0, C1, DEL,
U+2028 or U+2029, only the keys of CONTRACT.md, in its order, each of its one type and form. Then DuckDB reads the file without
inference, EventData, UserData and the other free parts as JSON, everything else typed; it must give as many rows as there are lines, and
the same number of values in every column.
"""

import collections
import json
import os
import re
import tempfile
import harness

TEXT, FREE = str, (dict, list, str)
TIME = re.compile(r'\d{4,5}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z')
GUID = re.compile(r'\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}')
HEX = re.compile(r'0x[0-9a-f]{1,16}')
SID = re.compile(r'S-1-\d+(-\d+)*')
RECOVERED = re.compile(r'slack|carved')

# Key: (type in JSON, largest number or form of the text, type in DuckDB), in the order of the contract.
KEYS = {
    'EventRecordID': (int, 2**64 - 1, 'UBIGINT'),
    'TimeCreated': (TEXT, TIME, 'TIMESTAMP'),
    'Computer': (TEXT, None, 'VARCHAR'),
    'Channel': (TEXT, None, 'VARCHAR'),
    'Provider': (TEXT, None, 'VARCHAR'),
    'ProviderGuid': (TEXT, GUID, 'UUID'),
    'EventSourceName': (TEXT, None, 'VARCHAR'),
    'EventID': (int, 2**16 - 1, 'USMALLINT'),
    'Qualifiers': (int, 2**16 - 1, 'USMALLINT'),
    'Version': (int, 2**8 - 1, 'UTINYINT'),
    'Level': (int, 2**8 - 1, 'UTINYINT'),
    'Task': (int, 2**16 - 1, 'USMALLINT'),
    'Opcode': (int, 2**8 - 1, 'UTINYINT'),
    'Keywords': (TEXT, HEX, 'VARCHAR'),
    'ActivityID': (TEXT, GUID, 'UUID'),
    'RelatedActivityID': (TEXT, GUID, 'UUID'),
    'ProcessID': (int, 2**32 - 1, 'UINTEGER'),
    'ThreadID': (int, 2**32 - 1, 'UINTEGER'),
    'UserID': (TEXT, SID, 'VARCHAR'),
    'EventData': (FREE, None, 'JSON'),
    'UserData': (FREE, None, 'JSON'),
    'RenderingInfo': (FREE, None, 'JSON'),
    'RecordID': (int, 2**64 - 1, 'UBIGINT'),
    'RecordTime': (TEXT, TIME, 'TIMESTAMP'),
    'RecordOffset': (int, 2**63 - 1, 'UBIGINT'),
    'Recovered': (TEXT, RECOVERED, 'VARCHAR'),
    'Flags': (list, None, 'VARCHAR[]'),
    'SourceFile': (TEXT, None, 'VARCHAR'),
}
# Keys of the contract whose place in the order it leaves open.
UNPLACED = {name: (FREE, None, 'JSON') for name in ('ProcessingErrorData', 'DebugData', 'BinaryEventData')}
ALL = {**KEYS, **UNPLACED}
PLACE = {key: place for place, key in enumerate(KEYS)}

RAW = re.compile('[\x00-\x1f\x7f-\x9f\u2028\u2029]')
SURROGATE = re.compile('[\ud800-\udfff]')


# MARK: The scan


class Duplicate(ValueError):
    pass


def members(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        names = collections.Counter(name for name, _ in pairs)
        raise Duplicate('duplicate key %s' % [name for name, count in names.items() if count > 1][:3])
    return found


def no_constant(name):
    raise ValueError('%s is not JSON' % name)


DECODER = json.JSONDecoder(object_pairs_hook=members, parse_constant=no_constant)


def texts(value):
    """Every string inside a value, names too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def complaint_about(key, value):
    """What is wrong with a key outside the free parts, or None."""
    if key not in ALL:
        return 'unknown key'
    kind, form, _ = ALL[key]
    if isinstance(value, bool) or not isinstance(value, kind):
        return 'is %s' % type(value).__name__
    if kind is int and not 0 <= value <= form:
        return 'out of range: %d' % value
    if kind is TEXT and form and not form.fullmatch(value):
        return 'of another form: %r' % value[:60]
    if key == 'Flags' and not (value and all(isinstance(v, str) for v in value)):
        return 'not a list of strings'
    return None


def complaints_of(line):
    """(kind of complaint, detail) for one line, and its object or None."""
    try:
        text = line.decode('utf-8', 'strict')
    except UnicodeDecodeError as error:
        return [('strict UTF-8', str(error))], None
    found = [('no raw control characters or line separators', repr(m[0])) for m in [RAW.search(text)] if m]
    try:
        event = DECODER.decode(text)
    except Duplicate as error:
        return found + [('no duplicate keys', str(error))], None
    except ValueError as error:
        return found + [('valid JSON', str(error))], None
    if not isinstance(event, dict):
        return found + [('valid JSON', 'not an object')], None
    if '\\ud' in text.lower() and any(SURROGATE.search(t) for t in texts(event)):
        found.append(('no lone surrogates', ''))
    for key, value in event.items():
        wrong = complaint_about(key, value)
        if wrong:
            found.append(('known keys of one type and form', '%s %s' % (key, wrong)))
    places = [PLACE[key] for key in event if key in PLACE]
    if places != sorted(places):
        found.append(('keys in the order of the contract', ' '.join(event)))
    if event.get('EventRecordID') is None and event.get('RecordID') is None:
        found.append(('every event says which record it is', ''))
    if 'SourceFile' not in event:
        found.append(('every event names its SourceFile', ''))
    return found, event


SCANNED = [
    'strict UTF-8',
    'no raw control characters or line separators',
    'valid JSON',
    'no duplicate keys',
    'no lone surrogates',
    'known keys of one type and form',
    'keys in the order of the contract',
    'every event says which record it is',
    'every event names its SourceFile',
]


def scan(path):
    """(number of lines, values a key, sources, {complaint: [details]})."""
    lines, present, sources, wrong = 0, collections.Counter(), set(), collections.defaultdict(list)
    with open(path, 'rb') as file:
        for line in file:
            lines += 1
            if not line.endswith(b'\n'):
                wrong['valid JSON'].append('the last line is not ended')
            found, event = complaints_of(line.rstrip(b'\n'))
            for kind, detail in found:
                wrong[kind].append('line %d: %s' % (lines, detail))
            if event is not None:
                present.update(event.keys())
                sources.add(event.get('SourceFile'))
    return lines, present, sources, wrong


# MARK: DuckDB


def load(path, present, lines, checks):
    import duckdb

    base = duckdb.connect()
    columns = ', '.join("'%s': '%s'" % (key, column) for key, (_, _, column) in ALL.items())
    try:
        base.execute(
            "CREATE TABLE event AS SELECT * FROM read_json('%s', format='newline_delimited', columns={%s}, "
            "ignore_errors=false, maximum_object_size=33554432)" % (path.replace("'", "''"), columns)
        )
    except duckdb.Error as error:
        checks.ok(False, 'DuckDB loads the file', str(error)[:400])
        return
    rows = base.execute('SELECT count(*) FROM event').fetchone()[0]
    checks.ok(rows == lines, 'DuckDB loads as many rows as there are lines', '%d of %d' % (rows, lines))
    counts = base.execute('SELECT %s FROM event' % ', '.join('count("%s")' % key for key in ALL)).fetchone()
    unequal = ['%s: %d of %d' % (key, count, present[key]) for key, count in zip(ALL, counts) if count != present[key]]
    checks.ok(not unequal, 'every column holds as many values as lines have the key', '; '.join(unequal))
    first = base.execute(
        "SELECT min(TimeCreated), max(TimeCreated), count(DISTINCT Channel), count(DISTINCT SourceFile) FROM event"
    ).fetchone()
    print('      from %s to %s, %d channels, %d logs' % first)


def main():
    given = harness.options(__doc__, lambda p: p.add_argument('--keep', help='write the JSON-lines there and leave them'))
    checks = harness.Checks()
    folder = given.shared and os.path.join(given.shared, 'evtx')
    if not folder or not os.path.isdir(folder):
        checks.skip('load', 'no ../shared/evtx')
        checks.finish()
    with tempfile.TemporaryDirectory() as place:
        path = given.keep or os.path.join(place, 'events.jsonl')
        with open(path, 'wb') as out:
            ran = harness.convert(given.logspoor, '-f', 'jsonl', folder, stdout=out, limit=600)
        checks.ok(ran.code in (0, 3), 'converts the folder', ran.short)
        lines, present, sources, wrong = scan(path)
        logs = harness.logs_under(folder)
        checks.ok(lines, 'there are events', '%d in %d of %d logs, %.1f s' % (lines, len(sources), len(logs), ran.seconds))
        strangers = [s for s in sources if s not in logs]
        checks.ok(not strangers, 'SourceFile is the path as given', str(strangers[:2]) if strangers else '')
        for kind in SCANNED:
            checks.ok(
                lines and not wrong[kind],
                kind,
                '%d times; %s' % (len(wrong[kind]), '; '.join(wrong[kind][:3])[:400]) if wrong[kind] else '',
            )
        try:
            import duckdb  # noqa: F401
        except ImportError:
            checks.skip('DuckDB', 'Python module duckdb is not installed (pip install duckdb)')
        else:
            load(path, present, lines, checks)
    checks.finish()


main()

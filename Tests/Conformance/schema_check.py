"""What `logspoor schema` prints, given to the programs it is for, over rows of every table.

    schema_check.py LOGSPOOR [--shared DIR] [--seed N]

Rows in the form of the JSON-lines of `convert --table` are made from what `--for json` says: nulls left out, times with seven digits, the
ends of every type, texts with quotes, controls as \\uXXXX, line separators and characters beyond the first plane. DuckDB and, where it is
installed (pip install chdb), ClickHouse run the printed statements on them and must hold the same values in every column afterwards; every row must
be valid against the printed JSON Schema. DDL strings for Spark and commands for Kusto, of which no judge is at hand, are read by the grammar they must have.
"""

import datetime
import json
import os
import random
import re
import tempfile
import harness

TEXTS = ['', 'plain', 'C:\\Windows\\System32\\cmd.exe /c "x"', "o'clock", 'tab\tand\r\nlines', '\x00\x1f\x7f\x85\u2028\u2029', 'päth €', '😀']
BAGS = [{}, [], {'a': [1, 2.5, None, True], 'b c': {'x': '"\\'}}, 'text', 7, ['10.0.0.1', '::1']]
LONGS = [0, -1, 2**63 - 1, -(2**63), 2**53 + 1]
INTS = [0, -1, 2**31 - 1, -(2**31), 4624]
REALS = [0.0, -1.5, 1e300, 5e-324, 0.1]
# Inside and outside of what TIMESTAMP_NS and DateTime64 hold.
INSIDE = ['2024-01-15T10:30:00.1234567Z', '1970-01-01T00:00:00.0000000Z', '2024-02-29T23:59:59.9999999Z', '2000-01-01T00:00:00.0000001Z']
OUTSIDE = ['1601-01-01T00:00:00.0000000Z', '9999-12-31T23:59:59.9999999Z', '0001-01-01T00:00:00.0000000Z']
VALUES = {'string': TEXTS, 'dynamic': BAGS, 'long': LONGS, 'int': INTS, 'real': REALS, 'bool': [True, False], 'datetime': INSIDE}


def escaped(text):
    """A JSON text with everything escaped that the contract wants escaped."""
    return re.sub('[\x7f-\x9f\u2028\u2029]', lambda m: '\\u%04x' % ord(m[0]), text)


def rows_of(table, dice, count=40):
    rows = []
    for number in range(count):
        row = {}
        for column in table['columns']:
            if dice.random() < 0.7:
                row[column['name']] = dice.choice(VALUES[column['type']])
        rows.append(row)
    return rows


def put(folder, table, rows):
    place = os.path.join(folder, 'table=' + table['name'], 'host=h')
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, 'part-1-001.jsonl'), 'w', encoding='utf-8', newline='\n') as out:
        for row in rows:
            out.write(escaped(json.dumps(row, ensure_ascii=False, separators=(',', ':'))) + '\n')


def seen(kind, value):
    """A value of a row as SQL gives it back as text."""
    if kind == 'datetime':
        return value.replace('T', ' ').rstrip('Z')
    return value


def same(kind, given, found):
    if given is None:
        return found is None or (kind == 'string' and found == '')
    if found is None:
        return False
    if kind == 'dynamic':
        # ClickHouse takes the quotes off a dynamic that is a single string.
        return found == given or json.loads(found) == given
    if kind == 'datetime':
        whole, _, fraction = str(found).partition('.')
        return whole + '.' + (fraction or '').ljust(7, '0')[:7] == seen(kind, given)
    if kind == 'bool':
        return bool(found) == given
    return found == given


def compare(checks, engine, table, columns, rows, fetched):
    """Compares rows, which have no order, by a number that stands in each."""
    wrong = []
    if len(fetched) != len(rows):
        wrong.append('%d rows of %d' % (len(fetched), len(rows)))
    for given, found in zip(rows, fetched):
        for column, value in zip(columns, found):
            if not same(column['type'], given.get(column['name']), value):
                wrong.append('%s: %r became %r' % (column['name'], given.get(column['name']), value))
    checks.ok(not wrong, '%s holds the rows of %s' % (engine, table['name']), '; '.join(wrong[:3])[:300])


def duckdb_check(checks, logspoor, tables, rows, folder):
    try:
        import duckdb
    except ImportError:
        checks.skip('DuckDB', 'Python module duckdb is not installed (pip install duckdb)')
        return
    old = os.getcwd()
    os.chdir(folder)
    try:
        for table in tables:
            base = duckdb.connect()
            printed = schema(logspoor, '--for', 'duckdb', table['name'])
            dropped = set(re.findall('^-- (\\S+) is left out', printed, re.M))
            columns = [c for c in table['columns'] if c['name'] not in dropped]
            try:
                base.execute(printed)
            except duckdb.Error as error:
                checks.ok(False, 'DuckDB runs the statements for %s' % table['name'], str(error)[:300])
                continue
            cells = ', '.join(
                ('"%s"::VARCHAR' if c['type'] in ('datetime', 'dynamic') else '"%s"') % c['name'] for c in columns
            )
            fetched = base.execute('SELECT %s FROM "%s"' % (cells, table['name'])).fetchall()
            compare(checks, 'DuckDB', table, columns, rows[table['name']], fetched)
        base = duckdb.connect()
        table = next(t for t in tables if t['name'] == 'DeviceProcessEvents')
        put(folder, table, [{'Timestamp': t, 'FileName': t} for t in INSIDE + OUTSIDE])
        base.execute(schema(logspoor, '--for', 'duckdb', table['name']))
        counts = base.execute('SELECT count(*), count("Timestamp") FROM "DeviceProcessEvents"').fetchone()
        wanted = (len(INSIDE + OUTSIDE), len(INSIDE))
        checks.ok(counts == wanted, 'times that DuckDB cannot hold become NULL and cost no row', str(counts))
        put(folder, table, rows[table['name']])
    finally:
        os.chdir(old)


def clickhouse_check(checks, logspoor, tables, rows, folder):
    try:
        from chdb import session
    except ImportError:
        checks.skip('ClickHouse', 'Python module chdb is not installed (pip install chdb)')
        return
    old = os.getcwd()
    os.chdir(folder)
    try:
        base = session.Session()
        for table in tables:
            columns = table['columns']
            printed = schema(logspoor, '--for', 'clickhouse', table['name'])
            printed = printed.replace("file('table=", "file('%s/table=" % folder)
            try:
                for statement in printed.split(';\n'):
                    if statement.strip():
                        base.query(statement)
                cells = ', '.join(('toString(`%s`)' if c['type'] == 'datetime' else '`%s`') % c['name'] for c in columns)
                text = base.query(
                    'SELECT %s FROM `%s` SETTINGS output_format_json_quote_64bit_integers = 0' % (cells, table['name']), 'JSONCompactEachRow'
                )
            except Exception as error:  # chdb raises RuntimeError and others
                checks.ok(False, 'ClickHouse runs the statements for %s' % table['name'], str(error)[:300])
                continue
            fetched = [json.loads(line) for line in str(text).split('\n') if line]
            compare(checks, 'ClickHouse', table, columns, rows[table['name']], fetched)
    finally:
        os.chdir(old)


def json_schema_check(checks, logspoor, tables, rows):
    try:
        import jsonschema
    except ImportError:
        checks.skip('JSON Schema', 'Python module jsonschema is not installed (pip install jsonschema)')
        return
    for table in tables:
        printed = json.loads(schema(logspoor, '--for', 'json-schema', table['name']))
        jsonschema.Draft202012Validator.check_schema(printed)
        judge = jsonschema.Draft202012Validator(printed)
        wrong = [e.message for row in rows[table['name']] for e in judge.iter_errors(row)]
        checks.ok(not wrong, 'rows of %s are valid' % table['name'], '; '.join(wrong[:2])[:300])
        text = next(c['name'] for c in table['columns'] if c['type'] == 'string')
        bad = [{'NoSuchColumn': 1}, {text: {}}, 7]
        missed = [b for b in bad if judge.is_valid(b)]
        checks.ok(not missed, 'what is no row of %s is not' % table['name'], str(missed))
    together = json.loads(schema(logspoor, '--for', 'json-schema'))
    jsonschema.Draft202012Validator.check_schema(together)
    checks.ok(set(together['$defs']) == {t['name'] for t in tables}, 'one schema for each table in $defs')


def grammar_check(checks, logspoor, tables):
    spark = schema(logspoor, '--for', 'spark').splitlines()
    columns = r'`[^`]+` (BOOLEAN|INT|BIGINT|DOUBLE|TIMESTAMP|STRING|DECIMAL\(38,17\))'
    good = [bool(re.fullmatch('%s(, %s)*' % (columns, columns), line)) for line in spark[1::2]]
    named = [line[3:] for line in spark[0::2]]
    checks.ok(all(good) and named == [t['name'] for t in tables], 'Spark gets one DDL string a table')
    kusto = schema(logspoor, '--for', 'kusto')
    found = re.findall(r'^\.create table (\S+) \(\n((?:  \S+: \w+,?\n)+)\)$', kusto, re.M)
    wanted = [(t['name'], [(c['name'], c['type']) for c in t['columns']]) for t in tables]
    read = [(name, [tuple(l.strip(' ,').split(': ')) for l in lines.splitlines()]) for name, lines in found]
    checks.ok(read == wanted, 'Kusto gets one command a table, with all columns')


def schema(logspoor, *arguments):
    ran = harness.run([logspoor, 'schema', *arguments])
    if ran.code != 0:
        raise SystemExit('schema %s: %s' % (' '.join(arguments), ran.short))
    return ran.out.decode('utf-8')


def main():
    given = harness.options(__doc__, lambda p: p.add_argument('--seed', type=int, default=random.randrange(2**32)))
    checks = harness.Checks()
    print('seed %d' % given.seed)
    dice = random.Random(given.seed)
    tables = json.loads(schema(given.logspoor, '--for', 'json'))
    rows = {table['name']: rows_of(table, dice) for table in tables}
    with tempfile.TemporaryDirectory() as folder:
        for table in tables:
            put(folder, table, rows[table['name']])
        duckdb_check(checks, given.logspoor, tables, rows, folder)
        clickhouse_check(checks, given.logspoor, tables, rows, folder)
    json_schema_check(checks, given.logspoor, tables, rows)
    grammar_check(checks, given.logspoor, tables)
    ran = harness.run([given.logspoor, 'schema', 'DeviceProcesEvents'])
    checks.ok(ran.code == 64 and b'DeviceProcessEvents?' in ran.err, 'a table that is unknown is a usage error with the nearest name', ran.short)
    checks.finish()


main()

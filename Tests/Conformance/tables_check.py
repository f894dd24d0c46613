"""Rows of tables from the whole folder of real logs: DuckDB loads them, and they say what the logs say.

    tables_check.py LOGSPOOR [--shared DIR]

- Every part of `convert --table all -o DIR` has the SHA-256, the size and the rows that its manifest gives; DuckDB loads each table with
  the columns that `schema` gives and without inference, and counts as many rows.
- Every row has only columns of ../shared/schema/tables.json, each of its type.
- The tree is the same byte for byte at -t 1, 2 and 8, with the inputs in another order, and after a run that was killed and one that
  follows; and a run after it touches nothing.
- A full disk ends with exit code 5, whole lines, and no manifest of what is not whole.
- The facts of docs/SENTINEL_TABLES.md and DETECTIONS.md hold on the logs they are about.
"""

import collections
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
import time
import harness

TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z')
DUCKDB = {'bool': 'BOOLEAN', 'int': 'INTEGER', 'long': 'BIGINT', 'real': 'DOUBLE', 'string': 'VARCHAR', 'datetime': 'VARCHAR', 'dynamic': 'JSON'}


def run(logspoor, *arguments, **options):
    return subprocess.run([logspoor, 'convert', '-q', *arguments], capture_output=True, **options)


def tree(folder):
    """The SHA-256 of every file but the record of the run, by path."""
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            if name.startswith('_run'):
                continue
            with open(path, 'rb') as file:
                found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


def manifests(folder):
    for name in sorted(os.listdir(os.path.join(folder, '_manifest'))):
        with open(os.path.join(folder, '_manifest', name), encoding='utf-8') as file:
            yield json.load(file)


def typed(value, kind):
    """Whether a JSON value is one of a column's type."""
    if kind == 'bool':
        return isinstance(value, bool)
    if kind in ('int', 'long'):
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2 ** (31 if kind == 'int' else 63)
    if kind == 'datetime':
        return isinstance(value, str) and bool(TIME.fullmatch(value))
    if kind == 'string':
        return isinstance(value, str)
    return kind in ('dynamic', 'real')


def check_rows(check, out, columns):
    """Every line of every part, and what the manifests say of it."""
    rows = collections.Counter()
    for manifest in manifests(out):
        for part in manifest['outputs']:
            path = os.path.join(out, part['path'])
            with open(path, 'rb') as file:
                text = file.read()
            lines = text.decode('utf-8').split('\n')
            check('%s ends with a line' % part['path'], lines.pop() == '')
            check('%s has its hash' % part['path'], hashlib.sha256(text).hexdigest() == part['sha256'])
            check('%s has its size and rows' % part['path'], (len(text), len(lines)) == (part['bytes'], part['rows']))
            rows[part['table']] += len(lines)
            kinds = columns[part['table']]
            for line in lines:
                row = json.loads(line)
                wrong = [k for k, v in row.items() if k not in kinds or not typed(v, kinds[k])]
                if wrong:
                    check('%s: %s of %s' % (part['path'], wrong[:3], line[:200]), False)
                    break
    return rows


def check_duckdb(check, out, columns, rows):
    import duckdb
    for table, count in sorted(rows.items()):
        spelt = ', '.join("'%s': '%s'" % (name, DUCKDB[kind]) for name, kind in columns[table].items())
        query = "select count(*) from read_json('%s/table=%s/*/*.jsonl', format='newline_delimited', columns={%s}, hive_partitioning=false, maximum_object_size=33554432)" % (out, table, spelt)
        found = duckdb.sql(query).fetchall()[0][0]
        check('DuckDB finds %d rows of %s: %d' % (count, table, found), found == count)


def rows_of(logspoor, table, *paths):
    result = run(logspoor, '--allow-partial', '--table', table, *paths)
    return [json.loads(line) for line in result.stdout.decode().splitlines()]


def check_facts(check, logspoor, evtx):
    """What the documents say of particular logs."""
    folder = os.path.join(evtx, 'otrf/covenant_dcom_executeexcel4macro_allowed')
    if os.path.exists(folder):
        network = rows_of(logspoor, 'DeviceNetworkEvents', folder)
        calls = [r for r in network if r.get('LocalPort') == 135 and r.get('RemoteIP') == '172.18.39.5']
        check('the call to port 135 comes from 172.18.39.5', len(calls) > 0)
        check('its process is RPCSS, concluded', all('rpcss' in r.get('InitiatingProcessCommandLine', '').lower() for r in calls))
        inferred = [json.dumps(r.get('AdditionalFields', '')) for r in calls]
        check('and said to be concluded', all('InitiatingProcessCommandLine' in text for text in inferred))
        processes = rows_of(logspoor, 'DeviceProcessEvents', folder)
        first = min((r['Timestamp'] for r in calls), default='')
        services = [r for r in processes if r.get('FileName', '').lower() == 'services.exe' and r['Timestamp'] < first]
        check('a row of services.exe comes before it', len(services) > 0)
        check('local addresses stand on the local side', all(r.get('LocalIP') != '172.18.39.5' for r in calls))
        bare = rows_of(logspoor, 'DeviceProcessEvents', '--no-infer', folder)
        check('--no-infer concludes no row of services.exe', not [r for r in bare if 'Inferred' in json.dumps(r.get('AdditionalFields', ''))])


def check_same(check, logspoor, evtx, out, scratch):
    want = tree(out)
    logs = sorted(os.path.join(evtx, name) for name in os.listdir(evtx))
    for threads in ('1', '2', '8'):
        other = os.path.join(scratch, 'threads-' + threads)
        run(logspoor, '--allow-partial', '-t', threads, '--table', 'all', '-o', other, *logs)
        check('the same tree at -t %s' % threads, tree(other) == want)
        shutil.rmtree(other)
    other = os.path.join(scratch, 'reversed')
    run(logspoor, '--allow-partial', '--table', 'all', '-o', other, *reversed(logs))
    check('the same tree with the inputs in another order', tree(other) == want)
    before = {p: os.stat(os.path.join(other, p)).st_mtime_ns for p in want if p.startswith('table=')}
    run(logspoor, '--allow-partial', '--table', 'all', '-o', other, *logs)
    after = {p: os.stat(os.path.join(other, p)).st_mtime_ns for p in want if p.startswith('table=')}
    check('a further run touches no rows', before == after and tree(other) == want)
    shutil.rmtree(other)


def check_killed(check, logspoor, evtx, out, scratch, times):
    want = tree(out)
    other = os.path.join(scratch, 'killed')
    logs = sorted(os.path.join(evtx, name) for name in os.listdir(evtx))
    seed = 20261124
    chance = random.Random(seed)
    start = time.monotonic()
    run(logspoor, '--allow-partial', '--table', 'all', '-o', os.path.join(scratch, 'timed'), *logs)
    length = time.monotonic() - start
    shutil.rmtree(os.path.join(scratch, 'timed'))
    for _ in range(times):
        process = subprocess.Popen(
            [logspoor, 'convert', '-q', '--allow-partial', '--table', 'all', '-o', other, *logs], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, 1.1 * length))
        process.kill()
        process.wait()
        for manifest in manifests(other) if os.path.exists(os.path.join(other, '_manifest')) else []:
            for part in manifest['outputs']:
                with open(os.path.join(other, part['path']), 'rb') as file:
                    if hashlib.sha256(file.read()).hexdigest() != part['sha256']:
                        check('parts of a manifest are whole after a kill (seed %d)' % seed, False)
    run(logspoor, '--allow-partial', '--table', 'all', '-o', other, *logs)
    check('the same tree after %d kills (seed %d)' % (times, seed), tree(other) == want)
    shutil.rmtree(other)


def check_full(check, logspoor, evtx, scratch):
    small = os.path.join(scratch, 'small')
    os.mkdir(small)
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=2m', 'none', small], capture_output=True).returncode != 0:
        print('skip: no tmpfs can be mounted here, so no disk is full')
        return
    try:
        out = os.path.join(small, 'out')
        result = run(logspoor, '--allow-partial', '--table', 'all', '-o', out, evtx)
        check('a full disk ends with 5: %d' % result.returncode, result.returncode == 5)
        check('it says which file', b'out' in result.stderr)
        check('no mark of success', not os.path.exists(os.path.join(out, '_SUCCESS')))
        named = {part['path'] for manifest in manifests(out) for part in manifest['outputs']}
        for path in named:
            with open(os.path.join(out, path), 'rb') as file:
                text = file.read()
            check('%s is whole' % path, text.endswith(b'\n'))
        left = [p for p in tree(out) if '/.tmp-' in p]
        check('nothing unfinished is left: %s' % left[:3], not left)
    finally:
        subprocess.run(['umount', small])


def main():
    given = harness.options(__doc__)
    checks = harness.Checks()
    if not given.shared:
        checks.skip('tables', 'no folder with real logs')
        checks.finish()
    evtx = os.path.join(given.shared, 'evtx')

    def check(name, holds):
        checks.ok(holds, name)

    with open(os.path.join(given.shared, 'schema/tables.json'), encoding='utf-8') as file:
        columns = {name: {c['name']: c['type'] for c in table} for name, table in json.load(file)['tables'].items()}
    scratch = tempfile.mkdtemp()
    try:
        out = os.path.join(scratch, 'out')
        logs = sorted(os.path.join(evtx, name) for name in os.listdir(evtx))
        result = run(given.logspoor, '--allow-partial', '--table', 'all', '-o', out, *logs)
        check('convert ends with 0: %d %s' % (result.returncode, result.stderr[:200]), result.returncode == 0)
        check('_SUCCESS is there', os.path.exists(os.path.join(out, '_SUCCESS')))
        rows = check_rows(check, out, columns)
        print('rows: ' + ', '.join('%s %d' % item for item in sorted(rows.items())))
        check_duckdb(check, out, columns, rows)
        check_facts(check, given.logspoor, evtx)
        check_same(check, given.logspoor, evtx, out, scratch)
        check_killed(check, given.logspoor, evtx, out, scratch, 10)
        check_full(check, given.logspoor, evtx, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    checks.finish()


main()

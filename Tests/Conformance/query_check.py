"""KQL over logs: `query` must give the rows of `convert --table`, and filters must not change which.

    query_check.py LOGSPOOR [--shared DIR]

- For every table `query T` has the same rows in the same order as `convert --table T`, all columns, over the whole folder of real logs.
- Filters that logs are read by (event identifiers, channels, times, ActionType, texts of any case, has, emptiness) give the rows that Python
  picks out of the unfiltered ones; the columns of a projection are those of the whole rows.
- The bytes are the same at -t 1, 2 and 8.
- Exit codes and what is said of damage are those of `convert --table`; a limit on memory ends with 6; --time ends standard error with JSON.
"""

import collections
import datetime
import gzip
import json
import os
import re
import subprocess
import tempfile
import harness

TABLES = ['Event', 'SecurityEvent', 'WindowsEvent', 'DeviceEvents', 'DeviceFileCertificateInfo', 'DeviceFileEvents', 'DeviceImageLoadEvents', 'DeviceInfo',
          'DeviceLogonEvents', 'DeviceNetworkEvents', 'DeviceNetworkInfo', 'DeviceProcessEvents', 'DeviceRegistryEvents']


def run(logspoor, *arguments):
    return subprocess.run([logspoor, *arguments], capture_output=True, timeout=600)


def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def full(row):
    """A row without empty texts, which columns do not tell from nulls."""
    return {name: value for name, value in row.items() if value != ''}


def query(logspoor, text, paths, *options):
    done = run(logspoor, 'query', '-q', '-f', 'jsonl', *options, text, *paths)
    return done, [full(row) for row in rows(done)] if done.returncode in (0, 3) else None


def has_term(text, term):
    return re.search(r'(?<![0-9A-Za-z])%s(?![0-9A-Za-z])' % re.escape(term), text or '', re.I) is not None


def filters(whole):
    """Filters over tables, with what they mean, made of values that the logs have."""
    def most(table, column, place=0):
        counted = collections.Counter(row[column] for row in whole[table] if column in row)
        common = counted.most_common(place + 1)
        return common[min(place, len(common) - 1)][0]

    def median(table, column):
        values = sorted(row[column] for row in whole[table] if column in row)
        return values[len(values) // 3], values[2 * len(values) // 3]

    for table, column in (('Event', 'EventID'), ('SecurityEvent', 'EventID'), ('WindowsEvent', 'EventID')):
        one, other = most(table, column), most(table, column, 5)
        yield table, 'where EventID == %d' % one, lambda row, one=one: row.get('EventID') == one
        yield table, 'where EventID in (%d, %d)' % (one, other), lambda row, s=(one, other): row.get('EventID') in s
        yield table, 'where EventID == %d or EventID == %d' % (one, other), lambda row, s=(one, other): row.get('EventID') in s
        yield table, 'where EventID >= 4000 and EventID < 4700', lambda row: 4000 <= row.get('EventID', 0) < 4700
        low, high = median(table, 'TimeGenerated')
        yield (table, 'where TimeGenerated between (datetime(%s) .. datetime(%s))' % (low, high),
               lambda row, low=low, high=high: low <= row.get('TimeGenerated', '') <= high)
        yield table, 'where TimeGenerated > datetime(%s)' % high, lambda row, high=high: row.get('TimeGenerated', '') > high
        computer = most(table, 'Computer', 1)
        yield table, 'where Computer =~ "%s"' % computer.swapcase(), lambda row, c=computer: row.get('Computer', '').lower() == c.lower()
        yield table, 'where Computer == "%s"' % computer.swapcase(), lambda row, c=computer: row.get('Computer', '') == c.swapcase()
    channel = most('Event', 'EventLog', 0)
    yield 'Event', 'where EventLog == "%s" and EventID == 1' % channel, lambda row: row.get('EventLog') == channel and row.get('EventID') == 1
    yield ('Event', 'where Source == "Microsoft-Windows-Sysmon" and EventID in (3, 7)',
           lambda row: row.get('Source') == 'Microsoft-Windows-Sysmon' and row.get('EventID') in (3, 7))
    yield 'Event', 'where Source has "sysmon"', lambda row: has_term(row.get('Source'), 'sysmon')
    yield 'Event', 'where isnotempty(UserName) and RenderedDescription has "powershell"', lambda row: row.get('UserName', '') != '' and has_term(row.get('RenderedDescription'), 'powershell')
    yield 'WindowsEvent', 'where Channel has "system" and EventLevel <= 3', lambda row: has_term(row.get('Channel'), 'system') and row.get('EventLevel', 9) <= 3
    account = most('SecurityEvent', 'Account', 1)
    yield ('SecurityEvent', 'where Account =~ @"%s" or EventID == 4688' % account.swapcase(),
           lambda row: row.get('Account', '').lower() == account.lower() or row.get('EventID') == 4688)
    yield 'SecurityEvent', 'where isnotempty(LogonType) and LogonType != 3', lambda row: row.get('LogonType') not in (None, 3)
    for table in ('DeviceProcessEvents', 'DeviceEvents', 'DeviceNetworkEvents', 'DeviceFileEvents', 'DeviceRegistryEvents', 'DeviceLogonEvents'):
        action = most(table, 'ActionType', 1)
        yield table, 'where ActionType == "%s"' % action, lambda row, a=action: row.get('ActionType') == a
        yield table, 'where ActionType in~ ("%s", "Nothing")' % action.upper(), lambda row, a=action: row.get('ActionType') == a
        low, high = median(table, 'Timestamp')
        yield table, 'where Timestamp between (datetime(%s) .. datetime(%s))' % (low, high), lambda row, low=low, high=high: low <= row.get('Timestamp', '') <= high
        yield (table, 'where InitiatingProcessFileName =~ "SVCHOST.exe" and isnotempty(InitiatingProcessCommandLine)',
               lambda row: row.get('InitiatingProcessFileName', '').lower() == 'svchost.exe' and row.get('InitiatingProcessCommandLine', '') != '')
    yield 'DeviceProcessEvents', 'where FileName =~ "POWERSHELL.EXE"', lambda row: row.get('FileName', '').lower() == 'powershell.exe'
    yield 'DeviceProcessEvents', 'where ProcessCommandLine has "rundll32"', lambda row: has_term(row.get('ProcessCommandLine'), 'rundll32')
    yield 'DeviceProcessEvents', 'where ProcessCommandLine contains "/c "', lambda row: '/c ' in row.get('ProcessCommandLine', '').lower()
    yield 'DeviceProcessEvents', 'where isempty(ProcessCommandLine)', lambda row: row.get('ProcessCommandLine', '') == ''
    yield 'DeviceProcessEvents', 'where AdditionalFields has "Inferred"', lambda row: has_term(json.dumps(row.get('AdditionalFields', '')), 'Inferred')
    yield 'DeviceNetworkEvents', 'where RemotePort in (135, 445)', lambda row: row.get('RemotePort') in (135, 445)
    yield 'DeviceNetworkEvents', 'where LocalPort == 135 or ActionType == "ListeningConnectionCreated"', lambda row: row.get('LocalPort') == 135 or row.get('ActionType') == 'ListeningConnectionCreated'
    yield 'DeviceFileEvents', 'where FolderPath startswith "c:\\\\windows"', lambda row: row.get('FolderPath', '').lower().startswith('c:\\windows')
    yield 'DeviceRegistryEvents', 'where RegistryKey has_any ("Run", "Services")', lambda row: has_term(row.get('RegistryKey'), 'run') or has_term(row.get('RegistryKey'), 'services')


def same_rows(checks, given, folder):
    logspoor = given.logspoor
    whole = {}
    for table in TABLES:
        converted = run(logspoor, 'convert', '-q', '--table', table, folder)
        expected = [full(row) for row in rows(converted)]
        done, found = query(logspoor, table, [folder])
        checks.ok(found == expected and done.returncode == converted.returncode, 'query %s gives the rows of convert' % table,
                  '%s rows, exit %d and %d' % (len(expected), done.returncode, converted.returncode))
        whole[table] = expected
    return whole


def same_filters(checks, given, folder, whole):
    count = wrong = 0
    for table, text, holds in filters(whole):
        if not whole[table]:
            continue
        expected = [row for row in whole[table] if holds(row)]
        done, found = query(given.logspoor, '%s | %s' % (table, text), [folder])
        count += 1
        if found != expected:
            wrong += 1
            checks.ok(False, '%s | %s' % (table, text), 'expected %d rows, found %s %s' % (
                len(expected), found if found is None else len(found), done.stderr[-200:].decode(errors='replace')))
            continue
        # Only some columns are read now, in an order of their own.
        names = sorted({name for row in expected for name in row if name != 'AdditionalFields'})[::3][:12]
        if not names:
            continue
        done, found = query(given.logspoor, '%s | %s | project %s' % (table, text, ', '.join("['%s']" % name for name in names)), [folder])
        if found != [{name: row[name] for name in names if name in row} for row in expected]:
            wrong += 1
            checks.ok(False, '%s | %s | project %s' % (table, text, names), 'rows differ')
    checks.ok(count > 40 and not wrong, 'filters give the rows that Python picks', '%d filters, %d wrong' % (count, wrong))


def same_threads(checks, given, folder):
    for text in ('DeviceProcessEvents', 'SecurityEvent | summarize count(), make_set(Account) by EventID',
                 'union withsource=T Device* | summarize count(), dcount(DeviceName), min(Timestamp) by T, ActionType'):
        outputs = {run(given.logspoor, 'query', '-q', '-f', 'jsonl', '-t', str(threads), text, folder).stdout for threads in (1, 2, 8)}
        checks.ok(len(outputs) == 1, 'the bytes are the same at -t 1, 2 and 8', text)


def ends(checks, given):
    logspoor = given.logspoor
    with tempfile.TemporaryDirectory() as place:
        text = os.path.join(place, 'text.evtx')
        with open(text, 'w', encoding='utf-8') as file:
            file.write('no log\n')
        sample = os.path.join(harness.PROJECT, 'Samples', 'dcom-case')
        damaged = os.path.join(harness.PROJECT, 'Samples', 'damage')
        for name, paths in (('sound logs', [sample]), ('damaged logs', [damaged]), ('a text', [text]), ('a text beside logs', [text, sample]), ('nothing', [os.path.join(place, 'none')])):
            errors = [os.path.join(place, kind) for kind in ('convert', 'query')]
            one = run(logspoor, 'convert', '--table', 'SecurityEvent,DeviceProcessEvents', '--errors', errors[0], *paths)
            other = run(logspoor, 'query', '--errors', errors[1], 'union SecurityEvent, DeviceProcessEvents | count', *paths)
            with open(errors[0], encoding='utf-8') as first, open(errors[1], encoding='utf-8') as second:
                lists = sorted(first), sorted(second)
            checks.ok(one.returncode == other.returncode and lists[0] == lists[1], 'losses and exit code are those of convert: %s' % name, 'exit %d, %d losses' % (other.returncode, len(lists[1])))
        done = run(logspoor, 'query', '--max-memory', '4K', 'SecurityEvent', sample)
        checks.ok(done.returncode == 6 and b'--max-memory' in done.stderr and not done.stdout, 'too little memory ends with 6')
        done = run(logspoor, 'query', '--time', 'SecurityEvent | count', sample)
        last = json.loads(done.stderr.splitlines()[-1])
        checks.ok(set(last) == {'load_seconds', 'query_seconds', 'peak_bytes'}, '--time ends standard error with JSON', last)
        newest = max(row['TimeGenerated'] for row in rows(run(logspoor, 'convert', '-q', '--table', 'WindowsEvent', sample)))
        _, found = query(logspoor, 'print now()', [sample])
        checks.ok(found == [{'print_0': newest}], 'now() is the newest event', newest)
        _, found = query(logspoor, 'print now()', [sample], '--now', '2001-02-03T04:05:06Z')
        checks.ok(found == [{'print_0': '2001-02-03T04:05:06.0000000Z'}], '--now sets it')
        _, recent = query(logspoor, 'WindowsEvent | where TimeGenerated > ago(1m) | project TimeGenerated', [sample])
        edge = (datetime.datetime.fromisoformat(newest[:26]) - datetime.timedelta(minutes=1)).isoformat(timespec='microseconds')
        _, every = query(logspoor, 'WindowsEvent | project TimeGenerated', [sample])
        checks.ok(recent and recent == [row for row in every if row['TimeGenerated'][:26] >= edge], 'ago() counts from the newest event', '%d of %d rows' % (len(recent), len(every)))


def files(checks, given):
    """Tables, lists and data from files."""
    logspoor = given.logspoor
    sample = os.path.join(harness.PROJECT, 'Samples', 'dcom-case')
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, 'rows.jsonl.gz')
        with gzip.open(path, 'wb') as file:
            file.write(run(logspoor, 'convert', '-q', '--table', 'DeviceProcessEvents', sample).stdout)
        _, from_logs = query(logspoor, 'DeviceProcessEvents', [sample])
        _, from_file = query(logspoor, 'DeviceProcessEvents', [], '--table-file', 'DeviceProcessEvents=' + path)
        checks.ok(from_logs and from_logs == from_file, '--table-file gives back what convert wrote', '%d rows' % len(from_logs))
        lists = os.path.join(place, 'list.csv')
        with open(lists, 'w', encoding='utf-8') as file:
            file.write('Host,Owner\nworkstation5.corp.example,"Doe, Jane"\nother,\n')
        _, found = query(logspoor, '_GetWatchlist("hosts") | project SearchKey, Owner, tostring(WatchlistItem.Host)', [], '--watchlist', 'hosts=' + lists)
        checks.ok(found == [{'SearchKey': 'workstation5.corp.example', 'Owner': 'Doe, Jane', 'WatchlistItem_Host': 'workstation5.corp.example'},
                            {'SearchKey': 'other', 'WatchlistItem_Host': 'other'}], '--watchlist gives columns, SearchKey and items', found)
        location = 'https://example.org/list.csv?token=a=b'
        _, found = query(logspoor, 'externaldata(h:string, o:string)["%s"] with (format="csv", ignoreFirstRecord=true)' % location, [], '--external', '%s=%s' % (location, lists))
        checks.ok(found == [{'h': 'workstation5.corp.example', 'o': 'Doe, Jane'}, {'h': 'other'}], '--external gives the file of a location', found)
        broken = os.path.join(place, 'broken.jsonl')
        with open(broken, 'w', encoding='utf-8') as file:
            file.write('{"Timestamp":"2024-01-01T00:00:00Z","ProcessId":7}\n{"ProcessId":"x"}\nnothing\n')
        done = run(logspoor, 'query', '-f', 'jsonl', 'DeviceProcessEvents | count', '--table-file', 'DeviceProcessEvents=' + broken)
        said = done.stderr.decode()
        checks.ok(done.returncode == 3 and done.stdout == b'{"Count":2}\n' and 'broken.jsonl:2:' in said and 'broken.jsonl:3:1:' in said,
                  'what a file has that is no value of its column is said with line and column', said)


def main():
    given = harness.options(__doc__)
    checks = harness.Checks()
    ends(checks, given)
    files(checks, given)
    folder = os.path.join(given.shared, 'evtx') if given.shared else os.path.join(harness.PROJECT, 'Samples')
    if not given.shared:
        checks.skip('the folder of real logs', 'no shared folder: the samples stand in for it')
    whole = same_rows(checks, given, folder)
    if given.shared:
        same_filters(checks, given, folder, whole)
    same_threads(checks, given, folder)
    checks.finish()


main()

"""Detections over Samples/ and the real logs.

    hunt_check.py LOGSPOOR [--shared DIR]

- The judge ../shared/tools/hunt_check.py holds over all its expectations.
- Alerts are the same bytes at -t 1, 2 and 8 and with the logs in any order, in every format.
- Every entry of Evidence is a record that `convert --source-columns` prints, with its offset, channel, computer and time.
- Entities refer to entities that are there; identifiers of alerts and incidents are unique.
- The timesketch lines have what its importer asks for: message, datetime, timestamp_desc.
- A broken rule among good ones is reported with file, line and column, the others run, exit 3.
- --fail-on and --min-severity; nothing on standard output but alerts.
- Benign hosts of the real logs give no alert above low.
- 100 published rules in one run read every record as often as one rule does, and find what each finds alone.
"""

import datetime
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import harness

CASE = os.path.join(harness.PROJECT, 'Samples', 'dcom-case')
BENIGN = ['museum', 'omerbenamram', 'python-evtx', 'plaso', 'velociraptor']


def hunt(logspoor, *arguments):
    return subprocess.run([logspoor, 'hunt', *arguments], capture_output=True, timeout=600)


def lines(run):
    return [json.loads(line) for line in run.stdout.splitlines()]


def judge(checks, given):
    tool = os.path.join(given.shared, 'tools', 'hunt_check.py')
    run = subprocess.run(
        [sys.executable, tool, given.logspoor, os.path.join(given.shared, 'rules', 'expected.json')], capture_output=True, text=True)
    last = (run.stdout.splitlines() or [''])[-1]
    checks.ok(run.returncode == 0, 'the judge of known movements and of benign hosts', last if run.returncode == 0 else run.stdout[-1500:])


def same_bytes(checks, given):
    logs = harness.logs_under(CASE)
    for form in ('jsonl', 'csv', 'timesketch', 'table'):
        first = hunt(given.logspoor, '-q', '-f', form, '-t', '1', *logs)
        same = first.returncode == 0 and len(first.stdout) > 0
        for threads in (2, 8):
            mixed = logs[:]
            random.Random(threads).shuffle(mixed)
            same = same and hunt(given.logspoor, '-q', '-f', form, '-t', str(threads), *mixed).stdout == first.stdout
        checks.ok(same, 'the same bytes at -t 1, 2, 8 and in any order: ' + form, '%d bytes' % len(first.stdout))


def evidence(checks, given):
    printed = {}
    run = subprocess.run([given.logspoor, 'convert', '-q', '--source-columns', CASE], capture_output=True, check=True)
    for line in run.stdout.splitlines():
        event = json.loads(line)
        printed[(event['SourceFile'], event['EventRecordID'])] = event
    alerts = lines(hunt(given.logspoor, '-q', '-f', 'jsonl', CASE))
    wrong = []
    cited = 0
    for alert in alerts:
        for entry in alert['Evidence']:
            cited += 1
            event = printed.get((entry['SourceFile'], entry['EventRecordID']))
            if not event or any(event[key] != entry[key] for key in ('Channel', 'Computer', 'RecordOffset', 'TimeCreated')):
                wrong.append(entry)
    checks.ok(alerts and cited and not wrong, 'every record that an alert cites is one that convert prints', '%d cited' % cited if not wrong else wrong[:1])
    dangling = [a['SystemAlertId'] for a in alerts for e in a['Entities'] for v in e.values()
                if isinstance(v, dict) and v.get('$ref') not in {x['$id'] for x in a['Entities']}]
    checks.ok(not dangling, 'entities refer to entities of the same alert', dangling[:3])
    checks.ok(len({a['SystemAlertId'] for a in alerts}) == len(alerts), 'identifiers of alerts are unique', '%d alerts' % len(alerts))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'incidents.jsonl')
        hunt(given.logspoor, '-q', '-f', 'jsonl', '--incidents', path, CASE)
        with open(path, encoding='utf-8') as file:
            incidents = [json.loads(line) for line in file]
    checks.ok(len(incidents) == 1 and sorted(incidents[0]['AlertIds']) == sorted(a['SystemAlertId'] for a in alerts)
              and all(a['IncidentId'] == incidents[0]['IncidentName'] for a in alerts), 'the movement of the sample is one incident', len(incidents))


def timesketch(checks, given):
    wrong = []
    found = lines(hunt(given.logspoor, '-q', '-f', 'timesketch', CASE))
    for line in found:
        try:
            time = datetime.datetime.fromisoformat(line['datetime'])
            micro = int((time - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) / datetime.timedelta(microseconds=1))
            if not line['message'] or not line['timestamp_desc'] or micro != line['timestamp']:
                wrong.append(line)
        except (KeyError, ValueError) as error:
            wrong.append(str(error))
    checks.ok(found and not wrong, 'timesketch lines have message, datetime and timestamp_desc', wrong[:1] or len(found))


def exits(checks, given):
    with tempfile.TemporaryDirectory() as folder:
        broken = os.path.join(folder, 'broken.yaml')
        with open(broken, 'w', encoding='utf-8') as file:
            file.write('id: 0b4f7a52-6a35-4a0e-9a37-6c6f67737061\nname: Broken\nseverity: Low\nqueryFrequency: 1h\nqueryPeriod: 1h\n'
                       'query: |\n  Event\n  | where Nothing == 1\n')
        run = hunt(given.logspoor, '-f', 'jsonl', '--rules', 'builtin', '--rules', folder, CASE)
        plain = hunt(given.logspoor, '-q', '-f', 'jsonl', CASE)
        checks.ok(run.returncode == 3 and b'broken.yaml:8:11: ' in run.stderr and run.stdout == plain.stdout,
                  'a broken rule is reported with its place, and the others run', run.returncode)
        alone = hunt(given.logspoor, '-f', 'jsonl', '--rules', broken, CASE)
        checks.ok(alone.returncode == 64 and not alone.stdout, 'no rule that can be run is a usage error', alone.returncode)
        check = subprocess.run([given.logspoor, 'rules', 'check', folder], capture_output=True)
        checks.ok(check.returncode in (3, 4) and b'broken.yaml:8:11: ' in check.stdout, 'rules check names file, line and column', check.returncode)
    for level, code in (('informational', 10), ('medium', 10), ('high', 10)):
        run = hunt(given.logspoor, '-q', '--fail-on', level, CASE)
        checks.ok(run.returncode == code and run.stdout, '--fail-on %s' % level, run.returncode)
    run = hunt(given.logspoor, '-q', '--fail-on', 'low', os.path.join(CASE, 'WORKSTATION5', 'System.evtx'))
    checks.ok(run.returncode == 0 and not run.stdout, 'no alert, no exit 10', run.returncode)
    high = lines(hunt(given.logspoor, '-q', '-f', 'jsonl', '--min-severity', 'high', CASE))
    checks.ok(high and all(a['AlertSeverity'] == 'High' for a in high), '--min-severity high', len(high))
    run = hunt(given.logspoor, '-q', '-f', 'jsonl', os.path.join(harness.PROJECT, 'Samples', 'damage', 'noise.evtx'))
    checks.ok(run.returncode == 4 and not run.stdout, 'nothing readable is no good news', run.returncode)


def benign(checks, given):
    for name in BENIGN:
        folder = os.path.join(given.shared, 'evtx', name)
        run = hunt(given.logspoor, '-q', '--allow-partial', '-f', 'jsonl', folder)
        loud = [(a['AlertName'], a['CompromisedEntity']) for a in lines(run) if a['AlertSeverity'] in ('Medium', 'High')]
        checks.ok(run.returncode == 0 and not loud, 'no alert above low on ' + name, loud[:3] or '%d alerts' % len(lines(run)))


def one_pass(checks, given):
    """Many rules in one run: each log is read as often as for one rule alone."""
    folder = tempfile.mkdtemp()
    try:
        names = []
        with open(os.path.join(given.shared, 'kql', 'rules.jsonl'), encoding='utf-8') as file:
            for line in file:
                rule = json.loads(line)
                tables = set(rule['tables'])
                known = {'Event', 'SecurityEvent', 'WindowsEvent'}
                if not tables or not all(t in known or t.startswith('Device') for t in tables) or len(names) == 100:
                    continue
                names.append(rule['id'])
                with open(os.path.join(folder, rule['id'] + '.json'), 'w', encoding='utf-8') as out:
                    json.dump({'id': rule['id'], 'name': rule['name'], 'severity': 'Low', 'tactics': ['Execution'], 'query': rule['query']}, out)

        def read(*rules):
            run = hunt(given.logspoor, '-q', '--time', '-f', 'jsonl', *rules, CASE)
            last = json.loads(run.stderr.splitlines()[-1])
            return run, last['records_read']

        every, many = read('--rules', folder)
        # One rule that needs the ledgers of hosts, as most of the hundred do.
        _, one = read()
        checks.ok(len(names) == 100 and every.returncode in (0, 3) and many == one, '100 rules in one run read as many records as the pack', '%d and %d' % (many, one))
    finally:
        shutil.rmtree(folder)


def main():
    given = harness.options(__doc__)
    checks = harness.Checks()
    same_bytes(checks, given)
    evidence(checks, given)
    timesketch(checks, given)
    exits(checks, given)
    if given.shared:
        judge(checks, given)
        benign(checks, given)
        one_pass(checks, given)
    else:
        checks.skip('known movements, benign hosts and published rules', 'no folder with real logs')
    checks.finish()


main()

"""Queries held against recorded answers: Microsoft's own engine, its documentation, and published rules.

    kql_check.py LOGSPOOR [--shared DIR] [--jobs N]

Runs ../shared/tools/kql_check.py over ../shared/kql and compares. No answer may differ but those named in kql_errata.tsv, where the documentation
is wrong or laid out in another way; each of those must differ still. The numbers of exact answers may not fall.
"""

import json
import os
import subprocess
import sys
import tempfile
import harness

ERRATA = os.path.join(harness.HERE, 'kql_errata.tsv')
FILES = {'oracle': 'oracle.jsonl', 'rules': 'rules.jsonl', 'docs': 'doc_examples.jsonl'}
# Exact answers at least. A number that rises is raised here.
EXACT = {'oracle': 777, 'rules': 1173, 'docs': 175}
# DeviceInfo.ConnectivityType: see docs/kql-execution.md, "Checked".
NEWER_COLUMNS = "columns here only [('ConnectivityType', 'string')], binder only []"


def errata():
    found = {}
    for line in open(ERRATA, encoding='utf-8'):
        if line.strip() and not line.startswith('#'):
            page, number, reason = line.rstrip('\n').split('\t')
            found['data-explorer/kusto/query/' + page, number] = reason
    return found


def run(given, mode, path):
    """The cases with `result` and `why`; None when the tool gave none."""
    tool = os.path.join(given.shared, 'tools', 'kql_check.py')
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, 'cases.json')
        command = [sys.executable, tool, given.logspoor, mode, path, '--jobs', str(given.jobs), '--show', '0', '--json-out', out]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        if not os.path.exists(out):
            return None
        return json.load(open(out, encoding='utf-8'))


def main():
    given = harness.options(__doc__, lambda parser: parser.add_argument('--jobs', type=int, default=2))
    checks = harness.Checks()
    known = errata()
    for mode, name in FILES.items():
        path = os.path.join(given.shared or '', 'kql', name)
        if given.shared is None or not os.path.exists(path):
            checks.skip(mode, 'no %s among shared data' % name)
            continue
        cases = run(given, mode, path)
        if cases is None:
            checks.ok(False, mode, 'the tool gave no results')
            continue
        exact = sum(case['result'] == 'exact' for case in cases)
        checks.ok(exact >= EXACT[mode], '%s: exact answers' % mode, '%d, at least %d' % (exact, EXACT[mode]))
        ended = [case for case in cases if case['result'] in ('crash', 'hang')]
        checks.ok(not ended, '%s: none crashes or hangs' % mode, ended[0]['query'][:200] if ended else '')
        wrong = [case for case in cases if case['result'] == 'mismatch']
        if mode == 'docs':
            differing = {(case['page'], str(case['line'])) for case in wrong}
            wrong = [case for case in wrong if (case['page'], str(case['line'])) not in known]
            gone = sorted(place for place in known if place not in differing)
            checks.ok(not gone, 'docs: each erratum still differs', gone[:3] if gone else len(known))
        if mode == 'rules':
            wrong = [case for case in wrong if case['why'] != NEWER_COLUMNS]
        checks.ok(not wrong, '%s: none differs' % mode, '%s: %s' % (wrong[0]['query'][:200], wrong[0]['why'][:200]) if wrong else '')
    checks.finish()


main()

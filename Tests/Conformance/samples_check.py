"""The logs in Samples/, made by our own writer: XML and JSON-lines are whole and agree, and `info --json` counts the same.

samples_check.py LOGSPOOR [--samples DIR]
"""

import json
import os
import re
import harness

# How `info --json` may name the number of records it found, as a path of keys joined by dots.
FOUND = re.compile(r'(?i)records?[._]?(found|read|live)|(found|read|live)[._]?records?|(^|\.)(records|recordcount|record_count)$')

# And how those among them that could not be decoded.
FAILED = re.compile(r'(?i)records?[._]?failed$')


def numbers(value, path=''):
    """(path of keys, number) for every integer inside a value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, path + '.' + key if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, path)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, value


def parsed(data):
    """One JSON value, or one a line."""
    try:
        return json.loads(data)
    except ValueError:
        return [json.loads(line) for line in data.split(b'\n') if line]


def check_log(checks, logspoor, log, name):
    xml, lines = (harness.convert(logspoor, '-f', form, log) for form in ('xml', 'jsonl'))
    if not checks.ok(
        xml.code == lines.code and xml.code in (0, 3, 4), name + ': both formats end alike', '%s; %s' % (xml.short, lines.short)
    ):
        return
    wrong = harness.well_formed(xml.out) if xml.out or xml.code != 4 else None
    checks.ok(wrong is None, name + ': the XML is one document', wrong or '')
    try:
        events = [json.loads(line) for line in lines.out.split(b'\n') if line]
    except ValueError as error:
        checks.ok(False, name + ': every line is JSON', str(error))
        return
    printed = sum(1 for line in xml.out.split(b'\n') if re.match(rb'(<\?[^?]*\?>)*<Event ', line))
    checks.ok(printed == len(events), name + ': as many events in XML as in JSON-lines', '%d, %d' % (printed, len(events)))
    identifiers = [int(match[1]) for match in harness.XML_ID.finditer(xml.out)]
    checks.ok(identifiers == [e['EventRecordID'] for e in events if 'EventRecordID' in e], name + ': the same records in the same order')
    # info checks checksums, convert only where it is asked to.
    info = harness.run([logspoor, 'info', '--json', log])
    ends = (xml.code, 3) if xml.code == 0 and b'"checksum"' in info.out else (xml.code,)
    if not checks.ok(info.code in ends, name + ': info ends as convert does', info.short) or info.code == 4:
        return
    try:
        found = dict((path, number) for path, number in numbers(parsed(info.out)) if FOUND.search(path))
        failed = sum(number for path, number in numbers(parsed(info.out)) if FAILED.search(path))
    except ValueError as error:
        checks.ok(False, name + ': info --json is JSON', str(error))
        return
    right = any(number - failed == len(events) for number in found.values())
    checks.ok(
        right,
        name + ': info --json finds as many records',
        'converted %d, info %s, %d failed' % (len(events), found or 'names no number of records', failed),
    )


def main():
    given = harness.options(__doc__, lambda p: p.add_argument('--samples', default=os.path.join(harness.PROJECT, 'Samples')))
    checks = harness.Checks()
    logs = harness.logs_under(given.samples)
    if not logs:
        checks.skip('Samples', 'no logs in %s' % given.samples)
    for log in logs:
        check_log(checks, given.logspoor, log, os.path.relpath(log, given.samples))
    checks.finish()


main()

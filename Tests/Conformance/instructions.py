"""Instructions a record, the speed figure that a noisy machine repeats: for CI.

    instructions.py LOGSPOOR [--shared DIR] [--mb 12] [--limit 6000] [--slack 1.1] [--only security]

Two logs of N and 2N MB are built from the Security chunks of ../shared/evtx; both are converted with one thread under
valgrind's callgrind, output to /dev/null. N is large enough for both to hold every chunk of the pool, or the larger log
would hold templates that the smaller one has not. The slope between the two is the cost of a record, without start-up and
without the compilation of templates. Fails when a JSON record costs more than the limit, what it has come down to, by more than the
slack; the XML figure is printed, and held to the same.
"""

import os
import re
import subprocess
import sys
import tempfile
import harness


def build(shared, out, megabytes, only):
    """Builds a log; returns its number of records."""
    ran = subprocess.run(
        [sys.executable, os.path.join(shared, 'tools/build_big.py'), out, str(megabytes), os.path.join(shared, 'evtx'), '--only', only],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
    )
    found = re.search(rb'(\d+) records', ran.stderr)
    if ran.returncode or not found:
        sys.exit('build_big.py: %s' % ran.stderr.decode('utf-8', 'replace').strip()[-300:])
    return int(found[1])


def without_debug_information(logspoor, folder):
    """A copy that valgrind can read: it gives up on the debug information of some C compilers. Counts need no names."""
    copy = os.path.join(folder, 'logspoor')
    ran = subprocess.run(['strip', '-o', copy, logspoor], capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit('strip: %s' % ran.stderr.strip())
    return copy


def count_instructions(logspoor, form, log, folder):
    """Instructions of one conversion, or a reason."""
    profile = os.path.join(folder, 'callgrind.out')
    with open(os.devnull, 'wb') as null:
        ran = harness.run(
            ['valgrind', '--tool=callgrind', '--callgrind-out-file=' + profile, logspoor, 'convert', '-t', '1', '-f', form, log],
            stdout=null,
            limit=900,
        )
    found = re.search(rb'Collected\s*:\s*(\d+)', ran.err)
    if ran.code != 0 or not found:
        return None, ran.short
    return int(found[1]), ''


def main():
    def add(parser):
        parser.add_argument('--mb', type=int, default=12, help='size of the smaller log')
        parser.add_argument('--limit', type=int, default=6000)
        parser.add_argument('--slack', type=float, default=1.1)
        parser.add_argument('--only', default='security', help='pattern of log names to build from')

    given = harness.options(__doc__, add)
    checks = harness.Checks()
    if not given.shared or not harness.tool('valgrind'):
        checks.skip('instructions', 'no ../shared' if not given.shared else 'valgrind is not installed (apt-get install valgrind)')
        checks.finish()
    with tempfile.TemporaryDirectory() as folder:
        logs = [os.path.join(folder, name) for name in ('one.evtx', 'two.evtx')]
        records = [build(given.shared, log, given.mb * (i + 1), given.only) for i, log in enumerate(logs)]
        for log, count in zip(logs, records):
            printed = harness.count_jsonl(harness.convert(given.logspoor, log).out)
            checks.ok(printed == count, '%s: all records are printed' % os.path.basename(log), '%d of %d' % (printed, count))
        program = without_debug_information(given.logspoor, folder)
        for form in ('jsonl', 'xml'):
            found = [count_instructions(program, form, log, folder) for log in logs]
            if any(count is None for count, _ in found):
                checks.ok(False, '%s: runs under callgrind' % form, '; '.join(reason for _, reason in found))
                continue
            (low, _), (high, _) = found
            slope = (high - low) / (records[1] - records[0])
            start = low - slope * records[0]
            checks.ok(
                0 < slope <= given.limit * given.slack,
                '%s: at most %d instructions a record' % (form, given.limit * given.slack),
                '%.0f a record, %.1f million to start; %d and %d records' % (slope, start / 1e6, *records),
            )
    checks.finish()


main()

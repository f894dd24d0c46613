"""Cases of faults.py about reading that goes wrong: calls that fail, and logs that change while they are read."""

import os
import re
import shutil
import struct
import subprocess
import harness

CHUNK = 65536


# MARK: Row 18

READS = 'read,pread64,readv,preadv,preadv2'


def traced_reads(setting, log, inject, arguments=()):
    """Runs under strace, which fails reads of the log; returns how it ran and the calls that failed, as (offset, size)."""
    trace = os.path.join(setting.folder(), 'trace')
    extra = ['-e', 'inject=%s:error=EIO:when=%s' % (READS, inject)] if inject else []
    ran = harness.run(
        [
            'strace',
            '-f',
            '-qq',
            '-s',
            '0',
            '-o',
            trace,
            '-P',
            log,
            '-e',
            'trace=' + READS,
            *extra,
            setting.logspoor,
            'convert',
            '-t',
            '1',
            *arguments,
            log,
        ],
        limit=30,
    )
    calls = harness.read(trace).decode('utf-8', 'replace').split('\n')
    failed = [re.search(r'pread64\(\d+, .*, (\d+), (\d+)\)', line) for line in calls if 'INJECTED' in line]
    return ran, len([c for c in calls if '(' in c]), [(int(m[2]), int(m[1])) for m in failed if m], any('INJECTED' in c for c in calls)


def whole_before(log, length):
    """Records of the sound log that stand whole before an offset."""
    count = 0
    for start in range(4096, min(len(log), length), CHUNK):
        at = start + 512
        while log[at : at + 4] == b'**\0\0' and at + struct.unpack_from('<I', log, at + 4)[0] <= min(start + CHUNK, length):
            at, count = at + struct.unpack_from('<I', log, at + 4)[0], count + 1
    return count


def failing_reads(checks, setting, label):
    if not harness.tool('strace'):
        return checks.skip(label, 'strace is not installed')
    log = setting.log()
    data = harness.read(log)
    ran, calls, _, _ = traced_reads(setting, log, None)
    if not checks.ok(ran.code == 0 and calls >= 1, label + ': reads can be traced', '%d reads, %s' % (calls, ran.short)):
        return
    most_in_a_chunk = 110
    for persistent in (False, True):
        wrong, tried = [], 0
        for n in range(1, min(calls, 40) + 1):
            errors = os.path.join(setting.folder(), 'errors.jsonl')
            ran, _, failed, injected = traced_reads(setting, log, '%d%s' % (n, '+' if persistent else ''), ['--errors', errors])
            if not injected:
                continue
            tried += 1
            found, lines = harness.count_jsonl(ran.out), harness.error_lines(errors)
            first = failed[0][0] if failed else 0
            need = whole_before(data, first)
            if not persistent and first >= 4096:
                need = setting.records - most_in_a_chunk  # one call fails once: the rest of the log is readable
            complete = ran.code == 0 and found == setting.records  # a second try succeeded, or the read was not needed
            if not complete and (ran.code not in (3, 4) or not lines or found < need or (ran.code == 4 and found)):
                wrong.append(
                    'read %d at offset %d: %d records, at least %d wanted, %d error lines, %s'
                    % (n, first, found, need, len(lines), ran.short)
                )
        kind = 'every read from the Nth on' if persistent else 'the Nth read'
        checks.ok(
            tried and not wrong,
            '%s: %s fails, N = 1..%d: exit 3 or 4, records kept, an error line' % (label, kind, tried),
            '; '.join(wrong[:3]) + (' and %d more' % (len(wrong) - 3) if len(wrong) > 3 else ''),
        )


# MARK: Row 23


def changes_while_read(checks, setting, label):
    for name, change in (('truncated', lambda path: os.truncate(path, 4096 + 20 * CHUNK + 999)), ('grown', append_noise)):
        folder = setting.folder()
        log, errors = shutil.copy(setting.big(), os.path.join(folder, 'live.evtx')), os.path.join(folder, 'errors.jsonl')
        whole = (
            harness.count_jsonl(setting.convert(log).out) if name == 'grown' else whole_before(harness.read(log), 4096 + 20 * CHUNK + 999)
        )
        process = subprocess.Popen(
            [setting.logspoor, 'convert', '-t', '1', '--errors', errors, log],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=harness.environment(),
        )
        start = harness.take(process.stdout, 4096)  # it now waits for us: the pipe is full
        change(log)
        rest, said = process.communicate(timeout=60)
        found = harness.count_jsonl(start + rest)
        if name == 'grown':
            checks.ok(
                process.returncode in (0, 3) and found == whole,
                '%s: a log that is %s gives what it held when opened' % (label, name),
                '%d of %d, exit %d' % (found, whole, process.returncode),
            )
        else:
            checks.ok(
                process.returncode == 3 and found >= whole,
                '%s: a log that is %s gives at least what is left, exit 3' % (label, name),
                '%d, left %d, exit %d' % (found, whole, process.returncode),
            )
        text = said.decode('utf-8', 'replace') + ' '.join(e['message'] for e in harness.error_lines(errors))
        checks.ok(re.search(r'(?i)chang|grew|grown|shr[ia]nk|trunc|short', text), '%s: %s is stated' % (label, name), text.strip()[-160:])


def append_noise(path):
    with open(path, 'ab') as file:
        file.write(os.urandom(1 << 20))


CASES = [
    (18, 'read errors', failing_reads),
    (23, 'inputs that change', changes_while_read),
]

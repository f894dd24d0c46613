"""Cases of faults.py about what is written: evidence is never the output, a full disk or a signal leaves no half line."""

import hashlib
import json
import os
import signal
import subprocess
import time
import harness

WRITES = 'write,pwrite64,writev,pwritev,pwritev2'
INTERRUPTED = {signal.SIGINT: 130, signal.SIGTERM: 143}


def whole_lines(data, form):
    """None when an output ends with a whole line and every line is one event; else what is wrong."""
    if not data:
        return None
    if not data.endswith(b'\n'):
        return 'the last line is cut: %r' % data[-60:]
    if form == 'xml':
        return harness.well_formed(data)
    try:
        for line in data.split(b'\n')[:-1]:
            json.loads(line)
    except ValueError as error:
        return str(error)
    return None


def left_behind(folder, name, form, ran):
    """None when a failed run left nothing, or whole lines under the final name; and other files only if it says so."""
    for found in sorted(os.listdir(folder)):
        path = os.path.join(folder, found)
        if found == name:
            wrong = whole_lines(harness.read(path), form)
            if wrong:
                return '%s: %s' % (found, wrong)
        elif found.encode() not in ran.err:
            return '%s stays and is not named' % found
    return None


# MARK: Row 15


def output_is_evidence(checks, setting, label):
    folder = setting.folder()
    log, apart = setting.log(folder), setting.folder()
    hard, soft = os.path.join(apart, 'hard.jsonl'), os.path.join(apart, 'soft.jsonl')
    os.link(log, hard)
    os.symlink(log, soft)
    before = hashlib.sha256(harness.read(log)).hexdigest()
    intact = lambda: hashlib.sha256(harness.read(log)).hexdigest() == before
    for name, path in (
        ('the same path', log),
        ('another spelling of it', os.path.join(folder, '..', os.path.basename(folder), 'log.evtx')),
        ('a hard link', hard),
        ('a symbolic link', soft),
    ):
        for option in ('-o', '--errors'):
            for force in ([], ['--force']):
                ran = setting.convert(option, path, *force, log)
                checks.ok(
                    ran.code == 64 and intact() and not ran.out,
                    '%s: %s %s%s is refused' % (label, option, name, ' --force' if force else ''),
                    ran.short,
                )
    ran = setting.convert('-o', log, '--force', folder)
    checks.ok(ran.code == 64 and intact(), label + ': an output that is a log of the given folder is refused', ran.short)
    with open(log, 'ab') as out:
        ran = setting.convert(log, stdout=out)
    checks.ok(ran.code == 64 and intact(), label + ': standard output that is the log is refused', ran.short)
    ran = setting.convert('-o', os.path.join(folder, 'inside.jsonl'), folder)
    checks.ok(ran.code == 64 and os.listdir(folder) == ['log.evtx'], label + ': an output inside the input folder is refused', ran.short)
    os.path.exists(os.path.join(folder, 'inside.jsonl')) and os.remove(os.path.join(folder, 'inside.jsonl'))
    existing = harness.write(os.path.join(apart, 'mine.jsonl'), b'mine')
    ran = setting.convert('-o', existing, log)
    checks.ok(ran.code == 64 and harness.read(existing) == b'mine', label + ': an existing output is refused and kept', ran.short)
    ran = setting.convert('-o', existing, '--force', log)
    checks.ok(ran.code == 0 and harness.count_jsonl(harness.read(existing)) == setting.records, label + ': --force replaces it', ran.short)


# MARK: Row 19


def nth_write_fails(checks, setting, label):
    if not harness.tool('strace'):
        return checks.skip(label, 'strace is not installed')
    for form in ('jsonl', 'xml'):
        wrong, tried = [], 0
        for n in range(1, 31):
            folder, trace = setting.folder(), os.path.join(setting.folder(), 'trace')
            name = 'out.' + form
            ran = harness.run(
                [
                    'strace',
                    '-f',
                    '-qq',
                    '-y',
                    '-s',
                    '0',
                    '-o',
                    trace,
                    '-e',
                    'trace=' + WRITES,
                    '-e',
                    'inject=%s:error=ENOSPC:when=%d' % (WRITES, n),
                    setting.logspoor,
                    'convert',
                    '-t',
                    '12'[n % 2],
                    '-f',
                    form,
                    '-o',
                    os.path.join(folder, name),
                    setting.big(),
                ]
            )
            hit = [line for line in harness.read(trace).decode('utf-8', 'replace').split('\n') if 'INJECTED' in line and folder in line]
            if not hit:
                break  # no write of the output is left to fail
            tried += 1
            bad = left_behind(folder, name, form, ran)
            if ran.code != 5 or not ran.err.strip() or bad:
                wrong.append('write %d: %s, %s' % (n, bad or 'nothing half left', ran.short))
        checks.ok(
            tried and not wrong,
            '%s: ENOSPC at write N = 1..%d of %s: exit 5, a message, no half line' % (label, tried, form),
            '; '.join(wrong[:3]),
        )


def full_disks(checks, setting, label):
    for form in ('jsonl', 'xml'):
        with open('/dev/full', 'wb') as full:
            ran = setting.convert('-f', form, setting.source, stdout=full)
        checks.ok(ran.code == 5 and ran.err.strip(), '%s: %s to /dev/full: exit 5 and a message' % (label, form), ran.short)
        folder, name = setting.folder(), 'out.' + form
        ran = setting.convert('-f', form, '-o', os.path.join(folder, name), setting.source, before=limit_file_size)
        bad = left_behind(folder, name, form, ran)
        checks.ok(
            ran.code == 5 and not bad,
            '%s: %s beyond the file size limit: exit 5, no half line' % (label, form),
            '%s; %s' % (bad, ran.short),
        )
        mount = setting.folder()
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mount], capture_output=True).returncode:
            checks.skip('%s: %s to a tmpfs of 1 MB' % (label, form), 'mount does not work here')
            continue
        try:
            ran = setting.convert('-f', form, '-o', os.path.join(mount, name), setting.big())
            bad = left_behind(mount, name, form, ran)
        finally:
            subprocess.run(['umount', mount], check=True)
        checks.ok(ran.code == 5 and not bad, '%s: %s to a tmpfs of 1 MB: exit 5, no half line' % (label, form), '%s; %s' % (bad, ran.short))
    ran = setting.convert('-o', os.path.join(setting.folder(), 'absent', 'out.jsonl'), setting.source)
    checks.ok(ran.code == 5 and ran.err.strip(), label + ': an output in a folder that is not there: exit 5', ran.short)
    with open('/dev/full', 'wb') as full:
        ran = harness.run([setting.logspoor, 'info', setting.source], stdout=full)
    checks.ok(ran.code == 5, label + ': info to /dev/full: exit 5', ran.short)


def limit_file_size():
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (300000, 300000))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it and would pass that on


# MARK: Row 21


def start(setting, *arguments):
    return subprocess.Popen(
        [setting.logspoor, 'convert', *arguments, setting.big()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=harness.environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def interrupted(code, number):
    """The contract's exit code, or death by that signal, which a shell shows as the same number."""
    return code in (INTERRUPTED[number], -number)


def signals_to_a_pipe(checks, setting, label):
    for number in INTERRUPTED:
        for form in ('jsonl', 'xml'):
            for threads in ('1', '2'):
                process = start(setting, '-f', form, '-t', threads)
                first = harness.take(process.stdout, 100000)
                os.kill(process.pid, number)
                sent = time.monotonic()
                rest, said = process.communicate(timeout=60)
                seconds = time.monotonic() - sent
                wrong = whole_lines(first + rest, form)
                checks.ok(
                    interrupted(process.returncode, number) and seconds < 2 and not wrong,
                    '%s: %s, %s, %s threads: ends within 2 s, output whole' % (label, number.name, form, threads),
                    'exit %d after %.2f s, %d bytes%s' % (process.returncode, seconds, len(first + rest), ', ' + wrong if wrong else ''),
                )


def signal_to_a_file(checks, setting, label):
    for form in ('jsonl', 'xml'):
        for attempt in range(5):
            folder, name = setting.folder(), 'out.' + form
            process = start(setting, '-f', form, '-t', '1', '-o', os.path.join(folder, name))
            until = time.monotonic() + 5
            while (
                process.poll() is None
                and time.monotonic() < until
                and not any(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder))
            ):
                time.sleep(0.0005)
            process.poll() is None and os.kill(process.pid, signal.SIGTERM)
            said = process.communicate(timeout=60)[1]
            if process.returncode != 0:
                break
        name_of_case = '%s: SIGTERM while writing %s to a file' % (label, form)
        if process.returncode == 0:
            checks.skip(name_of_case, 'the program was faster than the signal five times')
            continue
        wrong = left_behind(folder, name, form, harness.Ran(process.returncode, b'', said, 0, 0))
        checks.ok(
            interrupted(process.returncode, signal.SIGTERM) and not wrong,
            name_of_case + ': exit 143, no half line',
            'exit %d, %s' % (process.returncode, wrong or os.listdir(folder)),
        )


def second_signal(checks, setting, label):
    process = start(setting, '-t', '1')
    harness.take(process.stdout, 1)
    time.sleep(0.3)  # the pipe is full now and nobody reads it
    os.kill(process.pid, signal.SIGTERM)
    time.sleep(0.5)
    process.poll() is None and os.kill(process.pid, signal.SIGTERM)
    try:
        code = process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        code = None
        process.kill()
    process.communicate()
    checks.ok(
        code is not None and interrupted(code, signal.SIGTERM),
        label + ': a second signal ends it at once, though nobody reads its output',
        'exit %s' % code,
    )


# MARK: Row 22


def closed_pipe(checks, setting, label):
    for arguments in (['convert'], ['convert', '-f', 'xml'], ['convert', '-t', '2']):
        script = '"$@" | head -1 >/dev/null; exit ${PIPESTATUS[0]}'
        ran = harness.run(
            ['bash', '-c', script, 'bash', setting.logspoor, *arguments, setting.big()],
            limit=20,
            before=lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL),
        )
        checks.ok(ran.code in (0, 141) and not ran.err, '%s: %s | head -1 is quiet, 141 or 0' % (label, ' '.join(arguments)), ran.short)
        ignoring = harness.run(['bash', '-c', 'trap "" PIPE; ' + script, 'bash', setting.logspoor, *arguments, setting.big()], limit=20)
        checks.ok(
            ignoring.code in (0, 141, 5) and len(ignoring.err) < 300,
            '%s: %s | head -1 with SIGPIPE ignored ends too' % (label, ' '.join(arguments)),
            ignoring.short,
        )


CASES = [
    (15, 'output that is evidence', output_is_evidence),
    (19, 'write errors', nth_write_fails),
    (19, 'write errors', full_disks),
    (21, 'signals', signals_to_a_pipe),
    (21, 'signals', signal_to_a_file),
    (21, 'signals', second_signal),
    (22, 'closed pipe', closed_pipe),
]

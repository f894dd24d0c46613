"""Cases of faults.py about quantities and surroundings: terminals, many files, huge files, locale, threads, no network."""

import fcntl
import hashlib
import os
import pty
import re
import resource
import select
import struct
import subprocess
import termios
import time
import harness

MEGABYTES = 256

# What must not reach a terminal out of names and messages: controls, DEL, C1, and marks that turn the writing direction.
UNSAFE = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]')
HOSTILE_NAME = 'a\x1b]0;owned\x07\x1b[2J\r\u009b31m\u202egpj.\x08\x7f.evtx'


# MARK: Row 9


def on_terminal(command, columns=80, stdout=None):
    """Runs a command whose terminal does no translation; returns (exit code, what it printed there)."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
    mode = termios.tcgetattr(child)
    mode[1] &= ~termios.OPOST
    termios.tcsetattr(child, termios.TCSANOW, mode)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout or child,
        stderr=child,
        env=harness.environment(TERM='xterm-256color'),
        start_new_session=True,
    )
    os.close(child)
    data, until = b'', time.monotonic() + 30
    while time.monotonic() < until:
        try:
            if select.select([parent], [], [], 0.2)[0]:
                piece = os.read(parent, 65536)
                if not piece:
                    break
                data += piece
        except OSError:  # the other end is closed
            break
    os.close(parent)
    if process.poll() is None and time.monotonic() >= until:
        process.kill()
    return process.wait(), data


def quiet(setting):
    """Options that keep our own progress and colours off the terminal, as far as this build has them."""
    text = harness.run([setting.logspoor, 'convert', '--help']).out.decode('utf-8', 'replace')
    return [word for option, value in (('--progress', 'never'), ('--color', 'never')) if option in text for word in (option, value)]


def terminals(checks, setting, label):
    folder = setting.folder()
    log = setting.log(folder, HOSTILE_NAME)
    text = harness.write(os.path.join(setting.folder(), HOSTILE_NAME), b'no log')
    absent = os.path.join(setting.folder(), HOSTILE_NAME)
    options = quiet(setting)
    for name, command in (
        ('info of a log', ['info', log]),
        ('converting two logs', ['convert', *options, log, setting.small]),
        ('a file that is no log', ['convert', *options, text]),
        ('a file that is absent', ['convert', *options, absent]),
        ('an output that exists', ['convert', *options, '-o', text, log]),
        ('an unknown option', ['convert', '--' + HOSTILE_NAME]),
        ('an unknown command', [HOSTILE_NAME]),
    ):
        code, data = on_terminal([setting.logspoor, *command])
        shown = data.decode('utf-8', 'replace')
        if name.startswith('converting'):  # JSON holds direction marks as they are; it escapes the rest
            shown = re.sub('[\u200e\u200f\u202a-\u202e\u2066-\u2069]', '', shown)
        bad = UNSAFE.search(shown)
        checks.ok(
            data and code >= 0 and not bad,
            '%s: %s under a hostile name' % (label, name),
            'exit %d, %d bytes%s'
            % (code, len(data), ', %r in %r' % (bad[0], shown[max(0, bad.start() - 30) : bad.end() + 30]) if bad else ''),
        )
    escape = '\x1b]0;x\x07\x9b'
    data = harness.read(setting.small)
    hostile = data.replace('Windows'.encode('utf-16-le'), escape.encode('utf-16-le'))
    assert hostile != data
    path = harness.write(os.path.join(folder, 'values.evtx'), hostile)
    for form, unsafe in (('jsonl', UNSAFE), ('xml', re.compile('[\x00-\x08\x0b-\x1f]'))):
        code, shown = on_terminal([setting.logspoor, 'convert', '-f', form, *options, path])
        text = shown.decode('utf-8', 'replace')
        bad, kept = unsafe.search(text), ('\\u001b' in text) if form == 'jsonl' else '\ufffd' in text
        checks.ok(
            code in (0, 3) and kept and not bad,
            '%s: escape sequences in values, %s' % (label, form),
            'exit %d%s%s'
            % (code, '' if kept else ', the value is not there', ', %r' % text[max(0, bad.start() - 30) : bad.end() + 30] if bad else ''),
        )


# MARK: Row 24


def limit_open_files():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def many_files(checks, setting, label):
    folder, data, count = setting.folder(), harness.read(setting.small), 10000
    used = len(data.rstrip(b'\0'))
    for index in range(count):
        if index % 500 == 0:
            place = os.path.join(folder, '%02d' % (index // 500))
            os.mkdir(place)
        with open(os.path.join(place, '%05d.evtx' % index), 'wb') as file:
            file.write(data[:used])
            file.truncate(len(data))
    out = os.path.join(setting.folder(), 'out.jsonl')
    for threads in ('1', '8'):
        with open(out, 'wb') as file:
            ran = setting.convert('-t', threads, folder, stdout=file, limit=120, before=limit_open_files)
        found = harness.count_jsonl(harness.read(out))
        checks.ok(
            ran.code == 0 and found == count * setting.small_records and ran.peak_mb < MEGABYTES,
            '%s: 10,000 logs, 64 open files, %s threads' % (label, threads),
            '%d of %d records, %.0f MB, %s' % (found, count * setting.small_records, ran.peak_mb, ran.short),
        )


def sparse_terabyte(checks, setting, label):
    """A log of 16 chunks at the start of a file of 1 TB of holes, and one chunk at its very end.

    Expected: all records of both, within 60 s and 256 MB. 60 s are enough to look at the 16 million chunk places one by one, and
    ample for a reader that asks the file system for the next data; they are not enough to read a terabyte.
    """
    data, path = harness.read(setting.source), os.path.join(setting.folder(), 'sparse.evtx')
    size = 4096 + 65536 * (1 << 24)
    for name, tail, wanted in (
        ('16 chunks', b'', setting.records),
        ('16 chunks and one at the end', data[4096 + 65536 : 4096 + 2 * 65536], setting.records + 98),
    ):
        with open(path, 'wb') as file:
            file.write(data)
            try:
                file.truncate(size)
            except OSError as error:
                return checks.skip('%s: sparse file of 1 TB' % label, str(error))
            file.seek(size - len(tail))
            file.write(tail)
        ran = setting.convert(path, limit=60)
        found = harness.count_jsonl(ran.out[: ran.out.rfind(b'\n') + 1])
        checks.ok(
            ran.code in (0, 3) and found == wanted and ran.peak_mb < MEGABYTES,
            '%s: sparse file of 1 TB, %s, within 60 s' % (label, name),
            '%d of %d records, %.0f MB, %s' % (found, wanted, ran.peak_mb, ran.short),
        )
        os.remove(path)


# MARK: Row 38


def surroundings(checks, setting, label):
    log, small = setting.log(), setting.small
    clean = dict(PATH=os.environ.get('PATH', ''), HOME=os.environ.get('HOME', '/'), LANG='C.UTF-8')
    if os.environ.get('LD_LIBRARY_PATH'):
        clean['LD_LIBRARY_PATH'] = os.environ['LD_LIBRARY_PATH']
    changes = {
        'HOME unset': dict(HOME=None),
        'HOME absent': dict(HOME='/nonexistent'),
        'no environment but PATH': dict(HOME=None, LANG=None),
        'TZ=Asia/Kathmandu': dict(TZ='Asia/Kathmandu'),
        'TZ nonsense': dict(TZ=':/etc/passwd'),
        'LANG=C': dict(LANG='C', LC_ALL='C'),
        'LANG=tr_TR.UTF-8': dict(LANG='tr_TR.UTF-8', LC_ALL='tr_TR.UTF-8'),
        'LANG=de_DE.ISO-8859-1': dict(LANG='de_DE.ISO-8859-1', LC_ALL='de_DE.ISO-8859-1'),
        'TERM=dumb': dict(TERM='dumb'),
        'NO_COLOR': dict(NO_COLOR='1'),
        'COLUMNS=20': dict(COLUMNS='20'),
        'TMPDIR absent': dict(TMPDIR='/nonexistent'),
    }
    for form in ('jsonl', 'xml'):
        command = [setting.logspoor, 'convert', '-f', form, log, small]
        wanted = harness.run(command, env=clean)
        if not checks.ok(wanted.code == 0 and wanted.out, '%s: %s' % (label, form), wanted.short):
            continue
        for name, change in changes.items():
            env = {key: value for key, value in {**clean, **change}.items() if value is not None}
            ran = harness.run(command, env=env)
            checks.ok(ran.code == 0 and ran.out == wanted.out, '%s: %s, the same bytes with %s' % (label, form, name), ran.short)
        for columns in (1, 20, 500):
            out = os.path.join(setting.folder(), 'out')
            with open(out, 'wb') as file:
                code, _ = on_terminal(command, columns, file)
            checks.ok(
                code == 0 and harness.read(out) == wanted.out,
                '%s: %s, the same bytes with a terminal of %d columns' % (label, form, columns),
                'exit %d' % code,
            )


# MARK: Row 39


def determinism(checks, setting, label):
    for form in ('jsonl', 'xml'):
        hashes = {}
        for name, arguments, cwd in (
            ('-t 1', ['-t', '1'], None),
            ('-t 2', ['-t', '2'], None),
            ('-t 8', ['-t', '8'], None),
            ('all cores', [], None),
            ('another folder', [], '/'),
            ('again', ['-t', '8'], None),
        ):
            ran = setting.convert('-f', form, *arguments, setting.evtx, cwd=cwd, limit=300)
            hashes[name] = hashlib.sha256(ran.out).hexdigest()
            if not checks.ok(
                ran.code in (0, 3) and len(ran.out) > 1000000 and hashes[name] == hashes['-t 1'],
                '%s: %s of the folder, %s, the same bytes' % (label, form, name),
                '%d bytes, %s' % (len(ran.out), ran.short[:60]),
            ):
                break
        out = os.path.join(setting.folder(), 'out')
        ran = setting.convert('-f', form, '-t', '2', '-o', out, setting.evtx, limit=300)
        same = os.path.exists(out) and hashlib.sha256(harness.read(out)).hexdigest() == hashes['-t 1']
        checks.ok(same, '%s: %s of the folder to a file, the same bytes' % (label, form), ran.short[:60])


# MARK: Row 40


def no_network(checks, setting, label):
    log = setting.log()
    wanted = setting.convert(log).out
    ran = harness.run(['unshare', '-n', setting.logspoor, 'convert', log])
    if b'unshare:' in ran.err:
        checks.skip(label + ': without network', ran.short)
    else:
        checks.ok(ran.code == 0 and ran.out == wanted and wanted, label + ': works where there is no network', ran.short)
    if not harness.tool('strace'):
        return checks.skip(label, 'strace is not installed')
    for arguments in (['convert', log], ['convert', '-f', 'xml', setting.small], ['info', log], ['--help'], ['--version']):
        trace = os.path.join(setting.folder(), 'trace')
        ran = harness.run(['strace', '-f', '-qq', '-o', trace, '-e', 'trace=%network,execve', setting.logspoor, *arguments])
        calls = [line for line in harness.read(trace).decode('utf-8', 'replace').split('\n') if '(' in line]
        bad = [line for line in calls if 'execve(' not in line or line.count('execve(') > 1] + [
            line for line in calls if 'execve(' in line
        ][1:]
        checks.ok(
            ran.code == 0 and calls and not bad,
            '%s: %s opens no socket and starts no program' % (label, ' '.join(os.path.basename(a) for a in arguments)),
            bad[0][:160] if bad else ran.short,
        )


CASES = [
    (9, 'terminals', terminals),
    (24, 'quantities', many_files),
    (24, 'quantities', sparse_terabyte),
    (38, 'surroundings', surroundings),
    (39, 'determinism', determinism),
    (40, 'network', no_network),
]

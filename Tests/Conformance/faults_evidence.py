"""Cases of faults.py about what is read: evidence is never changed, and no odd file or failing read stops the rest."""

import hashlib
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import zlib
import faults_reading
import harness

WRITES = re.compile(
    r'^(?:\[pid +\d+\] |\d+ +)?(unlink|rename|utime|futimes|chmod|fchmod|chown|fchown|lchown|truncate|ftruncate|fallocate|link|symlink|mkdir|rmdir|'
    r'setxattr|fsetxattr|removexattr|write|pwrite|writev|pwritev|copy_file_range|sendfile)\w*\('
)
NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
CHUNK = 65536


def state(path):
    """What must not change of a file."""
    found = os.stat(path)
    return found.st_mtime_ns, found.st_atime_ns, found.st_ctime_ns, found.st_size, found.st_mode


def digest(path):
    """A hash that leaves the access time alone."""
    handle = os.open(path, os.O_RDONLY | os.O_NOATIME)
    with os.fdopen(handle, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


# MARK: Row 16


def opens_read_only(checks, setting, label):
    if not harness.tool('strace'):
        return checks.skip(label, 'strace is not installed')
    folder, out, trace = setting.folder(), setting.folder(), os.path.join(setting.folder(), 'trace')
    setting.log(folder), setting.log(folder, 'second.evtx')
    for form in ('jsonl', 'xml'):
        ran = harness.run(
            [
                'strace',
                '-f',
                '-qq',
                '-y',
                '-s',
                '4096',
                '-o',
                trace,
                setting.logspoor,
                'convert',
                '-f',
                form,
                '-o',
                os.path.join(out, form),
                '--errors',
                os.path.join(out, form + '.errors'),
                folder,
            ]
        )
        lines = harness.read(trace).decode('utf-8', 'replace').split('\n')
        touching = [line for line in lines if folder in line and 'execve(' not in line]
        opened = [line for line in touching if re.search(r'\bopen(at2?)?\(|\bcreat\(', line)]
        bad = [line for line in opened if re.search(r'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|\bcreat\(', line)]
        changed = [line for line in touching if WRITES.match(line) and '%s/' % out not in line.split('(', 1)[1].split(',')[0]]
        checks.ok(
            ran.code == 0 and len(opened) >= 2 and not bad,
            '%s: %s opens inputs O_RDONLY only' % (label, form),
            (bad or [ran.short])[0][:200],
        )
        checks.ok(not changed, '%s: %s calls nothing that changes inputs' % (label, form), changed[0][:200] if changed else '')


def leaves_no_trace(checks, setting, label):
    folder, old = setting.folder(), 978307200 * 10**9
    log, twin = setting.log(folder), setting.log(setting.folder())
    for path in (log, twin):
        os.utime(path, ns=(old + 5 * 10**9, old))
    before, hashed = state(log), digest(log)
    harness.read(twin)
    for arguments in (['convert', log], ['convert', '--verify', log], ['convert', '-f', 'xml', folder], ['info', log]):
        ran = harness.run([setting.logspoor, *arguments])
        name = '%s: %s' % (label, ' '.join(os.path.basename(a) for a in arguments))
        checks.ok(
            ran.code == 0 and state(log)[0] == before[0] and state(log)[2:] == before[2:] and digest(log) == hashed,
            name + ' changes no byte and no modification time',
            ran.short,
        )
        if state(twin)[1] == old + 5 * 10**9:
            checks.skip(name + ' access time', 'this file system keeps none')
        else:
            checks.ok(state(log)[1] == before[1], name + ' leaves the access time')


def works_where_writing_is_impossible(checks, setting, label):
    folder, mount, wanted = setting.folder(), setting.folder(), None
    log = setting.log(folder)
    wanted = setting.convert(log).out
    ran = harness.run(
        [
            'unshare',
            '-m',
            'sh',
            '-c',
            'mount --bind "$1" "$2" && mount -o remount,ro,bind "$2" && exec "$3" convert "$2/log.evtx"',
            'sh',
            folder,
            mount,
            setting.logspoor,
        ]
    )
    if b'mount:' in ran.err or b'unshare:' in ran.err:
        checks.skip(label + ': read-only mount', ran.short)
    else:
        checks.ok(ran.code == 0 and ran.out == wanted and wanted, label + ': reads from a read-only mount', ran.short)
    if not harness.tool('chattr') or subprocess.run(['chattr', '+i', log], capture_output=True).returncode:
        return checks.skip(label + ': immutable file', 'chattr +i does not work here')
    try:
        ran = setting.convert(log)
    finally:
        subprocess.run(['chattr', '-i', log], check=True)
    checks.ok(ran.code == 0 and ran.out == wanted, label + ': reads an immutable file', ran.short)


# MARK: Rows 14 and 17


def odd_files(checks, setting, label):
    folder = setting.folder()
    setting.log(folder)
    outside = setting.folder()
    setting.log(outside, 'outside.evtx')
    os.symlink(folder, os.path.join(folder, 'loop'))
    os.symlink('self', os.path.join(folder, 'self'))
    os.symlink('/etc', os.path.join(folder, 'etc'))
    os.symlink('/dev/zero', os.path.join(folder, 'zero.evtx'))
    os.symlink(outside, os.path.join(folder, 'outside'))
    os.mkfifo(os.path.join(folder, 'fifo.evtx'))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.join(folder, 'socket.evtx'))
        ran = setting.convert(folder, limit=10)
    found = harness.count_jsonl(ran.out)
    checks.ok(
        ran.code in (0, 3) and found == setting.records,
        label + ': a folder with loops, links out of it, a FIFO, a socket and a device gives its own log once',
        '%d of %d, %s' % (found, setting.records, ran.short),
    )
    for name, path in (
        ('FIFO', os.path.join(folder, 'fifo.evtx')),
        ('/dev/zero', '/dev/zero'),
        ('link to itself', os.path.join(folder, 'self')),
        ('socket', os.path.join(folder, 'socket.evtx')),
    ):
        ran = setting.convert(path, limit=10)
        checks.ok(
            ran.code == 4 and ran.err.strip() and ran.peak_mb < 256,
            '%s: %s by name is refused with a message, never waited for' % (label, name),
            ran.short,
        )
        both = setting.convert(path, os.path.join(folder, 'log.evtx'), limit=10)
        checks.ok(
            both.code == 3 and harness.count_jsonl(both.out) == setting.records,
            '%s: %s does not stop the next input' % (label, name),
            both.short,
        )


def unreadable(checks, setting, label):
    if not harness.tool('setpriv') or os.geteuid():
        return checks.skip(label, 'needs root and setpriv')
    folder, errors = setting.folder(), setting.folder()
    setting.log(folder, 'good.evtx')
    secret, closed = setting.log(folder, 'secret.evtx'), os.path.join(folder, 'closed')
    os.chmod(secret, 0o600)
    os.mkdir(closed, 0o700)
    os.chmod(errors, 0o777)
    program = setting.logspoor
    if subprocess.run([*NOBODY, program, '--help'], capture_output=True, stdin=subprocess.DEVNULL).returncode:
        program = shutil.copy(program, setting.folder())  # the build folder may be closed to other users
        os.chmod(program, 0o755)
    listed = os.path.join(errors, 'errors.jsonl')
    ran = harness.run([*NOBODY, program, 'convert', '--errors', listed, folder])
    if b'setpriv:' in ran.err:
        return checks.skip(label, ran.short)
    lines = [json.dumps(e) for e in harness.error_lines(listed)]
    checks.ok(
        ran.code == 3 and harness.count_jsonl(ran.out) == setting.records, label + ': the readable log is converted, exit 3', ran.short
    )
    for name in ('secret.evtx', 'closed'):
        checks.ok(any(name in line for line in lines), '%s: an error line names %s' % (label, name), '%d lines' % len(lines))
    ran = harness.run([*NOBODY, program, 'convert', secret])
    checks.ok(ran.code == 4 and b'secret.evtx' in ran.err, label + ': alone, exit 4 and its name', ran.short)
    ran = setting.convert(os.path.join(folder, 'absent.evtx'))
    checks.ok(ran.code == 4 and b'absent.evtx' in ran.err, label + ': a path that does not exist, exit 4 and its name', ran.short)


# MARK: Rows 27, 28, 29


def identifiers_in_order(lines):
    return [json.loads(line)['EventRecordID'] for line in lines.split(b'\n') if line]


def order_and_gaps(checks, setting, label):
    data = harness.read(setting.source)
    at = lambda n: 4096 + n * CHUNK
    swapped = data[: at(3)] + data[at(7) : at(8)] + data[at(4) : at(7)] + data[at(3) : at(4)] + data[at(8) :]
    ran = setting.convert(harness.write(os.path.join(setting.folder(), 'swapped.evtx'), swapped))
    order = identifiers_in_order(ran.out)
    intact = identifiers_in_order(setting.convert(setting.source).out)
    place = [faults_reading.whole_before(data, at(n)) for n in range(17)]
    part = lambda first, end: intact[place[first] : place[end]]
    wanted = part(0, 3) + part(7, 8) + part(4, 7) + part(3, 4) + part(8, 16)
    checks.ok(
        ran.code in (0, 3) and order == wanted and len(order) == setting.records,
        label + ': chunks out of order are printed in file order',
        '%d records, %s' % (len(order), ran.short),
    )
    cleared = next((log for log in harness.logs_under(setting.evtx) if 'Event log cleared' in log), None)
    if not cleared:
        return checks.skip(label + ': cleared log', 'absent')
    ran = setting.convert(cleared)
    checks.ok(ran.code == 0 and harness.count_jsonl(ran.out) == 91, label + ': a cleared log is no damage', ran.short)


def empty_logs(checks, setting, label):
    folder, data = setting.folder(), harness.read(setting.source)
    header = bytearray(data[:4096])
    struct.pack_into('<QQQ', header, 8, 0, 0, 1)
    struct.pack_into('<H', header, 42, 0)
    struct.pack_into('<I', header, 124, zlib.crc32(header[:120]))
    for name, content in (('header only', bytes(header)), ('pre-allocated empty chunks', bytes(header) + bytes(4 * CHUNK))):
        path = harness.write(os.path.join(folder, name.split()[0] + '.evtx'), content)
        ran, info = setting.convert('-f', 'xml', path), harness.run([setting.logspoor, 'info', path])
        checks.ok(
            ran.code == 0 and harness.well_formed(ran.out) is None and harness.count_xml(ran.out) == 0,
            '%s: %s is a log without records, no error' % (label, name),
            ran.short,
        )
        checks.ok(info.code == 0 and re.search(rb'\b0\b', info.out), '%s: info states 0 records of %s' % (label, name), info.short)
    dirty = bytearray(data)
    dirty[120] |= 1
    ran = setting.convert(harness.write(os.path.join(folder, 'dirty.evtx'), bytes(dirty)))
    checks.ok(ran.code == 0 and harness.count_jsonl(ran.out) == setting.records, label + ': the dirty flag is no damage', ran.short)
    empty = harness.write(os.path.join(folder, 'empty.evtx'), b'')
    ran = setting.convert(empty, setting.log())
    checks.ok(
        ran.code == 3 and harness.count_jsonl(ran.out) == setting.records and b'empty.evtx' in ran.err,
        label + ': an empty file is named and the others go on',
        ran.short,
    )
    ran = setting.convert('--allow-partial', empty, setting.log())
    checks.ok(ran.code == 0 and b'empty.evtx' in ran.err, label + ': --allow-partial makes it exit 0 and still says so', ran.short)


def by_content(checks, setting, label):
    folder = setting.folder()
    setting.log(folder, 'renamed.bin'), setting.log(folder, 'no-extension')
    ran = setting.convert(folder)
    checks.ok(
        ran.code in (0, 3) and harness.count_jsonl(ran.out) == 2 * setting.records,
        label + ': logs without .evtx are found by content',
        ran.short,
    )
    for name, content in (
        ('text', b'Date,Event\n' * 500),
        ('old EVT', struct.pack('<I4sIIIIIIIIII', 0x30, b'LfLe', 1, 1, 0x30, 0x30, 1, 0, 0x10000, 0, 0, 0x30) + bytes(65488)),
        ('ETL', bytes(4096) + b'LfLe' + bytes(60000)),
        ('another magic', b'MZ' + bytes(70000)),
    ):
        path = harness.write(os.path.join(setting.folder(), 'wrong.evtx'), content)
        ran = setting.convert(path)
        checks.ok(
            ran.code == 4 and not harness.count_jsonl(ran.out) and b'wrong.evtx' in ran.err,
            '%s: %s named .evtx is refused by name, exit 4' % (label, name),
            ran.short,
        )


CASES = [
    (14, 'links, pipes and devices', odd_files),
    (16, 'evidence never written', opens_read_only),
    (16, 'evidence never written', leaves_no_trace),
    (16, 'evidence never written', works_where_writing_is_impossible),
    (17, 'unreadable inputs', unreadable),
    (27, 'order and gaps', order_and_gaps),
    (28, 'logs without records', empty_logs),
    (29, 'by content, not by name', by_content),
]

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
import harness

WRITES = re.compile(r'^(?:\[pid +\d+\] |\d+ +)?(unlink|rename|utime|futimes|chmod|fchmod|chown|fchown|lchown|truncate|ftruncate|fallocate|link|symlink|mkdir|rmdir|'
                    r'setxattr|fsetxattr|removexattr|write|pwrite|writev|pwritev|copy_file_range|sendfile)\w*\(')
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
        ran = harness.run(['strace', '-f', '-qq', '-y', '-s', '4096', '-o', trace, setting.logspoor, 'convert', '-f', form, '-o', os.path.join(out, form),
                           '--errors', os.path.join(out, form + '.errors'), folder])
        lines = harness.read(trace).decode('utf-8', 'replace').split('\n')
        touching = [line for line in lines if folder in line and 'execve(' not in line]
        opened = [line for line in touching if re.search(r'\bopen(at2?)?\(|\bcreat\(', line)]
        bad = [line for line in opened if re.search(r'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|\bcreat\(', line)]
        changed = [line for line in touching if WRITES.match(line) and '%s/' % out not in line.split('(', 1)[1].split(',')[0]]
        checks.ok(ran.code == 0 and len(opened) >= 2 and not bad, '%s: %s opens inputs O_RDONLY only' % (label, form), (bad or [ran.short])[0][:200])
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
        checks.ok(ran.code == 0 and state(log)[0] == before[0] and state(log)[2:] == before[2:] and digest(log) == hashed, name + ' changes no byte and no modification time', ran.short)
        if state(twin)[1] == old + 5 * 10**9:
            checks.skip(name + ' access time', 'this file system keeps none')
        else:
            checks.ok(state(log)[1] == before[1], name + ' leaves the access time')


def works_where_writing_is_impossible(checks, setting, label):
    folder, mount, wanted = setting.folder(), setting.folder(), None
    log = setting.log(folder)
    wanted = setting.convert(log).out
    ran = harness.run(['unshare', '-m', 'sh', '-c', 'mount --bind "$1" "$2" && mount -o remount,ro,bind "$2" && exec "$3" convert "$2/log.evtx"', 'sh', folder, mount, setting.logspoor])
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
    checks.ok(ran.code in (0, 3) and found == setting.records, label + ': a folder with loops, links out of it, a FIFO, a socket and a device gives its own log once',
              '%d of %d, %s' % (found, setting.records, ran.short))
    for name, path in (('FIFO', os.path.join(folder, 'fifo.evtx')), ('/dev/zero', '/dev/zero'), ('link to itself', os.path.join(folder, 'self')), ('socket', os.path.join(folder, 'socket.evtx'))):
        ran = setting.convert(path, limit=10)
        checks.ok(ran.code == 4 and ran.err.strip() and ran.peak_mb < 256, '%s: %s by name is refused with a message, never waited for' % (label, name), ran.short)
        both = setting.convert(path, os.path.join(folder, 'log.evtx'), limit=10)
        checks.ok(both.code == 3 and harness.count_jsonl(both.out) == setting.records, '%s: %s does not stop the next input' % (label, name), both.short)


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
        program = shutil.copy(program, setting.folder())     # the build folder may be closed to other users
        os.chmod(program, 0o755)
    listed = os.path.join(errors, 'errors.jsonl')
    ran = harness.run([*NOBODY, program, 'convert', '--errors', listed, folder])
    if b'setpriv:' in ran.err:
        return checks.skip(label, ran.short)
    lines = [json.dumps(e) for e in harness.error_lines(listed)]
    checks.ok(ran.code == 3 and harness.count_jsonl(ran.out) == setting.records, label + ': the readable log is converted, exit 3', ran.short)
    for name in ('secret.evtx', 'closed'):
        checks.ok(any(name in line for line in lines), '%s: an error line names %s' % (label, name), '%d lines' % len(lines))
    ran = harness.run([*NOBODY, program, 'convert', secret])
    checks.ok(ran.code == 4 and b'secret.evtx' in ran.err, label + ': alone, exit 4 and its name', ran.short)
    ran = setting.convert(os.path.join(folder, 'absent.evtx'))
    checks.ok(ran.code == 4 and b'absent.evtx' in ran.err, label + ': a path that does not exist, exit 4 and its name', ran.short)


# MARK: Row 18

READS = 'read,pread64,readv,preadv,preadv2'


def traced_reads(setting, log, inject, arguments=()):
    """Runs under strace, which fails reads of the log; returns how it ran and the calls that failed, as (offset, size)."""
    trace = os.path.join(setting.folder(), 'trace')
    extra = ['-e', 'inject=%s:error=EIO:when=%s' % (READS, inject)] if inject else []
    ran = harness.run(['strace', '-f', '-qq', '-s', '0', '-o', trace, '-P', log, '-e', 'trace=' + READS, *extra,
                       setting.logspoor, 'convert', '-t', '1', *arguments, log], limit=30)
    calls = harness.read(trace).decode('utf-8', 'replace').split('\n')
    failed = [re.search(r'pread64\(\d+, .*, (\d+), (\d+)\)', line) for line in calls if 'INJECTED' in line]
    return ran, len([c for c in calls if '(' in c]), [(int(m[2]), int(m[1])) for m in failed if m], any('INJECTED' in c for c in calls)


def whole_before(log, length):
    """Records of the sound log that stand whole before an offset."""
    count = 0
    for start in range(4096, min(len(log), length), CHUNK):
        at = start + 512
        while log[at:at + 4] == b'**\0\0' and at + struct.unpack_from('<I', log, at + 4)[0] <= min(start + CHUNK, length):
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
                need = setting.records - most_in_a_chunk     # one call fails once: the rest of the log is readable
            complete = ran.code == 0 and found == setting.records     # a second try succeeded, or the read was not needed
            if not complete and (ran.code not in (3, 4) or not lines or found < need or (ran.code == 4 and found)):
                wrong.append('read %d at offset %d: %d records, at least %d wanted, %d error lines, %s' % (n, first, found, need, len(lines), ran.short))
        kind = 'every read from the Nth on' if persistent else 'the Nth read'
        checks.ok(tried and not wrong, '%s: %s fails, N = 1..%d: exit 3 or 4, records kept, an error line' % (label, kind, tried), '; '.join(wrong[:3]) + (' and %d more' % (len(wrong) - 3) if len(wrong) > 3 else ''))


# MARK: Row 23

def changes_while_read(checks, setting, label):
    for name, change in (('truncated', lambda path: os.truncate(path, 4096 + 20 * CHUNK + 999)), ('grown', append_noise)):
        folder = setting.folder()
        log, errors = shutil.copy(setting.big(), os.path.join(folder, 'live.evtx')), os.path.join(folder, 'errors.jsonl')
        whole = harness.count_jsonl(setting.convert(log).out) if name == 'grown' else whole_before(harness.read(log), 4096 + 20 * CHUNK + 999)
        process = subprocess.Popen([setting.logspoor, 'convert', '-t', '1', '--errors', errors, log], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   bufsize=0, env=harness.environment())
        start = harness.take(process.stdout, 4096)     # it now waits for us: the pipe is full
        change(log)
        rest, said = process.communicate(timeout=60)
        found = harness.count_jsonl(start + rest)
        if name == 'grown':
            checks.ok(process.returncode in (0, 3) and found == whole, '%s: a log that is %s gives what it held when opened' % (label, name), '%d of %d, exit %d' % (found, whole, process.returncode))
        else:
            checks.ok(process.returncode == 3 and found >= whole, '%s: a log that is %s gives at least what is left, exit 3' % (label, name), '%d, left %d, exit %d' % (found, whole, process.returncode))
        text = said.decode('utf-8', 'replace') + ' '.join(e['message'] for e in harness.error_lines(errors))
        checks.ok(re.search(r'(?i)chang|grew|grown|shr[ia]nk|trunc|short', text), '%s: %s is stated' % (label, name), text.strip()[-160:])


def append_noise(path):
    with open(path, 'ab') as file:
        file.write(os.urandom(1 << 20))


# MARK: Rows 27, 28, 29

def identifiers_in_order(lines):
    return [json.loads(line)['EventRecordID'] for line in lines.split(b'\n') if line]


def order_and_gaps(checks, setting, label):
    data = harness.read(setting.source)
    at = lambda n: 4096 + n * CHUNK
    swapped = data[:at(3)] + data[at(7):at(8)] + data[at(4):at(7)] + data[at(3):at(4)] + data[at(8):]
    ran = setting.convert(harness.write(os.path.join(setting.folder(), 'swapped.evtx'), swapped))
    order = identifiers_in_order(ran.out)
    intact = identifiers_in_order(setting.convert(setting.source).out)
    place = [whole_before(data, at(n)) for n in range(17)]
    part = lambda first, end: intact[place[first]:place[end]]
    wanted = part(0, 3) + part(7, 8) + part(4, 7) + part(3, 4) + part(8, 16)
    checks.ok(ran.code in (0, 3) and order == wanted and len(order) == setting.records, label + ': chunks out of order are printed in file order', '%d records, %s' % (len(order), ran.short))
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
        checks.ok(ran.code == 0 and harness.well_formed(ran.out) is None and harness.count_xml(ran.out) == 0, '%s: %s is a log without records, no error' % (label, name), ran.short)
        checks.ok(info.code == 0 and re.search(rb'\b0\b', info.out), '%s: info states 0 records of %s' % (label, name), info.short)
    dirty = bytearray(data)
    dirty[120] |= 1
    ran = setting.convert(harness.write(os.path.join(folder, 'dirty.evtx'), bytes(dirty)))
    checks.ok(ran.code == 0 and harness.count_jsonl(ran.out) == setting.records, label + ': the dirty flag is no damage', ran.short)
    empty = harness.write(os.path.join(folder, 'empty.evtx'), b'')
    ran = setting.convert(empty, setting.log())
    checks.ok(ran.code == 3 and harness.count_jsonl(ran.out) == setting.records and b'empty.evtx' in ran.err, label + ': an empty file is named and the others go on', ran.short)
    ran = setting.convert('--allow-partial', empty, setting.log())
    checks.ok(ran.code == 0 and b'empty.evtx' in ran.err, label + ': --allow-partial makes it exit 0 and still says so', ran.short)


def by_content(checks, setting, label):
    folder = setting.folder()
    setting.log(folder, 'renamed.bin'), setting.log(folder, 'no-extension')
    ran = setting.convert(folder)
    checks.ok(ran.code in (0, 3) and harness.count_jsonl(ran.out) == 2 * setting.records, label + ': logs without .evtx are found by content', ran.short)
    for name, content in (('text', b'Date,Event\n' * 500), ('old EVT', struct.pack('<I4sIIIIIIIIII', 0x30, b'LfLe', 1, 1, 0x30, 0x30, 1, 0, 0x10000, 0, 0, 0x30) + bytes(65488)),
                          ('ETL', bytes(4096) + b'LfLe' + bytes(60000)), ('another magic', b'MZ' + bytes(70000))):
        path = harness.write(os.path.join(setting.folder(), 'wrong.evtx'), content)
        ran = setting.convert(path)
        checks.ok(ran.code == 4 and not harness.count_jsonl(ran.out) and b'wrong.evtx' in ran.err, '%s: %s named .evtx is refused by name, exit 4' % (label, name), ran.short)


CASES = [
    (14, 'links, pipes and devices', odd_files),
    (16, 'evidence never written', opens_read_only),
    (16, 'evidence never written', leaves_no_trace),
    (16, 'evidence never written', works_where_writing_is_impossible),
    (17, 'unreadable inputs', unreadable),
    (18, 'read errors', failing_reads),
    (23, 'inputs that change', changes_while_read),
    (27, 'order and gaps', order_and_gaps),
    (28, 'logs without records', empty_logs),
    (29, 'by content, not by name', by_content),
]

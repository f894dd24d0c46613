"""Disk images: every log that `extract` copies is bit for bit what was written, or what icat of The Sleuth Kit reads.

images_check.py LOGSPOOR [--shared DIR] [--entries N] [--mutants N]

Volumes are made here with mkntfs and written through ntfs-3g, at all cluster sizes and both sector sizes: fragmented files, a fragmented
$MFT, attribute lists, holes, compression, alternate streams, deleted files, hostile names. Needs root and FUSE for that; without them
only the images in the shared folder are checked. --entries also measures a $MFT of so many entries.
"""

import contextlib
import glob
import gzip
import hashlib
import json
import os
import random
import re
import shutil
import struct
import subprocess
import tempfile
import faults_evidence
import harness

SEED = 20261124
LOGS = os.path.join('Windows', 'System32', 'winevt', 'Logs')
GEOMETRIES = [
    (512, 512), (1024, 512), (2048, 512), (4096, 512), (8192, 512), (16384, 512), (32768, 512), (65536, 512), (4096, 4096), (65536, 4096),
]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def log_of(size, seed):
    """Bytes that begin as a log does; half of them compress well."""
    chance = random.Random(seed)
    body = b'ElfFile\0'
    while len(body) < size:
        piece = chance.randbytes(1500) if chance.random() < 0.5 else chance.randbytes(7) * 300
        body += piece
    return body[:size]


def quiet(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).returncode == 0


@contextlib.contextmanager
def mounted(image, *options):
    """The volume in `image`, mounted; None when that cannot be done here."""
    folder = tempfile.mkdtemp(prefix='logspoor-mnt-')
    extra = ['-o', ','.join(('streams_interface=windows',) + options)]
    there = quiet('ntfs-3g', *extra, image, folder)
    try:
        yield folder if there else None
    finally:
        if there:
            subprocess.run(['umount', folder], check=True)
        os.rmdir(folder)


# MARK: Volumes made here


def fragment(folder, names, rounds, chance, wanted):
    """Lets files grow in turn, so that their clusters lie between each other's."""
    handles = [open(os.path.join(folder, name), 'wb') for name in names]
    contents = [b'ElfFile\0' + bytes(4088) for _ in names]
    for handle, content in zip(handles, contents):
        handle.write(content)
    for _ in range(rounds):
        for index, handle in enumerate(handles):
            piece = chance.randbytes(4096)
            handle.write(piece)
            handle.flush()
            contents[index] += piece
    for handle, name, content in zip(handles, names, contents):
        handle.close()
        wanted[os.path.relpath(os.path.join(folder, name), folder_root(folder))] = sha256(content)


def folder_root(folder):
    """The mount point above a folder in it."""
    while not os.path.ismount(folder):
        folder = os.path.dirname(folder)
    return folder


def fill(root, cluster, chance, crowd):
    """Writes files of all kinds; returns path -> SHA-256 of the logs that must be found, and the paths that were deleted.

    With `crowd` the many small files are logs too.
    """
    wanted = {}
    logs = os.path.join(root, LOGS)
    os.makedirs(logs)

    def put(path, content):
        with open(os.path.join(root, path), 'wb') as file:
            file.write(content)
        wanted[path] = sha256(content)

    for number, size in enumerate((8, 100, 600, 900, 4095, 4096, 4097, 69632, 300001)):
        put(os.path.join(LOGS, 'Size %d.evtx' % size), log_of(size, number))
    # The $MFT grows among other files' clusters: small files between ones that are deleted again.
    others = os.path.join(root, 'many')
    os.mkdir(others)
    for number in range(1200):
        size = cluster + 1 if number % 3 == 0 else 20 + number
        if crowd:
            put(os.path.join('many', 'f%05d' % number), log_of(size, number))
            continue
        with open(os.path.join(others, 'f%05d' % number), 'wb') as file:
            file.write(b'x' * size)
    for number in range(0, 1200, 3):
        os.remove(os.path.join(others, 'f%05d' % number))
        wanted.pop(os.path.join('many', 'f%05d' % number), None)
    fragment(logs, ['Fragmented %d.evtx' % number for number in range(3)], 120, chance, wanted)
    # More runs than a file record holds.
    tangled = os.path.join(root, 'tangled')
    os.mkdir(tangled)
    fragment(tangled, ['a.evtx', 'b.evtx'], 700 if cluster <= 4096 else 60, chance, wanted)
    # Names: other alphabets, the longest, and ones that steer terminals or paths.
    for name in ('Журнал.evtx', '日本語のログ.evtx', '\U0001f600.evtx', 'a' * 250 + '.evtx', '-rf.evtx', 'CON.evtx', 'con.evtx', 'new\nline\x1b[2J.evtx', ' .evtx'):
        with contextlib.suppress(OSError):
            put(os.path.join(LOGS, name), log_of(2000, name))
    # Another stream that is a log, and many small ones for an attribute list.
    put(os.path.join(LOGS, 'Streams.evtx'), log_of(5000, 'main'))
    put(os.path.join(LOGS, 'Streams.evtx:hidden'), log_of(70000, 'hidden'))
    for number in range(60):
        with open(os.path.join(logs, 'Streams.evtx:note%02d' % number), 'wb') as file:
            file.write(b'note' * 10)
    # Holes.
    with open(os.path.join(logs, 'Holes.evtx'), 'wb') as file:
        file.write(b'ElfFile\0')
        for place in (300000, 700001, 1500000):
            file.seek(place)
            file.write(b'data at %d' % place)
        file.truncate(2000000)
    with open(os.path.join(logs, 'Holes.evtx'), 'rb') as file:
        wanted[os.path.join(LOGS, 'Holes.evtx')] = sha256(file.read())
    # Deleted ones: their clusters stay as they are until others take them.
    deleted = {}
    for number, size in enumerate((500, 69632, 200000)):
        path = os.path.join(LOGS, 'Deleted %d.evtx' % size)
        put(path, log_of(size, 'deleted%d' % number))
        deleted[path] = wanted.pop(path)
    return wanted, deleted


def compressed_volume(path, chance):
    """A volume with a folder whose files NTFS compresses."""
    wanted = {}
    with mounted(path, 'compression') as root:
        if root is None:
            return None
        folder = os.path.join(root, LOGS)
        os.makedirs(folder)
        if not quiet('setfattr', '-h', '-v', '0x00080000', '-n', 'system.ntfs_attrib', folder) or not quiet(
            'setfattr', '-h', '-v', '0x00000800', '-n', 'system.ntfs_attrib_be', folder
        ):
            return None
        for size in (600, 4096, 65536, 65537, 69632, 1118208, 2500001):
            name = 'Compressed %d.evtx' % size
            content = log_of(size, name)
            with open(os.path.join(folder, name), 'wb') as file:
                file.write(content)
            wanted[os.path.join(LOGS, name)] = sha256(content)
        with open(os.path.join(folder, 'Zeros.evtx'), 'wb') as file:
            content = b'ElfFile\0' + bytes(400000) + chance.randbytes(70000) + bytes(300000)
            file.write(content)
        wanted[os.path.join(LOGS, 'Zeros.evtx')] = sha256(content)
    return wanted


def crowded_volume(path, chance):
    """A volume so full that its $MFT grew into holes of one cluster, and needs an attribute list of its own."""
    wanted = {}
    with mounted(path) as root:
        if root is None:
            return None
        logs = os.path.join(root, LOGS)
        os.makedirs(logs)
        count = 0
        with contextlib.suppress(OSError):
            while True:
                with open(os.path.join(root, 'full%05d' % count), 'wb') as file:
                    file.write(chance.randbytes(1500))
                count += 1
        for number in range(0, count, 2):
            os.remove(os.path.join(root, 'full%05d' % number))
        with contextlib.suppress(OSError):
            for number in range(6000):
                with open(os.path.join(root, 'tiny%05d' % number), 'wb') as file:
                    file.write(b'tiny')
        for number in range(0, count // 3, 3):
            with contextlib.suppress(OSError):
                os.remove(os.path.join(root, 'full%05d' % number))
        for number in range(1, count, 4):
            with contextlib.suppress(OSError):
                os.remove(os.path.join(root, 'full%05d' % number))
        for number, size in enumerate((300, 700, 5000, 69632, 150000)):
            name, content = 'Crowded %d.evtx' % size, log_of(size, 'crowded%d' % number)
            with open(os.path.join(logs, name), 'wb') as file:
                file.write(content)
            wanted[os.path.join(LOGS, name)] = sha256(content)
    return wanted


# MARK: Comparing


def extract(checks, logspoor, image, label, *options, codes=(0,)):
    """Extracts an image into a new folder: (folder, manifest), None after a failure."""
    folder = tempfile.mkdtemp(prefix='logspoor-out-')
    out = os.path.join(folder, 'out')
    ran = harness.run([logspoor, 'extract', *options, '-o', out, image], limit=300)
    if not checks.ok(ran.code in codes, label + ': extract ends well', ran.short):
        return None
    with open(os.path.join(out, 'manifest.jsonl'), encoding='utf-8') as file:
        manifest = [json.loads(line) for line in file]
    names = sorted(os.listdir(out))
    listed = sorted(entry['output'] for entry in manifest) + ['manifest.jsonl']
    safe = all(all(c.isascii() and (c.isalnum() or c in '._-%') for c in name) and name[0] not in '-.' for name in names)
    checks.ok(names == sorted(listed) and os.listdir(folder) == ['out'] and safe, label + ': safe names, all in the manifest, none elsewhere')
    right = True
    for entry in manifest:
        data = harness.read(os.path.join(out, entry['output']))
        right &= (
            sha256(data) == entry['sha256']
            and hashlib.sha1(data).hexdigest() == entry['sha1']
            and hashlib.md5(data).hexdigest() == entry['md5']
            and len(data) == entry['copied_byte_count']
        )
    checks.ok(right, label + ': hashes and sizes of the manifest are those of the copies', '%d logs' % len(manifest))
    shutil.rmtree(folder)
    return manifest


def icat(image, offset, address):
    ran = subprocess.run(['icat', '-r', '-o', str(offset), image, address], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return ran.stdout if ran.returncode == 0 else None


def against_icat(checks, manifest, image, offset, label):
    """The content of each file, deleted ones too, as icat reads it."""
    wrong = []
    for entry in manifest:
        if ':' in entry['path']:
            continue
        data = icat(image, offset, str(entry['mft_entry']))
        if data is None or sha256(data) != entry['sha256']:
            wrong.append(entry['source'])
    checks.ok(not wrong, label + ': every log is what icat reads', '%d logs %s' % (len(manifest), wrong[:3] or ''))


def against_written(checks, manifest, wanted, label):
    found = {entry['path'][1:].replace('\\', '/'): entry['sha256'] for entry in manifest if entry['state'] == 'active'}
    missing = [path for path in wanted if path not in found]
    wrong = [path for path in wanted if path in found and found[path] != wanted[path]]
    checks.ok(not missing and not wrong, label + ': every log is what was written', '%d logs; missing %s, wrong %s' % (len(wanted), missing[:3], wrong[:3]))


def made_here(checks, logspoor):
    chance = random.Random(SEED)
    for cluster, sector in GEOMETRIES:
        label = 'clusters of %d, sectors of %d' % (cluster, sector)
        folder = tempfile.mkdtemp(prefix='logspoor-image-')
        image = os.path.join(folder, 'volume')
        with open(image, 'wb') as file:
            file.truncate((96 if cluster >= 32768 else 48) << 20)
        if not quiet('mkntfs', '-F', '-q', '-Q', '-c', str(cluster), '-s', str(sector), image):
            checks.skip(label, 'mkntfs is missing or refuses')
            continue
        with mounted(image) as root:
            if root is None:
                checks.skip(label, 'ntfs-3g cannot mount here')
                shutil.rmtree(folder)
                continue
            wanted, deleted = fill(root, cluster, chance, crowd=(cluster, sector) == (4096, 512))
        with mounted(image) as root:
            for path in deleted:
                os.remove(os.path.join(root, path))
        before = sha256(harness.read(image))
        manifest = extract(checks, logspoor, image, label, '--all-folders')
        if manifest is not None:
            against_written(checks, manifest, wanted, label)
            against_icat(checks, manifest, image, 0, label)
            gone = {entry['path'][1:].replace('\\', '/'): entry for entry in manifest if entry['state'] == 'deleted'}
            same = all(path in gone and gone[path]['sha256'] == deleted[path] and not gone[path]['overwritten_clusters'] for path in deleted)
            checks.ok(same, label + ': deleted logs are whole', '%d of %d' % (len(gone), len(deleted)))
        narrow = extract(checks, logspoor, image, label + ', log folders only')
        if narrow is not None:
            expected = sorted(path for path in wanted if path.startswith(LOGS))
            found = sorted(entry['path'][1:].replace('\\', '/') for entry in narrow if entry['state'] == 'active')
            checks.ok(found == expected, label + ': without --all-folders the logs of Windows\' own folder', '%d' % len(found))
        checks.ok(sha256(harness.read(image)) == before, label + ': the image is unchanged')
        shutil.rmtree(folder)
    folder = tempfile.mkdtemp(prefix='logspoor-image-')
    label = 'fragmented $MFT'
    image = os.path.join(folder, 'crowded')
    with open(image, 'wb') as file:
        file.truncate(16 << 20)
    wanted = quiet('mkntfs', '-F', '-q', '-Q', '-c', '1024', image) and crowded_volume(image, chance)
    if wanted:
        manifest = extract(checks, logspoor, image, label)
        if manifest is not None:
            against_written(checks, manifest, wanted, label)
            against_icat(checks, manifest, image, 0, label)
        table = subprocess.run(['istat', image, '0'], capture_output=True, text=True).stdout
        runs = len(set(table.split()))
        checks.ok('ATTRIBUTE_LIST' in table, label + ': it needs an attribute list', '%d words of istat' % runs)
    else:
        checks.skip(label, 'cannot be made here')
    for cluster in (512, 1024, 4096):
        label = 'compressed, clusters of %d' % cluster
        image = os.path.join(folder, 'compressed%d' % cluster)
        with open(image, 'wb') as file:
            file.truncate(48 << 20)
        wanted = quiet('mkntfs', '-F', '-q', '-Q', '-c', str(cluster), image) and compressed_volume(image, chance)
        if not wanted:
            checks.skip(label, 'ntfs-3g cannot compress here')
            continue
        manifest = extract(checks, logspoor, image, label)
        if manifest is not None:
            against_written(checks, manifest, wanted, label)
            against_icat(checks, manifest, image, 0, label)
            checks.ok(any(entry['compressed'] for entry in manifest), label + ': some are compressed')
    shutil.rmtree(folder)


# MARK: Images made elsewhere


def shared_images(checks, logspoor, shared):
    for packed in sorted(glob.glob(os.path.join(shared or '', 'images', '*.raw.gz'))):
        label = os.path.basename(packed)
        folder = tempfile.mkdtemp(prefix='logspoor-image-')
        image = harness.write(os.path.join(folder, 'disk.raw'), gzip.open(packed).read())
        before = sha256(harness.read(image))
        manifest = extract(checks, logspoor, image, label, '--all-folders')
        if manifest is not None:
            against_icat(checks, manifest, image, 34816, label)
            states = sorted(entry['state'] for entry in manifest)
            checks.ok(states == ['active'] * 6 + ['deleted'], label + ': three logs twice, and a deleted one', ' '.join(states))
        events = harness.convert(logspoor, image)
        checks.ok(events.code == 0 and harness.count_jsonl(events.out) == 905, label + ': convert reads the logs in place', events.short)
        traced = subprocess.run(['strace', '-f', '-e', 'trace=open,openat', logspoor, 'convert', image], capture_output=True)
        opens = [line for line in traced.stderr.split(b'\n') if os.fsencode(image) in line]
        checks.ok(
            opens and all(b'O_RDONLY' in line and b'O_RDWR' not in line for line in opens) and sha256(harness.read(image)) == before,
            label + ': opened read-only and unchanged',
        )
        shutil.rmtree(folder)
    if not shared:
        checks.skip('images made elsewhere', 'no shared folder')


# MARK: Evidence


def evidence_unchanged(checks, logspoor):
    """No command changes an image, whatever its container: traced, and its times and bytes compared."""
    if not harness.tool('strace'):
        return checks.skip('images unchanged', 'strace is not installed')
    folder = tempfile.mkdtemp(prefix='logspoor-image-')
    images = os.path.join(folder, 'images')
    os.mkdir(images)
    sample = os.path.join(harness.PROJECT, 'Samples', 'dcom-case.E01')
    names = ['case.E01']
    shutil.copy(sample, os.path.join(images, 'case.E01'))
    raw = os.path.join(folder, 'case.raw')
    if shutil.which('qemu-img') and shutil.which('ewfexport') and quiet('ewfexport', '-q', '-u', '-f', 'raw', '-t', os.path.join(folder, 'case'), sample):
        for name, options in (
            ('case.qcow2', ['-O', 'qcow2', '-c']),
            ('case.vmdk', ['-O', 'vmdk', '-o', 'subformat=twoGbMaxExtentFlat']),
            ('case.vhdx', ['-O', 'vhdx']),
            ('case.vhd', ['-O', 'vpc']),
            ('case.vdi', ['-O', 'vdi']),
        ):
            if quiet('qemu-img', 'convert', '-f', 'raw', *options, raw, os.path.join(images, name)):
                names.append(name)
    else:
        checks.skip('other containers unchanged', 'qemu-img or ewfexport is missing')
    old = 978307200 * 10**9
    files = sorted(os.path.join(images, name) for name in os.listdir(images))
    for path in files:
        os.utime(path, ns=(old, old))
    before = [(faults_evidence.state(path), faults_evidence.digest(path)) for path in files]
    out, trace = os.path.join(folder, 'out'), os.path.join(folder, 'trace')
    for name in names:
        image = os.path.join(images, name)
        problems, opened = [], 0
        for command in (
            ['info', '--verify', '--json'],
            ['convert', '-f', 'xml', '--recover', 'all', '--verify', '--all-folders', '-o', os.path.join(out, 'events')],
            ['convert', '--table', 'all', '-o', os.path.join(out, 'rows')],
            ['extract', '--verify', '-o', os.path.join(out, 'logs')],
        ):
            shutil.rmtree(out, ignore_errors=True)
            os.mkdir(out)
            ran = harness.run(['strace', '-f', '-qq', '-y', '-s', '4096', '-o', trace, logspoor, *command, image], limit=120)
            lines = [line for line in harness.read(trace).decode('utf-8', 'replace').split('\n') if images in line and 'execve(' not in line]
            opens = [line for line in lines if re.search(r'\bopen(at2?)?\(|\bcreat\(', line)]
            opened += len(opens)
            problems += [line for line in opens if re.search(r'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|\bcreat\(', line)]
            # What is written may name the image; where it is written to is the first argument.
            problems += [line for line in lines if faults_evidence.WRITES.match(line) and images in line.split(',')[0]]
            problems += [] if ran.code == 0 else [ran.short]
        checks.ok(opened >= 4 and not problems, name + ': opened read-only by each command', '%d opens %s' % (opened, [line[:200] for line in problems[:2]] or ''))
    after = [(faults_evidence.state(path), faults_evidence.digest(path)) for path in files]
    checks.ok(before == after, 'images keep their bytes and times', '%d files' % len(files))
    shutil.rmtree(folder)


# MARK: Ends and names


def master_boot_record(partitions):
    """A disk of volumes: (type, bytes) each, from sector 64 on one behind the other."""
    table, body, place = b'', b'', 64
    for kind, data in partitions:
        count = (len(data) + 511) // 512
        table += struct.pack('<B3xB3xII', 0, kind, place, count)
        body += data.ljust(count * 512, b'\0')
        place += count
    return (bytes(446) + table).ljust(510, b'\0') + b'\x55\xaa' + bytes(63 * 512) + body


def ends_and_names(checks, logspoor):
    folder = tempfile.mkdtemp(prefix='logspoor-image-')
    volume = os.path.join(folder, 'volume')
    with open(volume, 'wb') as file:
        file.truncate(4 << 20)
    if not quiet('mkntfs', '-F', '-q', '-Q', volume):
        return checks.skip('ends and names', 'mkntfs is missing')
    empty = harness.read(volume)
    with mounted(volume) as root:
        if root is None:
            return checks.skip('ends and names', 'ntfs-3g cannot mount here')
        os.makedirs(os.path.join(root, LOGS))
        shutil.copy(os.path.join(harness.PROJECT, 'Samples', 'dcom-case', 'FILESERVER1', 'System.evtx'), os.path.join(root, LOGS))
    full = harness.read(volume)
    locked = b'\xeb\x58\x90-FVE-FS-'.ljust(510, b'\0') + b'\x55\xaa' + os.urandom(100000)
    fat = b'\xeb\x58\x90MSDOS5.0'.ljust(82, b'\0') + b'FAT32   '.ljust(428, b'\0') + b'\x55\xaa' + bytes(100000)

    def ended(data, code, said, name, *options):
        path = harness.write(os.path.join(folder, 'disk.raw'), data)
        ran = harness.run([logspoor, 'convert', *options, path])
        checks.ok(ran.code == code and said in ran.err, 'exit %d: %s' % (code, name), ran.short)
        return ran

    ended(empty, 3, b'without an event log', 'an image without logs')
    ended(locked, 4, b'encrypted volume (BitLocker), skipped', 'an image of nothing but a BitLocker volume')
    ended(master_boot_record([(7, locked), (7, full)]), 3, b'encrypted volume', 'a BitLocker volume beside one with logs')
    ended(master_boot_record([(12, fat), (7, full)]), 3, b'FAT32 is not supported', 'a FAT volume beside one with logs')
    ended(master_boot_record([(12, fat), (7, full)]), 0, b'FAT32 is not supported', 'the same with --allow-partial', '--allow-partial')
    ran = ended(master_boot_record([(7, full), (7, full)]), 0, b'', 'two volumes with logs')
    sources = {json.loads(line)['SourceFile'].split('!')[1] for line in ran.out.splitlines()}
    checks.ok(
        sources == {'partition%d\\%s' % (number, os.path.join(LOGS, 'System.evtx').replace('/', '\\')) for number in (1, 2)},
        'several volumes are named in SourceFile',
        ' '.join(sorted(sources)),
    )
    image = harness.write(os.path.join(folder, 'disk.raw'), full)
    ran = harness.run([logspoor, 'convert', '--force', '-o', image, image])
    checks.ok(ran.code == 64 and harness.read(image) == full, 'an output that is the image is refused', ran.short)
    split = os.path.join(folder, 'split.')
    for number, start in ((1, 0), (2, 2 << 20)):
        harness.write(split + '%03d' % number, full[start : start + (2 << 20)])
    for option in (['--force', '-o', split + '002'], ['--errors', split + '002']):
        ran = harness.run([logspoor, 'convert', *option, split + '001'])
        checks.ok(
            ran.code == 64 and harness.read(split + '002') == full[2 << 20 :], 'an output that is another file of the image is refused', ran.short
        )
    ran = harness.run([logspoor, 'info', '--json', image])
    first = json.loads(ran.out.splitlines()[0]) if ran.out else {}
    checks.ok(
        ran.code == 0 and first.get('container') == 'raw' and [v['kind'] for v in first.get('volumes', [])] == ['NTFS'],
        'info tells the container and its volumes',
        ran.short,
    )
    shutil.rmtree(folder)


# MARK: Damaged images


def mutants(checks, logspoor, count):
    """Bytes of a small volume changed, mostly where its structures lie: no crash, no hang, little memory, and no log from nowhere."""
    folder = tempfile.mkdtemp(prefix='logspoor-image-')
    image = os.path.join(folder, 'volume')
    with open(image, 'wb') as file:
        file.truncate(2 << 20)
    if not quiet('mkntfs', '-F', '-q', '-Q', '-c', '512', image):
        return checks.skip('damaged images', 'mkntfs is missing')
    with mounted(image) as root:
        if root is None:
            return checks.skip('damaged images', 'ntfs-3g cannot mount here')
        logs = os.path.join(root, LOGS)
        os.makedirs(logs)
        wanted = {}
        fragment(logs, ['a.evtx', 'b.evtx'], 10, random.Random(SEED), wanted)
        for number in range(20):
            with open(os.path.join(logs, 'log %d.evtx' % number), 'wb') as file:
                file.write(log_of(300 + 77 * number, number))
        os.remove(os.path.join(logs, 'log 3.evtx'))
    good = harness.read(image)
    places = [place for place in range(0, len(good), 512) if good[place : place + 4] in (b'FILE', b'INDX')]
    chance = random.Random(SEED)
    worst, wrong = [0.0, 0.0], []
    hostile = [0, 1, 0x7FFFFFFF, 0xFFFFFFFF, (1 << 63) - 1, 1 << 63, (1 << 64) - 1]
    for number in range(count):
        data = bytearray(good)
        for _ in range(chance.randint(1, 20)):
            place = chance.randrange(512) if chance.random() < 0.05 else chance.choice(places) + chance.randrange(1024)
            kind = chance.random()
            if kind < 0.4:
                data[place] = chance.randrange(256)
            elif kind < 0.7:
                struct.pack_into('<Q', data, place, chance.choice(hostile))
            elif kind < 0.85:
                struct.pack_into('<I', data, place, chance.choice(hostile) & 0xFFFFFFFF)
            else:
                source = chance.choice(places)
                data[place : place + 64] = good[source : source + 64]
        if chance.random() < 0.1:
            data = data[: chance.randrange(len(data))]
        with open(image, 'wb') as file:
            file.write(data)
        options = chance.choice(([], ['--all-folders'], ['--recover', 'all'], ['--all-folders', '--recover', 'all']))
        ran = harness.run([logspoor, 'convert', '-q', *options, image], limit=20)
        worst = [max(worst[0], ran.seconds), max(worst[1], ran.peak_mb)]
        if ran.code not in (0, 3, 4):
            wrong.append('mutant %d: %s' % (number, ran.short))
    checks.ok(not wrong and worst[1] < 256, 'damaged images: %d mutants end well' % count, '%.1f s and %d MB at most %s' % (*worst, wrong[:3] or ''))
    shutil.rmtree(folder)


# MARK: A $MFT of a million entries


def file_record(entry, parent, name, folder=False, runs=None, size=0, resident=None):
    """A file record of 1,024 bytes with its update sequence; its content lies in runs, or in the record."""
    body = struct.pack('<II8xHHHHIIQHHI', 0x454C4946, 48 | 3 << 16, 1, 1, 56, 3 if folder else 1, 0, 1024, 0, 8, 0, entry)
    body = bytearray(body.ljust(56, b'\0'))
    times = struct.pack('<QQQQ', *[132000000000000000 + entry] * 4)
    body += struct.pack('<IIBBHHHIHBB', 0x10, 72, 0, 0, 24, 0, 0, 48, 24, 0, 0) + times + bytes(16)
    units = name.encode('utf-16-le')
    content = struct.pack('<Q', parent | 1 << 48) + times + bytes(24) + bytes([len(units) // 2, 3]) + units
    length = (24 + len(content) + 7) & ~7
    body += struct.pack('<IIBBHHHIHBB', 0x30, length, 0, 0, 24, 0, 1, len(content), 24, 1, 0) + content.ljust(length - 24, b'\0')
    if runs is not None:
        count = (size + 4095) // 4096
        length = (64 + len(runs) + 7) & ~7
        body += struct.pack('<IIBBHHHQQHHIQQQ', 0x80, length, 1, 0, 64, 0, 2, 0, count - 1, 64, 0, 0, count * 4096, size, size)
        body += runs.ljust(length - 64, b'\0')
    if resident is not None:
        length = (24 + len(resident) + 7) & ~7
        body += struct.pack('<IIBBHHHIHBB', 0x80, length, 0, 0, 24, 0, 2, len(resident), 24, 0, 0) + resident.ljust(length - 24, b'\0')
    body += struct.pack('<II', 0xFFFFFFFF, 0)
    struct.pack_into('<I', body, 24, len(body))
    record = bytearray(bytes(body).ljust(1024, b'\0'))
    for index in (1, 2):
        record[48 + 2 * index : 50 + 2 * index] = record[512 * index - 2 : 512 * index]
        record[512 * index - 2 : 512 * index] = b'\1\0'
    record[48:50] = b'\1\0'
    return bytes(record)


def run_of(cluster, count):
    return bytes([0x44]) + struct.pack('<II', count, cluster) + b'\0'


def ntfs_boot_sector(sectors, table_cluster):
    """Clusters of 4,096 bytes, records of 1,024."""
    boot = bytearray(512)
    boot[3:11] = b'NTFS    '
    struct.pack_into('<HB', boot, 11, 512, 8)
    struct.pack_into('<QQQ', boot, 40, sectors, table_cluster, table_cluster)
    boot[64], boot[68] = 0xF6, 1
    boot[510:] = b'\x55\xaa'
    return bytes(boot)


def hostile_memory(checks, logspoor):
    """A $MFT whose runs all lead to the same clusters: from 4 MB of records 600,000 logs."""
    folder = tempfile.mkdtemp(prefix='logspoor-image-')
    image = os.path.join(folder, 'volume')
    tree = {5: (5, '.'), 30: (5, 'Windows'), 31: (30, 'System32'), 32: (31, 'winevt'), 33: (32, 'Logs')}
    # 16 clusters of the volume's own entries, then the same 1,024 again and again.
    repeats = 150
    runs = bytes([0x11, 16, 4]) + bytes([0x22, 0, 4, 16, 0]) + bytes([0x12, 0, 4, 0]) * (repeats - 1) + b'\0'
    size = (16 + 1024 * repeats) * 4096
    total = (1 << 20) * 8
    with open(image, 'wb') as file:
        file.write(ntfs_boot_sector(total, 4))
        file.seek(4 * 4096)
        for entry in range(64):
            if entry == 0:
                file.write(file_record(0, 5, '$MFT', runs=runs, size=size))
            elif entry in tree:
                file.write(file_record(entry, *tree[entry], folder=True))
            else:
                file.write(bytes(1024))
        file.seek(20 * 4096)
        for entry in range(4096):
            file.write(file_record(entry, 33, 'Log %d.evtx' % entry, resident=b'ElfFile\0' + bytes(300)))
        file.truncate(total * 512)
    for limit in (256, 512):
        for command in (['convert', '-q'], ['info', '-q', '--json'], ['extract', '-q', '-o', os.path.join(folder, 'out%d' % limit)]):
            ran = harness.run([logspoor, *command, '--max-memory', '%dM' % limit, image], limit=300)
            checks.ok(
                ran.code == 6 and ran.peak_mb < limit,
                '600,000 logs from 4 MB of records, %s --max-memory %dM: exit 6 in less' % (command[0], limit),
                '%.1f s, %d MB %s' % (ran.seconds, ran.peak_mb, '' if ran.code == 6 else ran.short),
            )
            shutil.rmtree(os.path.join(folder, 'out%d' % limit), ignore_errors=True)
    shutil.rmtree(folder)


def large_table(checks, logspoor, entries):
    """Listing the logs of a large $MFT: time and memory."""
    folder = tempfile.mkdtemp(prefix='logspoor-image-')
    image = os.path.join(folder, 'volume')
    table_clusters, log_cluster = entries // 4, entries // 4 + 100
    total = (table_clusters + 1000) * 8
    with open(image, 'wb') as file:
        file.write(ntfs_boot_sector(total, 4))
        file.seek(4 * 4096)
        tree = {5: (5, '.'), 30: (5, 'Windows'), 31: (30, 'System32'), 32: (31, 'winevt'), 33: (32, 'Logs')}
        block = []
        for entry in range(entries):
            if entry == 0:
                block.append(file_record(0, 5, '$MFT', runs=run_of(4, table_clusters), size=entries * 1024))
            elif entry in tree:
                block.append(file_record(entry, *tree[entry], folder=True))
            elif entry % 10007 == 100:
                block.append(file_record(entry, 33, 'Log %d.evtx' % entry, runs=run_of(log_cluster, 17), size=69632))
            else:
                folder_entry = 30 + entry % 3 if entry % 50 else 5
                block.append(file_record(entry, folder_entry, 'file name number %d.dat' % entry, folder=entry % 20 == 7))
            if len(block) == 4096:
                file.write(b''.join(block))
                block = []
        file.write(b''.join(block))
        file.seek(log_cluster * 4096)
        file.write(log_of(69632, 1))
        file.truncate(total * 512 + 512)
    out = os.path.join(folder, 'out')
    ran = harness.run([logspoor, 'extract', '-q', '-o', out, image], limit=120)
    found = len(os.listdir(out)) - 1 if os.path.isdir(out) else 0
    expected = sum(1 for entry in range(entries) if entry % 10007 == 100)
    checks.ok(
        found == expected and ran.seconds < 5 and ran.peak_mb < 300,
        'a $MFT of %d entries: its logs in 5 s and 300 MB' % entries,
        '%d logs, %.2f s, %d MB' % (found, ran.seconds, ran.peak_mb),
    )
    shutil.rmtree(folder)


def main():
    def add(parser):
        parser.add_argument('--entries', type=int, default=0, help='also measure a $MFT of so many entries')
        parser.add_argument('--mutants', type=int, default=200, help='damaged images to try')

    given = harness.options(__doc__, add)
    checks = harness.Checks()
    print('seed %d' % SEED)
    if not shutil.which('icat'):
        checks.skip('images', 'sleuthkit is not installed')
        checks.finish()
    shared_images(checks, given.logspoor, given.shared)
    made_here(checks, given.logspoor)
    evidence_unchanged(checks, given.logspoor)
    ends_and_names(checks, given.logspoor)
    hostile_memory(checks, given.logspoor)
    mutants(checks, given.logspoor, given.mutants)
    if given.entries:
        large_table(checks, given.logspoor, given.entries)
    checks.finish()


main()

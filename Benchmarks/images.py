#!/usr/bin/env python3
"""Speed of disk images: images.py LOGSPOOR LOG [--copies N] [--rounds N]

Makes an NTFS volume with copies of LOG (mkntfs, ntfs-3g: root and /dev/fuse), and an E01 image of it (ewfacquire), and prints the
processor time, best of N rounds, of converting the same logs from a folder, from the raw image and from the E01 image. Beside the latter
stands what zlib alone takes to inflate the image's chunks once. Goals: raw within 1.15 of the folder, E01 within that and one inflation.
"""

import argparse
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

LOGS = os.path.join('Windows', 'System32', 'winevt', 'Logs')


def processor_seconds(command, rounds):
    """The least processor time of some runs, and the greatest resident memory in MiB."""
    least, most = float('inf'), 0
    for _ in range(rounds):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit('%s ends with %d' % (' '.join(command), process.returncode))
        least, most = min(least, usage.ru_utime + usage.ru_stime), max(most, usage.ru_maxrss // 1024)
    return least, most


def e01_chunks(path):
    """The compressed chunks of an image of one segment, by its tables."""
    with open(path, 'rb') as file:
        image = file.read()
    place, chunks = 13, []
    while True:
        kind = image[place : place + 16].rstrip(b'\0')
        following, = struct.unpack_from('<Q', image, place + 16)
        if kind == b'table':
            count, base = struct.unpack_from('<I4xQ', image, place + 76)
            entries = struct.unpack_from('<%dI' % count, image, place + 76 + 24)
            for entry in entries:
                if entry >> 31:
                    chunks.append(base + (entry & 0x7FFFFFFF))
        if following == place:
            return image, chunks
        place = following


def inflation_seconds(path, rounds):
    """Processor time of inflating each compressed chunk once, and how many bytes that gives."""
    image, chunks = e01_chunks(path)
    view, least, total = memoryview(image), float('inf'), 0
    for _ in range(rounds):
        before, total = sum(resource.getrusage(resource.RUSAGE_SELF)[:2]), 0
        for start in chunks:
            total += len(zlib.decompressobj().decompress(view[start : start + 40_000]))
        least = min(least, sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - before)
    return least, total


def make_volume(work, log, copies):
    """An image of a volume with so many copies of a log; None where that cannot be done."""
    image, mount = os.path.join(work, 'disk.raw'), os.path.join(work, 'mount')
    with open(image, 'wb') as file:
        file.truncate(copies * os.path.getsize(log) + (64 << 20))
    os.mkdir(mount)
    if shutil.which('mkntfs') is None or subprocess.call(['mkntfs', '-F', '-q', '-Q', image], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        return None
    if subprocess.call(['ntfs-3g', image, mount], stderr=subprocess.DEVNULL):
        return None
    try:
        os.makedirs(os.path.join(mount, LOGS))
        for number in range(copies):
            shutil.copyfile(log, os.path.join(mount, LOGS, '%d.evtx' % number))
    finally:
        subprocess.check_call(['umount', mount])
    return image


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('logspoor')
    parser.add_argument('log')
    parser.add_argument('--copies', type=int, default=4)
    parser.add_argument('--rounds', type=int, default=5)
    given = parser.parse_args()
    work = tempfile.mkdtemp(prefix='logspoor-bench-')
    try:
        image = make_volume(work, given.log, given.copies)
        if image is None:
            return print('skip: no volume can be made and mounted here')
        folder = os.path.join(work, 'logs')
        subprocess.check_call([given.logspoor, 'extract', '-q', '-o', folder, image])
        packed = os.path.join(work, 'disk')
        made = shutil.which('ewfacquire') is not None and not subprocess.call(
            ['ewfacquire', '-u', '-q', '-S', '4GiB', '-c', 'fast', '-t', packed, image], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for threads in ('1', '2'):
            convert = [given.logspoor, 'convert', '-q', '-t', threads]
            base, _ = processor_seconds(convert + [folder], given.rounds)
            raw, memory = processor_seconds(convert + [image], given.rounds)
            print('%s threads: folder %.2f s, raw image %.2f s (%.2f times, %d MB)' % (threads, base, raw, raw / base, memory))
            if not made:
                print('skip: ewfacquire cannot make an E01 image here')
                continue
            ewf, memory = processor_seconds(convert + [packed + '.E01'], given.rounds)
            inflating, size = inflation_seconds(packed + '.E01', given.rounds)
            print(
                '%s threads: E01 image %.2f s (%d MB): %.2f s more than raw; zlib alone inflates its %d MB in %.2f s (%.2f times)'
                % (threads, ewf, memory, ewf - raw, size >> 20, inflating, (ewf - raw) / inflating)
            )
    finally:
        shutil.rmtree(work)


main()

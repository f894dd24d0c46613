"""The table "What peers lose" of ROBUSTNESS.md, made anew: one log, one damage a row, ours beside the two peers.

    damage_table.py LOGSPOOR [--shared DIR] [--keep DIR]

Each row is a mutant of attack-samples/bits_openvpn.evtx (1,537 records in 16 full chunks). Checked for ours: the number of
records (emptied ones, without an EventRecordID, do not count), the same number in XML and JSON-lines, the exit code, a line
in --errors where the row demands one. The peers' numbers are computed in the same run and printed beside ours; their
columns of the published table are checked too, so that a changed peer or a wrongly built mutant is noticed.
--keep DIR leaves the mutants there.
"""

import os
import random
import re
import struct
import tempfile
import zlib
import harness

CHUNK = 65536
RECORDS = 1537


# MARK: Damage


def chunk_at(index):
    return 4096 + index * CHUNK


def record_at(log, chunk, index):
    """Where a chunk's record stands in the file, and its size."""
    at = chunk_at(chunk) + 512
    for _ in range(index):
        at += struct.unpack_from('<I', log, at + 4)[0]
    return at, struct.unpack_from('<I', log, at + 4)[0]


def put(log, at, data):
    return log[:at] + data + log[at + len(data) :]


def one_chunk_header(log):
    """A sound header that declares one chunk."""
    header = bytearray(log[:128])
    struct.pack_into('<QQ', header, 8, 0, 0)
    struct.pack_into('<H', header, 42, 1)
    struct.pack_into('<I', header, 124, zlib.crc32(header[:120]))
    return put(log, 0, bytes(header))


def flip(log, at):
    return put(log, at, bytes([log[at] ^ 0xFF]))


def rows(log):
    """(damage, mutant, records wanted, {peer: published number}, demands) a row. Demands: `exits` allowed, `error` a line is
    needed, `gap` so many ids are missing, `flags` reported or flagged duplicates, `verify` the line comes with --verify."""
    at5, size5 = record_at(log, 0, 5)
    noise = random.Random(1)
    whole, damaged = (0,), (3,)
    both = lambda a, b: {'rs': a, 'lib': b}
    same = lambda n: both(n, n)
    yield 'none', log, 1537, same(1537), dict(exits=whole, silent=True)
    yield 'file header zeroed', put(log, 0, bytes(4096)), 1537, same(0), dict(exits=damaged, error=True)
    yield 'header chunk_count = 1', one_chunk_header(log), 1537, same(1537), dict(exits=(0, 3))
    yield 'chunk 0 magic broken', put(log, chunk_at(0), b'XXXXXXX\0'), 1537, both(1439, 1537), dict(exits=damaged, error=True)
    yield 'chunk 0 header CRC wrong', flip(log, chunk_at(0) + 124), 1537, same(1537), dict(exits=(0, 3), verify=True)
    yield 'chunk 0 data CRC wrong', flip(log, chunk_at(0) + 52), 1537, same(1537), dict(exits=(0, 3), verify=True)
    for size in (0, 8, 0xFFFFFFFF):
        name = 'record 5 size %s' % (size if size < 9 else hex(size))
        yield name, put(log, at5 + 4, struct.pack('<I', size)), 1536, both(1444, 1536), dict(exits=damaged, error=True)
    yield 'record 5 magic broken', put(log, at5, b'XXXX'), 1536, both(1444, 1536), dict(exits=damaged, error=True)
    # The Rust parser hands record 5 out as good, but empty: it does not count.
    yield 'record 5 BinXML zeroed', put(log, at5 + 24, bytes(size5 - 28)), 1536, both(1536, 1536), dict(exits=damaged, error=True)
    yield ('free_space_offset 0xffffffff', put(log, chunk_at(0) + 48, b'\xff' * 4), 1537, both(1537, 0), dict(exits=(0, 3)))
    yield '64 KiB chunk 1 zeroed', put(log, chunk_at(1), bytes(CHUNK)), 1439, same(1439), dict(exits=damaged, error=True, gap=(99, 196))
    copy = log[chunk_at(10) : chunk_at(11)]
    yield ('chunk 10 written over chunk 1', put(log, chunk_at(1), copy), 1544, same(1544), dict(exits=(0, 3), flags=105))
    # The published cut left 39 whole records of chunk 3, a little before its exact middle, which leaves 44.
    at39, size39 = record_at(log, 3, 39)
    yield 'cut in the middle of chunk 3', log[: at39 + size39 // 2], 326, same(287), dict(exits=damaged, error=True)
    yield 'cut in the exact middle of chunk 3', log[: chunk_at(3) + CHUNK // 2], 331, same(287), dict(exits=damaged, error=True)
    yield 'cut in the middle of record 5', log[: at5 + size5 // 2], 5, same(0), dict(exits=damaged, error=True)
    middle = chunk_at(1) + 20000
    yield '2 bytes lost in chunk 1', log[:middle] + log[middle + 2 :], range(1440, RECORDS + 1), same(126), dict(exits=damaged, error=True)
    yield '1 MiB random appended', log + noise.randbytes(1 << 20), 1537, same(1537), dict(exits=(0, 3))
    yield 'empty file', b'', 0, same(0), dict(exits=(3, 4), error=True, says=r'empty|0 bytes')
    yield '64 KiB random', noise.randbytes(CHUNK), 0, same(0), dict(exits=(3, 4), error=True, says=r'(?i)not (an )?evtx|no event log')


# MARK: Ours


def numbers(entry):
    """Every number that an error line holds, in its values and in its message."""
    return {int(n) for n in re.findall(r'\d+', ' '.join(str(v) for v in entry.values()))}


def names_gap(lines, first, last):
    """Whether a line states the missing identifiers, by both ends or by their number."""
    count = last - first + 1
    said = [numbers(e) for e in lines if re.search(r'(?i)gap|missing', str(e['code']) + e['message'])]
    return any({first, last} <= found or count in found for found in said)


def names_duplicates(lines, output, count):
    """Duplicates are a line in the errors file, or a flag on each of the events."""
    flagged = sum(1 for line in output.split(b'\n') if b'"Flags"' in line and b'dup' in line)
    return any(re.search(r'(?i)dup', str(e['code']) + e['message']) for e in lines) or flagged >= count


def check_row(checks, logspoor, path, name, wanted, peers, demands, folder):
    errors = os.path.join(folder, 'errors.jsonl')
    ran = {}
    for form in ('jsonl', 'xml'):
        if os.path.exists(errors):
            os.remove(errors)
        ran[form] = harness.convert(logspoor, '-f', form, '--errors', errors, path)
        lines = harness.error_lines(errors)
    records, events = harness.count_jsonl(ran['jsonl'].out), harness.count_xml(ran['xml'].out)
    beside = ', '.join('%s %s' % (harness.NAMES[p], peers[p]['records']) for p in harness.PEERS)
    right = records in wanted if isinstance(wanted, range) else records == wanted
    target = '>= %d' % wanted.start if isinstance(wanted, range) else wanted
    checks.ok(right and events == records, name, 'ours %d (XML %d), wanted %s; %s' % (records, events, target, beside))
    codes = {form: r.code for form, r in ran.items()}
    checks.ok(all(c in demands['exits'] for c in codes.values()), name + ': exit code', '%s, allowed %s' % (codes, demands['exits']))
    wrong = harness.well_formed(ran['xml'].out) if ran['xml'].out or 4 not in codes.values() else None
    checks.ok(wrong is None, name + ': the XML is one document', wrong or '')
    if demands.get('silent'):
        checks.ok(not lines, name + ': no error line', '%d lines' % len(lines))
    if demands.get('error'):
        checks.ok(lines, name + ': an error line', '; '.join('%s: %s' % (e['code'], e['message']) for e in lines[:2])[:200] or 'none')
    if 'gap' in demands:
        first, last = demands['gap']
        checks.ok(names_gap(lines, first, last), name + ': the gap of %d ids is reported' % (last - first + 1))
    if 'flags' in demands:
        checks.ok(names_duplicates(lines, ran['jsonl'].out, demands['flags']), name + ': the duplicates are reported or flagged')
    if 'says' in demands:
        text = ran['jsonl'].err.decode('utf-8', 'replace') + ' '.join(e['message'] for e in lines)
        checks.ok(re.search(demands['says'], text), name + ': the message says so', text.strip()[:120])
    if demands.get('verify'):
        if os.path.exists(errors):
            os.remove(errors)
        verified = harness.convert(logspoor, '--verify', '--errors', errors, path)
        said = [e for e in harness.error_lines(errors) if re.search(r'(?i)crc|checksum', str(e['code']) + e['message'])]
        same = harness.count_jsonl(verified.out) == records
        checks.ok(said and same and verified.code == 3, name + ': --verify reports it and keeps the records', verified.short)


def main():
    given = harness.options(__doc__, lambda p: p.add_argument('--keep'))
    checks = harness.Checks()
    missing = harness.peers_missing()
    source = given.shared and os.path.join(given.shared, 'evtx/attack-samples/bits_openvpn.evtx')
    if not source or not os.path.exists(source) or missing:
        checks.skip('damage table', missing or 'no ../shared/evtx/attack-samples/bits_openvpn.evtx')
        checks.finish()
    log = harness.read(source)
    with tempfile.TemporaryDirectory() as folder:
        place = given.keep or folder
        os.makedirs(place, exist_ok=True)
        table = [(harness.write(os.path.join(place, '%02d.evtx' % i), row[1]), *row) for i, row in enumerate(rows(log))]
        peers = harness.peers_count([row[0] for row in table])
        for index, (path, name, _, wanted, published, demands) in enumerate(table):
            found = {p: peers[p][index] for p in harness.PEERS}
            try:
                check_row(checks, given.logspoor, path, name, wanted, found, demands, folder)
            except ValueError as error:
                checks.ok(False, name, 'output or errors file is not JSON-lines: %s' % error)
            for peer, count in published.items():
                if found[peer]['records'] != count:
                    checks.ok(
                        False,
                        '%s: %s as published' % (name, harness.NAMES[peer]),
                        '%s %s, published %d' % (found[peer]['records'], found[peer].get('refused', ''), count),
                    )
    checks.finish()


main()

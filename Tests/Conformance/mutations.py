"""Seeded random damage to five logs: ours never finds fewer records than the better of two peers, never crashes or hangs.

    mutations.py LOGSPOOR [-n 300] [--seed 1] [--shared DIR] [--keep DIR]

Kinds: single bit flips, zeroed 512-byte sectors, truncations, splices (bytes put in, taken out, or copied from elsewhere in
the log). Every mutant is read by the Rust parser and libevtx in worker processes, and by ours in a process each, JSON-lines
and XML by turns. Counted are the records of the intact log (by EventRecordID, each once) that a reader still gives: slack
that libevtx recovers from the intact log as well is no gain, and a record it recovers from a broken chunk is one. An exit code other than 0, 3 and
4, more than 10 s or more than 256 MB fails the mutant. --keep DIR keeps the mutants that failed; their names hold the seed.
"""

import collections
import json
import os
import random
import shutil
import struct
import tempfile
from concurrent.futures import ThreadPoolExecutor
import harness

LOGS = [
    'attack-samples/bits_openvpn.evtx',
    'omerbenamram/samples/security.evtx',
    'museum/EventLogs/Win10/RathbunVM/Microsoft-Windows-Windows Defender%4Operational.evtx',
    'python-evtx/tests/data/system.evtx',
    'otrf/covenant_dcom_executeexcel4macro_allowed/workstation6/Microsoft-Windows-Sysmon%4Operational.evtx',
]
SECONDS, MEGABYTES = 10, 256


# MARK: Damage


def bit_flip(log, dice):
    at = dice.randrange(len(log))
    return log[:at] + bytes([log[at] ^ 1 << dice.randrange(8)]) + log[at + 1 :]


def zeroed_sector(log, dice):
    at = 512 * dice.randrange(len(log) // 512)
    return log[:at] + bytes(512) + log[at + 512 :]


def truncation(log, dice):
    return log[: dice.randrange(len(log))]


def splice(log, dice):
    at, count = dice.randrange(len(log)), dice.choice((1, 2, 7, 8, 64, 512, 4096))
    how = dice.randrange(3)
    if how == 0:
        return log[:at] + dice.randbytes(count) + log[at:]
    if how == 1:
        return log[:at] + log[at + count :]
    source = dice.randrange(len(log))
    return log[:at] + log[source : source + count] + log[at + len(log[source : source + count]) :]


def complete_records(log, length):
    """How many records of the intact log stand whole in its first bytes: what a truncated copy can give at best."""
    count = 0
    for chunk in range(4096, len(log) - 65535, 65536):
        at = chunk + 512
        while log[chunk : chunk + 8] == b'ElfChnk\0' and log[at : at + 4] == b'**\0\0':
            size = struct.unpack_from('<I', log, at + 4)[0]
            if size < 28 or at + size > min(chunk + 65536, length) or log[at + size - 4 : at + size] != log[at + 4 : at + 8]:
                break
            at, count = at + size, count + 1
    return count


KINDS = [bit_flip, zeroed_sector, truncation, splice]
# Of six mutants: two flips, a sector, a truncation, two splices.
TURNS = [bit_flip, zeroed_sector, splice, bit_flip, truncation, splice]


class Mutant:
    def __init__(self, number, seed, name, log):
        self.number, self.log_name = number, name
        self.kind = TURNS[number // len(LOGS) % len(TURNS)]
        self.bytes = self.kind(log, random.Random('%d/%d' % (seed, number)))
        self.form = ('jsonl', 'xml')[number // (len(LOGS) * len(TURNS)) % 2]


# MARK: Reading


def identifiers(data, form):
    """The EventRecordIDs of an output; ValueError for a line of JSON-lines that is not JSON."""
    if form == 'xml':
        found = (harness.XML_ID.search(line) for line in data.split(b'\n') if line.startswith(b'<Event '))
        return [int(match[1]) for match in found if match]
    lines = (json.loads(line) for line in data.split(b'\n') if line)
    return [n for n in (line.get('EventRecordID') for line in lines) if n is not None]


def read_ours(logspoor, form, path):
    """(identifiers, what is wrong or None)."""
    ran = harness.convert(logspoor, '-f', form, path, limit=SECONDS)
    wrong = None
    if ran.code not in (0, 3, 4):
        wrong = 'HANG' if ran.code is None else 'exit %d' % ran.code
        wrong += ' ' + ran.err.decode('utf-8', 'replace').strip()[-120:]
    elif ran.peak_mb > MEGABYTES:
        wrong = 'peak of %d MB' % ran.peak_mb
    try:
        found = identifiers(ran.out, form)
        if form == 'xml' and ran.out and not wrong:
            wrong = harness.well_formed(ran.out)
    except ValueError as error:
        found, wrong = [], wrong or 'not JSON-lines: %s' % error
    return found, wrong


def main():
    def add(parser):
        parser.add_argument('-n', type=int, default=300, help='mutants in all')
        parser.add_argument('--seed', type=int, default=1)
        parser.add_argument('--keep', help='folder for mutants that failed')

    given = harness.options(__doc__, add)
    checks = harness.Checks()
    missing = harness.peers_missing()
    if not given.shared or missing:
        checks.skip('mutations', missing or 'no ../shared')
        checks.finish()
    print('seed %d (repeat with --seed %d -n %d)' % (given.seed, given.seed, given.n))
    paths = {name: os.path.join(given.shared, 'evtx', name) for name in LOGS}
    for name in [name for name in LOGS if not os.path.exists(paths[name])]:
        checks.skip(name, 'absent')
        del paths[name]
    logs = {name: harness.read(path) for name, path in paths.items()}
    intact = harness.peers_count(list(paths.values()))
    live = {name: set(intact['rs'][i]['live']) | set(intact['lib'][i]['live']) for i, name in enumerate(paths)}
    for name in paths:
        found, wrong = read_ours(given.logspoor, 'jsonl', paths[name])
        checks.ok(
            not wrong and set(found) >= live[name],
            'intact %s' % name,
            wrong or '%d of %d records' % (len(set(found) & live[name]), len(live[name])),
        )

    lost = collections.defaultdict(collections.Counter)
    short = []
    worse, broken = collections.defaultdict(list), collections.defaultdict(list)
    names = [name for name in LOGS if name in logs]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        batch_size = 60
        for start in range(0, given.n, batch_size):
            numbers = range(start, min(given.n, start + batch_size))
            mutants = [Mutant(i, given.seed, names[i % len(names)], logs[names[i % len(names)]]) for i in numbers]
            files = [harness.write(os.path.join(folder, '%d.evtx' % m.number), m.bytes) for m in mutants]
            peers = harness.peers_count(files)
            results = list(pool.map(lambda m, file: read_ours(given.logspoor, m.form, file), mutants, files))
            for index, (mutant, path, (found, wrong)) in enumerate(zip(mutants, files, results)):
                base = live[mutant.log_name]
                have = {'ours': len(base & set(found))}
                for peer in harness.PEERS:
                    result = peers[peer][index]
                    have[peer] = len(base & set(result['live'] + result['recovered']))
                    lost[mutant.kind]['crash ' + peer] += 'crashed' in result
                kind = lost[mutant.kind]
                kind['mutants'] += 1
                kind['of'] += len(base)
                for reader, count in have.items():
                    kind[reader] += len(base) - count
                label = 'mutant %d (%s of %s)' % (mutant.number, mutant.kind.__name__, os.path.basename(mutant.log_name))
                if wrong:
                    broken[mutant.kind].append('%s: %s' % (label, wrong))
                if have['ours'] < max(have[p] for p in harness.PEERS):
                    worse[mutant.kind].append('%s: ours %d, evtx %d, libevtx %d' % (label, have['ours'], have['rs'], have['lib']))
                if mutant.kind is truncation:
                    best = complete_records(logs[mutant.log_name], len(mutant.bytes))
                    kind['ceiling'] += best
                    if have['ours'] < min(best, len(base)):
                        short.append('%s: ours %d of %d' % (label, have['ours'], best))
                if given.keep and (wrong or have['ours'] < max(have[p] for p in harness.PEERS)):
                    os.makedirs(given.keep, exist_ok=True)
                    shutil.copy(path, os.path.join(given.keep, 'seed%d-%d-%s.evtx' % (given.seed, mutant.number, mutant.kind.__name__)))
                os.remove(path)
    for kind in KINDS:
        n, name = lost[kind], kind.__name__.replace('_', ' ')
        if not n['mutants']:
            checks.skip(name, 'no mutant of this kind; raise -n')
            continue
        crashes = ''.join(
            ', %s crashed or stalled %d times' % (harness.NAMES[p], n['crash ' + p]) for p in harness.PEERS if n['crash ' + p]
        )
        print(
            '      %s: %d mutants, %d records; lost by ours %d, evtx (Rust) %d, libevtx %d%s'
            % (name, n['mutants'], n['of'], n['ours'], n['rs'], n['lib'], crashes)
        )
        checks.ok(not worse[kind], '%s: never fewer records than the better peer' % name, '; '.join(worse[kind][:6]) + more(worse[kind]))
        if kind is truncation:
            checks.ok(
                not short,
                '%s: every record that stands whole before the cut, %d in all' % (name, n['ceiling']),
                '; '.join(short[:6]) + more(short),
            )
        checks.ok(
            not broken[kind],
            '%s: exit 0, 3 or 4, whole output, within %d s and %d MB' % (name, SECONDS, MEGABYTES),
            '; '.join(broken[kind][:6]) + more(broken[kind]),
        )
    checks.finish()


def more(found):
    return ' and %d more' % (len(found) - 6) if len(found) > 6 else ''


main()

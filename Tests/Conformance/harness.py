"""What the conformance scripts share: options, running the program, counting records, the two peers, and the tally.

Every script is `SCRIPT LOGSPOOR [options]`, prints one line a check and ends with `N passed, N failed, N skipped`; its
exit code is 0 when nothing failed. The peers (the Rust parser `evtx` and libevtx's `pyevtx`) run in a process of their
own, `harness.py peer NAME LIST OUT`, since a damaged log may crash or stall them.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
PEERS = ('rs', 'lib')
NAMES = {'rs': 'evtx (Rust)', 'lib': 'libevtx'}

# A record counts when it says who it is; an emptied one, whose values are gone, has no EventRecordID.
XML_ID = re.compile(rb'<EventRecordID[^>]*>\s*(\d+)\s*</EventRecordID>')
NOTHING = {'live': [], 'recovered': [], 'errors': 1}


# MARK: The tally


class Checks:
    """Counts checks and prints one line for each."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def ok(self, holds, name, detail=''):
        """Records one check; `detail` stands behind the name, and must explain a failure."""
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        print('%s  %s%s' % ('ok  ' if holds else 'FAIL', name, '  [%s]' % detail if detail != '' else ''), flush=True)
        return bool(holds)

    def skip(self, name, reason):
        self.skipped += 1
        print('skip  %s: %s' % (name, reason), flush=True)

    def finish(self):
        """Prints the last line and ends the script. A run that checked nothing at all has skipped visibly."""
        print('%d passed, %d failed, %d skipped' % (self.passed, self.failed, self.skipped))
        sys.exit(1 if self.failed else 0)


# MARK: Options and places


def options(doc, add=None):
    """The parsed options; `shared` is the folder of shared data, or None where there is none."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('logspoor', help='the program under test')
    parser.add_argument('--shared', help='folder of shared test data (default: $LOGSPOOR_SHARED, then ../shared)')
    if add:
        add(parser)
    given = parser.parse_args()
    given.logspoor = os.path.abspath(given.logspoor)
    if not os.access(given.logspoor, os.X_OK):
        sys.exit('not a program: %s' % given.logspoor)
    places = [given.shared, os.environ.get('LOGSPOOR_SHARED')]
    places += [os.path.join(os.path.dirname(PROJECT), 'shared'), os.path.join('..', 'shared')]
    given.shared = next((os.path.abspath(p) for p in places if p and os.path.isdir(p)), None)
    return given


def logs_under(folder):
    """Every .evtx below a folder, sorted."""
    found = [os.path.join(d, f) for d, _, names in os.walk(folder) for f in names if f.lower().endswith('.evtx')]
    return sorted(found)


def tool(name):
    """The path of a tool, or None."""
    paths = (os.path.join(d, name) for d in os.environ.get('PATH', '').split(os.pathsep) + ['/usr/sbin', '/sbin'])
    return next((p for p in paths if os.access(p, os.X_OK)), None)


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def write(path, data):
    with open(path, 'wb') as f:
        f.write(data)
    return path


# MARK: Running the program


class Ran:
    """A finished process: exit code (negative for a signal, None when it hung and was killed), output, peak memory."""

    def __init__(self, code, out, err, seconds, peak_mb):
        self.code, self.out, self.err, self.seconds, self.peak_mb = code, out, err, seconds, peak_mb

    @property
    def short(self):
        """One line on how it ended, for the detail of a check."""
        text = self.err.decode('utf-8', 'replace').strip().replace('\n', ' | ')
        return 'exit %s after %.1f s%s' % ('HANG' if self.code is None else self.code, self.seconds, ', ' + text[-160:] if text else '')


def environment(**changes):
    """This process's environment with quiet Swift crashes, and changes; None removes a name."""
    env = dict(os.environ, SWIFT_BACKTRACE='enable=no')
    for name, value in changes.items():
        if value is None:
            env.pop(name, None)
        else:
            env[name] = value
    return env


def run(command, limit=60, env=None, cwd=None, stdin=None, stdout=None, before=None):
    """Runs a command to its end or the time limit. `stdout` is an open file for the output instead of `Ran.out`.

    The kernel's figure of the peak memory starts at this script's own, which the process is before it becomes the program. Where it is
    not above that, the largest of the samples taken while waiting stands instead.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start, own = time.monotonic(), peak_kb('self')
        process = subprocess.Popen(
            command,
            stdin=stdin if stdin is not None else subprocess.DEVNULL,
            stdout=stdout or out,
            stderr=err,
            env=env or environment(),
            cwd=cwd,
            preexec_fn=before,
            start_new_session=True,
        )
        code, most, sampled = wait(process, start + limit)
        seconds = time.monotonic() - start
        out.seek(0)
        err.seek(0)
        return Ran(code, out.read(), err.read(), seconds, (most if most > own else sampled) / 1024)


def peak_kb(pid):
    """The most memory that a living process has had since it became its program; 0 for one that has ended."""
    try:
        found = re.search(rb'VmHWM:\s*(\d+)', read('/proc/%s/status' % pid))
    except OSError:
        return 0
    return int(found[1]) if found else 0


def wait(process, until):
    """Waits for a process; past the deadline ends the process group it leads.

    Returns (exit code or None, peak memory as the kernel kept it, the same as sampled), in kB.
    """
    pause, hung, sampled = 0.0005, False, 0
    while True:
        sampled = max(sampled, peak_kb(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return (None if hung else process.returncode), usage.ru_maxrss, sampled
        if not hung and time.monotonic() > until:
            hung = True
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.005)


def take(pipe, count):
    """The first bytes of an unbuffered pipe; fewer when it ends. What follows stays in the pipe."""
    data = b''
    while len(data) < count:
        piece = pipe.read(count - len(data))
        if not piece:
            break
        data += piece
    return data


def convert(logspoor, *arguments, **how):
    """`logspoor convert ARGUMENTS` to its end."""
    return run([logspoor, 'convert', *arguments], **how)


# MARK: Reading what it wrote


def count_jsonl(data):
    """How many lines of JSON-lines are whole records. A line that is not JSON raises ValueError."""
    count = 0
    for line in data.split(b'\n'):
        if line and json.loads(line).get('EventRecordID') is not None:
            count += 1
    return count


def count_xml(data):
    """How many events of our XML are whole records: one event is one line."""
    return sum(1 for line in data.split(b'\n') if line.startswith(b'<Event ') and XML_ID.search(line))


def well_formed(data):
    """None when the document parses, else what is wrong with it."""
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        return str(error)
    return None if root.tag == 'Events' else 'root is %s' % root.tag


def error_lines(path):
    """The errors file as objects; a missing file is no lines. A line that is not an object with code and message raises ValueError."""
    if not os.path.exists(path):
        return []
    lines = []
    for line in read(path).split(b'\n'):
        if not line:
            continue
        entry = json.loads(line)
        if not isinstance(entry, dict) or not entry.get('code') or not entry.get('message'):
            raise ValueError('no code or message: %r' % line[:120])
        lines.append(entry)
    return lines


# MARK: The peers


def read_rs(path):
    """(identifiers of live records, of recovered ones, errors) by the Rust parser, which recovers none."""
    import evtx

    live, errors = [], 0
    records = iter(evtx.PyEvtxParser(path, number_of_threads=1).records())
    while True:
        try:
            record = next(records)
        except StopIteration:
            return live, [], errors
        except Exception:
            errors += 1
            continue
        live += XML_ID.findall(record['data'].encode('utf-8', 'replace'))[:1]


def read_lib(path):
    """The same by libevtx. Records of chunks that it gives up come back as recovered ones, beside those of the slack."""
    import pyevtx

    file, errors = pyevtx.file(), 0
    file.open(path)
    found = ([], [])
    for identifiers, count, get in (
        (found[0], file.number_of_records, file.get_record),
        (found[1], file.number_of_recovered_records, file.get_recovered_record),
    ):
        for index in range(count):
            try:
                text = get(index).xml_string
            except Exception:
                errors += 1
                continue
            identifiers += XML_ID.findall((text or '').encode('utf-8', 'replace'))[:1]
    file.close()
    return *found, errors


def peer_worker(peer, list_path, out_path):
    """Reads every log of a list, one line of JSON each as soon as it is done."""
    reader = {'rs': read_rs, 'lib': read_lib}[peer]
    with open(out_path, 'a') as out:
        for path in json.loads(read(list_path)):
            try:
                live, recovered, errors = reader(path)
                result = {'live': [int(n) for n in live], 'recovered': [int(n) for n in recovered], 'errors': errors}
            except Exception as error:
                result = dict(NOTHING, refused=str(error)[:200])
            result['records'] = len(result['live']) + len(result['recovered'])
            out.write(json.dumps(result) + '\n')
            out.flush()


def peers_count(paths, stall=30):
    """{peer: [{'live', 'recovered', 'records', 'errors', 'refused' or 'crashed'}, ..]} in the order of the paths.

    Live and recovered are lists of EventRecordIDs, records is how many. Both peers run beside each other.
    """
    running = {peer: PeerRun(peer, paths, stall) for peer in PEERS}
    while any([r.step() for r in running.values()]):
        time.sleep(0.02)
    return {peer: r.results for peer, r in running.items()}


class PeerRun:
    """One peer over a list of logs; a log at which it dies or stalls is recorded as crashed, and the rest goes on."""

    def __init__(self, peer, paths, stall):
        self.peer, self.paths, self.stall = peer, list(paths), stall
        self.results, self.process, self.folder = [], None, tempfile.TemporaryDirectory()

    def step(self):
        """Does what is due; false when all results are there."""
        if len(self.results) >= len(self.paths):
            return False
        if self.process is None:
            self.list, self.out = (os.path.join(self.folder.name, n) for n in ('list', 'out'))
            write(self.list, json.dumps(self.paths[len(self.results) :]).encode())
            write(self.out, b'')
            self.base, self.last = len(self.results), time.monotonic()
            self.process = subprocess.Popen(
                [sys.executable, os.path.abspath(__file__), 'peer', self.peer, self.list, self.out],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        ended = self.process.poll() is not None
        lines = read(self.out).split(b'\n')[:-1]
        if self.base + len(lines) > len(self.results):
            self.results = self.results[: self.base] + [json.loads(line) for line in lines]
            self.last = time.monotonic()
        stalled = time.monotonic() - self.last > self.stall
        if len(self.results) < len(self.paths) and (ended or stalled):
            self.process.kill()
            self.process.wait()
            how = 'stalled' if stalled else 'exit %s' % self.process.returncode
            self.results.append(dict(NOTHING, records=0, crashed=how))
            self.process = None
        elif len(self.results) >= len(self.paths):
            self.process.wait()
        return len(self.results) < len(self.paths)


def peers_missing():
    """Why the peers cannot run, or None."""
    for module in ('evtx', 'pyevtx', 'lxml'):
        try:
            __import__(module)
        except ImportError:
            return 'Python module %s is not installed (pip install evtx libevtx-python lxml)' % module
    return None


if __name__ == '__main__':
    if sys.argv[1:2] != ['peer']:
        sys.exit(__doc__)
    peer_worker(*sys.argv[2:5])

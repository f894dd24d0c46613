"""Faults and hostile inputs: the rows of ROBUSTNESS.md that are tested from outside, each with the method named there.

    faults.py LOGSPOOR [--shared DIR] [--only 16,18,..]

| rows | file |
|---|---|
| 14, 16, 17, 27, 28, 29 | faults_evidence.py: what is read |
| 18, 23 | faults_reading.py: reads that fail, logs that change |
| 15, 19, 21, 22 | faults_output.py: what is written, and signals |
| 9, 24, 38, 39, 40 | faults_environment.py: terminals, quantities, surroundings |

Wants root (mounts, another user) and strace; what cannot be done here is skipped with its reason.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import faults_environment
import faults_evidence
import faults_output
import faults_reading
import harness

CASES = sorted(faults_evidence.CASES + faults_reading.CASES + faults_output.CASES + faults_environment.CASES, key=lambda case: case[0])


class Setting:
    """What every case gets: the program, logs to work on, and a folder of its own."""

    def __init__(self, given, folder):
        self.logspoor, self.shared, self.root = given.logspoor, given.shared, folder
        self.evtx = os.path.join(given.shared, 'evtx')
        # 1,537 records in 16 full chunks, and 3 records in one chunk.
        self.source = os.path.join(self.evtx, 'attack-samples/bits_openvpn.evtx')
        self.records = 1537
        self.small = os.path.join(self.evtx, 'attack-samples/Execution/susp_explorer_exec.evtx')
        self.small_records = 3
        self.names = 0
        self.big_log = None

    def folder(self):
        """A fresh folder that other users can enter."""
        self.names += 1
        path = os.path.join(self.root, 'case%d' % self.names)
        os.mkdir(path)
        os.chmod(path, 0o755)
        return path

    def log(self, folder=None, name='log.evtx'):
        """A copy of the log of 1,537 records."""
        return shutil.copy(self.source, os.path.join(folder or self.folder(), name))

    def big(self):
        """A log of 128 MB, far larger than every buffer between a reader and a full pipe; built once."""
        if not self.big_log:
            self.big_log = os.path.join(self.root, 'big.evtx')
            subprocess.run(
                [
                    sys.executable,
                    os.path.join(self.shared, 'tools/build_big.py'),
                    self.big_log,
                    '128',
                    self.evtx,
                    '--only',
                    'security|sysmon',
                ],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=True,
                timeout=300,
            )
        return self.big_log

    def convert(self, *arguments, **how):
        return harness.convert(self.logspoor, *arguments, **how)


def main():
    given = harness.options(__doc__, lambda p: p.add_argument('--only', help='rows to run, such as 16,18'))
    checks = harness.Checks()
    if not given.shared or not os.path.isdir(os.path.join(given.shared, 'evtx')):
        checks.skip('faults', 'no ../shared/evtx')
        checks.finish()
    wanted = {int(n) for n in given.only.split(',')} if given.only else {row for row, _, _ in CASES}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        setting = Setting(given, folder)
        for row, title, case in CASES:
            if row not in wanted:
                continue
            label = 'row %d, %s' % (row, title)
            try:
                case(checks, setting, label)
            except Exception as error:  # an unreadable output or a broken set-up is a failure of this row, not of the rest
                checks.ok(False, label, '%s: %s' % (type(error).__name__, error))
    checks.finish()


main()

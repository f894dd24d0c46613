"""Our XML validates against Schemas/event.xsd, and the schema itself accepts and rejects what it should.

    xsd_check.py LOGSPOOR [--shared DIR] [--cases-only]

First small events, good and wrong, show that the schema is neither too strict nor empty. Then `convert -f xml` of every log
in Samples/ and in ../shared/evtx is validated with xmllint, document by document.
"""

import os
import re
import subprocess
import tempfile
import harness

SCHEMA = os.path.join(harness.PROJECT, 'Schemas', 'event.xsd')
NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
EVENT = "<Event xmlns='%s'>%%s</Event>" % NAMESPACE
GUID = '{a68ca8b7-004f-d7b6-a698-07e2de0f1f5d}'
TIME = "<TimeCreated SystemTime='2019-04-30T20:35:11.8568751Z'/>"
FULL = (
    "<System><Provider Name='Service Control Manager' Guid='{555908D1-A6D7-4695-8E1E-26931D2012F4}' EventSourceName='SCM'/>"
    "<EventID Qualifiers='16384'>7036</EventID><Version>0</Version><Level>4</Level><Task>0</Task><Opcode>0</Opcode>"
    "<Keywords>0x8080000000000000</Keywords>" + TIME + "<EventRecordID>18446744073709551615</EventRecordID>"
    "<Correlation ActivityID='" + GUID + "' RelatedActivityID='" + GUID + "'/>"
    "<Execution ProcessID='4294967295' ThreadID='0' ProcessorID='1' SessionID='2' KernelTime='3' UserTime='4' ProcessorTime='5'/>"
    "<Channel>Microsoft-Windows-Kernel-PnP/Device Configuration</Channel><Computer>IEWIN7</Computer><Security UserID='S-1-5-18'/></System>"
)
SMALL = '<System><EventRecordID>5</EventRecordID></System>'


def changed(old, new):
    """The full System with one part changed; the part must be there."""
    assert old in FULL, old
    return EVENT % FULL.replace(old, new)


GOOD = {
    'no events': '',
    'every part of System': EVENT % FULL,
    'an older classic event: no Version, Opcode, Correlation, Execution': EVENT
    % (
        "<System><Provider Name='EventLog'/><EventID Qualifiers='32768'>6005</EventID><Level>4</Level><Task>0</Task><Keywords>0x80000000000000</Keywords>"
        + TIME
        + "<EventRecordID>1</EventRecordID><Channel>System</Channel><Computer>A</Computer><Security/></System>"
        "<EventData><Data>one</Data><Data></Data><Binary>D607</Binary></EventData>"
    ),
    'a lost template: only what is known': EVENT % (SMALL + '<EventData><Data/><Data>x</Data></EventData>'),
    'a time with 9 digits': changed('.8568751Z', '.856875100Z'),
    'a GUID in lower case': changed('{555908D1-A6D7-4695-8E1E-26931D2012F4}', GUID),
    'empty Correlation, Execution, Security': changed("<Security UserID='S-1-5-18'/>", '<Security/>'),
    'a lost template: event data that is whole, and unnamed values beside it': EVENT
    % (FULL + "<EventData><Data Name='a'>1</Data></EventData><UserData><Data>Service Control Manager</Data><Data/></UserData>"),
    'EventData with a name': EVENT % (SMALL + "<EventData Name='DNS_EVENT_DS_OPEN_WAIT'></EventData>"),
    'ComplexData with items and with hexadecimal text': EVENT
    % (
        SMALL
        + "<EventData><Data Name='a' Type='win:UInt32' xmlns:win='urn:w'>1</Data><ComplexData Name='S'><Data>1</Data></ComplexData><ComplexData Name='P'>01</ComplexData></EventData>"
    ),
    'UserData in a namespace of its own and in none': EVENT
    % (
        SMALL
        + "<UserData><EventXML xmlns:auto-ns3='http://schemas.microsoft.com/win/2004/08/events' xmlns='Event_NS'><A b='1'>x</A></EventXML><B xmlns=''/></UserData>"
    ),
    'UserData of a record partly overwritten': EVENT % (SMALL + '<UserData>73002D00</UserData>'),
    'ProcessingErrorData': EVENT
    % (
        FULL
        + '<ProcessingErrorData><ErrorCode>13</ErrorCode><DataItemName>SubjectUserSid</DataItemName><EventPayload></EventPayload></ProcessingErrorData>'
    ),
    'BinaryEventData': EVENT % (FULL + '<BinaryEventData>00FFAB</BinaryEventData>'),
    'DebugData': EVENT
    % (
        FULL
        + '<DebugData><SequenceNumber>1</SequenceNumber><Component>c</Component><Function>main</Function><Message>m</Message></DebugData>'
    ),
    'RenderingInfo with Task before Opcode and two keywords': EVENT
    % (
        FULL
        + "<EventData/><RenderingInfo Culture='en-US'><Message>m&#13;&#10;</Message><Level>Information</Level><Task></Task><Opcode>Info</Opcode>"
        "<Channel>System</Channel><Provider>p</Provider><Keywords><Keyword>Classic</Keyword><Keyword>Audit</Keyword></Keywords></RenderingInfo>"
    ),
    'a foreign element after all': EVENT % (FULL + "<EventData/><x:More xmlns:x='urn:x'><x:y/></x:More>"),
    'two events': EVENT % FULL + '\n' + EVENT % SMALL,
}

BAD = {
    'an event without namespace': '<Event><System><EventRecordID>1</EventRecordID></System></Event>',
    'an event in another namespace': (EVENT % SMALL).replace('2004/08/events/event', '2005/08/events/event'),
    'an element that is no event': EVENT % SMALL + '<Other/>',
    'text between events': EVENT % SMALL + 'text',
    'no System': EVENT % '<EventData/>',
    'no EventRecordID': changed('<EventRecordID>18446744073709551615</EventRecordID>', ''),
    'an EventRecordID that is empty': changed('18446744073709551615', ''),
    'an EventRecordID beyond 64 bits': changed('18446744073709551615', '18446744073709551616'),
    'System twice': EVENT % (FULL + FULL),
    'Level before EventID': changed("<EventID Qualifiers='16384'>7036</EventID>", '<Level>1</Level><EventID>1</EventID>'),
    'an EventID that is a word': changed('>7036<', '>start<'),
    'an EventID beyond 16 bits': changed('>7036<', '>65536<'),
    'a negative EventID': changed('>7036<', '>-1<'),
    'Level beyond 8 bits': changed('<Level>4<', '<Level>256<'),
    'Keywords in decimal': changed('0x8080000000000000', '9259400833873739776'),
    'Keywords with 17 digits': changed('0x8080000000000000', '0x80800000000000000'),
    'a GUID without braces': changed(GUID + "' R", GUID[1:-1] + "' R"),
    'a GUID too short': changed('{555908D1-', '{555908D-'),
    'a time with 6 digits': changed('.8568751Z', '.856875Z'),
    'a time without Z': changed('.8568751Z', '.8568751'),
    'a time with a space': changed('2019-04-30T', '2019-04-30 '),
    'a time in the 13th month': changed('2019-04-30T', '2019-13-30T'),
    'ThreadID beyond 32 bits': changed("ThreadID='0'", "ThreadID='4294967296'"),
    'an unknown attribute of Execution': changed("ThreadID='0'", "TaskID='0'"),
    'a SID that is a name': changed('S-1-5-18', 'SYSTEM'),
    'an unknown element in System': changed('<Computer>IEWIN7</Computer>', '<Computer>IEWIN7</Computer><Host>x</Host>'),
    'text in System': changed('<Computer>', 'x<Computer>'),
    'UserData before EventData': EVENT % (FULL + '<UserData/><EventData/>'),
    'EventData twice': EVENT % (FULL + '<EventData/><EventData/>'),
    'EventData and UserData twice': EVENT % (FULL + '<EventData/><UserData/><UserData/>'),
    'EventData and BinaryEventData': EVENT % (FULL + '<EventData/><BinaryEventData>00</BinaryEventData>'),
    'EventData before System': EVENT % ('<EventData/>' + FULL),
    'an element inside Data': EVENT % (SMALL + '<EventData><Data><b/></Data></EventData>'),
    'Binary before Data': EVENT % (SMALL + '<EventData><Binary>00</Binary><Data/></EventData>'),
    'Binary with half a byte': EVENT % (SMALL + '<EventData><Binary>0</Binary></EventData>'),
    'BinaryEventData that is not hexadecimal': EVENT % (SMALL + '<BinaryEventData>zz</BinaryEventData>'),
    'an unknown attribute of Data': EVENT % (SMALL + "<EventData><Data Nane='x'/></EventData>"),
    'ProcessingErrorData without payload': EVENT
    % (SMALL + '<ProcessingErrorData><ErrorCode>1</ErrorCode><DataItemName/></ProcessingErrorData>'),
    'RenderingInfo before EventData': EVENT % (SMALL + "<RenderingInfo Culture='en-US'/><EventData/>"),
    'RenderingInfo without Culture': EVENT % (SMALL + '<RenderingInfo/>'),
    'RenderingInfo with an unknown part': EVENT % (SMALL + "<RenderingInfo Culture='en-US'><Text/></RenderingInfo>"),
    'an event inside an event': EVENT % (SMALL + '<Event/>'),
}


def document(events):
    return ('<?xml version="1.0" encoding="utf-8"?>\n<Events>\n%s\n</Events>\n' % events).encode()


def complaints(path, most=20):
    """xmllint's errors about a document, the first of them; none when it validates.

    It stops after `most`: libxml2 takes ever longer for each error in a long document. Its streaming mode would not, but fails on
    wildcards. Warnings, such as of a namespace that is no absolute URI (Windows has one), are no errors.
    """
    command = ['xmllint', '--noout', '--huge', '--schema', SCHEMA, path]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    found = []
    for line in process.stderr:
        text = line.decode('utf-8', 'replace').rstrip()
        if re.search(r'\berror : ', text):
            found.append(text)
        if len(found) >= most:
            process.kill()
            break
    process.stderr.close()
    code = process.wait()
    return found or ([] if code == 0 else ['xmllint: exit %d' % code])


def check_cases(checks, folder):
    path = os.path.join(folder, 'case.xml')
    for name, events in GOOD.items():
        found = complaints(harness.write(path, document(events)))
        checks.ok(not found, 'accepts %s' % name, found[0][-200:] if found else '')
    for name, events in BAD.items():
        found = complaints(harness.write(path, document(events)))
        right = found and 'validity error' in found[0]
        checks.ok(right, 'rejects %s' % name, 'it validates' if not found else '' if right else found[0][-200:])
    from_root = complaints(harness.write(path, (EVENT % FULL).encode()))
    checks.ok(not from_root, 'accepts a single event as the document', from_root[0] if from_root else '')
    other = complaints(harness.write(path, b'<Eventz/>'))
    checks.ok(other, 'rejects another root')


def stated_counts(samples):
    """Path below Samples -> the number of records that its README states."""
    text = harness.read(os.path.join(samples, 'README.md')).decode()
    return {m[1]: int(m[2]) for m in re.finditer(r'^\| (\S.*?\.evtx) \|.*\| (\d+) \| [0-9a-f]{64} \|$', text, re.M)}


def check_log(checks, logspoor, log, name, folder, stated=None):
    """Validates a log's XML. Nothing readable (exit 4) is right for a sample that states 0 records, and for any other log
    that gives no output at all."""
    path = os.path.join(folder, 'out.xml')
    with open(path, 'wb') as out:
        ran = harness.convert(logspoor, '-f', 'xml', log, stdout=out, limit=300)
    is_nothing = ran.code == 4 and (stated == 0 or os.path.getsize(path) == 0)
    if ran.code not in (0, 3) and not is_nothing:
        checks.ok(False, name, ran.short)
        return 0
    if is_nothing:
        written = harness.count_xml(harness.read(path))
        checks.ok(not written, name, 'nothing readable, %d events written' % written)
        return 0
    found = complaints(path)
    events = harness.count_xml(harness.read(path))
    text = '; '.join(re.sub(r'\{http[^}]*\}', '', line.split(': ', 1)[-1])[:200] for line in found[:3])
    checks.ok(not found, name, '%d events%s' % (events, ', %d complaints: %s' % (len(found), text) if found else ''))
    return events


def main():
    given = harness.options(__doc__, lambda p: p.add_argument('--cases-only', action='store_true', help='the schema alone'))
    checks = harness.Checks()
    if not harness.tool('xmllint'):
        checks.skip('schema', 'xmllint is not installed (apt-get install libxml2-utils)')
        checks.finish()
    with tempfile.TemporaryDirectory() as folder:
        check_cases(checks, folder)
        samples = os.path.join(harness.PROJECT, 'Samples')
        for title, root in (('Samples', samples), ('../shared/evtx', given.shared and os.path.join(given.shared, 'evtx'))):
            if given.cases_only:
                break
            logs = harness.logs_under(root) if root else []
            if not logs:
                checks.skip(title, 'no logs there')
                continue
            counts = stated_counts(samples) if root == samples else {}
            events = 0
            for log in logs:
                name = os.path.relpath(log, root)
                events += check_log(checks, given.logspoor, log, title + '/' + name, folder, counts.get(name))
            checks.ok(events, '%s: there were events to validate' % title, '%d in %d logs' % (events, len(logs)))
    checks.finish()


main()

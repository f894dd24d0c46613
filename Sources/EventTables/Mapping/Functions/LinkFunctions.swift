internal import ByteIO
internal import EVTX

extension Evaluator {
  /// `deletedObject(HandleId, ProcessId)`: the path of the file that a handle was opened for to delete it.
  func deletedObject(handle: Int64, processID: Int64) -> Value {
    guard let processID = UInt32(exactly: processID), handle > 0,
      let path = ledger.links.object(
        ofHandle: UInt64(handle), processID: processID, at: rowTime)
    else { return .nothing }
    return value(of: path)
  }

  /// `wmiQuery(Filter)` and `wmiDestination(Consumer)`: the query of a filter and what a consumer runs, as
  /// they were last defined.
  func wmi(
    _ kind: LinkObservation.Kind, _ text: TextRef, _ record: borrowing FieldRecord
  ) -> Value {
    let name = LinkBook.wmiName(texts.bytes(text, record))
    guard let id = ledger.texts.find(name),
      let found = ledger.links.wmi(kind, named: id, at: rowTime)
    else { return .nothing }
    return value(of: found)
  }

  /// `scriptText(ScriptBlockText, ScriptBlockId, MessageNumber, MessageTotal)`: the whole script for its
  /// first piece and nothing for the others; the piece itself where one is missing.
  mutating func scriptText(
    _ arguments: Arguments, _ program: Program, _ record: borrowing FieldRecord
  ) -> Value {
    func argument(_ index: Int) -> Int { program.arguments[arguments.first &+ index] }
    let piece = evaluate(argument(0), program, record)
    guard let name = text(argument(1), program, record),
      let numberText = text(argument(2), program, record),
      let totalText = text(argument(3), program, record),
      let number = LedgerText.unsigned(texts.bytes(numberText, record)),
      let total = LedgerText.processID(texts.bytes(totalText, record)),
      let id = ledger.texts.find(texts.bytes(name, record)),
      let pieces = ledger.links.script(id, pieceCount: total)
    else { return piece }
    guard number == 1 else { return .nothing }
    for piece in pieces { texts.copy(pooled: piece, into: &composed) }
    return keepComposed()
  }
}

extension TextStore {
  /// Appends a copy of a text of the ledger.
  func copy(pooled id: StringID, into composed: inout TextBuffer) {
    composed.append(pool[id])
  }
}

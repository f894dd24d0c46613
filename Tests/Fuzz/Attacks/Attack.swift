/// A log made to break one thing.
struct Attack: Sendable {
  let name: String
  /// What it tries.
  let aim: String
  let make: @Sendable () -> [UInt8]
}

let attacks: [Attack] = [
  Attack(name: "record-id-max", aim: "2^64-1 as identifier in front of a damaged record") {
    var chunk = ChunkForge()
    chunk.record(id: .max) { $0.bytes.bytes([0, 0, 0, 0]) }
    chunk.bytes.bytes([UInt8](repeating: 0x55, count: 64))
    chunk.record(id: 1) { $0.bytes.bytes([0, 0, 0, 0]) }
    return log(chunk.sealed())
  },
  Attack(name: "arrays-side-by-side", aim: "one loop inside the other for each of 7,000 arrays") {
    let count = 7_000
    var chunk = ChunkForge()
    chunk.record { chunk in
      _ = chunk.resident(
        1,
        body: { chunk in
          chunk.element("E") { chunk in
            for index in 0..<count { chunk.substitution(index, type: 0x84) }
          }
          chunk.bytes.u8(0)
        }, values: (0..<count).map { _ in (0x84, [7]) })
    }
    return log(chunk.sealed())
  },
  Attack(name: "fragment-twice-a-level", aim: "2^16 copies of the innermost fragment") {
    nested(levels: 16, references: 2)
  },
  Attack(name: "fragment-thrice-a-level", aim: "3^16 copies of the innermost fragment") {
    nested(levels: 16, references: 3)
  },
  Attack(name: "fragment-many-times", aim: "7,000 references to a fragment of 2,000 elements") {
    var chunk = ChunkForge()
    chunk.record { chunk in
      var inner = ChunkForge()
      inner.bytes = Bytes()
      let referenced = 7_000
      // The fragment's names lie in the definition: "E".
      let nameOffset = 512 + 24 + 10 + 24 + 1 + 2 + 4 + 4
      for _ in 0..<2_000 {
        inner.bytes.u8(0x01)
        inner.bytes.u32(0)
        inner.bytes.u32(nameOffset)
        inner.bytes.u8(0x03)
      }
      _ = chunk.resident(
        1,
        body: { chunk in
          chunk.element("E") { chunk in
            for _ in 0..<referenced { chunk.substitution(0) }
          }
          chunk.bytes.u8(0)
        }, values: [(0x21, inner.bytes.content)])
    }
    return log(chunk.sealed())
  },
  Attack(name: "instances-of-one-template", aim: "2,500 instances of a definition of 9,000 nodes") {
    var chunk = ChunkForge()
    chunk.record { chunk in
      let offset = chunk.resident(1, body: references(9_000), values: [])
      for _ in 0..<2_000 where chunk.room > 40 { chunk.instance(1, at: offset) }
    }
    return log(chunk.sealed())
  },
  Attack(name: "records-of-one-template", aim: "irregular records of a definition of 9,000 nodes") {
    var chunk = ChunkForge()
    var offset = 0
    chunk.record { chunk in offset = chunk.resident(1, body: references(9_000), values: []) }
    while chunk.room > 60 {
      // A value that asks for more than there is makes the record irregular.
      chunk.record { chunk in
        chunk.instance(1, at: offset, values: [])
        chunk.instance(2, at: 0)
      }
    }
    return log(chunk.sealed())
  },
  Attack(name: "long-name-often", aim: "6,000 attributes with a name of 15,000 characters") {
    var chunk = ChunkForge()
    chunk.record { chunk in
      let long = String(repeating: "n", count: 15_000)
      chunk.bytes.u8(0x41)
      chunk.bytes.u32(0)
      chunk.name("E")
      chunk.bytes.u32(0)
      while chunk.room > 32 {
        chunk.bytes.u8(0x06)
        chunk.name(long)
      }
      chunk.bytes.u8(0x03)
      chunk.bytes.u8(0)
    }
    return log(chunk.sealed())
  },
  Attack(name: "output-thrown-away", aim: "400 records that each print 16 MiB and then fail") {
    var chunk = ChunkForge()
    let values = (0..<9).map { _ in (type: 0x84, bytes: [UInt8](repeating: 7, count: 8)) }
    var offset = 0
    chunk.record { chunk in
      offset = chunk.resident(
        1,
        body: { chunk in
          chunk.element("E") { chunk in
            for index in values.indices { chunk.substitution(index, type: 0x84) }
          }
          chunk.bytes.u8(0)
        }, values: values)
    }
    while chunk.room > 200 { chunk.record { $0.instance(1, at: offset, values: values) } }
    return log(chunk.sealed())
  },
  Attack(name: "definitions-overlapping", aim: "1,000 definitions that share their bytes") {
    var chunk = ChunkForge()
    let units = 900
    var offsets: [Int] = []
    chunk.record { chunk in
      // A processing instruction's text is the head of a definition whose body is all that follows.
      let unitSize = 8 + 24
      let nameOffset = chunk.bytes.count + 1 + 4 + 4 + 1
      chunk.bytes.u8(0x01)
      chunk.bytes.u32(0)
      chunk.name("E")
      chunk.bytes.u8(0x03)
      let start = chunk.bytes.count
      let tail = 5_000
      let end = start + units * unitSize + 12 + tail * 3 + 1
      for index in 0..<units {
        chunk.bytes.u8(0x0a)
        chunk.bytes.u32(nameOffset - 1)
        chunk.bytes.u8(0x0b)
        chunk.bytes.u16(12)
        offsets.append(chunk.bytes.count)
        chunk.bytes.u32(0)
        chunk.bytes.u32(index + 1)
        chunk.bytes.bytes([UInt8](repeating: 7, count: 12))
        chunk.bytes.u32(end - chunk.bytes.count - 4)
      }
      chunk.bytes.u8(0x01)
      chunk.bytes.u16(0xffff)
      chunk.bytes.u32(0)
      chunk.bytes.u32(nameOffset - 1)
      chunk.bytes.u8(0x02)
      for _ in 0..<tail { chunk.bytes.bytes([0x08, 0xff, 0xfe]) }
      chunk.bytes.u8(0x04)
      chunk.bytes.u8(0x00)
    }
    chunk.record { chunk in
      for (index, offset) in offsets.enumerated() where chunk.room > 40 {
        chunk.instance(index + 1, at: offset)
      }
    }
    return log(chunk.sealed())
  },
  Attack(name: "elements-512-deep", aim: "the deepest nesting that is allowed, on a small stack") {
    deep()
  },
]

/// Character references, three bytes each, in one element.
private func references(_ count: Int) -> (inout ChunkForge) -> Void {
  return { chunk in
    chunk.element("E") { chunk in
      for _ in 0..<count { chunk.bytes.bytes([0x08, 0xf0, 0xff]) }
    }
    chunk.bytes.u8(0)
  }
}

/// Fragments inside each other, each printed several times by the one around it.
private func nested(levels: Int, references: Int) -> [UInt8] {
  var chunk = ChunkForge()
  let definition = 512 + 24 + 10
  // The instance of the first record is resident, so that the nested ones can call it.
  func value(_ level: Int) -> (type: Int, bytes: [UInt8]) {
    guard level > 0 else { return (0x01, [0x41, 0]) }
    var inner = ChunkForge()
    inner.bytes = Bytes()
    inner.instance(1, at: definition, values: [value(level - 1)])
    return (0x21, inner.bytes.content)
  }
  chunk.record { chunk in
    _ = chunk.resident(
      1,
      body: { chunk in
        chunk.element("E") { chunk in
          for _ in 0..<references { chunk.substitution(0) }
        }
        chunk.bytes.u8(0)
      }, values: [value(levels)])
  }
  return log(chunk.sealed())
}

/// 60 elements in each of 8 fragments inside each other.
private func deep() -> [UInt8] {
  var chunk = ChunkForge()
  let definition = 512 + 24 + 10
  func value(_ level: Int) -> (type: Int, bytes: [UInt8]) {
    guard level > 0 else { return (0x81, [0x41, 0, 0, 0, 0x42, 0]) }
    var inner = ChunkForge()
    inner.bytes = Bytes()
    inner.instance(1, at: definition, values: [value(level - 1)])
    return (0x21, inner.bytes.content)
  }
  func elements(_ count: Int, _ chunk: inout ChunkForge) {
    chunk.element("E") { chunk in
      if count > 1 { elements(count - 1, &chunk) } else { chunk.substitution(0) }
    }
  }
  chunk.record { chunk in
    _ = chunk.resident(
      1,
      body: { chunk in
        elements(63, &chunk)
        chunk.bytes.u8(0)
      }, values: [value(7)])
  }
  return log(chunk.sealed())
}

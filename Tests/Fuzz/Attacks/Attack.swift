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
  Attack(name: "long-keys", aim: "2,000 keys of 12,000 characters that come from a value") {
    var chunk = ChunkForge()
    chunk.record { chunk in
      _ = chunk.resident(
        1,
        body: { chunk in
          chunk.element("Event") { chunk in
            chunk.element("EventData") { chunk in
              for index in 0..<1_000 {
                chunk.bytes.u8(0x41)
                chunk.bytes.u16(0xffff)
                chunk.bytes.u32(0)
                chunk.name("Data")
                chunk.bytes.u32(0)
                chunk.bytes.u8(0x06)
                chunk.name("Name")
                chunk.substitution(0, type: 1)
                chunk.bytes.u8(0x08)
                chunk.bytes.u16(0x4e00 + index)
                chunk.bytes.u8(0x03)
              }
            }
          }
          chunk.bytes.u8(0)
        }, values: [(0x01, (0..<24_000).map { UInt8($0 & 1 == 0 ? 0x61 : 0) })])
    }
    return log(chunk.sealed())
  },
  Attack(name: "templates-lost", aim: "records whose definition is looked for and does not parse") {
    var chunk = ChunkForge()
    chunk.record { chunk in
      // Four candidates that share one body, which goes wrong at its end only.
      for _ in 0..<4 {
        chunk.bytes.u8(0x0c)
        chunk.bytes.u8(1)
        chunk.bytes.u32(9)
        chunk.bytes.u32(chunk.bytes.count + 4)
        chunk.bytes.u32(0)
        chunk.bytes.u32(9)
        chunk.bytes.bytes([UInt8](repeating: 7, count: 12))
        chunk.bytes.u32(6 + 2_000 * 14)
        if chunk.bytes.count > 560 + 3 * 34 { break }
        chunk.bytes.bytes([0x0a])
        chunk.bytes.u32(0)
        chunk.bytes.u8(0x0b)
        chunk.bytes.u16(17)
      }
      for _ in 0..<2_000 {
        chunk.bytes.u8(0x0a)
        chunk.name("E")
        chunk.bytes.u8(0x0b)
        chunk.bytes.u16(0)
      }
      chunk.bytes.u8(0xff)
    }
    while chunk.room > 60 { chunk.record { $0.instance(9, at: 40) } }
    return log(chunk.sealed())
  },
  Attack(name: "templates-lost-twice", aim: "the same, with 16 MiB of templates known") {
    log(Array(repeating: manyDefinitions(), count: 1) + [lostRecords()])
  },
  Attack(name: "definitions-fake", aim: "a search that keeps 3,600 definitions for each chunk") {
    log(
      (0..<400).map { index in
        var chunk = ChunkForge()
        chunk.record { chunk in
          var number = index * 4_000
          while chunk.room > 120 {
            number += 1
            chunk.bytes.u8(0x0c)
            chunk.bytes.u8(1)
            chunk.bytes.u32(number)
            chunk.bytes.u32(chunk.bytes.count + 4)
            chunk.bytes.u32(0)
            chunk.bytes.u32(number)
          }
        }
        chunk.record { $0.instance(0x7fff_ffff, at: 40) }
        return chunk.sealed()
      })
  },
  Attack(
    name: "identifiers-falling", aim: "half a million runs of identifiers, each before the last"
  ) {
    var id: UInt64 = 1 << 40
    return log(
      (0..<220).map { _ in
        var chunk = ChunkForge()
        while chunk.room > 40 {
          id -= 2
          chunk.record(id: id) { _ in }
        }
        return chunk.sealed()
      })
  },
  Attack(name: "shapes-wide", aim: "programs whose shapes have 12,000 values each") {
    log(
      (0..<1_000).map { index in
        var chunk = ChunkForge()
        chunk.record { chunk in
          _ = chunk.resident(
            index / 40,
            body: { chunk in
              chunk.element("E") { _ in }
              chunk.bytes.u8(0)
            },
            values: (0..<12_000).map { place in
              (place < 6 && index % 40 >> place & 1 == 0 ? 0x01 : 0x02, [])
            })
        }
        return chunk.sealed()
      })
  },
]

/// Records that lack their definition.
private func lostRecords() -> [UInt8] {
  var chunk = ChunkForge()
  while chunk.room > 60 { chunk.record { $0.instance(1, at: 40) } }
  return chunk.sealed()
}

/// A chunk with a large definition, and a broken one that the search finds.
private func manyDefinitions() -> [UInt8] {
  var chunk = ChunkForge()
  chunk.record { _ = $0.resident(2, body: references(15_000), values: []) }
  chunk.record { chunk in
    _ = chunk.resident(1, body: { $0.bytes.bytes([0x01, 0xff]) }, values: [])
  }
  return chunk.sealed()
}

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

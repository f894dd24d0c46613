import Glibc
import KQL

/// Command lines as they are in logs, made from a seed: programs, paths, switches and numbers.
func commandLines(_ count: Int) -> [[UInt8]] {
  var state: UInt64 = 42
  func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  let programs = [
    "C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Schedule", "C:\\Windows\\explorer.exe",
    "\"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe\" --type=renderer --lang=en-US",
    "powershell.exe -NoProfile -ExecutionPolicy Bypass -File C:\\scripts\\inventory.ps1",
    "cmd.exe /c dir C:\\Users\\Public\\Documents /s /b", "taskhostw.exe Install $(Arg0)",
    "C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding",
    "rundll32.exe C:\\Windows\\system32\\shell32.dll,Control_RunDLL desk.cpl",
  ]
  return (0..<count).map { number in
    let rare = number % 500 == 0 ? " -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA" : ""
    return Array(
      "\(programs[below(programs.count)]) /id:\(below(1_000_000)) --pid=\(below(65_536))\(rare)"
        .utf8)
  }
}

/// Seconds of processor time that this thread has used, which other programs on the machine do not
/// change as they do the time of day.
func processorTime() -> Double {
  var time = timespec()
  // The call fills the structure that it is given.
  _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Prints nanoseconds a text and megabytes a second of a function over texts: the best of seven runs.
func report(_ name: String, _ texts: [[UInt8]], _ body: (Span<UInt8>) -> Bool) {
  var seconds = Double.infinity
  var hits = 0
  for _ in 0..<7 {
    hits = 0
    let start = processorTime()
    for text in texts where body(text.span) { hits += 1 }
    seconds = min(seconds, processorTime() - start)
  }
  let bytes = texts.reduce(0) { $0 + $1.count }
  print(
    "\(name)\t\(hits) hits\t\(Int(seconds * 1e9 / Double(texts.count))) ns/text\t"
      + "\(Int(Double(bytes) / seconds / 1e6)) MB/s")
}

/// Patterns beside which regex_bench.py runs Python's.
let patterns = [
  #"(?i)\s-e[nc]*\s+[A-Za-z0-9+/=]{20,}"#, #"(?i)\\(rundll32|regsvr32|mshta)\.exe"#,
  #"\d{5,}"#, #"^\S+\.exe"#, #"(\w+)\.(dll|ps1)"#, #"(?i)powershell.*bypass"#,
]

/// Measures all; `texts` prints the command lines for other programs to run on.
func measure(_ arguments: [String]) {
  let texts = commandLines(100_000)
  if arguments.first == "texts" {
    for text in texts { print(String(decoding: text, as: UTF8.self)) }
    return
  }
  for pattern in patterns {
    do {
      let matcher = Matcher(try Regex(Array(pattern.utf8)))
      report("isMatch \(pattern)", texts) { matcher.isMatch($0) }
      report("captures \(pattern)", texts) { matcher.captures($0) != nil }
    } catch {
      print(error)
    }
  }
  for word in ["schedule", "bypass", "inventory", "zzz"] {
    let needle = TextNeedle(Array(word.utf8), ignoringCase: true)
    report("has \(word)", texts) { needle.isTerm(in: $0) }
  }
  let many = [
    "mimikatz", "procdump", "psexec", "wmic", "certutil", "bitsadmin", "mshta", "regsvr32",
    "cscript", "wscript", "bypass", "nltest",
  ].map { Array($0.utf8) }
  for count in [3, 8, 12] {
    let set = NeedleSet(Array(many[..<count]), ignoringCase: true, place: .term)
    report("has_any of \(count)", texts) { set.isAny(in: $0) }
  }
  let joined = [texts.reduce(into: []) { $0 += $1 + [0x0A] }]
  for word in ["mimikatz", "SQBFAFgZ", "zzz"] {
    let exact = SubstringSearch(Array(word.utf8))
    report("one text: substring \(word)", joined) { exact.isFound(in: $0) }
    let needle = TextNeedle(Array(word.utf8), ignoringCase: true)
    report("one text: has \(word)", joined) { needle.isTerm(in: $0) }
  }
  for pattern in ["zz[0-9]+q", #"[^\s]+\.zzz"#, #"(?i)m[a-z]+katz"#] {
    do {
      let matcher = Matcher(try Regex(Array(pattern.utf8)))
      report("one text: isMatch \(pattern)", joined) { matcher.isMatch($0) }
    } catch {
      print(error)
    }
  }
}

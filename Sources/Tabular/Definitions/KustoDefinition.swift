/// `.create table T (a: string, ...)`.
///
/// Source: Kusto documentation, ".create table command" and "Entity names".
func kustoDefinition(_ table: TableDefinition) -> String {
  let columns = table.schema.columns.map { "\(kustoName($0.name)): \($0.type.rawValue)" }
  return "// \(table.summary)\n.create table \(kustoName(table.schema.name)) (\n"
    + listed(columns) + "\n)\n"
}

/// A name as it is, or in brackets where it has other characters than letters, digits and `_`, or is a
/// word of the language.
private func kustoName(_ name: String) -> String {
  let isPlain = name.unicodeScalars.allSatisfy {
    $0 == "_" || (0x30...0x39).contains($0.value) || (0x41...0x5a).contains($0.value)
      || (0x61...0x7a).contains($0.value)
  }
  let isWord = ScalarType(kustoName: name) != nil || name == "by" || name == "on" || name == "in"
  if isPlain, !isWord, name.first?.isNumber == false { return name }
  var inside = ""
  for character in name {
    if character == "'" || character == "\\" { inside.append("\\") }
    inside.append(character)
  }
  return "['\(inside)']"
}

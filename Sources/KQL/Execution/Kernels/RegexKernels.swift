internal import Tabular

/// A matcher for a pattern; refuses what is no pattern, with the place in it.
func makeMatcher(_ pattern: [UInt8]) throws(Refusal) -> Matcher {
  do throws(RegexError) { return Matcher(try Regex(pattern)) } catch { throw refusal(error) }
}

func refusal(_ error: RegexError) -> Refusal {
  Refusal(
    "the regular expression, at character \(error.offset): \(error.message)",
    code: error.code == .unsupported ? .unsupported : .badUse)
}

private func trim(_ ends: TrimPattern.Ends) -> Kernel {
  { (call) throws(Refusal) in
    let trimmer = try call.prepared(0) { (pattern) throws(Refusal) in
      do throws(RegexError) { return Trimmer(try TrimPattern(pattern, ends: ends)) } catch {
        throw refusal(error)
      }
    }
    return { (arguments) throws(Refusal) in
      let text = arguments[1].text
      return .string(Array(text[try trimmer(arguments).trim(text.span)]))
    }
  }
}

/// A rewrite of matches, `replace_regex` with the source at `source`.
private func replace(source: Int, pattern: Int, rewrite: Int) -> Kernel {
  { (call) throws(Refusal) in
    let matcher = try call.prepared(pattern, makeMatcher)
    return { (arguments) throws(Refusal) in
      let text = arguments[source].text
      let matcher = try matcher(arguments)
      do throws(RegexError) {
        let rewrite = try RegexRewrite(
          arguments[rewrite].text, groupCount: matcher.regex.groupCount)
        guard let replaced = try rewrite.replace(in: text.span, matcher) else {
          return .string(text)
        }
        return .string(replaced)
      } catch {
        throw refusal(error)
      }
    }
  }
}

/// Functions on regular expressions. Source: dataexplorer-docs, regex.md and query/*-function.md by name.
let regexKernels: [String: Kernel] = [
  "matches regex": { (call) throws(Refusal) in
    let matcher = try call.prepared(1, makeMatcher)
    return { (arguments) throws(Refusal) in
      .bool(try matcher(arguments).isMatch(arguments[0].text.span))
    }
  },
  "extract": { (call) throws(Refusal) in
    let matcher = try call.prepared(0, makeMatcher)
    let result = call.result
    return { (arguments) throws(Refusal) in
      let text = arguments[2].text
      let matcher = try matcher(arguments)
      guard let group = arguments[1].integer, let place = Int(exactly: group),
        let range = Text.extract(text.span, matcher, group: place)
      else { return result == .string ? .string([]) : .null }
      return Conversion.convert(.string(Array(text[range])), to: result)
    }
  },
  "extract_all": { (call) throws(Refusal) in
    let matcher = try call.prepared(0, makeMatcher)
    return { (arguments) throws(Refusal) in
      let text = arguments[arguments.count - 1].text
      let matcher = try matcher(arguments)
      var groups = Array(1..<max(1, matcher.regex.groupCount))
      if groups.isEmpty { groups = [0] }
      if arguments.count > 2 {
        guard let wanted = arguments[1].json.elements else {
          throw Refusal("expected an array of group numbers", code: .badUse)
        }
        groups = []
        for element in wanted {
          let group: Int? =
            switch element {
            case .integer(let number): Int(exactly: number)
            case .string(let name): matcher.regex.group(named: name)
            default: nil
            }
          guard let group, group >= 0, group < matcher.regex.groupCount else {
            throw Refusal("groups of extract_all that the pattern lacks are not supported")
          }
          groups.append(group)
        }
      }
      let rows = Text.extractAll(text.span, matcher, groups: groups)
      if rows.isEmpty { return .null }
      return .dynamic(
        .array(
          rows.map { row in
            let parts = row.map { JSON.string(Array(text[$0])) }
            return parts.count == 1 ? parts[0] : .array(parts)
          }))
    }
  },
  "replace_regex": replace(source: 0, pattern: 1, rewrite: 2),
  "replace": replace(source: 2, pattern: 0, rewrite: 1),
  "trim": trim(.both), "trim_start": trim(.start), "trim_end": trim(.end),
]

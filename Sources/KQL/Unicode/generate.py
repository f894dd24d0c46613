#!/usr/bin/env python3
"""Writes UnicodeTables.swift anew. Run by hand: python3 -m venv V && V/bin/pip install regex && V/bin/python generate.py

Properties come from the PyPI package regex (its Unicode version stands in the output), case mappings from Python's own tables.
A set is a list of ranges; each range is the gap since the last range's end and its length less one. A mapping is a list of
(gap since the last source, run length less one, zigzag of the distance). Numbers are groups of 5 bits, the lowest first, each
one character from 63 on; 32 is added to a group that is not the last.
"""
import sys
import unicodedata
from pathlib import Path

import regex

CATEGORIES = {
    "L": "Letter", "LC": "Cased_Letter", "Lu": "Uppercase_Letter", "Ll": "Lowercase_Letter", "Lt": "Titlecase_Letter",
    "Lm": "Modifier_Letter", "Lo": "Other_Letter", "M": "Mark", "Mn": "Nonspacing_Mark",
    "Mc": "Spacing_Mark", "Me": "Enclosing_Mark", "N": "Number", "Nd": "Decimal_Number",
    "Nl": "Letter_Number", "No": "Other_Number", "P": "Punctuation", "Pc": "Connector_Punctuation",
    "Pd": "Dash_Punctuation", "Ps": "Open_Punctuation", "Pe": "Close_Punctuation",
    "Pi": "Initial_Punctuation", "Pf": "Final_Punctuation", "Po": "Other_Punctuation",
    "S": "Symbol", "Sm": "Math_Symbol", "Sc": "Currency_Symbol", "Sk": "Modifier_Symbol",
    "So": "Other_Symbol", "Z": "Separator", "Zs": "Space_Separator", "Zl": "Line_Separator",
    "Zp": "Paragraph_Separator", "C": "Other", "Cc": "Control", "Cf": "Format",
    "Co": "Private_Use", "Cn": "Unassigned",
}
PROPERTIES = {"Alphabetic": "Alpha", "Uppercase": "Upper", "Lowercase": "Lower", "White_Space": "space",
              "Join_Control": "Join_C"}
SCRIPTS = """Adlam:Adlm Ahom Arabic:Arab Armenian:Armn Avestan:Avst Balinese:Bali Bamum:Bamu
Batak:Batk Bengali:Beng Bopomofo:Bopo Brahmi:Brah Braille:Brai Buginese:Bugi Buhid:Buhd Canadian_Aboriginal:Cans Carian:Cari
Chakma:Cakm Cham Cherokee:Cher Common:Zyyy Coptic:Copt Cuneiform:Xsux Cypriot:Cprt Cyrillic:Cyrl Deseret:Dsrt Devanagari:Deva
Duployan:Dupl Egyptian_Hieroglyphs:Egyp Ethiopic:Ethi Georgian:Geor Glagolitic:Glag Gothic:Goth Grantha:Gran Greek:Grek
Gujarati:Gujr Gurmukhi:Guru Han:Hani Hangul:Hang Hanunoo:Hano Hebrew:Hebr Hiragana:Hira Imperial_Aramaic:Armi Inherited:Zinh
Javanese:Java Kaithi:Kthi Kannada:Knda Katakana:Kana Kayah_Li:Kali Kharoshthi:Khar Khmer:Khmr Lao:Laoo Latin:Latn Lepcha:Lepc
Limbu:Limb Linear_A:Lina Linear_B:Linb Lisu Lycian:Lyci Lydian:Lydi Malayalam:Mlym Mandaic:Mand Meetei_Mayek:Mtei
Mongolian:Mong Myanmar:Mymr New_Tai_Lue:Talu Nko:Nkoo Ogham:Ogam Ol_Chiki:Olck Old_Italic:Ital Old_Persian:Xpeo
Old_South_Arabian:Sarb Old_Turkic:Orkh Oriya:Orya Osage:Osge Osmanya:Osma Phags_Pa:Phag Phoenician:Phnx Rejang:Rjng
Runic:Runr Samaritan:Samr Saurashtra:Saur Sharada:Shrd Shavian:Shaw Sinhala:Sinh Sundanese:Sund Syloti_Nagri:Sylo Syriac:Syrc
Tagalog:Tglg Tagbanwa:Tagb Tai_Le:Tale Tai_Tham:Lana Tai_Viet:Tavt Tamil:Taml Tangut:Tang Telugu:Telu Thaana:Thaa Thai
Tibetan:Tibt Tifinagh:Tfng Ugaritic:Ugar Vai:Vaii Yi:Yiii""".split()
SURROGATES = range(0xD800, 0xE000)
POINTS = [c for c in range(0x110000) if c not in SURROGATES]
TEXT = "".join(map(chr, POINTS))


def property_of(name):
    return r"\p{" + name + "}"


def number(value):
    out = ""
    while True:
        group, value = value & 31, value >> 5
        out += chr(63 + group + (32 if value else 0))
        if not value:
            return out


def ranges(pattern):
    found, last = [], None
    for match in regex.finditer(pattern + "+", TEXT):
        for start, end in split(POINTS[match.start()], POINTS[match.end() - 1]):
            found.append((start, end))
    out, end = "", 0
    for first, last in found:
        out += number(first - end) + number(last - first)
        end = last + 1
    return out


def split(first, last):
    """A run over the hole of the surrogates is two."""
    if first < 0xD800 and last > 0xDFFF:
        return [(first, 0xD7FF), (0xE000, last)]
    return [(first, last)]


def mapping(pairs):
    runs = []
    for source, target in pairs:
        if runs and runs[-1][0] + runs[-1][1] == source and runs[-1][2] == target - source:
            runs[-1][1] += 1
        else:
            runs.append([source, 1, target - source])
    out, end = "", 0
    for source, length, distance in runs:
        out += number(source - end) + number(length - 1)
        out += number(distance << 1 if distance >= 0 else (-distance << 1) - 1)
        end = source + length
    return out


def simple(convert, point, keep=()):
    text = convert(chr(point))
    return ord(text) if len(text) == 1 and point not in keep else point


def simple_fold(point):
    folded = chr(point).casefold()
    if len(folded) == 1:
        return ord(folded)
    return simple(str.lower, point)  # the mappings of status S; U+0130 has none


def main():
    lines = []
    for short, long in CATEGORIES.items():
        lines.append(f"c {long} {short} {ranges(property_of('Gc=' + short))}")
    for long, short in PROPERTIES.items():
        lines.append(f"p {long} {short} {ranges(property_of(long))}")
    for names in SCRIPTS:
        long, _, short = names.partition(":")
        lines.append(f"s {long} {short or long} {ranges(property_of('Script=' + long))}")
    # .NET's invariant culture leaves the Turkish letters alone.
    turkish = (0x130, 0x131)
    folds = [(c, simple_fold(c)) for c in POINTS if simple_fold(c) != c]
    lowers = [(c, simple(str.lower, c, turkish)) for c in POINTS if simple(str.lower, c, turkish) != c]
    uppers = [(c, simple(str.upper, c, turkish)) for c in POINTS if simple(str.upper, c, turkish) != c]
    text = f'''// swift-format-ignore-file
/// Unicode's tables, written by generate.py beside this file; see there for their form.
///
/// Properties: Unicode {regex_unicode()}. Case mappings: Unicode {unicodedata.unidata_version}.
enum UnicodeTables {{
  /// Sets of code points, one a line: kind (c category, p property, s script), two names, ranges.
  static let sets = #"""
{chr(10).join("    " + line for line in lines)}
    """#

  /// Simple case folding (statuses C and S of CaseFolding.txt).
  static let folds = #"{mapping(folds)}"#

  /// Simple lower-case mappings as the invariant culture of .NET has them.
  static let lowers = #"{mapping(lowers)}"#

  /// Simple upper-case mappings as the invariant culture of .NET has them.
  static let uppers = #"{mapping(uppers)}"#
}}
'''
    Path(__file__).with_name("UnicodeTables.swift").write_text(text)


def regex_unicode():
    """The version is told by a code point that each brought."""
    for version, point in (("17.0", 0x10940), ("16.0", 0x105C0), ("15.1", 0x2EBF0), ("15.0", 0x11F02), ("14.0", 0x870)):
        if not regex.match(r"\p{Cn}", chr(point)):
            return version
    return "13.0 or older"


if __name__ == "__main__":
    sys.exit(main())

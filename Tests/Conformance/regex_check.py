#!/usr/bin/env python3
"""Compares our regular expressions with Python's re on random patterns, and with Rust's crate regex where polars is installed.

Run by hand: swift build -c release --package-path Benchmarks --product text-benchmark, then
regex_check.py Benchmarks/.build/release/text-benchmark [--seed N] [--count N]. Exits with 1 if an answer differs.

Python's re backtracks and differs in what is left out here: loops through empty matches, matches next to empty ones, `$` before a
last line feed, `\\B` in the empty text, set operations and properties. Rust's crate has the semantics that Kusto documents, so there all matches are compared.
"""
import argparse
import random
import re
import subprocess
import sys

PLAIN = ["a", "b", "c", "[ab]", "[^a]", r"\w", r"\d", "x", "ab", "abc", "[a-c]", "(?:ab|a)"]
EMPTY = ["^", r"\b", r"\B", ""]
RUST = [".", r"\W", r"\s", "é", "[é-ü]", "ß", "[[:upper:]]", r"\p{L}", "[a-c&&[^b]]", "(?i:k)", "(?i:s)", r"[\w--a]", r"(?-u:\b)", "(?m:^)",
        "(?m:$)", "(?mR:$)", "(?s:.)", r"\p{Greek}", "λ", r"\A", r"\z", "$", "A", r"\b{start}", r"\b{end-half}"]
REPEATS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}"]


def pattern(rng, depth, for_rust):
    """A pattern, and whether it could match nothing."""
    choice = rng.random()
    if depth == 0 or choice < 0.35:
        atoms = PLAIN + EMPTY * 2 + (RUST if for_rust else [])
        atom = rng.choice(atoms)
        return atom, atom in EMPTY
    inner, empty = pattern(rng, depth - 1, for_rust)
    if choice < 0.58:
        other, also = pattern(rng, depth - 1, for_rust)
        return inner + other, empty and also
    if choice < 0.72:
        other, also = pattern(rng, depth - 1, for_rust)
        return f"(?:{inner}|{other})", empty or also
    if choice < 0.85 or empty and not for_rust:
        return f"({inner})", empty
    repeat = rng.choice(REPEATS)
    return f"(?:{inner}){repeat}", empty or repeat[0] in "*?" or repeat.startswith("{0")


def ours(program, cases):
    def hexed(text):
        return text.encode().hex() or "-"

    lines = "".join(" ".join([hexed(p)] + [hexed(t) for t in texts]) + "\n" for p, texts in cases)
    run = subprocess.run([program, "probe"], input=lines, capture_output=True, text=True, timeout=600, check=True)
    answers = []
    for line in run.stdout.splitlines():
        if line.startswith("E"):
            answers.append(None)
            continue
        answers.append([
            [[None if g == "-" else tuple(map(int, g.split(","))) for g in match.split(";")] for match in text.split("/") if match]
            for text in line[2:].split("|")])
    return answers


def check_python(program, rng, count):
    cases = [(pattern(rng, 4, False)[0], ["".join(rng.choice("aabbcx1 ") for _ in range(rng.randint(1, 9))) for _ in range(5)]) for _ in range(count)]
    differences = 0
    for (text_pattern, texts), answer in zip(cases, ours(program, cases)):
        expected = []
        for text in texts:
            match = re.search(text_pattern, text)
            expected.append([] if match is None else [
                [match.span(g) if match.span(g) != (-1, -1) else None for g in range(match.re.groups + 1)]])
        if answer is None or [a[:1] for a in answer] != expected:
            differences += 1
            if differences < 10:
                print("differs from Python:", repr(text_pattern), texts, expected, answer)
    print(f"Python's re: {count} patterns, {differences} differ")
    return differences


def check_rust(program, rng, count):
    try:
        import polars
    except ImportError:
        print("Rust's regex: skipped, polars is not installed")
        return 0
    alphabet = "aaabbcAkKéßx \nλ1_ſ\u212aü."
    cases = [(pattern(rng, 4, True)[0], ["".join(rng.choice(alphabet) for _ in range(rng.randint(0, 9))) for _ in range(5)]) for _ in range(count)]
    differences = 0
    for (text_pattern, texts), answer in zip(cases, ours(program, cases)):
        groups = len(re.findall(r"\((?!\?)", text_pattern))
        mark = "<" + "|".join("${%d}" % g for g in range(groups + 1)) + ">"
        expected = polars.Series("s", texts).str.replace_all(text_pattern, mark).to_list()
        if answer is None or [marked(t, a) for t, a in zip(texts, answer)] != expected:
            differences += 1
            if differences < 10:
                print("differs from Rust:", repr(text_pattern), texts, expected, answer)
    print(f"Rust's regex (polars {polars.__version__}): {count} patterns, {differences} differ")
    return differences


def marked(text, matches):
    data, out, end = text.encode(), b"", 0
    for match in matches:
        first, last = match[0]
        out += data[end:first] + b"<" + b"|".join(b"" if g is None else data[g[0]:g[1]] for g in match) + b">"
        end = last
    return (out + data[end:]).decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    print("seed", options.seed)
    differences = check_python(options.program, rng, options.count) + check_rust(options.program, rng, options.count)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())

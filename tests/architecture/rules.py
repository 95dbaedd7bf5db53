"""The arrows of the design and the co_await rule, as functions over source text.

ALLOWED says, for each folder, which project folders its files may include. It is the design's
"gateway -> hl7 -> cda", and inside the gateway: receive and forward never see the document's own types.
"""
import re

ALLOWED = {
    "cda": ["cda"],
    "hl7": ["hl7", "cda"],
    "gateway/core": ["gateway/core"],
    "gateway/runtime": ["gateway/runtime", "gateway/core", "hl7/v2/mllp.hpp"],
    "gateway/store": ["gateway/store", "gateway/core"],
    "gateway/authenticate": ["gateway/authenticate", "gateway/core"],
    "gateway/acknowledge": ["gateway/acknowledge", "gateway/core", "gateway/store", "cda/finding.hpp", "hl7"],
    "gateway/process": ["gateway/process", "gateway/core", "gateway/store", "gateway/authenticate", "cda", "hl7"],
    "gateway/receive": ["gateway/receive", "gateway/core", "gateway/runtime", "gateway/authenticate",
                        "gateway/acknowledge", "gateway/store"],
    "gateway/forward": ["gateway/forward", "gateway/core", "gateway/runtime", "gateway/store",
                        "cda/xds/document_entry.hpp"],
    "gateway/observe": ["gateway/observe", "gateway/core", "gateway/runtime", "gateway/store"],
    "gateway/app": ["gateway", "hl7", "cda"],
    "gateway": ["gateway/app"],
    # The simulator stands in for the DMP: a mistake shared with the gateway would not show.
    "tests/simulator": ["tests/simulator"],
}

# gateway/forward/dmp is built apart: it turns metadata into bytes and back, without sockets.
FORBIDDEN = [("gateway/forward/dmp", "gateway/runtime")]

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def folder_of(path):
    """The longest key of ALLOWED that contains the file, or None."""
    found = [key for key in ALLOWED if path.startswith(key + "/")]
    return max(found, key=len) if found else None


def wrong_includes(path, text):
    """Includes of `path` that point against the arrows."""
    folder = folder_of(path)
    if folder is None:
        return []
    wrong = []
    for name in INCLUDE.findall(text):
        inside = any(name == allowed or name.startswith(allowed + "/") for allowed in ALLOWED[folder])
        banned = any(path.startswith(a + "/") and name.startswith(b + "/") for a, b in FORBIDDEN)
        known = "/" in name
        if (known and not inside) or banned:
            wrong.append(name)
    return wrong


def _without_comments_and_strings(text):
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))

    pattern = r'//[^\n]*|/\*.*?\*/|R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\''
    return re.sub(pattern, blank, text, flags=re.DOTALL)


def _statements(text):
    """(line, statement) of everything between ; and block braces at the statement level, where `{` opens a
    block when it follows `)`, `else`, `do`, `try`, `:` or a keyword, and is an initialiser otherwise."""
    line = 1
    start = 0
    start_line = 1
    depth = 0  # inside parentheses and initialiser braces
    braces = []
    for i, c in enumerate(text):
        if c == "\n":
            line += 1
        if c in "([":
            depth += 1
        elif c in ")]":
            depth -= 1
        elif c == "{":
            before = text[start:i].rstrip()
            block = depth == 0 and (
                before.endswith((")", "else", "do", "try", ":", "noexcept", "const", "override", "mutable"))
                or before == "" or re.search(r"(struct|class|enum|namespace|union)\b[^=;()]*$", before)
                or re.search(r"->\s*[\w:<>,\s*&]+$", before)
            )
            braces.append(block)
            if block:
                # The head of a control statement is a statement of its own: `if (co_await ...) {`.
                yield start_line, text[start:i]
                start = i + 1
                start_line = line
            else:
                depth += 1
        elif c == "}":
            block = braces.pop() if braces else True
            if block:
                start = i + 1
                start_line = line
            else:
                depth -= 1
        elif c == ";" and depth == 0:
            yield start_line, text[start:i]
            start = i + 1
            start_line = line


def risky_awaits(text):
    """Lines of statements that hold co_await together with a braced temporary or a capturing lambda: g++ 12
    destroys those twice (PR 107288, PR 99576). `co_return agg{}` without co_await is fine."""
    found = []
    for line, statement in _statements(_without_comments_and_strings(text)):
        if not re.search(r"\bco_await\b", statement):
            continue
        capturing = re.search(r"\[\s*[&=\w][^\]]*\]\s*(\([^)]*\))?\s*(mutable)?\s*(->[^{]+)?\{", statement)
        braces = re.search(r"[\w>,(=]\s*\{", statement)
        if capturing or braces:
            leading = len(statement) - len(statement.lstrip())
            found.append(line + statement[:leading].count("\n"))
    return found

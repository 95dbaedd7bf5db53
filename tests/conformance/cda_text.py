"""Where the elements of a CDA document stand in its text, so that it can be edited without being written anew."""
import re
from xml.parsers import expat

CDA = "urn:hl7-org:v3"
ATTRIBUTE = re.compile(r"""([^\s=/<>]+)\s*=\s*("[^"]*"|'[^']*')""")


class Element:
    """Where an element stands in the text. `name` is as written; `uri` and `local` are its expanded name."""
    __slots__ = ("name", "uri", "local", "parent", "children", "start", "open_end", "close", "end", "region", "bound")

    def __init__(self, name, parent):
        self.name, self.parent, self.children = name, parent, []
        self.uri = self.local = self.region = ""
        self.start = self.open_end = self.close = self.end = 0
        self.bound = {}

    def governed(self):
        """Whether it stands directly under an element with a template, of which rules count the children."""
        return self.parent is not None and any(e.local == "templateId" for e in self.parent.children)

    def path(self):
        """Names and positions, to tell what was edited. No value of the document is in it."""
        steps, element = [], self
        while element is not None:
            same = [e for e in element.parent.children if e.name == element.name] if element.parent else [element]
            steps.append(element.name + (f"[{same.index(element) + 1}]" if len(same) > 1 else ""))
            element = element.parent
        return "/" + "/".join(reversed(steps))


class Document:
    """A parsed example: its text in bytes and its elements in document order."""

    def __init__(self, data):
        self.data = data
        self.elements = []
        self._read()
        self.root = next((e for e in self.elements if e.uri == CDA and e.local == "ClinicalDocument"), None)
        if self.root is None:
            raise ValueError("no ClinicalDocument")
        self.inside = []
        self._enter(self.root, "root")
        self.regions = {}
        for element in self.inside:
            self.regions.setdefault(element.region, []).append(element)
        self.pools = self._pools()

    def _read(self):
        parser = expat.ParserCreate()
        parser.ordered_attributes = True
        stack = []

        def start(name, attributes):
            element = Element(name, stack[-1] if stack else None)
            element.start = parser.CurrentByteIndex
            element.open_end = self._tag_end(element.start)
            element.bound = dict(stack[-1].bound) if stack else {"xml": "http://www.w3.org/XML/1998/namespace"}
            for key, value in zip(attributes[::2], attributes[1::2]):
                if key == "xmlns" or key.startswith("xmlns:"):
                    element.bound[key[6:]] = value
            prefix, _, local = name.rpartition(":")
            element.uri, element.local = element.bound.get(prefix, ""), local
            if stack:
                stack[-1].children.append(element)
            stack.append(element)
            self.elements.append(element)

        def end(_name):
            element = stack.pop()
            if self.data[element.open_end - 2:element.open_end] == b"/>":
                element.close = element.end = element.open_end
            else:
                element.close = parser.CurrentByteIndex
                element.end = self.data.index(b">", element.close) + 1

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.Parse(self.data, True)

    def _tag_end(self, start):
        quote, position = 0, start
        while True:
            byte = self.data[position]
            if quote:
                quote = 0 if byte == quote else quote
            elif byte in b"\"'":
                quote = byte
            elif byte == ord(">"):
                return position + 1
            position += 1

    def _enter(self, element, region):
        if element.local == "templateId":
            region = "templates"
        elif region == "root" and element is not self.root:
            region = "body" if element.local == "component" else "header"
        elif element.local == "section":
            region = "section"
        elif element.local == "text" and region == "section":
            region = "narrative"
        elif element.local == "entry" and element.parent.local == "section":
            region = "entry"
        element.region = region
        self.inside.append(element)
        for child in element.children:
            self._enter(child, region)

    def attributes(self, element):
        """(name, value, start, end) of each attribute, namespace declarations left out; offsets in the data."""
        tag = self.data[element.start:element.open_end].decode()
        skip = 1 + len(element.name)
        found = []
        for match in ATTRIBUTE.finditer(tag, skip):
            if not match[1].startswith("xmlns"):
                start = element.start + len(tag[:match.start()].encode())
                found.append((match[1], match[2][1:-1], start, start + len(match[0].encode())))
        return found

    def _pools(self):
        pools = {}
        for element in self.inside:
            for name, value, _, _ in self.attributes(element):
                pools.setdefault(name, set()).add(value)
        return {name: sorted(values) for name, values in pools.items()}


class Overlap(Exception):
    """An edit touches what another one touched: another target is chosen."""


class Edits:
    """Replacements of byte ranges that do not overlap."""

    def __init__(self, document):
        self.document = document
        self.ranges = []
        self.said = []

    def replace(self, start, end, new):
        for other_start, other_end, _ in self.ranges:
            if start < other_end and other_start < end or start == other_start:
                raise Overlap
        self.ranges.append((start, end, new.encode() if isinstance(new, str) else new))

    def say(self, text):
        self.said.append(text)

    def result(self):
        data, position = [], 0
        for start, end, new in sorted(self.ranges):
            data += [self.document.data[position:start], new]
            position = end
        return b"".join(data + [self.document.data[position:]])

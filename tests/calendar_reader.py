"""A small reader of iCalendar files that shares nothing with what writes them: RFC 5545, 3.1 and 3.3.11."""

import re
from dataclasses import dataclass, field


@dataclass
class Property:
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as text, its escapes undone."""
        return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), self.value)


@dataclass
class Component:
    name: str
    properties: list[Property] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return [prop for prop in self.properties if prop.name == name]

    def one(self, name: str) -> Property:
        [found] = self.all(name)
        return found

    def inside(self, name: str) -> list["Component"]:
        return [child for child in self.children if child.name == name]


def read_calendar(content: bytes) -> Component:
    """Return the VCALENDAR; raise where the file breaks the rules of lines, or a component is not closed."""
    if not content.endswith(b"\r\n") or b"\n" in content.replace(b"\r\n", b""):
        raise ValueError("every line ends with CR LF")
    if any(len(line) > 75 for line in content.split(b"\r\n")):
        raise ValueError("a line is longer than 75 octets")
    root = Component("")
    open_components = [root]
    for line in content.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]:
        prop = _property(line)
        if prop.name == "BEGIN":
            component = Component(prop.value)
            open_components[-1].children.append(component)
            open_components.append(component)
        elif prop.name == "END":
            if open_components.pop().name != prop.value:
                raise ValueError(f"END:{prop.value} closes nothing")
        else:
            open_components[-1].properties.append(prop)
    [calendar] = root.children
    return calendar


def _property(line: str) -> Property:
    head = re.match(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):', line)
    if head is None:
        raise ValueError(f"not a line of iCalendar: {line}")
    pairs = re.findall(r';([A-Za-z0-9-]+)=("[^"]*"|[^;:]*)', head[2])
    return Property(head[1].upper(), {key: value.strip('"') for key, value in pairs}, line[head.end() :])

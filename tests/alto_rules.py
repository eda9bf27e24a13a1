"""The rules of ALTO 4.4 for the elements that sohoa writes, taken from the published schema."""

import re
from collections.abc import Callable
from xml.etree import ElementTree
from xml.parsers import expat

NS = "{http://www.loc.gov/standards/alto/ns-v4#}"
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_PLACE = frozenset({"HPOS", "VPOS", "WIDTH", "HEIGHT"})

CHILDREN = {
    "alto": r"(Description )?(Styles )?(Tags )?(ReadingOrder )?Layout ",
    "Description": r"MeasurementUnit (sourceImageInformation )?(OCRProcessing )*(Processing )*",
    "sourceImageInformation": r"(fileName )?(fileIdentifier )*(documentIdentifier )*",
    "Processing": r"(processingCategory )?(processingDateTime )?(processingAgency )?"
    r"(processingStepDescription )*(processingStepSettings )?(processingSoftware )?",
    "processingSoftware": r"(softwareCreator )?(softwareName )?(softwareVersion )?(applicationDescription )?",
    "Layout": r"(Page )+",
    "Page": r"(TopMargin )?(LeftMargin )?(RightMargin )?(BottomMargin )?(PrintSpace )?",
    "PrintSpace": r"(Shape )?((TextBlock|Illustration|GraphicalElement|ComposedBlock) )*",
    "TextBlock": r"(Shape )?(TextLine )*",
    "TextLine": r"(Shape )?(String (SP )?)+(HYP )?",
    "String": r"(Shape )?(ALTERNATIVE )*(Glyph )*",
}
"""What may stand in an element, in which order; an element that is not here holds text or nothing."""

REQUIRED = {
    "Processing": {"ID"},
    "Page": {"ID", "PHYSICAL_IMG_NR"},
    "TextBlock": {"ID"},
    "String": {"CONTENT"},
}
ALLOWED = {
    "alto": {"SCHEMAVERSION"},
    "fileIdentifier": {"fileIdentifierLocation"},
    "documentIdentifier": {"documentIdentifierLocation"},
    "Processing": {"ID"},
    "Layout": {"STYLEREFS"},
    "Page": {"ID", "PAGECLASS", "STYLEREFS", "PROCESSINGREFS", "HEIGHT", "WIDTH", "PHYSICAL_IMG_NR"}
    | {"PRINTED_IMG_NR", "QUALITY", "QUALITY_DETAIL", "POSITION", "PROCESSING", "ACCURACY", "PC"}
    | {"ROTATION", "LANG"},
    "PrintSpace": {"ID", "STYLEREFS", "PROCESSINGREFS", *_PLACE},
    "TextBlock": {
        "ID",
        "STYLEREFS",
        "TAGREFS",
        "PROCESSINGREFS",
        "ROTATION",
        "IDNEXT",
        "CS",
        "LANG",
        *_PLACE,
    },
    "TextLine": {"ID", "STYLEREFS", "TAGREFS", "PROCESSINGREFS", "BASELINE", "CS", "LANG", *_PLACE},
    "String": {"ID", "STYLEREFS", "TAGREFS", "PROCESSINGREFS", "CONTENT", "STYLE", "SUBS_TYPE", *_PLACE}
    | {"SUBS_CONTENT", "WC", "CC", "CS", "LANG"},
    "SP": {"ID", *_PLACE},
    "ALTERNATIVE": {"PURPOSE"},
}
CATEGORIES = {"contentGeneration", "contentModification", "preOperation", "postOperation", "other"}


def parsed(data: bytes) -> ElementTree.Element:
    """The root of an ALTO document that breaks no rule."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda name, given: builder.start(
        _braced(name), {_braced(key): value for key, value in given.items()}
    )
    parser.EndElementHandler = lambda name: builder.end(_braced(name))
    parser.CharacterDataHandler = builder.data
    parser.Parse(data, True)
    root = builder.close()
    assert breaches(root) == []
    return root


def _braced(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def breaches(root: ElementTree.Element) -> list[str]:
    """What is wrong with an ALTO document; empty when nothing is."""
    wrong: list[str] = []
    seen: set[str] = set()
    referred: set[str] = set()
    for element in root.iter():
        name = element.tag.removeprefix(NS)
        wrong += [f"{name}: {told}" for told in _of_element(name, element)]
        given = element.get("ID")
        if given is not None:
            if given in seen or not _ID.fullmatch(given):
                wrong.append(f"{name}: ID {given!r} is no name or stands twice")
            seen.add(given)
        referred.update(element.get("PROCESSINGREFS", "").split())
    wrong += [f"nothing is called {name}" for name in referred - seen]
    return wrong


def _of_element(name: str, element: ElementTree.Element) -> list[str]:
    wrong = []
    children = "".join(f"{child.tag.removeprefix(NS)} " for child in element)
    if not re.fullmatch(CHILDREN.get(name, ""), children):
        wrong.append(f"may not hold {children}")
    if name in CHILDREN and (element.text or "").strip():
        wrong.append("holds text")
    attributes = {key for key in element.attrib if not key.startswith("{")}
    if not REQUIRED.get(name, set()) <= attributes <= ALLOWED.get(name, set()):
        wrong.append(f"has {sorted(attributes)}")
    for key, value in element.attrib.items():
        if key in _VALUES and not _VALUES[key](value):
            wrong.append(f"{key} is {value!r}")
    if name == "MeasurementUnit" and element.text not in {"pixel", "mm10", "inch1200"}:
        wrong.append("no unit")
    if name == "processingCategory" and element.text not in CATEGORIES:
        wrong.append("no category")
    return wrong


def _is_share(value: str) -> bool:
    return 0 <= float(value) <= 1


def _is_length(value: str) -> bool:
    return float(value) >= 0


_VALUES: dict[str, Callable[[str], bool]] = {
    "WC": _is_share,
    "PC": _is_share,
    **dict.fromkeys(_PLACE, _is_length),
    "LANG": lambda value: re.fullmatch(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", value) is not None,
}

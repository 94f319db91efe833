"""Papers as PDF: data stays data, each letter is there, and the file says what it is."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from typst import TypstError

from assembly import pdf, resources
from tests.test_glyphs import NAMES

MADE = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TEMPLATE = """
#import "house.typ": content, paper
#show: paper
#content.name
*#content.name*
"""


@pytest.fixture(scope="module")
def specimen(tmp_path_factory):
    """Where a template of one name lies beside the house's: `made(name)` returns its PDF."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "pdf").mkdir()
    house = resources.folder("templates") / "pdf" / "house.typ"
    (folder / "pdf" / "house.typ").write_text(house.read_text())
    (folder / "pdf" / "specimen.typ").write_text(TEMPLATE)
    (folder / "secret.typ").write_text("secret")
    (folder / "pdf" / "curious.typ").write_text('#read("../secret.typ")')
    with pytest.MonkeyPatch.context() as patch:
        actual = resources.folder
        patch.setattr(resources, "folder", lambda name: folder if name == "templates" else actual(name))
        yield lambda name, template="specimen", language="en": pdf.render(
            template, {"name": name}, title=f"Badge of {name}", author="ECPAT", language=language, made_at=MADE
        )


def text_of(content):
    """The words of a PDF, without its white space, which extraction guesses."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_each_script_is_set(specimen, name):
    """PDF/UA refuses a letter without a glyph, so that making the file is the proof."""
    fonts = {
        font["/BaseFont"].split("+")[1]
        for page in PdfReader(BytesIO(specimen(name))).pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    }
    assert fonts
    assert all(re.match("NotoSans|SourceSerif4", font) for font in fonts)


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        "*bold* _x_ $x^2$",
        "<img onerror=alert(1)>",
        "{{7*7}}",
        "= Heading",
        "\\u{41} `raw`",
        "@ref",
    ],
)
def test_what_looks_like_source_stays_a_name(specimen, name):
    """Cases 35 and 36."""
    assert text_of(specimen(name)).count(name.replace(" ", "")) == 2


def test_a_letter_without_a_glyph_does_not_stop_a_paper(specimen):
    assert "□□" in text_of(specimen("한국"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_any_text_can_be_set(specimen, name):
    assert specimen(name).startswith(b"%PDF-")


def test_the_file_says_what_it_is_in_which_language(specimen):
    read = PdfReader(BytesIO(specimen("Ana", language="fr")))
    assert read.metadata.title == "Badge of Ana"
    assert read.metadata.author == "ECPAT"
    assert read.metadata.creation_date == MADE
    assert read.trailer["/Root"]["/Lang"] == "fr"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    told = read.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert "<pdfaid:part>2</pdfaid:part>" in told


def test_a_template_reads_nothing_outside_its_folder(specimen):
    with pytest.raises(TypstError, match="would escape"):
        specimen("x", template="curious")


def test_nothing_is_fetched_and_nothing_is_evaluated():
    """Packages come from elsewhere, `eval` would make source of data."""
    templates = list(Path(resources.PACKAGE.parent / "templates" / "pdf").glob("*.typ"))
    assert templates
    for template in templates:
        assert not re.search(r"@\w+/|\beval\(|plugin\(", template.read_text(encoding="utf-8")), template.name


def test_a_picture_reaches_a_template_as_bytes():
    assert pdf._settable({"logo": b"\x89P"}, {}) == {"logo": [0x89, 0x50]}


def test_a_web_process_starts_without_what_only_papers_need():
    loaded = "import sys; import assembly.registration.papers.views; print({'typst', 'segno'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

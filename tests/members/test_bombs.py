"""Case 34: files that unpack to gigabytes, declare entities or spread over a million columns cost next to nothing.

Measured in a process of its own, since the most memory that a process ever had cannot be unlearnt.
"""

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest

from tests.members.test_sheet import SHEET, lying_bomb, workbook

MEASURED: Final = """
import resource, sys, time
from pathlib import Path
from assembly.members.sheet import read_sheet
from assembly.members.table import UnreadableSheetError
from tests.factories.members import xlsx_bytes
read_sheet(xlsx_bytes([["name", "country"], ["A", "ML"]]))  # what has to be loaded once is loaded
for path in sys.argv[1:]:
    content, told = Path(path).read_bytes(), "taken"
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        read_sheet(content)
    except UnreadableSheetError as error:
        told = str(error)
    print(time.process_time() - began, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, told)
"""
MOST_SECONDS, MOST_MEGABYTES = 1.0, 200


def four_gigabytes() -> bytes:
    """A file of 1 MB that says, truly, that it unpacks to 4 GB: many parts that share one packed content."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", b" " * 64_000_000)
        first = archive.infolist()[0]
        for number in range(63):
            part = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml")
            part.header_offset, part.CRC = first.header_offset, first.CRC
            part.compress_size, part.file_size, part.compress_type = first.compress_size, first.file_size, 8
            archive.filelist.append(part)
            archive.NameToInfo[part.filename] = part
    return packed.getvalue()


def a_million_columns() -> bytes:
    return workbook(SHEET.format(head="", rows="<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>").encode())


def entities() -> bytes:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE x [<!ENTITY a0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{laughs}]>'
    return workbook(f"{head}<worksheet><sheetData><row><c><v>&a11;&f;</v></c></row></sheetData></worksheet>".encode())


@pytest.mark.slow
def test_each_is_refused_within_a_second_and_200_megabytes(tmp_path: Path) -> None:
    files = []
    for bomb in (four_gigabytes, lying_bomb, a_million_columns, entities):
        files.append(tmp_path / f"{bomb.__name__}.xlsx")
        files[-1].write_bytes(bomb())
        assert files[-1].stat().st_size < 1_100_000
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, files)],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert len(lines) == len(files)
    for line in lines:
        seconds, megabytes, told = line.split(maxsplit=2)
        assert told != "taken"
        assert float(seconds) < MOST_SECONDS, line
        assert int(megabytes) < MOST_MEGABYTES, line
        assert "root:" not in told

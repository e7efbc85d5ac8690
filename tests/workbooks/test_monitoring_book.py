"""The monitoring workbook: its sheets, charts and figures, as XML, through openpyxl and through LibreOffice."""

from __future__ import annotations

import datetime
import re
import zipfile
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from tests.compliance.monitored import EARLIER, LATER, POLICY, customers, graded, rated
from tests.hosts.calc.conftest import office  # noqa: F401 - a fixture
from xlplugin.compliance.approvals import Approval, Approvals
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.monitoring import Asked, Monitoring, monitor
from xlplugin.compliance.monitoring_outcomes import Outcomes, Window
from xlplugin.compliance.monitoring_reading import Held
from xlplugin.compliance.work_list import due
from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.monitoring_book import write_monitoring
from xlplugin.workbooks.monitoring_parts import About, Pages, clipped

DAY, DECIDED = datetime.date(2026, 8, 1), datetime.date(2025, 6, 10)
ABOUT = About("=mary", "sqlite:///journal.db", {"credit_rating@2026.1": Bilingual("approved: paul", "已批准：paul")})
SHEETS = [
    "Overview 概览", "Distribution 分布", "Migration 迁徙", "Overrides 人工调整", "Reviews 重评", "Stability 稳定性",
    "Discrimination 区分能力", "Calibration 校准", "Notes 说明",
]  # fmt: skip
IN_FORCE = "Calibration in force 有效等级校准"
ODD = "=HYPERLINK(\"http://x\")"
"""The key of a customer that begins like a formula."""


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict[str, Monitoring]:
    """Figures with all there is (``full``), and of a journal that holds nothing but gradings (``bare``)."""
    approved = Approval("approved", "release", "xlplugin", "release checks", EARLIER, EARLIER, release="0")
    moment = datetime.datetime(2025, 6, 1, 8, tzinfo=datetime.UTC)
    folder = tmp_path_factory.mktemp("journal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Approvals, "state", lambda self, policy: approved)
        patch.setenv("XDG_CONFIG_DIRS", str(folder))
        with open_journal(f"sqlite:///{folder / 'j.db'}", create=True, clock=lambda: moment, user="mary") as journal:
            keys = [*customers(99), ODD]
            graded(journal, keys, EARLIER)
            bare = look(journal, Asked(POLICY, DAY))
            rated(journal, ODD, DECIDED, "A", "AA", notches=1, code="=1+1", decider="@paul")
            for number, key in enumerate(keys[:30]):
                inputs = ["leverage"] if number % 7 == 0 else []
                rated(journal, key, DECIDED, "A", "BBB", inputs=inputs, notches=-1 if number % 5 == 0 else None)
            graded(journal, keys, LATER, seed=2, shift=0.1)
            bad = {key: number % 4 == 0 for number, key in enumerate(keys)}
            window = Window(DECIDED, DAY, "late")
            outcomes = Outcomes(window, {**bad, "+X": True}, 1, 0, "=out.csv", "ab" * 32)
            full = look(journal, Asked(POLICY, DAY, EARLIER, EARLIER), outcomes)
    return {"full": full, "bare": bare}


def look(journal, asked, outcomes=None):
    with journal.reading() as connection:
        held = Held(connection)
        return monitor(held, asked, outcomes, due(held, asked.day, [asked.policy_id]))


@pytest.fixture
def written(found, tmp_path):
    """Writes a workbook; gives its path."""

    def write(which: str, language: str = "en") -> Path:
        path = tmp_path / f"{which}-{language}.xlsx"
        write_monitoring(path, found[which], ABOUT, language)
        return path

    return write


def texts(path: Path, sheet: str) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [str(cell.value) for row in book[sheet].iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sheets_and_their_headings_in_both_languages(written, language):
    path = written("full", language)
    assert openpyxl.load_workbook(path).sheetnames == [*SHEETS[:-1], IN_FORCE, SHEETS[-1]]
    said = texts(path, "Overview 概览")
    assert "Monitoring of grades 等级监测报告" in said and "Override rate 人工调整率" in said
    assert "Grade\n等级" in texts(path, "Distribution 分布")


def test_texts_are_in_the_language_of_the_run(written):
    english, chinese = (" ".join(texts(written("full", one), "Notes 说明")) for one in ("en", "zh"))
    assert "half a case" in english and "half a case" not in chinese and "按半户计" in chinese
    assert "approved: paul" in " ".join(texts(written("full", "en"), "Overview 概览"))
    assert "已批准：paul" in " ".join(texts(written("full", "zh"), "Overview 概览"))


@pytest.mark.parametrize("which", ["full", "bare"])
def test_twice_the_same_bytes(written, which):
    assert len({sha256(written(which).read_bytes()).hexdigest() for _ in range(2)}) == 1


def test_a_journal_of_gradings_alone_says_what_is_missing(written):
    path = written("bare")
    assert openpyxl.load_workbook(path).sheetnames == SHEETS
    assert any("--since" in text for text in texts(path, "Migration 迁徙"))
    assert any("No rating was decided until" in text for text in texts(path, "Overrides 人工调整"))
    assert any("--reference" in text for text in texts(path, "Stability 稳定性"))
    for sheet in ("Discrimination 区分能力", "Calibration 校准"):
        assert any("--outcomes" in text for text in texts(path, sheet))


def test_nothing_from_outside_becomes_a_formula(written):
    path = written("full")
    book = openpyxl.load_workbook(path)
    formulas = {
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    }
    assert formulas and all(re.fullmatch(r"=SUM\([A-Z]+\d+:[A-Z]+\d+\)", formula) for formula in formulas)
    everything = [text for sheet in book.sheetnames for text in texts(path, sheet)]
    for outside in ("=mary", "@paul", "=1+1", "=out.csv", "+X"):
        assert any(outside in text for text in everything), outside
    shared = zipfile.ZipFile(path).read("xl/sharedStrings.xml").decode()
    assert "=mary" in shared and "<hyperlink" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()


def test_figures_are_numbers(written, found):
    book = openpyxl.load_workbook(written("full"))
    rows = {row[1]: row for row in book["Overview 概览"].iter_rows(values_only=True) if row[1]}
    full = found["full"]
    assert rows["Customers 客户数"][2] == full.customers == 100
    assert rows["Override rate 人工调整率"][2] == pytest.approx(full.overrides.rate or 0)
    stable = {row[1]: row for row in book["Stability 稳定性"].iter_rows(values_only=True) if row[1]}
    assert stable["Liabilities / assets 资产负债率"][5] == pytest.approx(full.stability[1].psi)
    ranked = {row[1]: row for row in book["Discrimination 区分能力"].iter_rows(values_only=True) if row[1]}
    assert ranked["System grade 系统等级"][4] == pytest.approx(full.validation.rankings[1].auc)


def test_the_heat_map_adds_up(written, found):
    book = openpyxl.load_workbook(written("full"))
    sheet = book["Migration 迁徙"]
    moves = found["full"].system_moves
    numbers = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int)]
    assert sum(numbers) == sum(moves.pairs.values()) + sum(found["full"].moves.pairs.values())
    assert sheet.conditional_formatting
    assert sum("Green: better" in str(cell.value) for cell in sheet["B"]) == 2  # each map says what its colours mean


def charts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if "/charts/chart" in name}


def test_the_charts_are_native_and_read_their_sheets(written):
    found = charts(written("full"))
    kinds = {re.search(r"<c:(barChart|lineChart|scatterChart)>", chart).group(1) for chart in found.values()}
    assert kinds == {"barChart", "lineChart", "scatterChart"}
    sheets = set(re.findall(r"<c:f>'([^']+)'!", " ".join(found.values())))
    assert sheets == {*SHEETS, IN_FORCE} - {"Overview 概览", "Migration 迁徙", "Notes 说明"}


def test_the_error_bars_are_the_bounds(written, found):
    chart = next(chart for chart in charts(written("full")).values() if "errBars" in chart)
    fit = found["full"].validation.calibrations[0][1]
    plus = re.search(r"<c:plus>.*?</c:plus>", chart, re.DOTALL).group()
    told = [float(value) for value in re.findall(r"<c:v>([^<]+)</c:v>", plus)]
    assert told == pytest.approx([one.high - one.rate if one.customers else 0.0 for one in fit.grades])


def test_every_sheet_prints_on_a4_in_landscape(written):
    book = openpyxl.load_workbook(written("full"))
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_area and sheet.page_setup.fitToWidth in (None, 1) and sheet.oddFooter.right.text
    assert book["Stability 稳定性"].row_breaks.count > 0


def test_without_scipy_the_workbook_says_what_is_missing(found, tmp_path, monkeypatch):
    for module in ("compliance.monitoring_texts", "workbooks.monitoring_calibration_sheet"):
        monkeypatch.setattr(f"xlplugin.{module}.distributions", lambda: None)
    path = tmp_path / "m.xlsx"
    write_monitoring(path, found["full"], ABOUT, "en")
    assert any('pip install "xlplugin[monitoring]"' in text for text in texts(path, "Notes 说明"))
    assert any('pip install "xlplugin[monitoring]"' in text for text in texts(path, "Calibration 校准"))


def test_a_workbook_that_cannot_be_written_leaves_the_old_one(found, tmp_path):
    with pytest.raises(OSError):
        write_monitoring(tmp_path / "nowhere" / "m.xlsx", found["bare"], ABOUT, "en")


def test_libreoffice_reads_the_same_figures(written, tmp_path, office, found):  # noqa: F811
    from xlplugin.hosts.calc.converting import converted

    path = written("full")
    converted(office, [path], tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / path.name, data_only=True)
    assert book.sheetnames == openpyxl.load_workbook(path).sheetnames
    sheet = book["Migration 迁徙"]
    totals = [row[-1] for row in sheet.iter_rows(values_only=True) if row[1] == "Total 合计"]
    assert totals == [sum(found["full"].moves.pairs.values()), sum(found["full"].system_moves.pairs.values())]


def test_long_keys_are_cut():
    assert clipped("C1", 20) == "C1" and clipped("x" * 5000, 20).endswith("…") and len(clipped("x" * 5000, 20)) < 60


def test_what_does_not_fit_begins_a_page(tmp_path):
    from xlplugin.workbooks.forms.lines import Lines
    from xlplugin.workbooks.forms.styles import Styles
    from xlplugin.workbooks.monitoring_parts import ReportBook

    book = ReportBook("t", "s")
    lines = Lines(book.add_worksheet("S"), Styles(book), (2, 60, 60))
    pages = Pages(lines)
    pages.keep(5000)
    assert not pages.breaks  # nothing stands before it
    lines.row = 20
    pages.keep(100)
    assert not pages.breaks
    lines.sheet.set_row(3, 200)
    pages.keep(100)
    assert pages.breaks == [20]

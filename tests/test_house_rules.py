"""The rules of the house, checked: what may import what, where time is read, who commits, how long things are."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ("bot", "domain", "standins")
LONGEST_FUNCTION = 50
LONGEST_FILE = 350
TABLES_OF_DATA = ("blockkit_table", "quickbooks/sample", "quickbooks/entities/", "migrations/versions/")
GROUND = {"clock", "problems", "store", "table", "engine", "money", "vault", "audit", "role", "sqlite_turns", "beside"}
CLOCKS = {"domain/clock.py", "standins/clock.py"}
DOORS = {"bot/door.py", "bot/schedule.py"}
KNOWS_DATABASES = {"tests/databases.py", "tests/postgres.py", "tests/domain/test_store.py", "tests/test_house_rules.py"}


def sources(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> tuple[str, ...]:
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offenders(paths: Sequence[Path], breaks: Callable[[Path], object]) -> list[str]:
    """Where a rule is broken, and by what."""
    return [f"{name_of(path)}: {found}" for path in paths if (found := breaks(path))]


def rooms_of(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)} & {*HOUSE, "tests"}


def libraries(path: Path, *names: str) -> list[str]:
    return [name for name in imported(path) if name.split(".")[0] in names]


def test_the_domain_knows_neither_slack_nor_the_bot() -> None:
    def breaks(path: Path) -> object:
        return rooms_of(path) - {"domain"} or libraries(path, "slack_bolt", "slack_sdk")

    assert not offenders(sources("domain"), breaks)


def test_the_standins_are_slack_and_quickbooks_not_tieout() -> None:
    assert not offenders(sources("standins"), lambda path: rooms_of(path) - {"standins"})


def test_the_bot_imports_no_standin() -> None:
    """Only the command line names their modules, as text."""
    assert not offenders(sources("bot"), lambda path: rooms_of(path) - {"bot", "domain"})


def test_only_the_adapter_speaks_quickbooks() -> None:
    elsewhere = [path for path in sources("domain", "bot") if path.parent.name != "books"]
    assert not offenders(elsewhere, lambda path: libraries(path, "quickbooks", "intuitlib"))
    no_http = [path for path in elsewhere if "domain" in path.parts]
    assert not offenders(no_http, lambda path: libraries(path, "requests", "httpx", "urllib3"))


def test_the_engine_is_spoken_to_in_one_place() -> None:
    others = [path for path in sources(*HOUSE) if path.name != "engine.py"]
    assert not offenders(others, lambda path: libraries(path, "dbos"))


def test_the_ground_floor_stands_on_itself() -> None:
    def breaks(path: Path) -> object:
        return {name.split(".")[1] for name in imported(path) if name.startswith("domain.")} - GROUND

    assert not offenders([path for path in sources("domain") if path.stem in GROUND], breaks)


def test_views_are_pure() -> None:
    views = [path for path in sources("bot") if path.stem.endswith("views") or path.stem == "windows"]
    impure = ("slack_bolt", "slack_sdk", "sqlmodel", "sqlalchemy", "requests")
    assert not offenders(views, lambda path: libraries(path, *impure))


def test_time_and_chance_have_their_rooms() -> None:
    forbidden = re.compile(r"datetime\.now\(|date\.today\(|utcnow\(|time\.time\(|uuid4\(|\brandom\.")
    elsewhere = [path for path in sources(*HOUSE) if name_of(path) not in CLOCKS]
    assert not offenders(elsewhere, lambda path: forbidden.findall(path.read_text()))


def test_leaving_the_block_commits() -> None:
    assert not offenders(sources("bot", "domain"), lambda path: re.findall(r"\.commit\(", path.read_text()))


def test_catch_alls_stand_at_the_two_doors_only() -> None:
    def breaks(path: Path) -> object:
        handlers = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
        return [handler.lineno for handler in handlers if _caught(handler) & {"all", "Exception", "BaseException"}]

    assert not offenders([path for path in sources(*HOUSE) if name_of(path) not in DOORS], breaks)


def _caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {"all"}
    return {leaf.id for leaf in ast.walk(handler.type) if isinstance(leaf, ast.Name)}


def test_functions_and_files_stay_small() -> None:
    def breaks(path: Path) -> object:
        # `register` and `build` hold a feature's listeners, or the list of parts: long, and flat
        long = [
            node.name
            for node in ast.walk(tree(path))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in ("register", "build")
            if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
        ]
        return long or (len(path.read_text().splitlines()) > LONGEST_FILE and "too long")

    code = [path for path in sources(*HOUSE) if not any(part in name_of(path) for part in TABLES_OF_DATA)]
    assert not offenders(code, breaks)


def test_every_module_says_what_it_is_for() -> None:
    def breaks(path: Path) -> object:
        return path.read_text().strip() and not ast.get_docstring(tree(path)) and "no docstring"

    assert not offenders(sources(*HOUSE), breaks)


def test_one_place_says_which_database_a_test_opens() -> None:
    """A test asks for `store`, `database_url` or `databases`, and is run on both kinds."""
    addresses = re.compile("sqlite:///|postgresql://postgres")
    tests = [path for path in sources("tests") if "benchmarks" not in path.parts]
    elsewhere = [path for path in tests if name_of(path) not in KNOWS_DATABASES]
    assert not offenders(elsewhere, lambda path: addresses.findall(path.read_text()))


def test_nothing_names_a_place_to_download_from() -> None:
    assert "http" not in (ROOT / "requirements.lock").read_text()

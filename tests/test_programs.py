"""What tests call outside Python is what `make test` installs."""

import ast
from pathlib import Path

from tests.programs import PROGRAMS

TESTS = Path(__file__).parent
STARTS = {f"subprocess.{name}" for name in ("run", "Popen", "call", "check_call", "check_output")} | {
    "shutil.which"
}


def calls(tree: ast.AST) -> list[tuple[str, ast.expr]]:
    """Return every call with arguments: the function as it is written, and the first argument."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    return [(ast.unparse(one.func), one.args[0]) for one in found]


def words(argument: ast.expr) -> str | None:
    """Return a text that stands there as it is, or the first of a list of texts."""
    if isinstance(argument, ast.List) and argument.elts:
        argument = argument.elts[0]
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def test_programs_are_asked_for_by_name_and_all_of_them_are_listed():
    asked, past_the_list = set(), []
    for path in sorted(TESTS.rglob("*.py")):
        if path.name == "programs.py":
            continue
        for function, argument in calls(ast.parse(path.read_text(encoding="utf-8"))):
            name = words(argument)
            if name is None:
                continue
            if function in ("program", "found"):
                asked.add(name)
            elif function in STARTS:
                past_the_list.append((path.name, name))
    assert past_the_list == []
    assert asked | {"faketime"} == set(PROGRAMS)  # faketime is a library, found by its path

"""Every English sentence that the source gives to a Problem, read from the source itself.

A sentence is written with `{}` where a value comes and `{!}` where another sentence of ours does. Values that the
source spells out are filled in, one sentence each: through names, small helpers, dictionaries and callers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path

import belwijs

VALUE, SENTENCE = "{}", "{!}"
SOURCE = Path(belwijs.__file__).parent
_MOST = 300  # ways to fill one sentence in; what has more is taken for a value
_DEEPEST = 12
_RUN = re.compile(r"(?:\{\})+")

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Texts = frozenset[str]
UNKNOWN: Texts = frozenset({VALUE})


@dataclass(frozen=True)
class Place:
    """Where an expression stands: its module, the functions around it, and what their parameters were given."""

    module: str
    inside: tuple[Function, ...] = ()
    given: Mapping[str, tuple[ast.expr, Place]] = field(default_factory=dict)
    depth: int = 0

    def deeper(self) -> Place:
        return Place(self.module, self.inside, self.given, self.depth + 1)


@dataclass(frozen=True)
class Given:
    """What one Problem is given, and where."""

    where: str
    texts: Texts


class Source:
    """The package as syntax."""

    def __init__(self, root: Path = SOURCE) -> None:
        self.trees = {self._name(p, root): ast.parse(p.read_text(encoding="utf-8")) for p in sorted(root.rglob("*.py"))}
        self.known: dict[tuple[int, int], Texts] = {}

    @staticmethod
    def _name(path: Path, root: Path) -> str:
        parts = path.relative_to(root.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def nodes(self) -> list[tuple[ast.AST, Place]]:
        """Every node with its place."""
        found: list[tuple[ast.AST, Place]] = []

        def walk(node: ast.AST, place: Place) -> None:
            found.append((node, place))
            inner = Place(place.module, (*place.inside, node)) if isinstance(node, Function) else place
            for child in ast.iter_child_nodes(node):
                walk(child, inner)

        for module, tree in self.trees.items():
            walk(tree, Place(module))
        return found

    @cached_property
    def imports(self) -> dict[tuple[str, str], tuple[str, str]]:
        """(module, name) → (module that it is from, its name there)."""
        return {
            (place.module, alias.asname or alias.name): (node.module, alias.name)
            for node, place in self.nodes
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }

    def origin(self, module: str, name: str) -> tuple[str, str]:
        """Where a name of a module was made."""
        here = (module, name)
        for _ in range(5):
            if here not in self.imports:
                break
            here = self.imports[here]
        return here

    @cached_property
    def functions(self) -> dict[tuple[str, str], tuple[ast.FunctionDef | ast.AsyncFunctionDef, Place]]:
        return {
            (place.module, node.name): (node, place)
            for node, place in self.nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }

    @cached_property
    def calls(self) -> dict[str, list[tuple[ast.Call, Place]]]:
        """Every call, by the last part of what is called."""
        found: dict[str, list[tuple[ast.Call, Place]]] = {}
        for node, place in self.nodes:
            if isinstance(node, ast.Call):
                found.setdefault(_last(node.func), []).append((node, place))
        return found

    @cached_property
    def problems(self) -> dict[tuple[str, str], ast.ClassDef]:
        """Problem and everything that derives from it."""
        classes = {(p.module, n.name): n for n, p in self.nodes if isinstance(n, ast.ClassDef)}
        found = {("belwijs.call.problem", "Problem"): classes["belwijs.call.problem", "Problem"]}
        for _ in range(3):
            for (module, name), node in classes.items():
                if any(self.origin(module, _last(base)) in found for base in node.bases):
                    found[module, name] = node
        return found

    def given(self) -> Iterator[Given]:
        """Reason and way out of every Problem that is made."""
        for node, place in self.nodes:
            if not isinstance(node, ast.Call):
                continue
            made = self.problems.get(self.origin(place.module, _last(node.func)))
            if made is None and ast.unparse(node.func) == "super().__init__" and self._in_problem(node, place):
                made = self.problems["belwijs.call.problem", "Problem"]
            if made is None:
                continue
            for name, value, there in self._told(node, made, place):
                yield Given(f"{place.module}:{node.lineno} {name}", self.texts(value, there))

    def _told(self, call: ast.Call, made: ast.ClassDef, place: Place) -> Iterator[tuple[str, ast.expr, Place]]:
        """Reason and way out of a call that makes a Problem: as given, or as its own `__init__` words them."""
        given = _arguments(call, self._init(made))
        if "reason" in self._init(made):
            yield from ((name, given[name], place) for name in ("reason", "way_out") if name in given)
            return
        module = next(m for (m, _), node in self.problems.items() if node is made)
        for inner, there in self.calls.get("__init__", []):
            if there.module == module and inner in ast.walk(made):
                inside = Place(module, there.inside, {name: (value, place) for name, value in given.items()})
                told = _arguments(inner, ["reason", "way_out"])
                yield from ((name, told[name], inside) for name in ("reason", "way_out") if name in told)

    def errors(self, module: str) -> Texts:
        """What the ValueErrors of a module say."""
        return frozenset().union(
            *(
                self.texts(node.args[0], place)
                for node, place in self.calls.get("ValueError", [])
                if place.module == module and node.args
            )
        )

    def _in_problem(self, call: ast.Call, place: Place) -> bool:
        return any(m == place.module and call in ast.walk(node) for (m, _), node in self.problems.items())

    def _init(self, made: ast.ClassDef) -> list[str]:
        own = [n for n in made.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
        if own:
            return [a.arg for a in own[0].args.args[1:]]
        return ["reason", "way_out"]

    # what an expression can say

    def texts(self, node: ast.expr, place: Place) -> Texts:
        """Every sentence that an expression can give."""
        if place.depth > _DEEPEST:
            return UNKNOWN
        key = (id(node), id(place.inside[-1]) if place.inside else 0)
        if place.given:
            return self._texts(node, place)
        if key not in self.known:
            self.known[key] = UNKNOWN  # what leads back to itself
            self.known[key] = self._texts(node, place)
        return self.known[key]

    def _texts(self, node: ast.expr, place: Place) -> Texts:
        place = place.deeper()
        match node:
            case ast.Constant(value=str() as said):
                return frozenset({said})
            case ast.JoinedStr(values=parts):
                return _joined([self.texts(part, place) for part in parts])
            case ast.FormattedValue(value=value, conversion=conversion):
                return UNKNOWN if conversion != -1 else self.texts(value, place)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                sides = [self.texts(left, place), self.texts(right, place)]
                return _joined(sides) if sides != [UNKNOWN, UNKNOWN] else UNKNOWN
            case ast.IfExp(body=body, orelse=other):
                return self.texts(body, place) | self.texts(other, place)
            case ast.BoolOp(values=values):
                *first, last = (self.texts(v, place) for v in values)
                return frozenset().union(*first) - {""} | last
            case ast.Attribute(attr="reason" | "way_out", value=ast.Name()):
                return frozenset({SENTENCE})
            case ast.Name(id=name):
                return self._named(name, place)
            case ast.Subscript(value=value, slice=ast.Constant(value=int() as n)):
                return self._item(value, n, place)
            case ast.Subscript(value=ast.Name(id=name)):
                return self._values(name, place) or UNKNOWN
            case ast.Call():
                return self._called(node, place)
        return UNKNOWN

    def _named(self, name: str, place: Place) -> Texts:
        if name in place.given:
            value, there = place.given[name]
            return self.texts(value, Place(there.module, there.inside, there.given, place.depth))
        found: set[str] = set()
        for value, n, there in self._assigned(name, place):
            found |= self.texts(value, there) if n is None else self._item(value, n, there)
        if found:
            return frozenset(found)
        for function in reversed(place.inside):
            if name in [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]:
                return self._from_callers(function, name, place)
        return UNKNOWN

    def _assigned(self, name: str, place: Place) -> Iterator[tuple[ast.expr, int | None, Place]]:
        """What a name was set to, in the function around it or else in its module; with the item that it is of that."""
        for around in [*reversed(place.inside), None]:
            body: ast.AST = around or self.trees[place.module]
            statements = ast.walk(body) if around else iter(ast.iter_child_nodes(body))
            found = list(_assignments(statements, name))
            if found:
                yield from ((value, n, place) for value, n in found)
                return
        module, original = self.origin(place.module, name)
        if module in self.trees and module != place.module:
            for value, n in _assignments(ast.iter_child_nodes(self.trees[module]), original):
                yield value, n, Place(module, depth=place.depth)

    def _from_callers(self, function: Function, name: str, place: Place) -> Texts:
        if isinstance(function, ast.Lambda):
            return UNKNOWN
        found: set[str] = set()
        default = _defaults(function).get(name)
        for call, there in self.calls.get(function.name, []):
            own = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) in ("self", "cls")
            called = (there.module, function.name) if own else self.origin(there.module, ast.unparse(call.func))
            if called != (place.module, function.name):
                continue
            params = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
            value = _arguments(call, params).get(name, default)
            if value is not None:
                found |= self.texts(value, Place(there.module, there.inside, there.given, place.depth))
        return frozenset(found) or UNKNOWN

    def _function(self, call: ast.Call, place: Place) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, Place] | None:
        if not isinstance(call.func, ast.Name):
            return None
        found = self.functions.get(self.origin(place.module, call.func.id))
        if found is None:
            return None
        function, there = found
        params = [a.arg for a in function.args.args]
        passed = {name: (value, place) for name, value in _arguments(call, params).items()}
        default = {n: (v, there) for n, v in _defaults(function).items()}
        return function, Place(there.module, (*there.inside, function), {**default, **passed}, place.depth)

    def _called(self, call: ast.Call, place: Place) -> Texts:
        if isinstance(call.func, ast.Attribute):
            if call.func.attr == "get" and isinstance(call.func.value, ast.Name):
                return self._values(call.func.value.id, place) or UNKNOWN
            if call.func.attr in ("strip", "removeprefix", "lower"):
                said = self.texts(call.func.value, place)
                return UNKNOWN if VALUE in said else frozenset(_changed(call, s) for s in said)
        found = self._function(call, place)
        if found is None:
            return UNKNOWN
        said = frozenset().union(*(self.texts(value, found[1]) for value in _returned(found[0])))
        return said if said and len(said) <= _MOST else UNKNOWN

    def _values(self, name: str, place: Place) -> Texts:
        """What a dictionary holds."""
        return frozenset().union(
            *(
                self.texts(item, there)
                for value, _, there in self._assigned(name, place)
                if isinstance(value, ast.Dict)
                for item in value.values
            )
        )

    def _item(self, node: ast.expr, n: int, place: Place) -> Texts:
        """What stands at one place of a tuple."""
        if place.depth > _DEEPEST:
            return UNKNOWN
        place = place.deeper()
        match node:
            case ast.Tuple(elts=items):
                return self.texts(items[n], place) if n < len(items) else UNKNOWN
            case ast.IfExp(body=body, orelse=other):
                return self._item(body, n, place) | self._item(other, n, place)
            case ast.Lambda(body=body):
                return self._item(body, n, place)
            case ast.Name(id=name):
                found: Texts = frozenset().union(
                    *(self._item(value, n, there) for value, m, there in self._assigned(name, place) if m is None)
                )
                return found or UNKNOWN
            case ast.Call(func=ast.Subscript(value=ast.Name(id=name))):
                return frozenset().union(
                    *(
                        self._item(one, n, there)
                        for value, _, there in self._assigned(name, place)
                        if isinstance(value, ast.Dict)
                        for one in value.values
                    )
                )
            case ast.Call():
                called = self._function(node, place)
                if called is not None:
                    return frozenset().union(*(self._item(v, n, called[1]) for v in _returned(called[0])))
        return UNKNOWN


def _last(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _joined(parts: list[Texts]) -> Texts:
    ways = 1
    kept: list[Texts] = []
    for part in parts:
        ways *= len(part)
        kept.append(part if ways <= _MOST else UNKNOWN)
        ways = ways if ways <= _MOST else ways // len(part)
    return frozenset(_RUN.sub(VALUE, "".join(one)) for one in product(*kept))


def _arguments(call: ast.Call, params: list[str]) -> dict[str, ast.expr]:
    found = dict(zip(params, (a for a in call.args if not isinstance(a, ast.Starred)), strict=False))
    return found | {k.arg: k.value for k in call.keywords if k.arg}


def _defaults(function: Function) -> dict[str, ast.expr]:
    args = function.args
    late = dict(zip([a.arg for a in reversed(args.args)], reversed(args.defaults), strict=False))
    return late | {a.arg: d for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None}


def _returned(function: Function) -> Iterator[ast.expr]:
    if isinstance(function, ast.Lambda):
        yield function.body
        return
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function):
            continue
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
        waiting += ast.iter_child_nodes(node)


def _assignments(statements: Iterable[ast.AST], name: str) -> Iterator[tuple[ast.expr, int | None]]:
    for node in statements:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if _sets(node) else []
        value = getattr(node, "value", None)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            yield ast.Constant(None), None  # a value that grows
        for target in targets:
            if isinstance(target, ast.Name) and target.id == name and value is not None:
                yield value, None
            elif isinstance(target, ast.Tuple) and value is not None:
                names = [t.id if isinstance(t, ast.Name) else "" for t in target.elts]
                if name in names and isinstance(value, ast.Tuple):
                    yield value.elts[names.index(name)], None
                elif name in names:
                    yield value, names.index(name)


def _sets(node: ast.AST) -> bool:
    return isinstance(node, ast.AnnAssign | ast.NamedExpr)


def _changed(call: ast.Call, said: str) -> str:
    assert isinstance(call.func, ast.Attribute)
    match call.func.attr, call.args:
        case "removeprefix", [ast.Constant(value=str() as prefix)]:
            return said.removeprefix(prefix)
        case "lower", _:
            return said.lower()
    return said.strip()

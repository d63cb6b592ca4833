"""How templates become Python. A page calls, escapes and imports a thousand times, so the way to each is short."""

from keyword import iskeyword
from typing import Any

from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # the part of it written in C


def escaped(value: Any) -> str:
    """What `markupsafe.escape` says, as a plain text: it is joined with its neighbours at once."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return _escape_inner(value) if kind is str else escape(value)


class Generator(CodeGenerator):
    """Writes `url("home")` where Jinja writes `context.call(url, "home")`, and escapes by `escaped`."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 -- Jinja's name
        self.writeline(f"from {__name__} import {escaped.__name__}")
        super().visit_Template(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if not self._is_plain(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _is_plain(self, node: nodes.Call) -> bool:
        """Whether a name is called: a function, or a macro, which all of our pages escape alike. Those that want to be
        handed the context say so by an attribute.
        """
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return False
        wants_context = hasattr(self.environment.globals.get(node.node.name), "jinja_pass_arg")
        return not wants_context and not any(iskeyword(one.key) for one in node.kwargs)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"{escaped.__name__}(")


class OneModule(Template):
    """A template whose macros are the same wherever they are imported: none of ours has globals of its own."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        return super()._get_default_module()

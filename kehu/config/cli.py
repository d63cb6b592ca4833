"""The command line: `kehu run`, `kehu import` and the rest. Only what the called command needs is imported."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

Parser = argparse.ArgumentParser


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0, 1 for a failure said in one sentence, 2 for wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehu.config.settings")
    options = build_parser().parse_args(arguments)
    module, _, function = options.handler.partition(":")
    handler = getattr(importlib.import_module(f"kehu.config.commands.{module}"), function)
    try:
        return int(handler(options))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 1


def build_parser() -> Parser:
    parser = Parser(prog="kehu", description="Kehu, customer relationship management.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add(commands, "run", "running:run", "start Kehu; Ctrl-C stops it", as_json=False)
    _add(commands, "migrate", "database:migrate", "bring the database up to date")
    demo = _add(commands, "demo", "database:demo", "load the demo company, or remove it")
    demo.add_argument("--customers", type=int, default=2000, metavar="N", help="how many customers (2000)")
    demo.add_argument("--interactions", type=int, default=None, metavar="N", help="how many interactions")
    demo.add_argument("--seed", type=int, default=1, metavar="S", help="same seed, same company (1)")
    demo.add_argument("--if-empty", action="store_true", help="do nothing if there are users or customers")
    demo.add_argument("--remove", action="store_true", help="remove all that the demo brought")
    _add_transfer(commands)
    _add_users(commands)
    _add(commands, "doctor", "doctor:doctor", "say what is wrong with this installation")
    backup = _add(commands, "backup", "backup:backup", "write everything into one file")
    backup.add_argument("file", metavar="FILE")
    restore = _add(commands, "restore", "backup:restore", "bring a backup back")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--replace", action="store_true", help="throw away what is in this installation")
    restore.add_argument(
        "--erasures", default="", metavar="FILE", help="the ledger of erasures, to forget again what was erased since"
    )
    restore.add_argument("--verify", action="store_true", help="check the file only, restore nothing")
    return parser


def _add_transfer(commands: "argparse._SubParsersAction[Parser]") -> None:
    importing = _add(commands, "import", "transfer:import_file", "bring in a file")
    importing.add_argument("object", metavar="OBJECT", help="customers, contacts, interactions, …")
    importing.add_argument("file", metavar="FILE")
    importing.add_argument("--source", default="", metavar="NAME", help="the system it comes from; its mapping is kept")
    importing.add_argument("--mapping", default="", metavar="FILE", help="which column is what, as JSON")
    importing.add_argument("--on-match", choices=["update", "skip", "ask"], default="update")
    importing.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    importing.add_argument("--user", default="", metavar="EMAIL", help="on whose behalf (the first administrator)")
    exporting = _add(commands, "export", "transfer:export_file", "write a list into a file")
    exporting.add_argument("object", metavar="OBJECT")
    exporting.add_argument("file", metavar="FILE", help="its ending chooses the format: .csv or .xlsx")
    exporting.add_argument("--filter", default="", metavar="QUERY", help="as in the address of the list's page")
    exporting.add_argument("--user", default="", metavar="EMAIL", help="on whose behalf (the first administrator)")


def _add_users(commands: "argparse._SubParsersAction[Parser]") -> None:
    users = commands.add_parser("user", help="users").add_subparsers(required=True, metavar="COMMAND")
    create = _add(users, "create", "users:create", "add a user")
    create.add_argument("email", metavar="EMAIL")
    create.add_argument("--name", default="", help="the name that others see")
    create.add_argument("--role", default="", metavar="ROLE", help="administrator, manager, sales, …")
    create.add_argument("--password", default="", help="else one is made and printed")
    _add(users, "list", "users:show_all", "who may log in")
    deactivate = _add(users, "deactivate", "users:deactivate", "end his sessions, keep his history")
    deactivate.add_argument("email", metavar="EMAIL")
    password = _add(users, "password", "users:password", "give a new password")
    password.add_argument("email", metavar="EMAIL")
    password.add_argument("--password", default="", help="else one is made and printed")
    tokens = commands.add_parser("token", help="keys for the API").add_subparsers(required=True, metavar="COMMAND")
    token = _add(tokens, "create", "users:create_token", "make a token and print it and nothing else")
    token.add_argument("email", metavar="EMAIL")
    token.add_argument("--name", default="command line", help="what it is for")
    token.add_argument("--scope", action="append", default=[], metavar="SCOPE", help="may be repeated; all by default")
    token.add_argument("--days", type=int, default=None, metavar="N", help="how long it is valid")


def _add(
    commands: "argparse._SubParsersAction[Parser]", name: str, handler: str, sentence: str, *, as_json: bool = True
) -> Parser:
    parser = commands.add_parser(name, help=sentence, description=sentence[0].upper() + sentence[1:] + ".")
    parser.set_defaults(handler=handler)
    if as_json:
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())

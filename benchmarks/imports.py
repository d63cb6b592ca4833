"""How fast a CSV of customers comes in, with duplicate check, against COPY of the same values by hand.

    python -m benchmarks.imports [rows]

Uses the database of DATABASE_URL; what it brings in is taken away again at the end.
"""

import csv
import io
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

FAMILY, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红娥玲芬燕",
)
CITIES = ("北京市朝阳区", "上海市浦东新区", "广东省深圳市南山区", "浙江省杭州市西湖区", "河南省郑州市金水区")
HEADINGS = ("客户编号", "客户名称", "手机", "邮箱", "地址", "客户等级", "标签", "备注", "创建时间")


def write_list(path: Path, rows: int, seed: int = 1) -> None:
    """Persons and, one in ten, companies; every number and address once."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in range(rows):
            given = "".join(chance.choices(GIVEN, k=3))
            name = f"{given}科技有限公司" if number % 10 == 0 else chance.choice(FAMILY) + given[:2]
            writer.writerow(
                (
                    f"B{seed}-{number:08}", name, f"1{chance.choice('3589')}{number + seed * 10**8:09}"[:11],
                    f"u{seed}.{number}@example.com", f"{chance.choice(CITIES)}人民路{chance.randint(1, 999)}号",
                    chance.choice("ABC"), chance.choice(("老客户", "VIP", "宽带", "")), "由门店录入",
                    f"2023-0{chance.randint(1, 9)}-1{chance.randint(0, 9)} 10:00",
                )
            )  # fmt: skip


def bring_in(path: Path) -> tuple[float, float, dict[str, int]]:
    """Seconds by the clock, seconds of this process's CPU, and the counts."""
    from kehu.foundation.access.models import User
    from kehu.foundation.transfer.actions import imports, running

    by = User.objects.system()
    clock, cpu = time.perf_counter(), time.process_time()
    with path.open("rb") as file:
        of = imports.upload(target="customers", name=path.name, file=file, source="bench", by=by)
    of = running.run(import_id=imports.start(of=of, by=by, background=False).pk)
    return time.perf_counter() - clock, time.process_time() - cpu, of.counts


def copy_by_hand(path: Path) -> float:
    """Seconds psycopg needs to COPY the same values into tables of the same shape, with their indexes, and no more."""
    from django.db import connection

    tables = ("customers_customer", "customers_contactpoint", "customers_externalid")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"CREATE TEMP TABLE bench_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)")
        begun = time.perf_counter()
        cursor.execute("SELECT gen_random_uuid() FROM generate_series(1, %s)", [_lines(path)])
        ids = [row[0] for row in cursor.fetchall()]
        _copy(cursor, path, ids)
        seconds = time.perf_counter() - begun
        for table in tables:
            cursor.execute(f"DROP TABLE bench_{table}")
    return seconds


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _line in file) - 1


def _copy(cursor: object, path: Path, ids: list[object]) -> None:
    columns = {
        "customers_customer": "id, kind, name, tier, notes, phone, email, family_name, given_name, other_names,"
        " standings, source, industry, currency, gender, job_title, language, website, preferred_channel,"
        " preferred_hours, do_not_contact, country, region, city, match_key, sort_name, custom",
        "customers_contactpoint": "id, customer_id, kind, label, value, normalised, extension, preferred",
        "customers_externalid": "id, customer_id, system, value",
    }
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines: dict[str, io.StringIO] = {table: io.StringIO() for table in columns}
    for key, row in zip(ids, rows, strict=True):
        name, phone, email = row["客户名称"], "+86" + row["手机"], row["邮箱"]
        lines["customers_customer"].write(
            f"{key}\tperson\t{name}\ta\t{row['备注']}\t{phone}\t{email}\t\t\t{{}}\t{{}}"
            + "\t" * 9 + f"\tf\t\t\t\t{name}\t{name}\t{{}}\n"
        )  # fmt: skip
        for kind, value in (("phone", phone), ("email", email), ("address", row["地址"])):
            lines["customers_contactpoint"].write(f"{_id(key, kind)}\t{key}\t{kind}\t\t{value}\t{value}\t\tf\n")
        lines["customers_externalid"].write(f"{key}\t{key}\tbench\t{row['客户编号']}\n")
    for table, names in columns.items():
        with cursor.copy(f"COPY bench_{table} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            copy.write(lines[table].getvalue())


def _id(key: object, kind: str) -> str:
    return str(key)[:-1] + {"phone": "1", "email": "2", "address": "3"}[kind]


def main(rows: int) -> None:
    import django

    django.setup()
    from kehu.foundation.changes.actions import undoing
    from kehu.foundation.transfer.models import Import

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        write_list(path, rows)
        clock, cpu, counts = bring_in(path)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        again, _cpu, repeated = bring_in(path)
        by_hand = copy_by_hand(path)
    print(f"| rows | {rows:,} | {counts['created']:,} created, {counts['failed']} failed |")
    print(f"| import | {rows / clock:,.0f} rows/s | {clock:.1f} s, {cpu:.1f} s of them CPU of the process |")
    print(f"| the same file again | {rows / again:,.0f} rows/s | {repeated['skipped']:,} skipped |")
    print(f"| COPY by hand, three tables, no triggers | {rows / by_hand:,.0f} rows/s | {by_hand:.1f} s |")
    print(f"| peak memory | {memory:.0f} MB | |")
    for of in Import.objects.filter(source="bench").exclude(state="undone").order_by("-created_at"):
        undoing.undo(change_set=of.change_set, by=of.by)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)

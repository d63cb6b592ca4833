"""/search: one box over everything you may see."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.search.query import search

router = Router()


class Asked(BaseModel):
    """What is looked for."""

    text: Annotated[str, Field(min_length=1, max_length=200, examples=["zhangw"])]
    objects: Annotated[str, Field(max_length=200, description="Kinds of record, parted by commas.")] = ""
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class Hit(BaseModel):
    """A record that was found."""

    object: str
    id: UUID
    title: str
    subtitle: str
    url: str


class Hits(BaseModel):
    """Kind by kind, the best matches first."""

    items: list[Hit]


@router.get("", response=Hits)
def find_records(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Words, pinyin, initials, parts of phone numbers, mail, numbers of other systems; like the search box."""
    objects = [one for one in asked.objects.split(",") if one] or None
    hits = search(reader(request), asked.text.replace("\0", ""), objects, asked.limit)
    items = [
        {"object": one.object_key, "id": one.record_id, "title": one.title, "subtitle": one.subtitle, "url": one.url}
        for one in hits
    ]
    return answer({"items": items})


ROUTERS = (("/search", "Search", router),)

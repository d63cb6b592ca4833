"""Addresses of call lists."""

from django.urls import path

from kehu.calling import lists
from kehu.calling.views import lists as views
from kehu.calling.views import work

app_name = "calling"
urlpatterns = [
    path("call-lists/", lists.CALL_LISTS.view, name="call_lists"),
    path("call-lists/<uuid:call_list_id>/", views.call_list, name="call_list"),
    path("call-lists/<uuid:call_list_id>/change/", views.change, name="change"),
    path("call-lists/<uuid:call_list_id>/closing/", views.closing, name="closing"),
    path("call-lists/<uuid:call_list_id>/work/", work.work, name="work"),
    path("call-lists/<uuid:call_list_id>/turn/", work.turn, name="turn"),
    path("call-lists/entries/<uuid:call_entry_id>/call/", work.call, name="call"),
    path("call-lists/entries/<uuid:call_entry_id>/putting-off/", work.putting_off, name="putting_off"),
    path("call-lists/entries/<uuid:call_entry_id>/renewal/", work.renewal, name="renewal"),
]

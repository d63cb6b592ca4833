"""Addresses of key accounts."""

from django.urls import URLPattern

app_name = "key_accounts"
urlpatterns: list[URLPattern] = []

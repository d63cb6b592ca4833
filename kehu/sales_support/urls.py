"""Addresses of sales support."""

from django.urls import URLPattern

app_name = "sales_support"
urlpatterns: list[URLPattern] = []

"""Addresses of the catalog."""

from django.urls import path

from kehu.catalog import lists
from kehu.catalog.views import composition, news, prices, products, settings

app_name = "catalog"
_ONE = "products/<uuid:product_id>"
urlpatterns = [
    path("products/", lists.PRODUCTS.view, name="products"),
    path("products/new/", products.create, name="new_product"),
    path("products/news/", news.latest, name="news"),
    path("products/news/home/", news.at_home, name="news_at_home"),
    path("products/news/<uuid:post_id>/reading/", news.read, name="read_news"),
    path("products/news/<uuid:post_id>/edit/", news.edit, name="edit_news"),
    path("products/news/<uuid:post_id>/removal/", news.remove, name="remove_news"),
    path(f"{_ONE}/", products.product, name="product"),
    path(f"{_ONE}/edit/", products.edit, name="edit_product"),
    path(f"{_ONE}/parts/<slug:what>/", products.part, name="product_part"),
    path(f"{_ONE}/facts/<str:field>/", products.fact, name="product_fact"),
    path(f"{_ONE}/states/<slug:state>/", products.state, name="product_state"),
    path(f"{_ONE}/picture/", products.picture, name="product_picture"),
    path(f"{_ONE}/trash/", products.trash, name="trash_product"),
    path(f"{_ONE}/price/", prices.check, name="check_price"),
    path(f"{_ONE}/news/", news.write, name="write_news"),
    path(f"{_ONE}/options/", composition.options, name="options"),
    path(f"{_ONE}/variants/<uuid:variant_id>/", composition.edit_variant, name="edit_variant"),
    path(f"{_ONE}/variants/<uuid:variant_id>/removal/", composition.remove_variant, name="remove_variant"),
    path(f"{_ONE}/bundle/parts/new/", composition.add_part, name="add_part"),
    path(f"{_ONE}/bundle/parts/<uuid:part_id>/", composition.edit_part, name="edit_part"),
    path(f"{_ONE}/bundle/groups/new/", composition.add_group, name="add_group"),
    path(f"{_ONE}/bundle/rules/new/", composition.add_rule, name="add_rule"),
    path(f"{_ONE}/bundle/<slug:what>/<uuid:thing_id>/removal/", composition.remove, name="remove_from_bundle"),
    path("price-books/", lists.PRICE_BOOKS.view, name="price_books"),
    path("price-books/prices/", lists.PRICES.view, name="price_entries"),
    path("price-books/new/", prices.create, name="new_price_book"),
    path("price-books/<uuid:book_id>/", prices.price_book, name="price_book"),
    path("price-books/<uuid:book_id>/edit/", prices.edit, name="edit_price_book"),
    path("price-books/<uuid:book_id>/prices/", prices.enter, name="enter_prices"),
    path("price-books/<uuid:book_id>/trash/", prices.trash, name="trash_price_book"),
    path("settings/catalog/", settings.words, name="words"),
    path("settings/catalog/rounding/", settings.rules, name="rules"),
    path("settings/catalog/rates/<uuid:rate_id>/removal/", settings.remove_rate, name="remove_rate"),
    path("settings/catalog/<slug:kind>/new/", settings.add, name="add_word"),
    path("settings/catalog/<slug:kind>/<uuid:word_id>/", settings.change, name="change_word"),
    path("settings/catalog/<slug:kind>/<uuid:word_id>/removal/", settings.remove, name="remove_word"),
]

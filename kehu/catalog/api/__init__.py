"""The API of the catalog."""

from kehu.catalog.api import prices, products, words

ROUTERS = (
    ("/products", "Products", products.router),
    ("/product-categories", "Products", words.categories),
    ("/product-news", "Products", words.news),
    ("/units", "Products", words.units),
    ("/tax-classes", "Products", words.tax_classes),
    ("/tax-rates", "Products", words.tax_rates),
    ("/price-books", "Price books", prices.books),
    ("/price-entries", "Price books", prices.entries),
    ("/prices", "Price books", prices.router),
)

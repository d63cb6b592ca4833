"""Addresses of quotes. Those below `offers/` are for customers and open without a session."""

from django.urls import path

from kehu.quotes import lists
from kehu.quotes.views import grid, offers, papers, quotes, settings, states

app_name = "quotes"
urlpatterns = [
    path("quotes/", lists.QUOTES.view, name="quotes"),
    path("quotes/new/", quotes.create, name="new_quote"),
    path("quotes/of/<slug:object_key>/<uuid:record_id>/", quotes.of_record, name="of_record"),
    path("quotes/<uuid:quote_id>/", quotes.quote, name="quote"),
    path("quotes/<uuid:quote_id>/edit/", quotes.edit, name="edit_quote"),
    path("quotes/<uuid:quote_id>/story/", quotes.story, name="story"),
    path("quotes/<uuid:quote_id>/lines/", grid.save, name="save_lines"),
    path("quotes/<uuid:quote_id>/products/", grid.products, name="products"),
    path("quotes/<uuid:quote_id>/lines/<uuid:line_id>/price/", grid.why, name="why_price"),
    path("quotes/<uuid:quote_id>/approval/", states.ask_approval, name="ask_approval"),
    path("quotes/<uuid:quote_id>/withdrawal/", states.take_back, name="take_back"),
    path("quotes/<uuid:quote_id>/sending/", states.send, name="send_quote"),
    path("quotes/<uuid:quote_id>/revision/", states.revise, name="revise_quote"),
    path("quotes/<uuid:quote_id>/answers/<slug:outcome>/", states.answer, name="answer_quote"),
    path("quotes/<uuid:quote_id>/copy/", states.copy, name="copy_quote"),
    path("quotes/<uuid:quote_id>/print/", papers.printed, name="print"),
    path("quotes/<uuid:quote_id>/document.pdf", papers.document, name="document"),
    path("quotes/<uuid:quote_id>/differences/", papers.compare, name="differences"),
    path("settings/quotes/", settings.rules, name="rules"),
    path("settings/quotes/limits/new/", settings.add_limit, name="add_limit"),
    path("settings/quotes/limits/<uuid:limit_id>/removal/", settings.remove_limit, name="remove_limit"),
    path("offers/<str:token>/", offers.offer, name="offer"),
    path("offers/<str:token>/question/", offers.question, name="offer_question"),
    path("offers/<str:token>/acceptance/", offers.acceptance, name="offer_acceptance"),
    path("offers/<str:token>/refusal/", offers.refusal, name="offer_refusal"),
    path("offers/<str:token>/certificate/", offers.certificate, name="offer_certificate"),
    path("offers/<str:token>/document.pdf", offers.document, name="offer_document"),
    path("offers/<str:token>/logo.png", offers.logo, name="offer_logo"),
    path("offers/<str:token>/content.json", offers.content, name="offer_content"),
]

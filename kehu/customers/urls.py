"""Addresses under /customers/."""

from django.urls import path

from kehu.customers.views import circle, creating, facts, identity, page, people, points, standing

app_name = "customers"
urlpatterns = [
    path("new/", creating.create, name="create"),
    path("find/people/", circle.find_people, name="find_people"),
    path("find/teams/", circle.find_teams, name="find_teams"),
    path("find/customers/", circle.find_customers, name="find_customers"),
    path("contacts/<uuid:contact_id>/", page.contact, name="contact"),
    path("contacts/<uuid:contact_id>/edit/", people.change_contact, name="change_contact"),
    path("contacts/<uuid:contact_id>/<slug:what>/", people.mark_contact, name="mark_contact"),
    path("points/<uuid:point_id>/edit/", points.change, name="change_point"),
    path("points/<uuid:point_id>/reveal/", points.reveal, name="reveal_point"),
    path("points/<uuid:point_id>/<slug:what>/", points.mark, name="mark_point"),
    path("documents/<uuid:document_id>/reveal/", points.reveal_number, name="reveal_document"),
    path("relationships/<uuid:relationship_id>/<slug:what>/", people.end_relation, name="end_relation"),
    path("identity/<slug:what>/<uuid:row_id>/removal/", identity.remove, name="remove_identity"),
    path("<uuid:customer_id>/", page.customer, name="customer"),
    path("<uuid:customer_id>/parts/<slug:name>/", page.part, name="part"),
    path("<uuid:customer_id>/news/", page.news, name="news"),
    path("<uuid:customer_id>/facts/<slug:key>/", facts.edit, name="edit_fact"),
    path("<uuid:customer_id>/organisation/", page.organisation, name="organisation"),
    path("<uuid:customer_id>/points/new/", points.add, name="add_point"),
    path("<uuid:customer_id>/contacts/new/", people.add_contact, name="add_contact"),
    path("<uuid:customer_id>/relationships/new/", people.relate, name="relate"),
    path("<uuid:customer_id>/consents/history/", standing.consent_history, name="consent_history"),
    path("<uuid:customer_id>/consents/<slug:what>/", standing.consent, name="consent"),
    path("<uuid:customer_id>/stage/", standing.stage, name="stage"),
    path("<uuid:customer_id>/tier/", standing.tier, name="tier"),
    path("<uuid:customer_id>/standing/history/", standing.standing_history, name="standing_history"),
    path("<uuid:customer_id>/notes/", standing.notes, name="notes"),
    path("<uuid:customer_id>/tags/new/", circle.tag, name="tag"),
    path("<uuid:customer_id>/tags/<uuid:tag_id>/removal/", circle.untag, name="untag"),
    path("<uuid:customer_id>/team/new/", circle.join, name="join"),
    path("<uuid:customer_id>/team/<uuid:user_id>/removal/", circle.leave, name="leave"),
    path("<uuid:customer_id>/shares/", circle.share, name="share"),
    path("<uuid:customer_id>/shares/<uuid:share_id>/removal/", circle.unshare, name="unshare"),
    path("<uuid:customer_id>/owner/", circle.assign, name="assign"),
    path("<uuid:customer_id>/identity/<slug:what>/new/", identity.add, name="add_identity"),
    path("<uuid:customer_id>/trash/", identity.trash, name="trash"),
    path("<uuid:customer_id>/restoration/", identity.restore, name="restore"),
]

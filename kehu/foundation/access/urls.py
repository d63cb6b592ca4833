from django.urls import path

from kehu.foundation.access.views import new_rights, organisation, people, roles

app_name = "access"
urlpatterns = [
    path("settings/users/", people.list_users, name="users"),
    path("settings/users/new/", people.create_user, name="create_user"),
    path("settings/users/<uuid:user_id>/", people.edit_user, name="edit_user"),
    path("settings/users/<uuid:user_id>/roles/", people.edit_roles, name="edit_roles"),
    path("settings/users/<uuid:user_id>/password/", people.set_password, name="set_password"),
    path("settings/users/<uuid:user_id>/activation/", people.activation, name="activation"),
    path("settings/users/<uuid:user_id>/sessions/", people.end_sessions, name="end_sessions"),
    path("settings/teams/", organisation.list_teams, name="teams"),
    path("settings/teams/new/", organisation.edit_team, name="create_team"),
    path("settings/teams/<uuid:team_id>/", organisation.edit_team, name="edit_team"),
    path("settings/teams/<uuid:team_id>/deletion/", organisation.delete_team, name="delete_team"),
    path("settings/departments/", organisation.list_departments, name="departments"),
    path("settings/departments/new/", organisation.edit_department, name="create_department"),
    path("settings/departments/<uuid:department_id>/", organisation.edit_department, name="edit_department"),
    path(
        "settings/departments/<uuid:department_id>/deletion/", organisation.delete_department, name="delete_department"
    ),
    path("settings/roles/", roles.list_roles, name="roles"),
    path("settings/roles/new/", roles.create_role, name="create_role"),
    path("settings/roles/new-rights/", new_rights.show, name="new_rights"),
    path("settings/roles/new-rights/home/", new_rights.at_home, name="new_rights_at_home"),
    path("settings/roles/new-rights/acceptance/", new_rights.accept_all, name="accept_new_rights"),
    path("settings/roles/<uuid:role_id>/new-rights/", new_rights.settle, name="settle_new_rights"),
    path("settings/roles/<uuid:role_id>/", roles.edit_role, name="edit_role"),
    path("settings/roles/<uuid:role_id>/effect/", roles.effect_of_role, name="role_effect"),
    path("settings/roles/<uuid:role_id>/deletion/", roles.delete_role, name="delete_role"),
    path("profile/tokens/", roles.list_tokens, name="tokens"),
    path("profile/tokens/new/", roles.create_token, name="create_token"),
    path("profile/tokens/<uuid:token_id>/revocation/", roles.revoke_token, name="revoke_token"),
]

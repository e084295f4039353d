from django.urls import path

from selaras.web.pages.administration import audit, invitations, parties, people

urlpatterns = [
    path("", people.people, name="administration"),
    path("people/<int:pk>/", people.one, name="administration_person"),
    path("people/<int:pk>/roles/", people.add_role, name="administration_role_add"),
    path(
        "people/<int:pk>/roles/<int:role>/remove/",
        people.remove_role,
        name="administration_role_remove",
    ),
    path("people/<int:pk>/evidence/", people.evidence, name="administration_person_evidence"),
    path("people/<int:pk>/access/", people.access, name="administration_person_access"),
    path(
        "people/<int:pk>/second-factor/",
        people.second_factor,
        name="administration_person_second_factor",
    ),
    path(
        "people/<int:pk>/password-link/",
        people.password_link,
        name="administration_person_password_link",
    ),
    path("parties/", parties.parties, name="administration_parties"),
    path("parties/<slug:slug>/", parties.rename, name="administration_party"),
    path("invitations/", invitations.invitations, name="administration_invitations"),
    path(
        "invitations/<int:pk>/revoke/",
        invitations.revoke,
        name="administration_invitation_revoke",
    ),
    path("audit/", audit.audit, name="administration_audit"),
    path("audit.csv", audit.as_csv, name="administration_audit_csv"),
]

"""Who answers which address."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from . import views

# The admin's own sign-in page has no limit on guesses; this sends it through the accounts' sign-in, which has.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "config.views.bad_request"
handler500 = "config.views.server_error"
urlpatterns = [
    path("", views.home, name="home"),
    path("", include("lessons.urls")),
    path("explore/", include("knowledge.urls")),
    path("", include("quiz.urls")),
    path("", include("learners.urls")),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("admin/unsent/", admin.site.admin_view(views.unsent), name="unsent"),
    path("admin/", admin.site.urls),
]

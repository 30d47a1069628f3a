from django.contrib import admin
from django.urls import include, path

from . import views

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

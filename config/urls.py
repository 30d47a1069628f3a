from django.contrib import admin
from django.urls import include, path

from . import offline, views

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
    path("offline/", offline.offline, name="offline"),
    path("offline/practice/", offline.offline_practice, name="offline_practice"),
    path("offline/pages.json", offline.offline_pages, name="offline_pages"),
    path("worker.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("admin/unsent/", admin.site.admin_view(views.unsent), name="unsent"),
    path("admin/", admin.site.urls),
]

from django.urls import path

from . import views

app_name = "learners"
urlpatterns = [
    path("settings/", views.personal_settings, name="personal_settings"),
    path("settings/folds/", views.remember_folds, name="remember_folds"),
    path("account/here/", views.here, name="here"),
    path("account/", views.account, name="account"),
    path("account/leave/", views.leave, name="leave"),
    path("account/merge/", views.merge, name="merge"),
    path("account/export/", views.export, name="export"),
    path("account/delete/", views.delete, name="delete"),
]

from django.urls import path

from . import views

app_name = "cases"
urlpatterns = [
    path("findings/", views.finding_list, name="finding_list"),
    path("findings/<slug:pk>/", views.finding, name="finding"),
    path("contrast/", views.contrast, name="contrast"),
]

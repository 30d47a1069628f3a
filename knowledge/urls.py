from django.urls import path

from . import views

app_name = "knowledge"
urlpatterns = [
    path("", views.explore, name="explore"),
    path("start/", views.start_patient, name="start_patient"),
    path("compare/", views.compare, name="compare"),
    path("diseases/", views.disease_list, name="disease_list"),
    path("diseases/<slug:pk>/", views.disease, name="disease"),
    path("findings/", views.finding_list, name="finding_list"),
    path("findings/<slug:pk>/", views.finding, name="finding"),
    path("contrast/", views.contrast, name="contrast"),
]

from django.urls import path

from . import views

app_name = "lessons"
urlpatterns = [
    path("lessons/", views.lesson_list, name="lesson_list"),
    path("lessons/<slug:slug>/", views.lesson, name="lesson"),
    path("lessons/<slug:slug>/read/", views.read_lesson, name="read_lesson"),
    path(
        "lessons/<slug:slug>/questions/<int:number>/", views.answer_question, name="answer_question"
    ),
    path("lessons/<slug:slug>/place/", views.keep_place, name="keep_place"),
    path("lessons/<slug:slug>/notes/", views.show_notes, name="show_notes"),
    path("glossary/", views.glossary, name="glossary"),
    path("search/", views.search, name="search"),
    path("search/suggestions/", views.suggestions, name="suggestions"),
    path("sources/", views.source_list, name="source_list"),
    path("sources/references/", views.reference_list, name="reference_list"),
    path("sources/<str:pk>/", views.claim, name="claim"),
]

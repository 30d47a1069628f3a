from django.urls import path, register_converter
from django.urls.converters import IntConverter

from . import views


class PositionConverter(IntConverter):
    """The position of a stage."""

    regex = "[123]"


register_converter(PositionConverter, "position")

app_name = "quiz"
urlpatterns = [
    path("practise/", views.practice, name="practice"),
    path("practise/begin/", views.begin, name="begin"),
    path("practise/assessment/", views.assessment, name="assessment"),
    path("practise/assessment/next/", views.next_assessed, name="next_assessed"),
    path("practise/assessment/end/", views.end_assessment, name="end_assessment"),
    path("practise/look-alikes/", views.look_alikes, name="look_alikes"),
    path("practise/look-alikes/<int:pk>/", views.look_alike, name="look_alike"),
    path("answers/<int:pk>/", views.answer, name="answer"),
    path("answers/<int:pk>/<position:position>/", views.commit_belief, name="commit_belief"),
    path("answers/<int:pk>/reflection/", views.reflect, name="reflect"),
    path("answers/<int:pk>/problem/", views.report_problem, name="report_problem"),
    path("quizzes/", views.quiz_list, name="quiz_list"),
    path("quizzes/<slug:slug>/", views.quiz, name="quiz"),
    path("quizzes/<slug:slug>/next/", views.next_case, name="next_case"),
    path("attempts/<int:pk>/", views.attempt, name="attempt"),
    path("progress/", views.progress, name="progress"),
    path("progress/how/", views.how, name="how"),
    path("progress/answers.csv", views.export_csv, name="export_csv"),
    path("progress/answers.json", views.export_json, name="export_json"),
    path("progress/all/", views.all_answers, name="all_answers"),
]

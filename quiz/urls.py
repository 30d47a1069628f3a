from django.urls import path, register_converter
from django.urls.converters import IntConverter

from .views import (
    answer,
    assessment,
    cards,
    drills,
    first_case,
    marks,
    packs,
    past_cases,
    practice,
    progress,
    quizzes,
    steering,
    unfolded,
)


class PositionConverter(IntConverter):
    """A converter for the position of a stage, 1 to 3."""

    regex = "[123]"


register_converter(PositionConverter, "position")

app_name = "quiz"
urlpatterns = [
    path("practise/", practice.practice, name="practice"),
    path("practise/choose/", steering.steered, name="steered"),
    path("practise/choose/next/", steering.steered_case, name="steered_case"),
    path("practise/again/", practice.look_again, name="look_again"),
    path("practise/again/next/", practice.next_return, name="next_return"),
    path("practise/first/", first_case.first_case, name="first_case"),
    path("practise/outside/", practice.wish_outside, name="wish_outside"),
    path("practise/past/", past_cases.past_cases, name="past_cases"),
    path("practise/begin/", answer.begin, name="begin"),
    path("practise/assessment/", assessment.assessment, name="assessment"),
    path("practise/assessment/next/", assessment.next_assessed, name="next_assessed"),
    path("practise/assessment/end/", assessment.end_assessment, name="end_assessment"),
    path("practise/look-alikes/", drills.look_alikes, name="look_alikes"),
    path("practise/look-alikes/<int:pk>/", drills.look_alike, name="look_alike"),
    path("cards/", cards.card_decks, name="card_decks"),
    path("cards/study/", cards.study_cards, name="study_cards"),
    path("cards/grade/", cards.grade_card, name="grade_card"),
    path("cards/motor-unit.apkg", cards.anki_deck, name="anki_deck"),
    path("offline/pack/", packs.download_pack, name="download_pack"),
    path("offline/pack/<uuid:code>/", packs.send_beliefs, name="send_beliefs"),
    path("answers/<int:pk>/", answer.answer, name="answer"),
    path("answers/<int:pk>/<position:position>/", answer.commit_belief, name="commit_belief"),
    path("answers/<int:pk>/body/", unfolded.body_map, name="body_map"),
    path("answers/<int:pk>/findings/", unfolded.lesser_findings, name="lesser_findings"),
    path("answers/<int:pk>/reflection/", answer.reflect, name="reflect"),
    path("answers/<int:pk>/problem/", answer.report_problem, name="report_problem"),
    path("answers/<int:pk>/bookmark/", marks.bookmark, name="bookmark"),
    path("answers/<int:pk>/note/", marks.note, name="note"),
    path("quizzes/", quizzes.quiz_list, name="quiz_list"),
    path("quizzes/<slug:slug>/", quizzes.quiz, name="quiz"),
    path("quizzes/<slug:slug>/next/", quizzes.next_case, name="next_case"),
    path("attempts/<int:pk>/", quizzes.attempt, name="attempt"),
    path("progress/", progress.progress, name="progress"),
    path("progress/how/", progress.how, name="how"),
    path("progress/answers.csv", progress.export_csv, name="export_csv"),
    path("progress/answers.json", progress.export_json, name="export_json"),
    path("progress/all/", progress.all_answers, name="all_answers"),
]

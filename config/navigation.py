"""Map views to the sections of the main navigation, without Django."""

SECTIONS = {
    "learn": (
        "home",
        "lessons:lesson_list",
        "lessons:lesson",
        "lessons:glossary",
        "lessons:source_list",
        "lessons:claim",
        "lessons:reference_list",
    ),
    "practise": (
        "quiz:practice",
        "quiz:first_case",
        "quiz:look_again",
        "quiz:next_return",
        "quiz:begin",
        "quiz:answer",
        "quiz:commit_belief",
        "quiz:reflect",
        "quiz:report_problem",
        "quiz:bookmark",
        "quiz:note",
        "quiz:past_cases",
        "quiz:assessment",
        "quiz:next_assessed",
        "quiz:look_alikes",
        "quiz:look_alike",
        "quiz:card_decks",
        "quiz:study_cards",
    ),
    "explore": (
        "knowledge:explore",
        "knowledge:compare",
        "knowledge:disease_list",
        "knowledge:disease",
        "knowledge:contrast",
        "knowledge:finding_list",
        "knowledge:finding",
    ),
    "quizzes": ("quiz:quiz_list", "quiz:quiz", "quiz:next_case", "quiz:attempt"),
    "progress": ("quiz:progress", "quiz:all_answers", "quiz:how"),
}
SECTION_OF = {name: section for section, names in SECTIONS.items() for name in names}
"""By the name of a view; a view says `section` itself where that depends on what it shows."""

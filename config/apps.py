from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """The admin, with the authors' desk as its site."""

    default_site = "config.admin.DeskSite"

    def ready(self) -> None:
        super().ready()  # each app registers its pages

        from cases.admin.extensions import extend_case_desk
        from quiz.admin.case_desk import WHAT_ANSWERS_ADD

        extend_case_desk(WHAT_ANSWERS_ADD)

"""The full-text index of search: an FTS5 table kept in step by triggers on SQLite, a generated
column on PostgreSQL.

If a later migration makes SQLite build `lessons_searchentry` anew, it must make the triggers anew
too.
"""

from django.db import migrations

INSERT = "INSERT INTO lessons_searchindex(rowid, title_words, words) VALUES (new.id, new.title_words, new.words);"
DELETE = (
    "INSERT INTO lessons_searchindex(lessons_searchindex, rowid, title_words, words) "
    "VALUES ('delete', old.id, old.title_words, old.words);"
)
SQL = {
    "sqlite": (
        [
            "CREATE VIRTUAL TABLE lessons_searchindex USING fts5(title_words, words, "
            "content='lessons_searchentry', content_rowid='id', tokenize='porter unicode61')",
            f"CREATE TRIGGER lessons_search_insert AFTER INSERT ON lessons_searchentry BEGIN {INSERT} END",
            f"CREATE TRIGGER lessons_search_delete AFTER DELETE ON lessons_searchentry BEGIN {DELETE} END",
            f"CREATE TRIGGER lessons_search_update AFTER UPDATE ON lessons_searchentry BEGIN {DELETE} {INSERT} END",
        ],
        [
            *(f"DROP TRIGGER lessons_search_{event}" for event in ("insert", "delete", "update")),
            "DROP TABLE lessons_searchindex",
        ],
    ),
    "postgresql": (
        [
            "ALTER TABLE lessons_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
            "setweight(to_tsvector('english', title_words), 'A') || setweight(to_tsvector('english', words), 'B')) STORED",
            "CREATE INDEX lessons_search_vector ON lessons_searchentry USING gin(vector)",
        ],
        ["ALTER TABLE lessons_searchentry DROP COLUMN vector"],
    ),
}


def run(direction):
    def statements(apps, schema_editor):
        for statement in SQL[schema_editor.connection.vendor][direction]:
            schema_editor.execute(statement)

    return statements


class Migration(migrations.Migration):
    dependencies = [("lessons", "0001_initial")]
    operations = [migrations.RunPython(run(0), run(1))]

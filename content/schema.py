"""Base class and types of the records of content files, without Django."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(pattern=r"\S")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]


class Record(BaseModel):
    """An entry of a content file; unknown keys are faults."""

    model_config = ConfigDict(extra="forbid")

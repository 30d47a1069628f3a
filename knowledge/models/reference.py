from django.db import models

from content.matching import Named


class Reference(models.Model):
    """A publication that a statement rests on."""

    id = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    authors = models.CharField(max_length=300)
    title = models.CharField(max_length=400)
    journal = models.CharField(max_length=200)
    year = models.CharField(max_length=20)
    volume_pages = models.CharField(max_length=80, blank=True)
    doi = models.CharField("DOI", max_length=120, blank=True)
    pmid = models.CharField("PubMed id", max_length=20, blank=True)
    pmcid = models.CharField("PubMed Central id", max_length=20, blank=True)
    type = models.CharField(max_length=40)
    verified = models.BooleanField(help_text="The record was seen in a search of published pages.")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.first_author} {self.year}"

    @property
    def named(self) -> Named:
        codes = filter(None, (self.pk, self.pmid, self.doi, self.pmcid))
        return Named([str(self), self.title, *codes], f"{self.authors} {self.journal} {self.year}")

    @property
    def first_author(self) -> str:
        """Return the family name of the first author, or the whole name of a group."""
        name = self.authors.split(",")[0]
        words = name.split()
        return (
            " ".join(words[:-1])
            if len(words) > 1 and words[-1].isupper() and len(words[-1]) <= 3
            else name
        )

    @property
    def url(self) -> str:
        """Return an address about the paper; empty where no identifier is known."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return f"https://www.ncbi.nlm.nih.gov/pmc/articles/{self.pmcid}/" if self.pmcid else ""

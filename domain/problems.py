"""What went wrong, as one plain sentence a person can act on. No markup, no codes, no traceback."""


class Problem(Exception):
    """One thing a person can understand and act on.

    `sentence` says what happened and why, `field` names the form field it belongs to (if any), and `next_step`
    says what to do now. `by` is the id of whoever brought it about, for the door to say who that is.
    """

    def __init__(
        self, sentence: str, *, field: str | None = None, next_step: str | None = None, by: str | None = None
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.next_step = next_step
        self.by = by

    def words(self) -> str:
        """The sentence, followed by the next step when there is one."""
        return f"{self.sentence} {self.next_step}" if self.next_step else self.sentence

    def by_field(self) -> dict[str, str]:
        """The words for each form field it is about."""
        return {self.field: self.words()} if self.field else {}


class NotAllowed(Problem):
    """The person's role does not cover the act (requirements 2.1: roles fail closed)."""


class BooksRefused(Problem):
    """The accounting system said no and a person can mend it; `code` is its numeric code, `trace` its trace id."""

    def __init__(
        self, sentence: str, *, code: str = "", trace: str = "", field: str | None = None, next_step: str | None = None
    ) -> None:
        super().__init__(sentence, field=field, next_step=next_step)
        self.code = code
        self.trace = trace


class BooksUnavailable(Problem):
    """The accounting system cannot be reached or is throttling; the work is kept and tried again.

    `answer_lost` is true when the request may have been carried out although no answer came back: look before
    sending again.
    """

    def __init__(self, sentence: str, *, answer_lost: bool = False, next_step: str | None = None) -> None:
        super().__init__(sentence, next_step=next_step)
        self.answer_lost = answer_lost


class BooksDisconnected(Problem):
    """The accounting system no longer accepts our credentials: a person must reconnect (S1-12)."""

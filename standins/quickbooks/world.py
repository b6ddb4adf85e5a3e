"""Everything a running stand-in holds: companies, grants, limits, planned trouble and the log of requests."""

from collections.abc import Callable

from standins.clock import Clock, random_id
from standins.quickbooks.assumptions import Assumptions
from standins.quickbooks.company import Company
from standins.quickbooks.faults import Faults
from standins.quickbooks.grants import Grants
from standins.quickbooks.journal import Journal
from standins.quickbooks.options import Options
from standins.quickbooks.sample import seed_empty, seed_sample
from standins.quickbooks.throttle import Throttle

ACCOUNTING = "com.intuit.quickbooks.accounting"
SEEDS: dict[str, Callable[[Company], None]] = {"sample": seed_sample, "empty": seed_empty}
ANSWERS_KEPT = 50_000  # answers to writes that are known by their requestid


class World:
    """The state behind the app; `reset` brings it back to how it was started."""

    companies: dict[str, Company]

    def __init__(self, options: Options, clock: Clock, new_id: Callable[[], str] = random_id) -> None:
        self.options, self.clock, self.new_id = options, clock, new_id
        self.journal = Journal(clock)
        self.drop: Callable[[tuple[str, int]], None] = lambda client: None  # set by who runs the server
        self.reset()

    def reset(self) -> None:
        """Companies, grants, faults and limits as at the start; the clock stays where it is."""
        self.assumptions = Assumptions()
        self.grants = Grants(self.clock, self.new_id, self.options.rotate, self.assumptions)
        self.throttle = Throttle(self.options.limits)
        self.faults = Faults(self.new_id)
        self.answers: dict[tuple[str, str], bytes] = {}  # by realm and requestid
        self.companies = {}
        self.journal.clear()
        for realm, kind in {self.options.realm: self.options.company, **self.options.others}.items():
            self.add_company(realm, kind)
        if self.options.refresh_token:
            self.grants.issue(self.options.realm, ACCOUNTING, self.options.refresh_token)

    def add_company(self, realm: str, kind: str = "empty") -> Company:
        """Another company, seeded as `sample` or `empty`; ValueError for a seed there is not."""
        if kind not in SEEDS:
            raise ValueError(f"no company {kind!r}: choose {' or '.join(SEEDS)}")
        company = Company(realm, self.clock, self.assumptions)
        SEEDS[kind](company)
        self.companies[realm] = company
        return company

    def remember(self, realm: str, requestid: str, answer: bytes) -> None:
        """Keep the answer to a write for its requestid; the oldest of very many are forgotten."""
        self.answers[realm, requestid] = answer
        if len(self.answers) > ANSWERS_KEPT:
            del self.answers[next(iter(self.answers))]

    def revoke(self, realm: str) -> int:
        """Disconnect every app from a company, as its owner may."""
        return self.grants.revoke_realm(realm)

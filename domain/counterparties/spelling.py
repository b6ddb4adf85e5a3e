"""How a company's name is spelt, taken apart: plain words, abbreviations written out, its legal form set aside."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from anyascii import anyascii
from cleanco import prepare_default_terms

from domain.counterparties.names import exact_key

Words = tuple[str, ...]

ABBREVIATIONS = {
    "intl": "international", "internatl": "international", "natl": "national", "nat": "national",
    "mfg": "manufacturing", "manuf": "manufacturing", "mfr": "manufacturer", "mfrs": "manufacturers",
    "bros": "brothers", "bro": "brothers", "co": "company", "cos": "companies", "cie": "company",
    "corp": "corporation", "inc": "incorporated", "ltd": "limited", "st": "saint", "ste": "saint", "mt": "mount",
    "ft": "fort", "assoc": "associates", "assocs": "associates", "assn": "association", "dept": "department",
    "dist": "distribution", "distr": "distribution", "ind": "industries", "inds": "industries", "indus": "industries",
    "industrial": "industries", "industry": "industries", "svc": "services", "svcs": "services", "serv": "services",
    "service": "services", "grp": "group", "gp": "group", "hldg": "holdings", "hldgs": "holdings",
    "holding": "holdings", "mgmt": "management", "mgt": "management", "mkt": "marketing", "mktg": "marketing",
    "prod": "products", "prods": "products", "product": "products", "tech": "technologies",
    "technology": "technologies", "techs": "technologies", "trans": "transport", "transp": "transport",
    "transportation": "transport", "trk": "trucking", "whse": "warehouse", "whs": "warehouse", "univ": "university",
    "rec": "recycling", "recyc": "recycling", "recyclers": "recycling", "recy": "recycling", "pkg": "packaging",
    "pkging": "packaging", "ppr": "paper", "mtl": "metals", "mtls": "metals", "metal": "metals", "matl": "materials",
    "matls": "materials", "material": "materials", "fibre": "fiber", "fibres": "fiber", "fibers": "fiber",
    "centre": "center", "ctr": "center", "eng": "engineering", "engr": "engineering", "equip": "equipment",
    "elec": "electric", "env": "environmental", "enviro": "environmental", "envir": "environmental",
    "amer": "american", "us": "usa", "n": "north", "s": "south", "e": "east", "w": "west", "no": "north",
    "so": "south", "nw": "northwest", "ne": "northeast", "sw": "southwest", "se": "southeast", "und": "and",
    "et": "and", "y": "and", "first": "1st", "second": "2nd", "third": "3rd", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
}  # fmt: skip
# Forms cleanco does not know, or writes otherwise.
MORE_FORMS = (
    "pty", "gmbh & co kg", "gmbh & co", "ag & co kg", "ug", "pvt ltd", "private limited", "pte ltd", "ulc", "pbc",
    "pc", "s de rl de cv", "sa de cv", "sapi de cv", "kk", "co ltd", "coop", "nonprofit", "a/s", "sp z oo", "s.p.a.",
    "ohg", "se", "e.g.", "oü", "sia", "ltée", "lp", "inc", "llc", "company", "limited", "incorporated", "corporation",
)  # fmt: skip
# Legal forms that are words of names as well: cleanco would strip the end of `Fort Da` or `Banco et`.
WORDS_FIRST = {"private", "et", "da", "pt", "pp", "sd", "fie", "teo", "ay", "mb", "se", "pc", "dat", "vat", "zat", "st"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name at several distances from its letters.

    `key` decides whether two names are the same and `bare_key` lacks its accents; `plain` are its words without accents
    and punctuation, `core` those written out and without the legal form, `form` the legal form written out, `numbers`
    the words that count.
    """

    name: str
    key: str
    bare_key: str
    plain: Words
    core: Words
    form: Words
    numbers: Words


def spell(name: str) -> Spelling:
    """Take a name apart. Deterministic, and never empty-handed: a name of only a legal form keeps it as its core."""
    key = exact_key(name)
    plain = words(name)
    body, form = _without_legal_form(plain)
    core = tuple(ABBREVIATIONS.get(word, word) for word in body)
    return Spelling(
        name=name,
        key=key,
        bare_key=_without_accents(key),
        plain=plain,
        core=core,
        form=tuple(ABBREVIATIONS.get(word, word) for word in form),
        numbers=tuple(sorted(filter(counts, core))),
    )


def words(name: str) -> Words:
    """The words in plain lower-case letters: `O'Brien & Søn, S.A.` is `obrien and son sa`."""
    text = anyascii(exact_key(name)).lower().replace("&", " and ").replace("+", " and ")
    text = re.sub(r"['`\"]", "", text)
    text = re.sub(r"\b([a-z])/([a-z])\b", r"\1\2", text)
    text = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", text)
    return tuple(re.findall(r"[a-z0-9]+", text))


def counts(word: str) -> bool:
    """Whether the word holds a number, as in `Plant 2`."""
    return any(letter.isdigit() for letter in word)


def _without_accents(key: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", key) if not unicodedata.combining(letter))


def _without_legal_form(plain: Words) -> tuple[Words, Words]:
    forms = _legal_forms()
    rest = plain
    while len(rest) > 1:
        longest = next((size for size in (5, 4, 3, 2, 1) if size < len(rest) and rest[-size:] in forms), 0)
        if not longest:
            break
        rest = rest[:-longest]
    return rest, plain[len(rest) :]


@cache
def _legal_forms() -> frozenset[Words]:
    known = (" ".join(term) for _, term in prepare_default_terms())
    return frozenset(words(form) for form in (*known, *MORE_FORMS)) - {(word,) for word in WORDS_FIRST} - {()}

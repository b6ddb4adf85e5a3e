"""Fits the chart and the terms together: the words of `/accounting` that open them, and their workflows."""

from bot.accounts import listeners, term_listeners
from bot.accounts.messages import AccountMessages
from bot.house import House, Workflows
from domain.accounts import mapping, terming
from domain.accounts.charting import Charting
from domain.accounts.terming import TermWork
from domain.clock import new_id


def register(house: House) -> Workflows:
    """Hang the windows; answers the workflows by name."""
    door, verbs, departments = house.door, house.verbs, house.departments
    house.words["accounts"] = listeners.register(door, verbs.mapping, departments=departments)
    house.words["terms"] = term_listeners.register(door, verbs.terming, departments=departments, new_id=new_id)
    told = AccountMessages(house.client, house.people, verbs.mapping, verbs.terming)
    chart = Charting(verbs.mapping, verbs.documents, told.show_chart, house.patience)
    terms = TermWork(verbs.terming, verbs.documents, told.show_terms, house.patience)
    return {
        mapping.PULL: door.workflow(chart.pull, chart.broke),
        mapping.CREATE: door.workflow(chart.create, chart.broke),
        mapping.CREATE_MISSING: door.workflow(chart.create_missing, chart.broke),
        mapping.FIX_ITEM: door.workflow(chart.fix_item, chart.broke),
        terming.PULL: door.workflow(terms.pull, terms.broke),
        terming.CREATE: door.workflow(terms.create, terms.broke),
    }

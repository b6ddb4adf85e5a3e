"""How requests leave for Intuit: with time-outs, without a proxy to this machine, and with failures told apart."""

import ipaddress
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

TIMEOUT = (5, 30)


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine, where no proxy of the environment can lead."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_have_arrived(failure: requests.RequestException) -> bool:
    """Whether the request could have been carried out although no answer came: all but a failure to connect."""
    if isinstance(failure, (requests.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.SSLError)):
        return False
    cause = failure.args[0] if failure.args else None
    return not (isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError))

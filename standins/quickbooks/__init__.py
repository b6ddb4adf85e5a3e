"""A QuickBooks Online on this machine: strict where the real one is strict, in its own words.

Where to find what, from the door inwards:

- running it: `serve` (command line), `running` (a server, for tests), `options`, `app`, `world` (its state), `snapshot`
- in front: `door` (trouble and the log), `faults`, `throttle`, `journal`, `control` (CONTROL.md), `asked`
- OAuth2: `oauth` (endpoints and consent page), `grants` (tokens)
- the company API: `api`, `batch`, `cdc`, `search` + `query` + `properties`, `uploads`, `outgoing`, `envelopes`, `wire`
- the table of entities: `entities/` (people, lists, transactions, settings, other); `shape` reads a body by it
- a change on its way: `operations`, `changes`, `references`, `rules` (which finish which kind), `removal`, `recurring`
- the rules: `people`, `names`, `lists`, `subtypes`, `documents`, `lines`, `numbers`, `expenses`, `sales`, `payments`,
  `entries`, `settings`, `rates`, `currencies`, `tax`, `attachments`
- what a company holds: `company`, `store`, `links` (what settles what), `balances`
- the books: `ledger`, `posts`, `chart`, `reports/`
- a person inside QuickBooks: `acts`, `desk`, `person`, `keyed`, `merging`, `page/`; papers: `pdf`
- where it starts: `sample*`; what is only assumed about the real one: `assumptions`
"""

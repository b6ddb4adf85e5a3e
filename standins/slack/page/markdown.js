/** The markdown block: headings, lists, quotes, fences, tables and inline marks of common Markdown. */

import { h } from "./dom.js";
import { link } from "./mrkdwn.js";
import { withEmoji } from "./emoji.js";

const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*(\S(?:.*?\S)?)\*|(?<!\w)_(\S(?:.*?\S)?)_(?!\w)|\[([^\]]+)\]\(([^)\s]+)\)/g;

function inline(text) {
  const nodes = [];
  let plain = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, bold, bold2, strike, italic, italic2, label, address] = found;
    nodes.push(withEmoji(text.slice(plain, found.index)));
    if (code) nodes.push(h("code", {}, code));
    else if (bold || bold2) nodes.push(h("b", {}, inline(bold || bold2)));
    else if (strike) nodes.push(h("s", {}, inline(strike)));
    else if (italic || italic2) nodes.push(h("i", {}, inline(italic || italic2)));
    else nodes.push(link(address, label));
    plain = found.index + whole.length;
  }
  return [...nodes, withEmoji(text.slice(plain))];
}

const cells = (row, tag) =>
  row
    .replace(/^\s*\||\|\s*$/g, "")
    .split("|")
    .map((cell) => h(tag, {}, inline(cell.trim())));

function table(rows) {
  const body = rows.slice(2).map((row) => h("tr", {}, cells(row, "td")));
  return h(
    "div",
    { class: "table-wrap" },
    h("table", { class: "table" }, h("thead", {}, h("tr", {}, cells(rows[0], "th"))), h("tbody", {}, body)),
  );
}

const listOf = (tag, mark) => (rows) =>
  h(
    tag,
    {},
    rows.map((row) => h("li", {}, inline(row.replace(mark, "")))),
  );

/** Each kind of paragraph: which lines belong to it, and how they are drawn. */
const KINDS = [
  [/^\s*\|.*\|\s*$/, table],
  [
    /^#{1,6} /,
    (rows) =>
      rows.map((row) =>
        h("p", { class: "md-heading", role: "heading", "aria-level": 3 }, inline(row.replace(/^#+ /, ""))),
      ),
  ],
  [/^\s*[-*+] /, listOf("ul", /^\s*[-*+] /)],
  [/^\s*\d+[.)] /, listOf("ol", /^\s*\d+[.)] /)],
  [
    /^> ?/,
    (rows) =>
      h(
        "blockquote",
        {},
        rows.flatMap((row, at) => [at ? h("br") : null, ...inline(row.replace(/^> ?/, ""))]),
      ),
  ],
  [/^(-{3,}|\*{3,})$/, () => h("hr")],
  [
    /^.+$/,
    (rows) =>
      h(
        "p",
        {},
        rows.flatMap((row, at) => [at ? h("br") : null, ...inline(row)]),
      ),
  ],
];

const kindOf = (line) => KINDS.findIndex(([pattern]) => pattern.test(line));

function paragraphs(text) {
  const nodes = [];
  let rows = [];
  let kind = -1;
  const close = () => {
    if (rows.length) nodes.push(KINDS[kind][1](rows));
    rows = [];
  };
  for (const line of text.split("\n")) {
    const next = kindOf(line);
    if (next !== kind) close();
    kind = next;
    if (next >= 0) rows.push(line);
  }
  close();
  return nodes;
}

/** A markdown block as nodes. */
export function markdown(text) {
  const parts = String(text ?? "").split(/^```[^\n]*\n([\s\S]*?)^```\s*$/m);
  return h(
    "div",
    { class: "markdown" },
    parts.map((part, at) => (at % 2 ? h("pre", {}, part.replace(/\n$/, "")) : paragraphs(part))),
  );
}

/** Slack's mrkdwn and plain text as DOM nodes. */

import { dateText, fullMoment } from "./dates.js";
import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { channel, nameOf, person, store } from "./store.js";

const decode = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** An address a person may safely follow, or null: nothing but web, mail and telephone. */
export function safeAddress(address) {
  const text = String(address ?? "").trim();
  return /^(https?:\/\/|mailto:|tel:)/i.test(text) ? text : null;
}

/** A link that opens beside the page; an unsafe address is only its text. */
export function link(address, ...children) {
  const href = safeAddress(address);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children) : h("span", {}, children);
}

/** `@name` as Slack paints it; one's own name stands out. */
export function mention(id) {
  return h(
    "span",
    { class: id === store.me?.id ? "mention me" : "mention", dataset: { user: id } },
    `@${nameOf(person(id))}`,
  );
}

/** `#name`, which leads there. */
export function channelLink(id, label) {
  const name = channel(id)?.name || label;
  return name
    ? h("a", { class: "mention", href: `#${id}` }, `#${name}`)
    : h("span", { class: "mention" }, "#private-channel");
}

/** A user group's handle. */
export function groupMention(id, label) {
  const group = store.usergroups.find((one) => one.id === id);
  return h("span", { class: "mention" }, `@${group?.handle || (label || id).replace(/^@/, "")}`);
}

/** A moment, in words, in the reader's zone. */
export function dateNode(seconds, pattern, fallback, address) {
  const moment = new Date(Number(seconds) * 1000);
  const title = Number.isNaN(moment.getTime()) ? undefined : fullMoment(moment);
  const time = h("time", { title, datetime: title && moment.toISOString() }, dateText(seconds, pattern, fallback));
  return address ? link(address, time) : time;
}

/** What stands between angle brackets: a person, a channel, a group, a date, everyone, or a link. */
function bracket(inside) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), label);
  if (target.startsWith("!date^")) {
    const [, seconds, pattern, address] = target.split("^");
    return dateNode(seconds, decode(pattern || ""), decode(label || ""), address);
  }
  if (/^!(here|channel|everyone)/.test(target)) return h("span", { class: "mention me" }, `@${target.slice(1)}`);
  const address = decode(target);
  if (!safeAddress(address)) return `<${decode(inside)}>`;
  return link(address, label ? decode(label) : address.replace(/^mailto:/, ""));
}

/** Inline marks, tried in this order at each place: [pattern, needs a word boundary before it, node]. */
const INLINE = [
  [/`([^`\n]+)`/y, false, (found) => h("code", {}, decode(found[1]))],
  [/<([^<>\n]+)>/y, false, (found) => bracket(found[1])],
  [/\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])/y, true, (found, options) => h("b", {}, inline(found[1], options))],
  [
    /_(?=\S)([^_\n]*[^_\s]|[^_\n]*\w(?:_\w+)*[^_\s])_(?!\w)/y,
    true,
    (found, options) => h("i", {}, inline(found[1], options)),
  ],
  [/~(?=\S)([^~\n]*[^~\s])~(?![\w~])/y, true, (found, options) => h("s", {}, inline(found[1], options))],
  [
    /:([a-z0-9_+-]+(?:::skin-tone-\d)?):/y,
    false,
    (found) =>
      emoji(found[1]) &&
      h("span", { class: "emoji", role: "img", "aria-label": found[1].replaceAll("_", " ") }, emoji(found[1])),
  ],
  [
    /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"]/y,
    true,
    (found, options) => !options.verbatim && link(decode(found[0]), decode(found[0])),
  ],
];

function markAt(text, at, options) {
  const bounded = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]);
  for (const [pattern, needsBoundary, build] of INLINE) {
    if (needsBoundary && !bounded) continue;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    const node = found && build(found, options);
    if (node) return { node, end: at + found[0].length };
  }
  return null;
}

/** One run of text without line structure. @returns {(Node|string)[]} */
function inline(text, options) {
  const nodes = [];
  let plain = 0;
  for (let at = 0; at < text.length;) {
    const mark = "`<*_~:h".includes(text[at]) && markAt(text, at, options);
    if (!mark) {
      at += 1;
      continue;
    }
    nodes.push(decode(text.slice(plain, at)), mark.node);
    at = plain = mark.end;
  }
  return [...nodes, decode(text.slice(plain))];
}

/** Lines: those that start with `>` are gathered in quotes, the others keep their breaks. */
function lines(text, options) {
  const nodes = [];
  let quote = null;
  let first = true;
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quoted) {
      if (quote) quote.append(h("br"));
      else nodes.push((quote = h("blockquote")));
      quote.append(...inline(quoted[1], options));
    } else {
      if (!first && !quote) nodes.push(h("br"));
      nodes.push(...inline(line, options));
      quote = null;
    }
    first = false;
  }
  return nodes;
}

/** mrkdwn as nodes: code fences first, then lines, then marks. @returns {Node} */
export function mrkdwn(text, options = {}) {
  const nodes = h("span", { class: "mrkdwn" });
  String(text ?? "")
    .split(/\n?```\n?([\s\S]+?)\n?```\n?/)
    .forEach((part, at) => {
      if (at % 2)
        nodes.append(
          h(
            "pre",
            {},
            decode(part.replace(/<([^<>|\n]+)(?:\|([^<>\n]*))?>/g, (whole, target, label) => label || target)),
          ),
        );
      else if (part) nodes.append(...lines(part, options).filter((node) => node !== ""));
    });
  return nodes;
}

/** A text object of Block Kit: mrkdwn, or plain text with or without emoji. */
export function textObject(object) {
  if (!object) return null;
  if (object.type === "mrkdwn") return mrkdwn(object.text, { verbatim: object.verbatim });
  return plain(object);
}

/** A plain text object, its line breaks kept. */
export function plain(object) {
  const text = typeof object === "string" ? object : object?.text || "";
  return h("span", { class: "plain" }, object?.emoji === false ? text : withEmoji(text));
}

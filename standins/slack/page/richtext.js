/** rich_text: the structured text that needs no escaping. */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelLink, dateNode, groupMention, link, mention } from "./mrkdwn.js";

const COLOR = /^#[0-9a-f]{6}$/i;

function swatch(value) {
  const box = h("span", { class: "swatch", "aria-hidden": "true" });
  if (COLOR.test(value)) box.style.backgroundColor = value;
  return h("span", {}, value, box);
}

const ELEMENTS = {
  text: (one) => one.text.split("\n").flatMap((line, at) => (at ? [h("br"), line] : [line])),
  link: (one) => link(one.url, one.text || one.url),
  user: (one) => mention(one.user_id),
  channel: (one) => channelLink(one.channel_id),
  usergroup: (one) => groupMention(one.usergroup_id),
  broadcast: (one) => h("span", { class: "mention me" }, `@${one.range}`),
  emoji: (one) =>
    h("span", { class: "emoji", role: "img", "aria-label": one.name }, emoji(one.name) || `:${one.name}:`),
  date: (one) => dateNode(one.timestamp, one.format || "{date_short_pretty} {time}", one.fallback, one.url),
  color: (one) => swatch(one.value),
};

const STYLES = [
  ["code", "code"],
  ["strike", "s"],
  ["italic", "i"],
  ["bold", "b"],
  ["underline", "u"],
];

function inlineElement(one) {
  let node = ELEMENTS[one.type]?.(one) ?? "";
  for (const [style, tag] of STYLES) if (one.style?.[style]) node = h(tag, {}, node);
  return node;
}

const runs = (elements) => (elements || []).map(inlineElement);

function list(part) {
  const tag = part.style === "ordered" ? "ol" : "ul";
  const indent = Math.min(Number(part.indent) || 0, 8);
  const items = part.elements.map((item) => h("li", {}, runs(item.elements)));
  return h(
    tag,
    { class: `rich-list indent-${indent}`, start: tag === "ol" && part.offset ? part.offset + 1 : undefined },
    items,
  );
}

const PARTS = {
  rich_text_section: (part) => h("div", { class: "rich-section" }, runs(part.elements)),
  rich_text_list: list,
  rich_text_quote: (part) => h("blockquote", {}, runs(part.elements)),
  rich_text_preformatted: (part) => h("pre", {}, runs(part.elements)),
};

/** A rich_text block (also a rich_text table cell). */
export const richText = (block) =>
  h(
    "div",
    { class: "rich-text" },
    (block.elements || []).map((part) => PARTS[part.type]?.(part)),
  );

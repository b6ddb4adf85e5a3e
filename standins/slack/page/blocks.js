/** Blocks of Block Kit as DOM, kept in step with what the app sends without disturbing what a person is doing. */

import { h, icon, reconcile } from "./dom.js";
import { element } from "./elements.js";
import { fileCard } from "./files.js";
import { markdown } from "./markdown.js";
import { plain, textObject } from "./mrkdwn.js";
import { image } from "./pictures.js";
import { richText } from "./richtext.js";
import { store } from "./store.js";
import { dataTable, table } from "./table.js";

let serial = 0;

/** Text without marks, for names that are read aloud. */
const spoken = (object) =>
  (object?.text || "")
    .replace(/[*_~`]|:[a-z0-9_+-]+:/g, "")
    .slice(0, 75)
    .trim();

function standing(block, one, surface) {
  const label = one.accessibility_label || one.placeholder?.text || spoken(block.text);
  return element({ block, element: one, surface, aria: { "aria-label": label || undefined } });
}

function section(block, surface) {
  const fields = (block.fields || []).map((field) => h("div", { class: "field" }, textObject(field)));
  const text = h(
    "div",
    { class: "section-text" },
    block.text && h("div", {}, textObject(block.text)),
    fields.length ? h("div", { class: "fields" }, fields) : null,
  );
  return h(
    "div",
    { class: "section" },
    text,
    block.accessory && h("div", { class: "accessory" }, standing(block, block.accessory, surface)),
  );
}

function input(block, surface) {
  const id = `field-${(serial += 1)}`;
  const error = surface.error(block);
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const aria = {
    id,
    "aria-labelledby": `${id}-label`,
    "aria-describedby": described || undefined,
    "aria-required": block.optional ? undefined : "true",
    "aria-invalid": error ? "true" : undefined,
  };
  return h(
    "div",
    { class: error ? "input invalid" : "input" },
    h(
      "label",
      { class: "label", id: `${id}-label`, for: id },
      plain(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    element({ block, element: block.element, surface, aria }),
    error && h("div", { class: "error", role: "alert", id: `${id}-error` }, icon("warning"), h("span", {}, error)),
    block.hint && h("div", { class: "hint", id: `${id}-hint` }, plain(block.hint)),
  );
}

const contextPart = (one) => (one.type === "image" ? image(one, "small") : h("span", {}, textObject(one)));

const LEVELS = { info: "Information", warning: "Warning", error: "Error", success: "Done", default: "Note" };

function alert(block) {
  const level = LEVELS[block.level] ? block.level : "default";
  return h(
    "div",
    { class: `alert ${level}`, role: level === "error" ? "alert" : "status" },
    icon(level === "success" ? "check" : "warning"),
    h("span", { class: "sr-only" }, `${LEVELS[level]}: `),
    textObject(block.text),
  );
}

function card(block, surface) {
  const actions = (block.actions || []).map((one) => standing(block, one, surface));
  return h(
    "div",
    { class: "card" },
    block.hero_image && image(block.hero_image),
    h(
      "div",
      { class: "card-head" },
      block.icon && image(block.icon, "small"),
      h(
        "div",
        {},
        block.title && h("div", { class: "card-title" }, textObject(block.title)),
        block.subtitle && h("div", { class: "muted" }, textObject(block.subtitle)),
      ),
    ),
    block.body && h("div", {}, textObject(block.body)),
    actions.length ? h("div", { class: "row" }, actions) : null,
  );
}

function picture(block) {
  return h(
    "figure",
    { class: "image-block" },
    block.title && h("figcaption", { class: "file-caption" }, plain(block.title)),
    image(block),
  );
}

/** A button may be meant for some people only. */
const isMine = (one) => !one.visible_to_user_ids?.length || one.visible_to_user_ids.includes(store.me.id);

const BLOCKS = {
  section,
  input,
  alert,
  card,
  header: (block) => h("h3", { class: "header" }, plain(block.text)),
  divider: () => h("hr", { class: "divider" }),
  context: (block) => h("div", { class: "context" }, block.elements.map(contextPart)),
  actions: (block, surface) =>
    h(
      "div",
      { class: "row" },
      block.elements.filter(isMine).map((one) => standing(block, one, surface)),
    ),
  context_actions: (block, surface) =>
    h(
      "div",
      { class: "row" },
      block.elements.filter(isMine).map((one) => standing(block, one, surface)),
    ),
  container: (block, surface) =>
    h(
      "div",
      { class: "card" },
      block.rich_text_title
        ? draw(block.rich_text_title, surface)
        : block.title && h("div", { class: "card-title" }, textObject(block.title)),
      (block.child_blocks || []).map((child) => draw(child, surface)),
    ),
  image: picture,
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  table,
  data_table: dataTable,
  file: (block) => fileCard(block.file || { id: block.external_id, name: block.external_id }),
};

function draw(block, surface) {
  const content =
    BLOCKS[block.type]?.(block, surface) ?? h("div", { class: "unknown" }, `(a ${block.type} block is not drawn here)`);
  return h(
    "div",
    { class: `block block-${block.type}`, dataset: { blockId: block.block_id, blockType: block.type } },
    content,
  );
}

/** Where the caret is inside a block that is about to be drawn anew. */
function caretIn(node) {
  const focused = document.activeElement;
  if (!node?.contains(focused) || !focused.dataset.actionId) return null;
  return { action: focused.dataset.actionId, start: focused.selectionStart, end: focused.selectionEnd };
}

function putCaret(node, caret) {
  const target = node.querySelector(`[data-action-id="${CSS.escape(caret.action)}"]`);
  target?.focus();
  if (typeof caret.start === "number") target?.setSelectionRange?.(caret.start, caret.end);
}

/**
 * Make `parent` show these blocks. A block that did not change is left alone; a changed one is drawn with what was typed and keeps the caret.
 * @param {HTMLElement} parent @param {object[]} blocks @param {object} surface
 */
export function showBlocks(parent, blocks, surface) {
  const old = new Map([...parent.children].map((node) => [node.dataset.blockId, node]));
  const hadFocus = parent.contains(document.activeElement);
  const carets = [];
  const wanted = (blocks || []).map((block) => {
    const signature = JSON.stringify([block, surface.error(block), surface.revision(block)]);
    const before = old.get(block.block_id);
    if (before?.signature === signature) return before;
    const caret = caretIn(before);
    if (caret) document.activeElement.blur();
    const node = draw(block, surface);
    node.signature = signature;
    if (caret) carets.push([node, caret]);
    return node;
  });
  reconcile(parent, wanted);
  for (const [node, caret] of carets) putCaret(node, caret);
  if (hadFocus && !parent.contains(document.activeElement)) parent.closest(".message, .home, .dialog")?.focus();
}

/** Checkboxes and radio buttons. */

import { h } from "./dom.js";
import { confirmed } from "./layers.js";
import { textObject } from "./mrkdwn.js";

let serial = 0;
const newName = () => `group-${(serial += 1)}`;

/** One row: the box, its text, and a word of explanation. */
function row(option, box) {
  const detail = option.description && h("span", { class: "choice-detail" }, textObject(option.description));
  return h("label", { class: "choice" }, box, h("span", { class: "choice-text" }, textObject(option.text), detail));
}

/** The same rows for both, with one mark or many. @param {import("./elements.js").Place} spot */
export function choices({ block, element, surface, aria }) {
  const many = element.type === "checkboxes";
  const [type, role, name] = many ? ["checkbox", "group", newName()] : ["radio", "radiogroup", newName()];
  const known = many ? { ...aria, "aria-required": undefined } : aria; // a group of checkboxes knows no "required"
  const node = h("div", { class: "choices", role, ...known, dataset: { actionId: element.action_id } });
  const boxes = element.options.map(({ value }) => h("input", { type, name, value, on: { change: () => changed() } }));
  const show = () => {
    const chosen = [surface.value(block, element)].flat();
    for (const box of boxes) box.checked = chosen.includes(box.value);
  };
  async function changed() {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (await confirmed(element.confirm)) surface.choose(block, element, many ? chosen : (chosen[0] ?? null));
    else show();
  }
  node.append(...element.options.map((option, at) => row(option, boxes[at])));
  show();
  return node;
}

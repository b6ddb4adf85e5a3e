/** Text fields: one line or several, numbers, e-mail, addresses, and rich text as it is typed. */

import { h } from "./dom.js";
import { richFromText, textFromRich } from "./values.js";

const TEXT_KINDS = {
  plain_text_input: {},
  number_input: { inputmode: "decimal", class: "text number" },
  email_text_input: { inputmode: "email", autocomplete: "off" },
  url_text_input: { inputmode: "url" },
};

function counter(node, limit) {
  const left = h("span", { class: "counter", "aria-live": "polite" });
  const count = () => {
    const rest = limit - node.value.length;
    left.textContent = rest < limit / 5 ? String(rest) : "";
    left.classList.toggle("over", rest < 0);
  };
  node.addEventListener("input", count);
  count();
  return left;
}

/** @param {import("./elements.js").Place} spot */
export function textInput({ block, element, surface, aria }) {
  const attributes = {
    type: "text",
    class: "text",
    ...TEXT_KINDS[element.type],
    placeholder: element.placeholder?.text,
    autocomplete: "off",
    ...aria,
    dataset: { actionId: element.action_id },
  };
  const node = element.multiline ? h("textarea", { ...attributes, type: undefined, rows: 4 }) : h("input", attributes);
  node.value = surface.value(block, element) ?? "";
  node.addEventListener("input", () => surface.type(block, element, node.value));
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !element.multiline && surface.enter(block, element, node.value)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  return element.max_length ? h("div", { class: "counted" }, node, counter(node, element.max_length)) : node;
}

/** @param {import("./elements.js").Place} spot */
export function richTextInput({ block, element, surface, aria }) {
  const node = h("textarea", {
    class: "text",
    rows: 4,
    placeholder: element.placeholder?.text,
    ...aria,
    dataset: { actionId: element.action_id },
  });
  node.value = textFromRich(surface.value(block, element));
  node.addEventListener("input", () => surface.type(block, element, richFromText(node.value)));
  return node;
}

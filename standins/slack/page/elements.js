/** The interactive elements of Block Kit: buttons and menus here, what is filled in from its own modules. */

import { dateInput } from "./datefields.js";
import { h, icon } from "./dom.js";
import { fileInput } from "./filefield.js";
import { confirmed } from "./layers.js";
import { toggleMenu } from "./menu.js";
import { plain, safeAddress } from "./mrkdwn.js";
import { image } from "./pictures.js";
import { select } from "./selects.js";
import { richTextInput, textInput } from "./texts.js";
import { choices } from "./ticks.js";
import { isText } from "./values.js";

/**
 * @typedef {{block: object, element: object, surface: object, aria: Record<string, any>}} Place
 * An element and where it stands; `aria` are the attributes that tie it to its label, hint and error.
 */

/** Press with the confirmation and the busy look of a real button. */
async function press({ block, element, surface }, node, value = null) {
  if (node.getAttribute("aria-busy") === "true" || !(await confirmed(element.confirm))) return;
  node.setAttribute("aria-busy", "true");
  await surface.press(block, element, value);
  node.removeAttribute("aria-busy");
}

/** A link that looks like a button: it opens its address, and the app hears of it too. */
function linkButton(href, attributes, face) {
  const node = h("a", { ...attributes, role: "button", href, target: "_blank", rel: "noopener noreferrer" }, face);
  node.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    node.click();
  });
  return node;
}

function button(spot) {
  const { element } = spot;
  const style = { primary: "primary", danger: "danger" }[element.style] || "";
  const attributes = {
    class: `button ${style}`,
    "aria-label": element.accessibility_label,
    dataset: { actionId: element.action_id },
  };
  const href = element.url && safeAddress(element.url);
  const face = plain(element.text);
  const node = href ? linkButton(href, attributes, face) : h("button", { type: "button", ...attributes }, face);
  node.addEventListener("click", () => press(spot, node));
  return node;
}

function overflow(spot) {
  const { element, aria } = spot;
  const node = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": element.accessibility_label || aria["aria-label"] || "More actions",
      dataset: { actionId: element.action_id },
    },
    icon("dots"),
  );
  node.addEventListener("click", () =>
    toggleMenu(
      node,
      element.options.map((option) => ({
        label: plain(option.text),
        detail: option.description && plain(option.description),
        href: option.url && safeAddress(option.url),
        pick: () => press(spot, node, option.value),
      })),
      { label: "More actions", align: "right" },
    ),
  );
  return node;
}

/** A small button of a message's own row of feedback. */
function smallButton(spot, face, label, value = null) {
  const attributes = { class: "button small", "aria-label": label, title: label };
  const node = h("button", { type: "button", ...attributes, dataset: { actionId: spot.element.action_id } }, face);
  node.addEventListener("click", () => press(spot, node, value));
  return node;
}

function feedback(spot) {
  const faces = { positive_button: "👍", negative_button: "👎" };
  const given = Object.keys(faces).filter((key) => spot.element[key]);
  const draw = (key, { text, value }) => smallButton(spot, faces[key], text.text, value);
  return h(
    "span",
    { class: "row" },
    given.map((key) => draw(key, spot.element[key])),
  );
}

function iconButton(spot) {
  return smallButton(spot, icon("close"), spot.element.accessibility_label || spot.element.text?.text);
}

const ELEMENTS = {
  button,
  overflow,
  workflow_button: button,
  checkboxes: choices,
  radio_buttons: choices,
  datepicker: dateInput,
  timepicker: dateInput,
  datetimepicker: dateInput,
  rich_text_input: richTextInput,
  file_input: fileInput,
  feedback_buttons: feedback,
  icon_button: iconButton,
  image: ({ element }) => image(element, "thumb"),
};

/** Draw one element. @param {Place} spot */
export function element(spot) {
  const { type } = spot.element;
  if (isText(spot.element)) return textInput(spot);
  if (type.endsWith("_select")) return select(spot);
  return ELEMENTS[type]?.(spot) ?? h("span", { class: "unknown" }, `(${type} is not drawn here)`);
}

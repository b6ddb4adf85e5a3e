/** What lies above the page: dialogs that hold the focus, and popups placed beside their button. */

import { h, icon } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";

const FOCUSABLE = "a[href], button, input, textarea, select, [tabindex]";
const layers = () => document.getElementById("layers");

/** What Tab can reach inside `root`, in order. */
export const focusable = (root) =>
  [...root.querySelectorAll(FOCUSABLE)].filter(
    (one) => !one.disabled && one.tabIndex >= 0 && one.getClientRects().length > 0,
  );

/** Everything under the topmost dialog is out of reach. */
function settle() {
  const stack = [document.getElementById("app"), ...layers().children];
  const top = stack.findLast((one) => one.matches(".layer")) || stack[0];
  for (const one of stack) one.inert = one !== top;
}

function keepFocusInside(event, root) {
  if (event.key !== "Tab") return;
  const reach = focusable(root);
  const [first, last] = [reach[0], reach.at(-1)];
  const leaving = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (leaving || !root.contains(document.activeElement)) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}

/**
 * Lay a dialog over the page until `close()`; the focus returns to where it was.
 * @param {HTMLElement} dialog @param {() => void} onEscape
 */
export function openLayer(dialog, onEscape) {
  const before = document.activeElement;
  dialog.setAttribute("aria-modal", "true");
  dialog.tabIndex = -1;
  const layer = h("div", { class: "layer" }, dialog);
  layer.addEventListener("keydown", (event) => {
    keepFocusInside(event, dialog);
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      onEscape();
    }
  });
  layers().append(layer);
  settle();
  return {
    close() {
      layer.remove();
      settle();
      (before?.isConnected ? before : document.querySelector(".composer-text"))?.focus();
    },
  };
}

/** Ask before an act, as a `confirm` object wants it. @returns {Promise<boolean>} */
export function confirmed(object) {
  if (!object) return Promise.resolve(true);
  return new Promise((answer) => {
    const done = (yes) => {
      layer.close();
      answer(yes);
    };
    const deny = h(
      "button",
      { type: "button", class: "button", on: { click: () => done(false) } },
      plain(object.deny || "Cancel"),
    );
    const confirm = h(
      "button",
      {
        type: "button",
        class: `button ${object.style === "danger" ? "danger-solid" : "primary"}`,
        on: { click: () => done(true) },
      },
      plain(object.confirm || "Confirm"),
    );
    const dialog = h(
      "div",
      {
        class: "dialog confirm",
        role: "alertdialog",
        "aria-labelledby": "confirm-title",
        "aria-describedby": "confirm-text",
        dataset: { testid: "confirm" },
      },
      h(
        "header",
        { class: "dialog-head" },
        h("h2", { id: "confirm-title" }, plain(object.title || "Are you sure?")),
        h(
          "button",
          { type: "button", class: "icon-button", "aria-label": "Close", on: { click: () => done(false) } },
          icon("close"),
        ),
      ),
      h("div", { class: "dialog-body", id: "confirm-text" }, textObject(object.text)),
      h("footer", { class: "dialog-foot" }, deny, confirm),
    );
    const layer = openLayer(dialog, () => done(false));
    confirm.focus();
  });
}

/** Put a popup under its anchor, or above it where there is more room. */
export function place(popup, anchor, { align = "left", widen = true } = {}) {
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - 8;
  const above = box.top - 8;
  if (widen) popup.style.minWidth = `${box.width}px`;
  popup.style.maxHeight = `${Math.max(120, Math.min(320, Math.max(below, above)))}px`;
  const size = popup.getBoundingClientRect();
  const up = size.height > below && above > below;
  const left = align === "right" ? box.right - size.width : box.left;
  popup.style.left = `${Math.max(8, Math.min(left, window.innerWidth - size.width - 8))}px`;
  popup.style.top = `${up ? box.top - size.height - 4 : box.bottom + 4}px`;
}

/** Where a popup belongs in the tree: inside the dialog it serves, else above the page. */
export const popupHost = (anchor) => anchor.closest(".dialog") || layers();

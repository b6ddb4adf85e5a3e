/** Popup menus: overflow elements, message and workspace shortcuts, the choice of who you are. */

import { h } from "./dom.js";
import { place, popupHost } from "./layers.js";

let open = null;

function closeMenu(returnFocus) {
  if (!open) return;
  const { menu, anchor, outside } = open;
  open = null;
  menu.remove();
  document.removeEventListener("pointerdown", outside, true);
  anchor.setAttribute("aria-expanded", "false");
  if (returnFocus && anchor.isConnected) anchor.focus();
}

function onKey(event, menu) {
  const items = [...menu.querySelectorAll("[role^=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  if (event.key in moves) items.at(moves[event.key] % items.length)?.focus();
  else if (event.key === "Escape") closeMenu(true);
  else if (event.key === "Tab") {
    closeMenu(true);
    return;
  } else if (event.key.length === 1 && event.key !== " ")
    items.find((one) => one.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * Open a menu at a button, or close it if it is this button's.
 * @param {HTMLElement} anchor
 * @param {{label: Node|string, detail?: Node|string, before?: Node, checked?: boolean, href?: string, heading?: string, pick?: () => void}[]} items `heading` starts a group
 */
export function toggleMenu(anchor, items, { label = "Menu", align = "left" } = {}) {
  const again = open?.anchor === anchor;
  closeMenu(false);
  if (again) return;
  const menu = h("div", { class: "popup menu", role: "menu", "aria-label": label }, items.map(menuItem));
  menu.addEventListener("keydown", (event) => onKey(event, menu));
  const outside = (event) => {
    if (!menu.contains(event.target) && !anchor.contains(event.target)) closeMenu(false);
  };
  open = { menu, anchor, outside };
  popupHost(anchor).append(menu);
  place(menu, anchor, { align, widen: false });
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  menu.querySelector("[aria-checked=true], [role^=menuitem]")?.focus();
}

function menuItem(item) {
  if (item.heading) return h("div", { class: "menu-heading", role: "presentation" }, item.heading);
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  const pick = () => {
    closeMenu(true);
    item.pick?.();
  };
  const attributes = {
    class: "menu-item",
    role,
    tabindex: -1,
    "aria-checked": item.checked === undefined ? undefined : String(item.checked),
    on: { click: pick },
  };
  const content = [
    item.before,
    h(
      "span",
      { class: "menu-text" },
      h("span", { class: "menu-label" }, item.label),
      item.detail && h("span", { class: "menu-detail" }, item.detail),
    ),
  ];
  if (item.href)
    return h("a", { ...attributes, href: item.href, target: "_blank", rel: "noopener noreferrer" }, content);
  return h("button", { type: "button", ...attributes }, content);
}

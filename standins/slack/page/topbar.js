/** The bar on top: what this is, the clock when it is turned, the inspector, and who you are. */

import { clockText } from "./dates.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { toggleInspector } from "./inspector.js";
import { toggleMenu } from "./menu.js";
import { announce, nameOf, store } from "./store.js";

const TURNED = 60_000;
let shown = "";

const roleOf = (user) =>
  ({ clerk: "Accountant" })[user.role] ||
  (user.role ? user.role[0].toUpperCase() + user.role.slice(1) : user.title || "");

function switcher() {
  const people = store.users.filter((user) => !user.is_bot && !user.is_app);
  const button = h(
    "button",
    {
      type: "button",
      class: "switcher",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": `Acting as ${nameOf(store.me)}`,
      dataset: { testid: "switcher" },
    },
    avatar(store.me, "small"),
    h(
      "span",
      { class: "switcher-text" },
      h("b", {}, nameOf(store.me)),
      h("span", { class: "switcher-role" }, roleOf(store.me)),
    ),
    icon("down"),
  );
  button.addEventListener("click", () =>
    toggleMenu(
      button,
      [
        { heading: "Act as" },
        ...people.map((user) => ({
          label: nameOf(user),
          detail: roleOf(user),
          before: avatar(user, "small"),
          checked: user.id === store.me.id,
          pick: () => announce("act-as", user),
        })),
      ],
      { label: "Act as", align: "right" },
    ),
  );
  return button;
}

function clockChip() {
  const turned = store.frozen || Math.abs(store.ahead) > TURNED;
  return (
    turned &&
    h(
      "span",
      { class: "clock-chip", role: "status", "aria-label": "Workspace clock", dataset: { testid: "clock" } },
      icon("clock"),
      `${clockText()}${store.frozen ? " · stopped" : ""}`,
    )
  );
}

/** Draw the bar for the person in the store. */
export function showTopbar() {
  const bar = document.getElementById("topbar");
  const now = JSON.stringify([store.me, store.users, store.frozen, store.connected, clockChip() && clockText()]);
  if (now === shown || bar.querySelector("[aria-expanded=true]")) return;
  shown = now;
  const focused = bar.contains(document.activeElement) ? document.activeElement.className : null;
  bar.replaceChildren(
    h("span", { class: "not-slack", role: "note" }, "Local workspace - not Slack"),
    clockChip() || "",
    store.connected ? "" : h("span", { class: "lost", role: "alert" }, "Connection lost. Trying again…"),
    h("span", { class: "grow" }),
    iconButton("inspect", "Inspector: requests and envelopes", toggleInspector, { class: "icon-button on-dark" }),
    switcher(),
  );
  if (focused) [...bar.querySelectorAll("button")].find((one) => one.className === focused)?.focus();
}

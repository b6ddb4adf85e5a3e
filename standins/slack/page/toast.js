/** Notices in passing: a failed command, a modal in trouble. */

import { look } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { store } from "./store.js";

const SHOWN_FOR = 9000;
const seen = new Set();

/** Show one sentence for a while, or until it is dismissed. */
export function toast(text, kind = "error") {
  const region = document.getElementById("toasts");
  const node = h(
    "div",
    { class: `toast ${kind}`, role: kind === "error" ? "alert" : "status", dataset: { testid: "toast" } },
    icon("warning"),
    h("span", { class: "toast-text" }, text),
    iconButton("close", "Dismiss", () => node.remove()),
  );
  region.append(node);
  setTimeout(() => node.remove(), SHOWN_FOR);
}

/** Show what the server has to say since last time; `quietly` only takes note of what is already old. */
export async function refreshToasts(quietly = false) {
  const { toasts } = await look("toasts", { user: store.me.id });
  for (const one of toasts) {
    const key = `${one.id} ${one.at}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (!quietly) toast(one.text, one.kind === "info" ? "info" : "error");
  }
}

/** The pane beside the conversation that holds one thread. */

import { Composer } from "./composer.js";
import { h, iconButton } from "./dom.js";
import { acceptDrops } from "./files.js";
import { MessageList } from "./messages.js";
import { announce, channel, store, titleOf } from "./store.js";

let open = null;

/** Show the thread the store names, or none. */
export function showThread() {
  const pane = document.getElementById("thread");
  const place = channel(store.place);
  pane.hidden = !store.thread || !place;
  const key = `${store.me.id} ${store.place} ${store.thread}`;
  if (pane.hidden) {
    open = null;
    pane.replaceChildren();
    return;
  }
  if (open?.key === key) return;
  const list = new MessageList(store.place, store.thread, { label: "Thread" });
  const box = new Composer(store.place, store.thread, "Reply…");
  const head = h(
    "header",
    { class: "pane-head" },
    h("h2", {}, "Thread"),
    h("span", { class: "muted" }, `${place.is_im ? "" : "# "}${titleOf(place)}`),
    h("span", { class: "grow" }),
    iconButton("close", "Close thread", () => announce("open-thread", null)),
  );
  const body = h("div", { class: "pane-body" }, list.node, box.node);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) announce("open-thread", null);
  });
  acceptDrops(body, (files) => box.addFiles(files));
  pane.replaceChildren(head, body);
  open = { key, list };
  list.refresh();
  box.focus();
}

/** Look again at the open thread. */
export const refreshThread = () => open?.list.refresh();

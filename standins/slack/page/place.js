/** The middle of the page: a channel, a direct message, or an app with its Home and Messages tabs. */

import { act } from "./api.js";
import { Composer } from "./composer.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { acceptDrops } from "./files.js";
import { homeTab } from "./home.js";
import { MessageList } from "./messages.js";
import { announce, appOf, channel, nameOf, person, store, titleOf } from "./store.js";

let open = null;

/** Show where the store says we are; the same place stays as it is. */
export function showPlace() {
  const key = `${store.me.id} ${store.place} ${store.tab}`;
  if (open?.key === key) return;
  const place = channel(store.place);
  open = place ? conversation(place) : nowhere();
  open.key = key;
  document.getElementById("main").replaceChildren(...open.parts);
  document.title = `${place ? titleOf(place) : "Nothing here"} - ${store.team.name}`;
  open.refresh();
  open.focus?.();
}

/** Look again at what is open; only what the notice touches. */
export const refreshPlace = (what) => (open && (!what || open.what === what) ? open.refresh() : undefined);

const nowhere = () => ({
  parts: [h("p", { class: "home-empty" }, "You cannot see this conversation, or it does not exist.")],
  refresh() {},
});

function head(place, extra) {
  const owner = appOf(place);
  const face = owner
    ? avatar(owner, "small")
    : place.is_im
      ? avatar(person(place.user), "small")
      : icon(place.is_private ? "lock" : "hash");
  const menu = iconButton("menu", "Show channels", () => document.body.classList.toggle("sidebar-open"), {
    class: "icon-button only-narrow",
  });
  return h(
    "header",
    { class: "place-head" },
    h(
      "div",
      { class: "place-title" },
      menu,
      face,
      h("h1", { dataset: { testid: "place-title" } }, titleOf(place)),
      place.topic && h("span", { class: "topic" }, place.topic),
      h("span", { class: "grow" }),
      place.is_im
        ? null
        : h(
            "span",
            { class: "members", title: place.members.map((id) => nameOf(person(id))).join(", ") },
            place.members.slice(0, 3).map((id) => avatar(person(id), "tiny")),
            String(place.members.length),
          ),
    ),
    extra,
  );
}

function tabs(place, owner) {
  const tab = (name, label, enabled) =>
    enabled &&
    h(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(store.tab === name),
        tabindex: store.tab === name ? 0 : -1,
        class: "tab",
        dataset: { tab: name },
        on: { click: () => announce("go", { place: place.id, tab: name }) },
      },
      label,
    );
  const bar = h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": owner.name },
    tab("home", "Home", owner.home_tab_enabled),
    tab("messages", "Messages", owner.messages_tab_enabled),
  );
  bar.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    [...bar.children].find((one) => one !== document.activeElement)?.click();
    document.querySelector(".tab[aria-selected=true]")?.focus();
  });
  return bar;
}

function intro(place) {
  const title = titleOf(place);
  const owner = appOf(place);
  const words = owner
    ? `This is the start of your messages with ${title}. Type / to see what it can do.`
    : place.is_im
      ? `This conversation is just between ${title} and you.`
      : `This is the very beginning of the #${title} channel.`;
  return h(
    "div",
    { class: "intro" },
    place.is_im
      ? avatar(owner || person(place.user), "large")
      : h("span", { class: "intro-mark" }, icon(place.is_private ? "lock" : "hash")),
    h("h2", {}, title),
    h("p", {}, words),
  );
}

function conversation(place) {
  const owner = appOf(place);
  if (owner && store.tab === "home") return homeOf(place, owner);
  const list = new MessageList(place.id, null, {
    label: `Messages in ${titleOf(place)}`,
    intro: intro(place),
    unread: place.unread,
  });
  const mayWrite = !(owner && owner.messages_tab_read_only_enabled);
  const box = mayWrite ? new Composer(place.id, null, `Message ${place.is_im ? "" : "#"}${titleOf(place)}`) : null;
  const body = h(
    "div",
    { class: "place-body" },
    list.node,
    box ? box.node : h("p", { class: "read-only" }, `Sending messages to ${titleOf(place)} has been turned off.`),
  );
  if (box) acceptDrops(body, (files) => box.addFiles(files));
  if (owner) act("open_home", { user: store.me.id, tab: "messages", app: owner.id }).catch(() => undefined);
  return {
    what: "message",
    parts: [head(place, owner && tabs(place, owner)), body],
    focus: () => box?.focus(),
    refresh: () => list.refresh().then(() => markRead(place.id)),
  };
}

function homeOf(place, owner) {
  const home = homeTab(owner);
  return { what: "home", parts: [head(place, tabs(place, owner)), home.node], refresh: home.refresh };
}

/** What is on the screen has been read. */
async function markRead(id) {
  if (store.place !== id || document.hidden || !channel(id)?.unread) return;
  await act("read", { user: store.me.id, channel: id });
  announce("look-again");
}

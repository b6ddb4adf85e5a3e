/** The left column: channels, direct messages, apps; what is unread stands out. */

import { avatar, h, icon } from "./dom.js";
import { announce, appOf, person, store, titleOf } from "./store.js";

function item(place) {
  const owner = appOf(place);
  const here = place.id === store.place;
  const unread = place.unread && !here;
  const face = owner
    ? avatar(owner, "tiny")
    : place.is_im
      ? avatar(person(place.user), "tiny")
      : icon(place.is_private ? "lock" : "hash");
  const title = titleOf(place);
  const kind = owner ? "app" : place.is_im ? "direct message" : place.is_private ? "private channel" : "channel";
  const label = unread ? `${title}, ${kind}, ${place.unread} unread` : `${title}, ${kind}`;
  const link = h(
    "a",
    {
      class: ["place", here && "here", unread && "unread"].filter(Boolean).join(" "),
      href: `#${place.id}`,
      "aria-current": here ? "page" : undefined,
      "aria-label": label,
      dataset: { testid: "place", channel: place.id },
    },
    face,
    h("span", { class: "place-name" }, title),
    unread && place.is_im ? h("span", { class: "badge", "aria-hidden": "true" }, place.unread) : null,
  );
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.classList.remove("sidebar-open");
    announce("go", { place: place.id });
  });
  return h("li", {}, link);
}

function part(title, places) {
  return places.length
    ? h("section", { "aria-label": title }, h("h2", { class: "part" }, title), h("ul", {}, places.map(item)))
    : null;
}

let shown = "";
const byTitle = (one, other) => titleOf(one).localeCompare(titleOf(other));

/** Draw the column anew, keeping the focus on the same line. */
export function showSidebar() {
  const nav = document.getElementById("sidebar");
  const now = JSON.stringify([store.me.id, store.place, store.team, store.channels, store.users, store.apps]);
  if (now === shown) return;
  shown = now;
  const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
  const mine = store.channels.filter((place) => place.is_member !== false || !place.is_private).sort(byTitle);
  nav.replaceChildren(
    ...[
      h("div", { class: "team" }, store.team.name || "Local workspace"),
      part(
        "Channels",
        mine.filter((place) => !place.is_im),
      ),
      part(
        "Direct messages",
        mine.filter((place) => place.is_im && !appOf(place)),
      ),
      part(
        "Apps",
        mine.filter((place) => place.is_im && appOf(place)),
      ),
    ].filter(Boolean),
  );
  if (focused) nav.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
}

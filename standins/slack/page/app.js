/** Starts the page: who and where from the address, the first look, and what to look at again when a notice comes. */

import { act, listen, look, Refused } from "./api.js";
import { h } from "./dom.js";
import { refreshInspector } from "./inspector.js";
import { dropModal, refreshModal } from "./modal.js";
import { refreshPlace, showPlace } from "./place.js";
import { showSidebar } from "./sidebar.js";
import { app, appOf, channel, on, store, takeState } from "./store.js";
import { refreshThread, showThread } from "./thread.js";
import { refreshToasts, toast } from "./toast.js";
import { showTopbar } from "./topbar.js";

const CLOCK_STEP = 30_000;
let stop = () => undefined;

/** The address names who (`?as=anna`) and where (`#C0ACCOUNTING`, `#D01/home`, `#C0ACCOUNTING/1760000000.000100`). */
function readAddress() {
  const [place = "", rest = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
  const found =
    channel(place) || store.channels.find((one) => one.name === place.replace(/^#/, "")) || channel(app(place)?.im);
  return {
    place: found?.id || place,
    tab: ["home", "messages"].includes(rest) ? rest : "",
    thread: /^\d+\.\d+$/.test(rest) ? rest : null,
  };
}

function writeAddress() {
  const rest = store.thread || (store.tab === "home" ? "home" : "");
  history.replaceState(null, "", `/?as=${encodeURIComponent(store.me.name)}#${store.place}${rest ? `/${rest}` : ""}`);
}

/** An app opens on its Home, anything else has no tabs. */
function go({ place, tab, thread = null }) {
  const owner = channel(place) && appOf(channel(place));
  store.place = place;
  store.thread = thread;
  store.tab = owner ? tab || (thread ? "messages" : owner.home_tab_enabled ? "home" : "messages") : "";
  writeAddress();
  showAll();
}

function showAll() {
  showTopbar();
  showSidebar();
  showPlace();
  showThread();
}

async function refreshState() {
  takeState(await look("state", { user: store.me.id }));
  showAll();
}

/** Several notices in a row lead to one look. */
function gathered(call) {
  let [running, again] = [false, false];
  return async function once() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await call();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message);
    } finally {
      running = false;
      if (again) {
        again = false;
        once();
      }
    }
  };
}

const again = {
  state: gathered(refreshState),
  message: gathered(() => Promise.all([refreshPlace("message"), refreshThread()])),
  modal: gathered(refreshModal),
  home: gathered(() => refreshPlace("home")),
  toast: gathered(() => refreshToasts()),
  inspector: gathered(refreshInspector),
};

function noticed({ what, channel: where }) {
  if (what === "message") {
    if (!where || where === store.place) again.message();
    again.state();
  } else if (what === "state" || what === "clock") everything();
  else again[what]?.();
  again.inspector();
}

function connected(on) {
  store.connected = on;
  showTopbar();
  if (on) everything();
}

function everything() {
  for (const one of Object.values(again)) one();
}

/** Listen while the page can be seen: a browser keeps only six connections to one address, and every open tab would take one. */
function follow() {
  stop();
  stop = document.hidden ? () => undefined : listen(store.me.id, noticed, connected);
}

/** Become someone: their own state, stream and ephemerals; what lay open for the other is gone from the screen. */
async function become(user) {
  stop();
  dropModal();
  takeState(await look("state", { user }));
  await refreshToasts(true);
  const wanted = store.place && channel(store.place) ? { place: store.place, tab: store.tab } : readAddress();
  const first = store.channels.find((place) => !place.is_im && place.is_member !== false) || store.channels[0];
  go(channel(wanted.place) ? wanted : { place: first?.id || "" });
  follow();
}

on("go", go);
on("open-thread", (thread) => go({ place: store.place, tab: store.tab, thread }));
on("act-as", (user) => become(user.id));
on("look-again", () => again.state());
on("refused", (error) => toast(error.message));
window.addEventListener("hashchange", () => {
  const wanted = readAddress();
  if (wanted.place !== store.place || wanted.thread !== store.thread) go(wanted);
});
document.addEventListener("visibilitychange", () => store.me && follow());
setInterval(() => {
  if (store.me) showTopbar();
}, CLOCK_STEP);

/** A reload of a real client makes ephemerals vanish and closes modals. */
async function start() {
  const user = new URLSearchParams(location.search).get("as") || "anna";
  try {
    if (performance.getEntriesByType("navigation")[0]?.type === "reload") await act("reload", { user });
    await become(user);
  } catch (refused) {
    document
      .getElementById("main")
      .replaceChildren(
        h("p", { class: "home-empty", role: "alert" }, refused.message || "The local workspace does not answer."),
      );
  }
}

start();

/** The drawer that shows the traffic: Web API calls and the envelopes sent to the app. */

import { look } from "./api.js";
import { h, iconButton } from "./dom.js";

const pane = () => document.getElementById("inspector");
const rows = h("ol", { class: "traffic", "aria-label": "Traffic" });
const count = h("p", { class: "muted traffic-count", role: "status" });
const shown = new Map();
let tab = "requests";

const clock = (at) => String(at).replace(/^.*T/, "").slice(0, 12);
const json = (value) => h("pre", { class: "json" }, JSON.stringify(value, null, 2));

function detail(summary, good, ...bodies) {
  return h("li", {}, h("details", {}, h("summary", { class: good ? "" : "bad" }, summary), bodies));
}

const request = (one) =>
  detail(
    `${clock(one.at)}  ${one.method}  ${one.answer?.ok === false ? one.answer.error : one.status}  ${Math.round(one.ms)} ms`,
    one.status < 400 && one.answer?.ok !== false,
    h("h4", {}, "Arguments"),
    json(one.arguments),
    h("h4", {}, "Answer"),
    json(one.answer),
  );

function envelope(one) {
  const acked = one.acked_ms === null ? "not acked" : `acked in ${Math.round(one.acked_ms)} ms`;
  const isWord = typeof one.what === "string";
  const summary = [clock(one.at), one.type, isWord ? one.what : "", acked].filter(Boolean).join("  ");
  return detail(summary, one.acked_ms !== null, json(isWord ? { id: one.id, retry: one.retry } : one.what));
}

const KINDS = {
  requests: { draw: request, key: (one) => `r${one.n}` },
  envelopes: { draw: envelope, key: (one) => `${one.id} ${one.acked_ms}` },
};

/** Look again, if the drawer is open; rows that did not change stay open as they are. */
export async function refreshInspector() {
  if (pane().hidden) return;
  const answer = await look(tab);
  const { draw, key } = KINDS[tab];
  const wanted = answer[tab]
    .slice(-200)
    .reverse()
    .map((one) => {
      if (!shown.has(key(one))) shown.set(key(one), draw(one));
      return shown.get(key(one));
    });
  count.textContent =
    tab === "envelopes"
      ? `${answer.envelopes.length} envelopes, ${answer.unacked_at_3s} not acked within 3 seconds`
      : `${answer.requests.length} request${answer.requests.length === 1 ? "" : "s"}`;
  rows.replaceChildren(...wanted);
}

function tabButton(name, label) {
  return h(
    "button",
    {
      type: "button",
      role: "tab",
      class: "tab",
      "aria-selected": String(tab === name),
      on: {
        click: () => {
          tab = name;
          drawFrame();
          refreshInspector();
        },
      },
    },
    label,
  );
}

function drawFrame() {
  pane().replaceChildren(
    h(
      "header",
      { class: "pane-head" },
      h("h2", {}, "Inspector"),
      h("span", { class: "grow" }),
      iconButton("close", "Close inspector", toggleInspector),
    ),
    h(
      "div",
      { class: "tabs", role: "tablist" },
      tabButton("requests", "Requests"),
      tabButton("envelopes", "Envelopes"),
    ),
    h("div", { class: "pane-body" }, count, rows),
  );
}

/** Open or close the drawer. */
export function toggleInspector() {
  pane().hidden = !pane().hidden;
  drawFrame();
  refreshInspector();
}

/** Date, time, and date with time: the browser's own fields, in the reader's zone. */

import { epochOf, wallClock } from "./dates.js";
import { h } from "./dom.js";
import { confirmed } from "./layers.js";

const DATES = {
  datepicker: { type: "date", label: "Date", read: (text) => text || null, write: (value) => value || "" },
  timepicker: { type: "time", label: "Time", read: (text) => text || null, write: (value) => value || "" },
  datetimepicker: {
    type: "datetime-local",
    label: "Date and time",
    read: (text) => (text ? epochOf(text) : null),
    write: (value) => (value ? wallClock(value) : ""),
  },
};

/** A date is sent when it is picked, or when typing it is over: a half typed year is nobody's business. */
export function dateInput({ block, element, surface, aria }) {
  const kind = DATES[element.type];
  const node = h("input", {
    type: kind.type,
    class: "text date",
    placeholder: element.placeholder?.text,
    ...aria,
    "aria-label": aria?.["aria-label"] || element.placeholder?.text || kind.label,
    dataset: { actionId: element.action_id },
  });
  let sent = surface.value(block, element);
  let typing = false;
  node.value = kind.write(sent);
  const done = async () => {
    const value = kind.read(node.value);
    if (value === sent) return;
    if (!(await confirmed(element.confirm))) {
      node.value = kind.write(sent);
      return;
    }
    sent = value;
    surface.choose(block, element, value);
  };
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter") done();
    else if (event.key !== "Tab") typing = true;
  });
  node.addEventListener("change", () => {
    if (!typing) done();
  });
  node.addEventListener("blur", () => {
    typing = false;
    done();
  });
  return node;
}

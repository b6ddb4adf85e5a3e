/** Building DOM without ever parsing HTML: every piece of data ends in a text node or a checked attribute. */

/**
 * Make an element. `attributes`: `class`, `dataset`, `on` ({event: listener}), properties such as `value`, or any attribute;
 * `null`, `undefined` and `false` are left out, `true` becomes an empty attribute.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node|string|number|null|undefined|false|Array<any>)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(
    ...children
      .flat(Infinity)
      .filter((child) => child || child === 0)
      .map((child) => (child instanceof Node ? child : String(child))),
  );
  return element;
}

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "multiple", "indeterminate"]);

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  else if (name === "dataset")
    for (const [key, text] of Object.entries(value)) {
      if (text !== undefined && text !== null) element.dataset[key] = text;
    }
  else if (PROPERTIES.has(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

const SVG = "http://www.w3.org/2000/svg";

/** Our own line icons, 20 x 20: one path each. */
const PATHS = {
  hash: "M8 3 6.5 17M13.5 3 12 17M4 7.5h13M3 12.5h13",
  lock: "M5.5 9h9v7.5h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  close: "m5 5 10 10M15 5 5 15",
  back: "M12.5 4.5 7 10l5.5 5.5",
  down: "m5 7.5 5 5 5-5",
  plus: "M10 4v12M4 10h12",
  bolt: "M11 2.5 4.5 11.5H9L8 17.5l7-9.5h-4.8z",
  send: "M3 4l14 6-14 6 2-6zM5 10h6",
  dots: "M4 10h.01M10 10h.01M16 10h.01",
  thread: "M4 4.5h12v8.5H9.5L6 16v-3H4zM7 7.7h6M7 10h4",
  file: "M5.5 2.5h6l3.5 3.5v11.5h-9.5zM11.5 2.5V6H15",
  upload: "M10 13V4M6.5 7.5 10 4l3.5 3.5M4 13v3h12v-3",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4.2l2.7 1.8",
  inspect: "M3.5 4h13v12h-13zM3.5 8h13M8 8v8",
  home: "M3.5 9.5 10 4l6.5 5.5M5.5 8.5V16h9V8.5",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  warning: "M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.3h.01",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  download: "M10 4v9M6.5 9.5 10 13l3.5-3.5M4 16h12",
};

/** One of our icons, silent to screen readers. @param {keyof typeof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A square button that shows only an icon; its name is read aloud and shown as a tip. */
export function iconButton(name, label, onClick, attributes = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, ...attributes, on: { click: onClick } },
    icon(name),
  );
}

/** A person's or app's square with initials, in their colour. */
export function avatar(who, size = "") {
  const square = h(
    "span",
    { class: `avatar ${size}`, "aria-hidden": "true" },
    who.initials || (who.name || "?").slice(0, 1).toUpperCase(),
  );
  square.style.backgroundColor = /^#[0-9a-f]{3,8}$/i.test(who.color || "") ? who.color : "#6b6f76";
  return square;
}

/**
 * Make `parent` hold exactly `wanted`, in order, touching only what differs, so that what stays keeps focus, text and scroll.
 * @param {Element} parent @param {Element[]} wanted
 */
export function reconcile(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, at) => {
    if (parent.childNodes[at] !== child) parent.insertBefore(child, parent.childNodes[at] || null);
  });
}

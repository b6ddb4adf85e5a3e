/** Where a select's options come from: the element itself, the workspace's people and channels, or the app. */

import { nameOf, store, titleOf } from "./store.js";

/** @typedef {{label: string|null, options: object[]}} Group options are Slack's option objects */

const text = (words) => ({ type: "plain_text", text: words, emoji: true });
const one = (options) => [{ label: null, options }];

const people = () =>
  store.users.filter((user) => !user.is_bot).map((user) => ({ text: text(nameOf(user)), value: user.id }));
const channels = () =>
  store.channels
    .filter((place) => !place.is_im && !place.is_private)
    .map((place) => ({ text: text(`# ${place.name}`), value: place.id }));

function conversations(element) {
  const include = element.filter?.include || ["public", "private", "im"];
  const kind = (place) => (place.is_im ? "im" : place.is_private ? "private" : "public");
  return store.channels
    .filter((place) => include.includes(kind(place)))
    .map((place) => ({ text: text(`${place.is_im ? "@" : "#"} ${titleOf(place)}`), value: place.id }));
}

function fixed(element) {
  if (element.option_groups)
    return element.option_groups.map((group) => ({ label: group.label.text, options: group.options }));
  return one(element.options || []);
}

/** All options of a select that needs nobody to ask. @returns {Group[]} */
export function localGroups(element) {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "users_select") return one(people());
  if (kind === "channels_select") return one(channels());
  if (kind === "conversations_select") return one(conversations(element));
  return fixed(element);
}

/** The answer of a query for options. @returns {Group[]} */
export const answeredGroups = (answer) =>
  fixed({ options: answer.options, option_groups: answer.option_groups?.length ? answer.option_groups : undefined });

/** Only the options whose text or description holds every word of the query. */
export function matching(groups, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (option) =>
    words.every((word) => `${option.text.text} ${option.description?.text || ""}`.toLowerCase().includes(word));
  return groups
    .map((group) => ({ ...group, options: group.options.filter(fits) }))
    .filter((group) => group.options.length);
}

export const isExternal = (element) => element.type.includes("external");

/** The option object a value stands for. */
export function optionOf(element, value) {
  if (value && typeof value === "object") return value;
  return (
    localGroups(element)
      .flatMap((group) => group.options)
      .find((option) => option.value === value) || { text: text(String(value)), value }
  );
}

/** The value `/control/` wants for an option: external selects send the whole option. */
export const valueOf = (element, option) => (isExternal(element) ? option : option.value);

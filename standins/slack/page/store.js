/** What the page knows: who is looking, where, and the workspace as last seen. Modules subscribe; nobody else keeps copies. */

/** @typedef {{id: string, name: string, real_name: string, role: string, tz: string, color: string, initials: string}} User */
/** @typedef {{id: string, name: string, is_private: boolean, is_im: boolean, user?: string, app?: string, topic: string, unread: number, is_member: boolean, members: string[]}} Channel */

export const store = {
  /** @type {User|null} */ me: null,
  /** @type {User[]} */ users: [],
  /** @type {Channel[]} */ channels: [],
  apps: [],
  commands: [],
  shortcuts: [],
  usergroups: [],
  team: { id: "", name: "", domain: "" },
  frozen: false,
  /** Whether notices come through. */ connected: true,
  /** Milliseconds the workspace's clock is ahead of the computer's. */ ahead: 0,
  /** Id of the open conversation, or of an app whose Home is open. */ place: "",
  /** @type {"home"|"messages"|""} */ tab: "",
  /** @type {string|null} ts of the open thread's parent */ thread: null,
};

/** Take over the answer of `GET /control/state`. */
export function takeState(state) {
  for (const name of ["users", "channels", "apps", "commands", "shortcuts", "team", "me", "frozen"])
    store[name] = state[name] ?? store[name];
  store.usergroups = state.usergroups || [];
  const now = typeof state.now === "number" ? state.now * 1000 : Date.parse(state.now);
  store.ahead = Number.isNaN(now) ? 0 : now - Date.now();
}

/** The moment it is in the workspace. */
export const now = () => new Date(Date.now() + store.ahead);

export const channel = (id) => store.channels.find((one) => one.id === id);
export const app = (id) => store.apps.find((one) => one.id === id);

/** A user or an app's bot by user id; a stranger gets a plain face. */
export function person(id) {
  const user = store.users.find((one) => one.id === id);
  if (user) return user;
  const owner = store.apps.find((one) => one.bot_user_id === id);
  if (owner) return { ...owner, id, real_name: owner.name, is_app: true };
  return { id, name: id || "unknown", real_name: id || "Unknown", color: "#6b6f76", initials: "?" };
}

/** What people call someone. */
export const nameOf = (user) => user.real_name || user.name;

/** The app at the other end of a direct message, if there is one. */
export function appOf(place) {
  return store.apps.find(
    (one) => one.im === place.id || one.id === place.app || (place.user && one.bot_user_id === place.user),
  );
}

/** How a conversation is called: a channel's name, or the other side of a direct message. */
export function titleOf(place) {
  if (!place.is_im) return place.name;
  const owner = appOf(place);
  return owner ? owner.name : nameOf(person(place.user || place.members.find((id) => id !== store.me.id)));
}

const listeners = new Map();

/** Call `listener` whenever `topic` is announced. */
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) || []), listener]);
}

/** Tell everyone who listens to `topic`. */
export function announce(topic, detail) {
  for (const listener of listeners.get(topic) || []) listener(detail);
}

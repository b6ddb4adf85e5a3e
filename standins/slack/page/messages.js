/** A list of messages that stays in step: grouped by author, divided by days, scrolled to the end while the reader is there. */

import { look } from "./api.js";
import { dayKey, dayName, fromTs } from "./dates.js";
import { h, reconcile } from "./dom.js";
import { Message } from "./message.js";
import { store } from "./store.js";
import { editMark } from "./surface.js";

const GROUP_SECONDS = 300;
const NEAR_END = 80;

const isSameDay = (one, other) => dayKey(fromTs(one.ts)) === dayKey(fromTs(other.ts));
const isPlain = (message) => !message.is_ephemeral && !message.deleted;
const isBySame = (one, other) => one.user === other.user && one.username === other.username;

/** Does a message stand under the one before it without its author's name again? */
function follows(message, before) {
  const isSoon = before && Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
  return Boolean(isSoon && isPlain(message) && isPlain(before) && isBySame(message, before));
}

export class MessageList {
  #known = new Map();
  #dividers = new Map();
  #latest = 0;
  #atEnd = true;
  #firstNew = null;

  /**
   * The messages of a channel, or of one thread in it.
   * @param {string} channel @param {string|null} thread
   * @param {{label: string, intro?: Node, unread?: number}} options
   */
  constructor(channel, thread, { label, intro, unread = 0 }) {
    Object.assign(this, { channel, thread, unread });
    const testid = thread ? "thread-messages" : "messages";
    this.rows = h("div", { class: "rows" });
    this.node = h(
      "div",
      { class: "log", role: "log", "aria-label": label, "aria-live": "polite", tabindex: 0, dataset: { testid } },
      intro,
      this.rows,
    );
    this.#stayAtEnd();
  }

  /** Look again, and show what there is. */
  async refresh() {
    const mine = (this.#latest += 1);
    const mark = editMark();
    const { messages } = await look("messages", {
      user: store.me.id,
      channel: this.channel,
      thread_ts: this.thread || undefined,
    });
    if (mine !== this.#latest) return;
    if (this.#firstNew === null) this.#firstNew = this.#newest(messages);
    this.#show(messages, mark);
    this.#toEnd();
  }

  /** Pictures and new lines make the list grow; who reads its end keeps reading its end. */
  #stayAtEnd() {
    const { node } = this;
    node.addEventListener("scroll", () => {
      this.#atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_END;
    });
    const growth = new ResizeObserver(() => this.#toEnd());
    growth.observe(this.rows);
    growth.observe(node);
  }

  #toEnd() {
    if (this.#atEnd) this.node.scrollTop = this.node.scrollHeight;
  }

  /** The ts of the first message that was unread when the conversation was opened; it stays marked until the reader leaves. */
  #newest(messages) {
    const others = messages.filter((message) => message.user !== store.me.id);
    return (this.unread && others.at(-Math.min(this.unread, others.length))?.ts) || "";
  }

  #show(messages, mark) {
    const wanted = messages.flatMap((message, at) => {
      const lines = this.#linesBefore(message, at, messages);
      return [...lines, this.#row(message, lines.length ? null : messages[at - 1], mark)];
    });
    const stays = new Set(messages.map((message) => message.ts));
    for (const ts of this.#known.keys()) if (!stays.has(ts)) this.#known.delete(ts);
    reconcile(this.rows, wanted);
  }

  /** What divides a message from the one before: a new day, the replies of a thread, what is new. */
  #linesBefore(message, at, messages) {
    const moment = fromTs(message.ts);
    const isNewDay = !this.thread && (at === 0 || !isSameDay(message, messages[at - 1]));
    const replies = messages.length - 1;
    return [
      isNewDay && this.#divider(dayName(moment), dayKey(moment), "day"),
      this.thread &&
        at === 1 &&
        this.#divider(`${replies} ${replies === 1 ? "reply" : "replies"}`, "replies", "day replies-line"),
      message.ts === this.#firstNew && this.#divider("New", "new", "day new-line"),
    ].filter(Boolean);
  }

  #divider(name, key, className) {
    if (!this.#dividers.has(key)) this.#dividers.set(key, h("div", { class: className, role: "separator" }, h("span")));
    const line = this.#dividers.get(key);
    line.setAttribute("aria-label", name);
    line.firstChild.textContent = name;
    return line;
  }

  #row(message, before, mark) {
    if (!this.#known.has(message.ts))
      this.#known.set(message.ts, new Message(this.channel, message.ts, Boolean(this.thread)));
    const row = this.#known.get(message.ts);
    row.show(message, follows(message, before), mark);
    return row.node;
  }
}

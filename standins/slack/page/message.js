/** One message: face, name, time, blocks or text, files, thread line, and its own menu. */

import { act } from "./api.js";
import { showBlocks } from "./blocks.js";
import { ago, fromTs, fullMoment, timeOf } from "./dates.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { fileCard } from "./files.js";
import { toggleMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { announce, app, nameOf, person, store } from "./store.js";
import { Surface } from "./surface.js";

const COLOR = /^#?([0-9a-f]{6})$/i;
const NAMED = { good: "2eb67d", warning: "ecb22e", danger: "e01e5a" };
const FACES_AT_MOST = 5;

/** Who stands above a message: a person, or an app with its tag. */
function author(message) {
  const user = person(message.user);
  const isApp = Boolean(message.bot_id || user.is_app || user.is_bot);
  return { ...user, title: nameOf(user), isApp };
}

const timeNode = (moment, words) =>
  h("time", { class: "time", datetime: moment.toISOString(), title: fullMoment(moment) }, words);

function head(who, moment) {
  const name = h("span", { class: "name", dataset: { testid: "author" } }, who.title);
  return h(
    "div",
    { class: "message-head" },
    name,
    who.isApp && h("span", { class: "app-tag" }, "APP"),
    " ",
    timeNode(moment, timeOf(moment)),
  );
}

const lastReply = (message) => (message.latest_reply ? `Last reply ${ago(fromTs(message.latest_reply))}` : "");

function threadLine(message) {
  const replies = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  const faces = (message.reply_users || []).slice(0, FACES_AT_MOST).map((id) => avatar(person(id), "tiny"));
  const open = () => announce("open-thread", message.thread_ts || message.ts);
  const words = [h("span", { class: "replies" }, replies), h("span", { class: "muted" }, lastReply(message))];
  return h(
    "button",
    { type: "button", class: "thread-line", dataset: { testid: "thread-line" }, on: { click: open } },
    faces,
    words,
  );
}

/** A legacy attachment: a coloured bar beside its blocks or text. */
function attachment(one, surface) {
  const blocks = h("div", { class: "blocks" });
  showBlocks(blocks, one.blocks || [], surface);
  const words = one.blocks ? [blocks] : legacyWords(one);
  const bar = h(
    "div",
    { class: "attachment" },
    one.pretext && mrkdwn(one.pretext),
    one.title && h("b", {}, one.title),
    ...words,
  );
  const color = COLOR.exec(NAMED[one.color] || one.color || "");
  if (color) bar.style.borderColor = `#${color[1]}`;
  return bar;
}

function legacyWords(one) {
  const fields = (one.fields || []).flatMap((field) => [h("b", {}, field.title || ""), mrkdwn(field.value || "")]);
  const footer = one.footer ? [h("div", { class: "muted" }, one.footer)] : [];
  return [mrkdwn(one.text || (fields.length ? "" : one.fallback)), ...fields, ...footer];
}

/** A row that can be told again what its message holds, keeping what stands in its fields. */
export class Message {
  #shown = "";

  constructor(channel, ts, inThread) {
    Object.assign(this, { channel, inThread, surface: new Surface({ channel, ts }) });
    this.gutter = h("div", { class: "gutter" });
    this.note = h("div", { class: "only-you" }, icon("eye"), " Only visible to you");
    this.head = h("div");
    this.body = h("div", { class: "message-body", dataset: { testid: "message-body" } });
    this.foot = h("div");
    this.tools = h("div", { class: "message-tools", role: "toolbar", "aria-label": "Message actions" });
    const main = h("div", { class: "message-main" }, this.note, this.head, this.body, this.foot);
    this.node = h("article", { class: "message", tabindex: -1 }, this.gutter, main, this.tools);
  }

  /** @param {object} message @param {boolean} grouped whether it stands under one of the same author @param {unknown} mark see `editMark` */
  show(message, grouped, mark) {
    const signature = JSON.stringify([message, grouped, lastReply(message)]);
    if (signature === this.#shown) return;
    this.#shown = signature;
    this.#showFrame(message, grouped);
    this.#showBody(message, mark);
    this.#showFoot(message);
    this.#showTools(message);
  }

  #showFrame(message, grouped) {
    const who = author(message);
    const moment = fromTs(message.ts);
    this.node.className = ["message", grouped && "grouped", message.is_ephemeral && "ephemeral"]
      .filter(Boolean)
      .join(" ");
    Object.assign(this.node.dataset, { testid: "message", ts: message.ts, user: message.user || "" });
    this.node.setAttribute("aria-label", `${who.title}, ${timeOf(moment)}`);
    this.note.hidden = !message.is_ephemeral;
    this.gutter.replaceChildren(grouped ? timeNode(moment, timeOf(moment).replace(/ [AP]M$/, "")) : avatar(who));
    this.head.replaceChildren(...(grouped ? [] : [head(who, moment)]));
  }

  #showBody(message, mark) {
    const blocks = [message, ...(message.attachments || [])].flatMap((part) => part.blocks || []);
    this.surface.take(blocks, message.state?.values, {}, mark);
    if (message.deleted) this.body.replaceChildren(h("span", { class: "muted" }, "This message was deleted."));
    else if (message.blocks?.length) this.#showBlocks(message);
    else this.body.replaceChildren(mrkdwn(message.text));
    this.body.querySelector(":scope > .edited")?.remove();
    const tip = message.edited?.ts && fullMoment(fromTs(message.edited.ts));
    if (message.edited) this.body.append(h("span", { class: "edited", title: tip }, " (edited)"));
  }

  #showBlocks(message) {
    if (!this.body.querySelector(":scope > .blocks")) this.body.replaceChildren(h("div", { class: "blocks" }));
    showBlocks(this.body.firstChild, message.blocks, this.surface);
  }

  #showFoot(message) {
    const attachments = (message.attachments || []).map((one) => attachment(one, this.surface));
    const files = h("div", { class: "files" }, (message.files || []).map(fileCard));
    const thread = !this.inThread && message.reply_count ? [threadLine(message)] : [];
    this.foot.replaceChildren(...attachments, files, ...thread);
  }

  #showTools(message) {
    const reply = () => announce("open-thread", message.thread_ts || message.ts);
    const open = () => toggleMenu(more, this.#menu(message), { label: "More message actions", align: "right" });
    const more = iconButton("dots", "More message actions", open, {
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    });
    const mayReply = !this.inThread && !message.is_ephemeral;
    this.tools.replaceChildren(...(mayReply ? [iconButton("thread", "Reply in thread", reply)] : []), more);
  }

  #menu(message) {
    const body = { user: store.me.id, channel: this.channel, ts: message.ts };
    const run = (callback_id) =>
      act("shortcut", { ...body, callback_id }).catch((refused) => announce("refused", refused));
    const shortcuts = store.shortcuts.filter((one) => one.type === "message");
    return [
      ...shortcuts.map((one) => ({ label: one.name, detail: app(one.app)?.name, pick: () => run(one.callback_id) })),
      { label: "Copy text", pick: () => navigator.clipboard?.writeText(message.text || "") },
    ];
  }
}

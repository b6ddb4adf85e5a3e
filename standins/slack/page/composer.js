/** Where messages and commands are written: completion of commands from the manifest, files, shortcuts. */

import { act, upload } from "./api.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { chosenFiles } from "./files.js";
import { toggleMenu } from "./menu.js";
import { SlashMenu } from "./slash.js";
import { announce, app, store } from "./store.js";

const TALLEST = 220;

/** What is half written, by person and place, so that it is still there when they come back. */
const drafts = new Map();

const refusedAloud = (refused) => announce("refused", refused);

function shortcutItems() {
  const run = (shortcut) =>
    act("shortcut", { user: store.me.id, callback_id: shortcut.callback_id }).catch(refusedAloud);
  return store.shortcuts
    .filter((one) => one.type === "global")
    .map((one) => ({
      label: one.name,
      detail: one.description || app(one.app)?.name,
      before: avatar(app(one.app) || { name: "?" }, "tiny"),
      pick: () => run(one),
    }));
}

export class Composer {
  /** @param {string} channel @param {string|null} thread @param {string} placeholder */
  constructor(channel, thread, placeholder) {
    Object.assign(this, { channel, thread });
    this.draft = this.#draft();
    this.files = h("ul", { class: "chosen-files", "aria-label": "Files to send" });
    this.box = this.#box(placeholder);
    this.send = h(
      "button",
      {
        type: "button",
        class: "send",
        "aria-label": "Send now",
        title: "Send now",
        on: { click: () => this.#submit() },
      },
      icon("send"),
    );
    this.node = h("div", { class: "composer" }, this.box, this.files, this.#bar());
    this.slash = new SlashMenu(this.box, this.node, () => this.#grow());
    this.box.value = this.draft.text;
    this.#showFiles();
    queueMicrotask(() => this.#grow()); // its height is known only once it stands in the page
  }

  focus() {
    this.box.focus();
  }

  /** Files that were dropped, pasted or chosen wait here until the message is sent. */
  addFiles(chosen) {
    this.draft.files = [...this.draft.files, ...chosen];
    this.#showFiles();
    this.focus();
  }

  #draft() {
    const key = [store.me.id, this.channel, this.thread].join(" ");
    if (!drafts.has(key)) drafts.set(key, { text: "", files: [] });
    return drafts.get(key);
  }

  #box(placeholder) {
    const combobox = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-haspopup": "listbox",
    };
    const testid = this.thread ? "thread-composer" : "composer";
    const box = h("textarea", {
      class: "composer-text",
      rows: 1,
      placeholder,
      "aria-label": placeholder,
      ...combobox,
      dataset: { testid },
    });
    box.addEventListener("input", () => this.#grow());
    box.addEventListener("keydown", (event) => this.#onKey(event));
    box.addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      this.addFiles([...event.clipboardData.files]);
    });
    return box;
  }

  #bar() {
    const picker = h("input", {
      type: "file",
      multiple: true,
      class: "sr-only",
      tabindex: -1,
      "aria-label": "Choose files to send",
    });
    picker.addEventListener("change", () => {
      this.addFiles([...picker.files]);
      picker.value = "";
    });
    const attach = iconButton("plus", "Attach files", () => picker.click());
    const hint = h("span", { class: "hint-key" }, "Shift + Enter for a new line");
    return h(
      "div",
      { class: "composer-bar" },
      attach,
      picker,
      this.thread ? null : this.#shortcuts(),
      h("span", { class: "grow" }),
      hint,
      this.send,
    );
  }

  #shortcuts() {
    const open = () => toggleMenu(button, [{ heading: "Shortcuts" }, ...shortcutItems()], { label: "Shortcuts" });
    const button = iconButton("bolt", "Shortcuts", open, { "aria-haspopup": "menu", "aria-expanded": "false" });
    return button;
  }

  #onKey(event) {
    if (event.isComposing || this.slash.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.#submit();
  }

  #grow() {
    this.draft.text = this.box.value;
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, TALLEST)}px`;
    this.send.disabled = !this.box.value.trim() && !this.draft.files.length;
    this.slash.update();
  }

  #showFiles() {
    const remove = (file) =>
      this.#fill(
        this.box.value,
        this.draft.files.filter((one) => one !== file),
      );
    this.files.replaceChildren(...chosenFiles(this.draft.files, remove));
    this.files.hidden = !this.draft.files.length;
    this.#grow();
  }

  #fill(text, files) {
    this.box.value = text;
    this.draft.files = files;
    this.#showFiles();
  }

  /** Send what is written; if it is refused, it comes back into the box. */
  async #submit() {
    const text = this.box.value.trim();
    const { files } = this.draft;
    if (!text && !files.length) return;
    const isCommand = /^\/[a-z]/i.test(text) && !files.length;
    this.#fill("", []);
    try {
      await (isCommand ? this.#sendCommand(text) : this.#sendMessage(text, files));
    } catch (refused) {
      refusedAloud(refused);
      if (!this.box.value) this.#fill(text, files);
    }
  }

  async #sendCommand(words) {
    const [, command, text] = /^(\/\S+)\s*([\s\S]*)$/.exec(words);
    if (this.thread) throw new Error(`${command} is not supported in threads. Sorry!`);
    await act("command", { user: store.me.id, channel: this.channel, command, text: text.trim() });
  }

  async #sendMessage(text, files) {
    const file_ids = [];
    for (const file of files) file_ids.push((await upload(store.me.id, file)).file.id);
    const body = { user: store.me.id, channel: this.channel, text, thread_ts: this.thread || undefined };
    await act("message", files.length ? { ...body, file_ids } : body);
  }
}

/** Completion of slash commands above the composer, from what the app's manifest declares. */

import { avatar, h } from "./dom.js";
import { app, store } from "./store.js";

let serial = 0;

export class SlashMenu {
  #found = [];
  #active = 0;
  #dismissed = "";

  /**
   * @param {HTMLTextAreaElement} box @param {HTMLElement} holder
   * @param {() => void} changed called when a command was put into the box
   */
  constructor(box, holder, changed) {
    Object.assign(this, { box, changed });
    this.id = `commands-${(serial += 1)}`;
    this.list = h("div", { class: "slash-menu", role: "listbox", id: this.id, "aria-label": "Commands", hidden: true });
    this.usage = h("div", { class: "slash-usage", hidden: true, role: "status" });
    holder.prepend(this.list, this.usage);
    box.setAttribute("aria-controls", this.id);
    box.addEventListener("blur", () => this.close());
  }

  /** The command that is being typed, as long as it has no arguments. */
  get #typed() {
    return /^\/\S*$/.exec(this.box.value)?.[0].toLowerCase();
  }

  close() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  /** Follow what is in the box. */
  update() {
    const prefix = this.#typed;
    this.#showUsage();
    if (prefix !== this.#dismissed) this.#dismissed = "";
    this.#found = prefix && !this.#dismissed ? store.commands.filter((one) => one.command.startsWith(prefix)) : [];
    this.#active = Math.min(this.#active, Math.max(0, this.#found.length - 1));
    if (this.#found.length && document.activeElement === this.box) this.#draw();
    else this.close();
  }

  /** While arguments are typed, the command's usage stands above them. */
  #showUsage() {
    const name = /^(\/\S+)\s/.exec(this.box.value)?.[1];
    const command = store.commands.find((one) => one.command === name);
    this.usage.hidden = !command?.usage_hint;
    this.usage.replaceChildren(...(command ? [h("b", {}, command.command), ` ${command.usage_hint || ""}`] : []));
  }

  #draw() {
    this.list.replaceChildren(
      h("div", { class: "menu-heading", role: "presentation" }, "Commands"),
      ...this.#found.map((command, at) => this.#row(command, at)),
    );
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
    this.box.setAttribute("aria-activedescendant", `${this.id}-${this.#active}`);
    this.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  #row(command, at) {
    const owner = app(command.app);
    const words = h(
      "span",
      {},
      h("b", {}, command.command),
      " ",
      h("span", { class: "muted" }, command.usage_hint || ""),
    );
    const text = h(
      "span",
      { class: "option-text" },
      words,
      h("span", { class: "option-detail" }, command.description || ""),
    );
    const attributes = { role: "option", id: `${this.id}-${at}`, "aria-selected": String(at === this.#active) };
    const row = h(
      "div",
      { class: "slash-option", ...attributes },
      avatar(owner || { name: command.command }, "small"),
      text,
      h("span", { class: "muted" }, owner?.name || ""),
    );
    row.addEventListener("mousedown", (event) => event.preventDefault());
    row.addEventListener("click", () => this.#complete(command));
    return row;
  }

  #complete(command) {
    this.box.value = `${command.command} `;
    this.close();
    this.changed();
  }

  #move(by) {
    this.#active = (this.#active + by + this.#found.length) % this.#found.length;
    this.#draw();
  }

  /** Enter on a command typed in full sends it; on a half typed one it completes. @returns {boolean} whether the key was used up */
  key(event) {
    if (this.list.hidden || event.shiftKey) return false;
    const command = this.#found[this.#active];
    if (event.key === "Enter" && command.command === this.box.value) return false;
    const keys = {
      ArrowDown: () => this.#move(1),
      ArrowUp: () => this.#move(-1),
      Tab: () => this.#complete(command),
      Enter: () => this.#complete(command),
      Escape: () => this.#dismiss(),
    };
    if (!keys[event.key]) return false;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
    return true;
  }

  #dismiss() {
    this.#dismissed = this.#typed;
    this.close();
  }
}

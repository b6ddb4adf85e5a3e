/** Selects of every kind as one combobox: type to narrow, arrows to move, Enter to choose, Escape to leave. */

import { answeredGroups, isExternal, localGroups, matching, optionOf, valueOf } from "./choices.js";
import { h, icon, iconButton } from "./dom.js";
import { confirmed, place, popupHost } from "./layers.js";
import { Listbox } from "./listbox.js";
import { plain } from "./mrkdwn.js";
import { isMulti } from "./values.js";

const QUERY_PAUSE = 200;
const DEFAULT_MIN_QUERY = 3;

/** Draw a select. @param {import("./elements.js").Place} spot */
export const select = (spot) => new Select(spot).node;

class Select {
  constructor({ block, element, surface, aria }) {
    Object.assign(this, { block, element, surface, many: isMulti(element), query: "", groups: [], asked: 0, timer: 0 });
    this.placeholder = element.placeholder?.text || (this.many ? "Choose…" : "Select an item");
    this.listbox = new Listbox({
      many: this.many,
      isChosen: (option) => this.#isChosen(option),
      pick: (option) => this.#pick(option),
    });
    this.input = this.#field(aria);
    this.chips = h("span", { class: "chips" });
    this.clear = iconButton("close", "Clear", () => this.#choose(null), { class: "icon-button clear", tabindex: -1 });
    this.node = h(
      "div",
      { class: this.many ? "select multi" : "select" },
      this.chips,
      this.input,
      this.clear,
      icon("down"),
    );
    this.follow = (event) => this.listbox.node.contains(event.target) || place(this.listbox.node, this.node);
    this.#listen();
    this.#showChosen();
  }

  #field(aria) {
    const combobox = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-controls": this.listbox.id,
    };
    return h("input", {
      type: "text",
      class: "select-input",
      autocomplete: "off",
      placeholder: this.placeholder,
      ...combobox,
      ...aria,
      dataset: { actionId: this.element.action_id },
    });
  }

  #listen() {
    this.input.addEventListener("keydown", (event) => this.#onKey(event));
    this.input.addEventListener("input", () => this.#onTyped());
    this.input.addEventListener("click", () => this.#open());
    this.input.addEventListener("blur", () => this.#close());
    // The focus never leaves the field for a chip or the arrow: a blur would redraw what is being pressed.
    this.node.addEventListener("mousedown", (event) => {
      if (event.target === this.input) return;
      event.preventDefault();
      this.input.focus();
      if (!event.target.closest("button")) this.#open();
    });
  }

  get #isOpen() {
    return this.listbox.node.isConnected;
  }

  /** The chosen options, as option objects. */
  get #chosen() {
    const value = this.surface.value(this.block, this.element);
    return (this.many ? value || [] : [value].filter(Boolean)).map((one) => optionOf(this.element, one));
  }

  #isChosen(option) {
    return this.#chosen.some((one) => one.value === option.value);
  }

  /** The chosen label in the closed field, or chips before it. */
  #showChosen() {
    const chosen = this.#chosen;
    if (this.many) {
      this.chips.replaceChildren(...chosen.map((option) => this.#chip(option)));
      this.input.placeholder = chosen.length ? "" : this.placeholder;
    } else if (!this.#isOpen) this.input.value = chosen[0]?.text.text || "";
    this.clear.hidden = this.many || !chosen.length || !(this.block.type === "input" && this.block.optional);
  }

  #chip(option) {
    return h(
      "span",
      { class: "chip" },
      plain(option.text),
      iconButton("close", `Remove ${option.text.text}`, () => this.#toggle(option)),
    );
  }

  async #choose(value) {
    if (await confirmed(this.element.confirm)) this.surface.choose(this.block, this.element, value);
    this.#showChosen();
  }

  /** Add an option to several, or take it away. */
  #toggle(option) {
    const rest = this.#chosen.filter((one) => one.value !== option.value);
    const most = this.element.max_selected_items || Infinity;
    const next = this.#isChosen(option) ? rest : [...rest, option];
    if (next.length <= most) this.#choose(next.map((one) => valueOf(this.element, one)));
  }

  #pick(option) {
    if (!this.many) {
      this.#close();
      this.#choose(valueOf(this.element, option));
      return;
    }
    this.#toggle(option);
    this.input.value = this.query = "";
    this.#find();
  }

  #show(groups, note) {
    this.groups = groups;
    const options = groups.flatMap((group) => group.options);
    const active = this.query
      ? 0
      : Math.max(
          0,
          options.findIndex((option) => this.#isChosen(option)),
        );
    this.#mark(this.listbox.show(groups, note ?? (options.length ? "" : "No results"), active));
    if (this.#isOpen) place(this.listbox.node, this.node);
  }

  #mark(id) {
    if (id) this.input.setAttribute("aria-activedescendant", id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  /** Find what fits the query: here, or by asking the app once typing pauses. */
  #find() {
    clearTimeout(this.timer);
    this.asked += 1;
    const missing = (this.element.min_query_length ?? DEFAULT_MIN_QUERY) - this.query.length;
    if (!isExternal(this.element)) this.#show(matching(localGroups(this.element), this.query));
    else if (missing > 0) this.#show([], `Type ${missing} more character${missing > 1 ? "s" : ""}`);
    else {
      this.#show(this.groups, "Searching…");
      this.timer = setTimeout(() => this.#ask(), this.query ? QUERY_PAUSE : 0);
    }
  }

  async #ask() {
    const mine = this.asked;
    const [groups, note] = await this.#answer();
    if (mine === this.asked && this.#isOpen) this.#show(groups, note);
  }

  async #answer() {
    try {
      const answer = await this.surface.options(this.block, this.element, this.query);
      if (answer.ack && !answer.ack.ok) return [[], answer.ack.text || "The options did not load. Try again."];
      return [answeredGroups(answer)];
    } catch (refused) {
      return [[], refused.message];
    }
  }

  #open() {
    if (this.#isOpen) return;
    this.query = "";
    this.groups = [];
    popupHost(this.node).append(this.listbox.node);
    this.input.setAttribute("aria-expanded", "true");
    if (!this.many) this.input.select();
    this.#find();
    document.addEventListener("scroll", this.follow, true);
  }

  #close() {
    if (!this.#isOpen) return;
    clearTimeout(this.timer);
    this.asked += 1;
    this.listbox.node.remove();
    document.removeEventListener("scroll", this.follow, true);
    this.input.setAttribute("aria-expanded", "false");
    this.#mark(undefined);
    if (this.many) this.input.value = "";
    this.#showChosen();
  }

  #onTyped() {
    const typed = this.input.value;
    this.#open();
    this.input.value = typed;
    this.query = typed.trim();
    this.#find();
  }

  #onKey(event) {
    if (!this.#act(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Do what a key asks for. @returns {boolean} whether the key was meant for the select */
  #act(key) {
    const { listbox } = this;
    if (key === "Backspace") {
      const last = this.many && !this.input.value && this.#chosen.at(-1);
      if (last) this.#toggle(last);
      return Boolean(last);
    }
    if (!this.#isOpen) {
      const opens = ["ArrowDown", "ArrowUp", "Enter"].includes(key);
      if (opens) this.#open();
      return opens;
    }
    if (key === "ArrowDown") this.#mark(listbox.move(listbox.active + 1));
    else if (key === "ArrowUp") this.#mark(listbox.move(Math.max(0, listbox.active - 1)));
    else if (key === "Escape") this.#close();
    else if (key === "Enter" && listbox.activeOption) this.#pick(listbox.activeOption);
    else return key === "Enter";
    return true;
  }
}

/** The list of options under a select: groups, the active option, a note such as "No results". */

import { h, icon } from "./dom.js";
import { plain } from "./mrkdwn.js";

let serial = 0;

export class Listbox {
  /** @param {{many: boolean, isChosen: (option: object) => boolean, pick: (option: object) => void}} owner */
  constructor({ many, isChosen, pick }) {
    this.id = `listbox-${(serial += 1)}`;
    this.isChosen = isChosen;
    this.pick = pick;
    this.options = [];
    this.active = -1;
    this.drawn = "";
    this.rows = h("div", { role: "presentation" });
    this.note = h("div", { class: "option-note", role: "status" });
    const attributes = {
      id: this.id,
      role: "listbox",
      "aria-label": "Options",
      "aria-multiselectable": many ? "true" : undefined,
    };
    this.node = h("div", { class: "popup listbox", ...attributes }, this.rows, this.note);
  }

  get activeOption() {
    return this.options[this.active];
  }

  /**
   * Show groups of options and a note. Options that stay are not drawn anew: somebody may just be pressing one.
   * @param {import("./choices.js").Group[]} groups
   */
  show(groups, note, active) {
    this.options = groups.flatMap((group) => group.options);
    const signature = JSON.stringify([groups, this.options.map(this.isChosen)]);
    if (signature !== this.drawn) this.#draw(groups);
    this.drawn = signature;
    this.note.textContent = note;
    this.note.hidden = !note;
    return this.move(active);
  }

  /** Make another option the active one. @returns {string|undefined} its id, for `aria-activedescendant` */
  move(to) {
    const rows = [...this.rows.querySelectorAll("[role=option]")];
    this.active = rows.length ? Math.max(-1, Math.min(to, rows.length - 1)) : -1;
    rows.forEach((row, at) => row.classList.toggle("active", at === this.active));
    rows[this.active]?.scrollIntoView({ block: "nearest" });
    return rows[this.active]?.id;
  }

  #draw(groups) {
    let first = 0;
    const parts = groups.map((group, at) => {
      const part = this.#group(group, at, first);
      first += group.options.length;
      return part;
    });
    this.rows.replaceChildren(...parts.flat());
  }

  #group(group, at, first) {
    const rows = group.options.map((option, step) => this.#option(option, first + step));
    if (!group.label) return rows;
    const id = `${this.id}-group-${at}`;
    return h(
      "div",
      { role: "group", "aria-labelledby": id },
      h("div", { class: "option-group", id }, group.label),
      rows,
    );
  }

  #option(option, at) {
    const chosen = this.isChosen(option);
    const attributes = {
      role: "option",
      id: `${this.id}-${at}`,
      "aria-selected": String(chosen),
      dataset: { value: option.value },
    };
    const detail = option.description && h("span", { class: "option-detail" }, plain(option.description));
    const row = h(
      "div",
      { class: "option", ...attributes },
      h("span", { class: "option-text" }, plain(option.text), detail),
      chosen && icon("check"),
    );
    row.addEventListener("mousedown", (event) => event.preventDefault());
    row.addEventListener("click", () => this.pick(option));
    return row;
  }
}

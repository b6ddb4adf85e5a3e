/** The file input of a modal: a drop zone and a button; each file is sent at once, and its id is the value. */

import { upload } from "./api.js";
import { h, icon } from "./dom.js";
import { acceptDrops, chosenFiles } from "./files.js";
import { store } from "./store.js";
import { filesById } from "./values.js";

const FILES_AT_MOST = 10;

/** Draw a file input. @param {import("./elements.js").Place} spot */
export const fileInput = (spot) => new FileField(spot).node;

class FileField {
  constructor({ block, element, surface, aria }) {
    Object.assign(this, { block, element, surface });
    this.limit = element.max_files || FILES_AT_MOST;
    this.types = (element.filetypes || []).map((type) => type.toLowerCase());
    this.list = h("ul", { class: "chosen-files" });
    this.notice = h("div", { class: "error", role: "alert" });
    const zone = this.#zone(aria);
    this.node = h(
      "div",
      { class: "file-input", dataset: { actionId: element.action_id } },
      zone,
      this.notice,
      this.list,
    );
    acceptDrops(zone, (files) => this.#add(files));
    this.#show();
  }

  #zone(aria) {
    const accept = this.types.map((type) => `.${type}`).join(",");
    const picker = h("input", {
      type: "file",
      class: "sr-only",
      multiple: this.limit > 1,
      accept: accept || null,
      ...aria,
    });
    picker.addEventListener("change", () => {
      this.#add([...picker.files]);
      picker.value = "";
    });
    const words = h("span", {}, h("b", {}, "Choose files"), " or drop them here");
    const limits = [...(this.types.length ? [this.types.join(", ")] : []), `up to ${this.limit}`].join(" · ");
    return h("label", { class: "drop-zone" }, picker, icon("upload"), words, h("span", { class: "muted" }, limits));
  }

  get #ids() {
    return this.surface.value(this.block, this.element) || [];
  }

  #set(ids) {
    this.surface.choose(this.block, this.element, ids);
    this.#show();
  }

  #show() {
    const files = this.#ids.map((id) => filesById.get(id) || { id, name: id });
    this.list.replaceChildren(...chosenFiles(files, ({ id }) => this.#set(this.#ids.filter((one) => one !== id))));
  }

  /** Why these files cannot be added, or nothing. */
  #objection(files) {
    const isAllowed = (file) =>
      !this.types.length || this.types.some((type) => file.name.toLowerCase().endsWith(`.${type}`));
    const wrong = files.find((file) => !isAllowed(file));
    if (wrong) return `${wrong.name} is not one of ${this.types.join(", ")}.`;
    const isFull = this.#ids.length + files.length > this.limit;
    return isFull ? `You can add up to ${this.limit} file${this.limit > 1 ? "s" : ""}.` : "";
  }

  async #add(files) {
    this.notice.textContent = this.#objection(files);
    if (this.notice.textContent) return;
    this.node.setAttribute("aria-busy", "true");
    try {
      for (const file of files) await this.#send(file);
    } catch (refused) {
      this.notice.textContent = refused.message;
    }
    this.node.removeAttribute("aria-busy");
  }

  async #send(file) {
    const sent = (await upload(store.me.id, file)).file;
    filesById.set(sent.id, sent);
    this.#set([...this.#ids, sent.id]);
  }
}

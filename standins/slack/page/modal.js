/** Modals: the stack of views the app opened for this person, its fields, its errors, its ways out. */

import { act, look } from "./api.js";
import { showBlocks } from "./blocks.js";
import { avatar, h, iconButton } from "./dom.js";
import { focusable, openLayer } from "./layers.js";
import { plain } from "./mrkdwn.js";
import { announce, app, store } from "./store.js";
import { editMark, Surface } from "./surface.js";

/** What is filled in each view of the stack, by view id. */
const surfaces = new Map();
let open = null;
let looking = Promise.resolve();

/** Look again at the stack and show what is on top; one look after the other, so that the newest is shown last. */
export function refreshModal() {
  looking = looking.catch(() => undefined).then(lookAgain);
  return looking;
}

async function lookAgain() {
  const user = store.me.id;
  const mark = editMark();
  const { stack } = await look("modal", { user });
  if (user !== store.me.id) return;
  const top = stack.at(-1);
  for (const id of surfaces.keys()) if (!stack.some((view) => view.id === id)) surfaces.delete(id);
  if (!top) {
    closeWindow();
    return;
  }
  open ||= new Window();
  open.show(top, stack.length, mark);
}

function closeWindow() {
  open?.layer.close();
  open = null;
}

/** Forget everything, as when the person changes. */
export function dropModal() {
  closeWindow();
  surfaces.clear();
}

function surfaceOf(view) {
  if (!surfaces.has(view.id)) surfaces.set(view.id, new Surface({ view_id: view.id }));
  return surfaces.get(view.id);
}

/** The dialog that shows whichever view is on top. */
class Window {
  constructor() {
    this.view = null;
    this.title = h("h2", { id: "modal-title" });
    this.face = h("span");
    this.back = iconButton("back", "Back", () => this.#leave(false));
    this.blocks = h("div", { class: "blocks" });
    this.body = h(
      "form",
      { class: "dialog-body", novalidate: true, on: { submit: (event) => event.preventDefault() } },
      this.blocks,
    );
    this.cancel = h("button", { type: "button", class: "button", on: { click: () => this.#leave(false) } });
    this.send = h("button", { type: "button", class: "button primary submit", on: { click: () => this.#submit() } });
    this.dialog = this.#dialog();
    this.dialog.addEventListener("keydown", (event) => this.#onKey(event));
    this.layer = openLayer(this.dialog, () => this.#leave(false));
  }

  #dialog() {
    const close = iconButton("close", "Close", () => this.#leave(true));
    const head = h("header", { class: "dialog-head" }, this.back, this.face, this.title, close);
    const foot = h("footer", { class: "dialog-foot" }, this.cancel, this.send);
    const attributes = { role: "dialog", "aria-labelledby": "modal-title", dataset: { testid: "modal" } };
    return h("div", { class: "dialog modal", ...attributes }, head, this.body, foot);
  }

  /** Show a view of the stack, or what became of it. */
  show(view, depth, mark) {
    const isAnother = this.view?.id !== view.id;
    if (isAnother) this.blocks.replaceChildren();
    this.view = view;
    this.surface = surfaceOf(view);
    this.surface.take(view.blocks, view.state?.values, view.errors, mark);
    this.#showFrame(depth);
    showBlocks(this.blocks, view.blocks, this.surface);
    if (isAnother) {
      this.body.scrollTop = 0;
      this.#focusFirst();
    }
  }

  #showFrame(depth) {
    const { view } = this;
    this.title.replaceChildren(plain(view.title));
    this.face.replaceChildren(avatar(app(view.app_id) || { name: "?" }, "small"));
    this.back.hidden = depth < 2;
    this.send.hidden = !view.submit;
    this.send.replaceChildren(plain(view.submit || "Submit"));
    this.cancel.replaceChildren(plain(view.close || (view.submit ? "Cancel" : "Close")));
    Object.assign(this.dialog.dataset, { callbackId: view.callback_id || "", viewId: view.id });
    this.#busy(Boolean(view.busy));
  }

  #busy(on) {
    this.dialog.setAttribute("aria-busy", String(on));
    this.send.disabled = on;
    this.send.classList.toggle("spinning", on);
  }

  #focusFirst() {
    const wanted = this.view.blocks.find((block) => block.element?.focus_on_load || block.accessory?.focus_on_load);
    const holder = wanted && this.blocks.querySelector(`[data-block-id="${CSS.escape(wanted.block_id)}"]`);
    const reach = focusable(holder || this.blocks);
    const target = reach.find((one) => one.matches("input, textarea")) || reach[0];
    (target || (this.send.hidden ? this.cancel : this.send)).focus();
  }

  #focusError() {
    const invalid = this.blocks.querySelector(".invalid");
    invalid?.scrollIntoView({ block: "nearest" });
    if (invalid) focusable(invalid)[0]?.focus();
  }

  async #leave(all) {
    await this.surface.flush();
    await act("close", { user: store.me.id, view_id: this.view.id, all }).catch(() => undefined); // it may be closed already
    await refreshModal();
  }

  async #submit() {
    if (this.send.hidden || this.send.disabled) return;
    this.#busy(true);
    await this.surface.flush();
    const body = { user: store.me.id, view_id: this.view.id, values: this.surface.state() };
    const answer = await act("submit", body).catch((refused) => announce("refused", refused));
    this.#busy(false);
    await refreshModal();
    if (answer?.errors) this.#focusError();
  }

  /** Enter in a one-line field sends the form, and so does Ctrl or Cmd + Enter anywhere. */
  #onKey(event) {
    const isLine = event.target.matches("input.text:not(.date)");
    if (event.key !== "Enter" || !(isLine || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#submit();
  }
}

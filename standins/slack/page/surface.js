/** A surface is where blocks stand (a message, a modal's view, a Home): it keeps what is filled and sends what is pressed. */

import { act } from "./api.js";
import { announce, store } from "./store.js";
import { initialValue, isText, stateValue, statefulElements } from "./values.js";

const TYPING_PAUSE = 250;
let edits = 0;
let underWay = 0;

/** A mark of this moment: an answer asked for under it is as new as what the person did if the mark still holds. */
export const editMark = () => (underWay ? Symbol("busy") : edits);

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const keyOf = (block, element) => `${block.block_id}\n${element.action_id}\n${element.type}`;
const isTypedIn = (element) => document.activeElement?.dataset.actionId === element.action_id && isText(element);

/** Would Slack tell the app at once? Outside an input block always, inside one when it asks to. */
const dispatches = (block) => block.type !== "input" || block.dispatch_action === true;
const triggers = (element) => element.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];

export class Surface {
  #values = new Map();
  #fromServer = new Map();
  #waiting = new Map();
  #revisions = new Map();
  #blocks = [];
  #errors = {};
  #sending = Promise.resolve();

  /**
   * @param {{channel: string, ts: string} | {view_id: string}} container
   * A modal and a Home keep what is typed across a reload; a message keeps only what is chosen.
   */
  constructor(container) {
    this.container = container;
  }

  /**
   * Take over new blocks. What was typed stays where block and action are the same;
   * what the server learned elsewhere is taken over, if `mark` still holds.
   */
  take(blocks, state = {}, errors = {}, mark = null) {
    [this.#blocks, this.#errors] = [blocks || [], errors || {}];
    const upToDate = mark === editMark();
    const alive = new Set();
    for (const { block, element } of statefulElements(this.#blocks)) {
      const entry = state[block.block_id]?.[element.action_id];
      this.#learn(block, element, entry ? stateValue(element, entry) : initialValue(element), upToDate);
      alive.add(keyOf(block, element));
    }
    for (const key of this.#values.keys()) if (!alive.has(key)) this.#forget(key);
  }

  #learn(block, element, known, upToDate) {
    const key = keyOf(block, element);
    const isNew = !this.#values.has(key);
    const isNews =
      upToDate &&
      !this.#waiting.has(key) &&
      !same(this.#fromServer.get(key), known) &&
      !same(this.#values.get(key), known);
    if (isNew || (isNews && !isTypedIn(element))) {
      this.#values.set(key, known);
      if (!isNew) this.#revisions.set(block.block_id, (this.revision(block) || 0) + 1);
    }
    if (isNew || upToDate) this.#fromServer.set(key, known);
  }

  #forget(key) {
    this.#values.delete(key);
    this.#fromServer.delete(key);
  }

  /** What an element holds now. */
  value(block, element) {
    return this.#values.get(keyOf(block, element)) ?? initialValue(element);
  }

  /** The error under an input block, if there is one. */
  error(block) {
    return this.#errors[block.block_id];
  }

  /** Counts how often something else than the person's own hand changed a value in the block. */
  revision(block) {
    return this.#revisions.get(block.block_id);
  }

  /** What is filled now, as `{block_id: {action_id: value}}`; only what the server does not know yet if `unknown`. */
  state(unknown = false) {
    const filled = {};
    for (const { block, element } of statefulElements(this.#blocks)) {
      const value = this.value(block, element);
      if (!unknown || !same(value, this.#fromServer.get(keyOf(block, element))))
        (filled[block.block_id] ||= {})[element.action_id] = value;
    }
    return filled;
  }

  /** A button or an entry of an overflow was pressed. */
  async press(block, element, value) {
    await this.flush();
    const body = { ...this.#address(block, element), container: this.container, value, state: this.state(true) };
    await this.#inTurn(() => act("act", body)).catch((refused) => announce("refused", refused));
  }

  /** A choice was made (select, date, tick, file). */
  choose(block, element, value) {
    this.#keep(block, element, value);
    if (dispatches(block)) this.press(block, element, value);
  }

  /** Text moved on by a character. */
  type(block, element, value) {
    this.#keep(block, element, value);
    if (dispatches(block) && triggers(element).includes("on_character_entered")) this.press(block, element, value);
  }

  /** Enter in a text field. @returns {boolean} whether it was a message to the app, and so not a submission */
  enter(block, element, value) {
    if (!dispatches(block) || !triggers(element).includes("on_enter_pressed")) return false;
    this.#keep(block, element, value);
    this.press(block, element, value);
    return true;
  }

  /** Ask the app for options. */
  options(block, element, query) {
    return act("options", { ...this.#address(block, element), container: this.container, query });
  }

  /** Send what still waits for the end of typing. */
  flush() {
    const pending = [...this.#waiting.values()];
    for (const one of pending) clearTimeout(one.timer);
    return Promise.all(pending.map((one) => one.fill()));
  }

  #address(block, element) {
    return { user: store.me.id, block_id: block.block_id, action_id: element.action_id };
  }

  #keep(block, element, value) {
    edits += 1;
    this.#values.set(keyOf(block, element), value);
    if (this.container.view_id && !dispatches(block)) this.#keepOnServer(block, element);
  }

  #keepOnServer(block, element) {
    const key = keyOf(block, element);
    clearTimeout(this.#waiting.get(key)?.timer);
    const fill = () => {
      this.#waiting.delete(key);
      const body = { ...this.#address(block, element), view_id: this.container.view_id, value: this.#values.get(key) };
      return this.#inTurn(() => act("fill", body)).catch(() => undefined); // a view that just closed needs it no more
    };
    this.#waiting.set(key, { fill, timer: setTimeout(fill, isText(element) ? TYPING_PAUSE : 0) });
  }

  /** One call after the other, so that what was typed first arrives first. */
  #inTurn(call) {
    underWay += 1;
    const turn = this.#sending.then(call).finally(() => {
      underWay -= 1;
      edits += 1;
    });
    this.#sending = turn.catch(() => undefined);
    return turn;
  }
}

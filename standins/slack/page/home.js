/** The Home tab of an app: its own page for this person. */

import { act, look } from "./api.js";
import { showBlocks } from "./blocks.js";
import { h } from "./dom.js";
import { store } from "./store.js";
import { editMark, Surface } from "./surface.js";

/**
 * @param {object} app
 * @returns {{node: HTMLElement, refresh: () => Promise<void>}}
 */
export function homeTab(app) {
  const blocks = h("div", { class: "blocks" });
  const empty = h(
    "div",
    { class: "home-empty", hidden: true },
    h("p", {}, `${app.name} has not put anything here yet.`),
  );
  const node = h(
    "div",
    { class: "home", role: "tabpanel", "aria-label": `${app.name} Home`, tabindex: 0, dataset: { testid: "home" } },
    h("div", { class: "home-column" }, empty, blocks),
  );
  let surface = null;
  let latest = 0;

  async function refresh() {
    const mine = (latest += 1);
    const mark = editMark();
    const { view } = await look("home", { user: store.me.id, app: app.id });
    if (mine !== latest) return;
    empty.hidden = Boolean(view);
    if (!view) {
      blocks.replaceChildren();
      return;
    }
    if (surface?.container.view_id !== view.id) surface = new Surface({ view_id: view.id });
    surface.take(view.blocks, view.state?.values, view.errors, mark);
    showBlocks(blocks, view.blocks, surface);
  }

  act("open_home", { user: store.me.id, tab: "home", app: app.id }).catch(() => undefined);
  return { node, refresh };
}

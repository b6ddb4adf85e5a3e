/** table and data_table blocks: a header row, alignment, and for data tables pages and sorting. */

import { h, iconButton } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const DEFAULT_PAGE = 5;

const cellText = (cell) => cell?.text ?? (cell?.value === undefined ? "" : cell.value);

function cellContent(cell) {
  if (cell?.type === "rich_text") return richText(cell);
  if (cell?.type === "raw_number")
    return cell.text ?? Number(cell.value).toLocaleString("en-US", { maximumFractionDigits: 10 });
  return plain(String(cellText(cell)));
}

function cellClass(cell, settings) {
  const align = settings?.align || (cell?.type === "raw_number" ? "right" : "left");
  return [["center", "right"].includes(align) ? `align-${align}` : "", settings?.is_wrapped ? "wrap" : ""]
    .join(" ")
    .trim();
}

const row = (cells, settings, tag) =>
  h(
    "tr",
    {},
    cells.map((cell, at) =>
      h(
        tag,
        { class: cellClass(cell, settings?.[at]) || undefined, scope: tag === "th" ? "col" : undefined },
        cellContent(cell),
      ),
    ),
  );

function frame(head, rows, label, settings) {
  return h(
    "div",
    { class: "table-wrap", tabindex: 0, role: "group", "aria-label": label },
    h(
      "table",
      { class: "table" },
      h("thead", {}, head),
      h(
        "tbody",
        {},
        rows.map((cells) => row(cells, settings, "td")),
      ),
    ),
  );
}

/** A table block; its first row is the header. */
export function table(block) {
  const [head = [], ...rows] = block.rows || [];
  return frame(row(head, block.column_settings, "th"), rows, "Table", block.column_settings);
}

function compare(one, other) {
  const [left, right] = [one, other].map((cell) => (cell?.type === "raw_number" ? Number(cell.value) : cellText(cell)));
  return typeof left === "number" && typeof right === "number"
    ? left - right
    : String(left).localeCompare(String(right), "en", { numeric: true });
}

/** A data_table block: caption, sorting by a click on a column's name, and pages of `page_size` rows. */
export const dataTable = (block) => new DataTable(block).node;

class DataTable {
  constructor(block) {
    const [head = [], ...rows] = block.rows || [];
    Object.assign(this, {
      head,
      rows,
      size: block.page_size || DEFAULT_PAGE,
      caption: block.caption || "",
      page: 0,
      column: -1,
      down: false,
    });
    this.node = h("div", { class: "data-table" });
    this.#draw();
  }

  get #ordered() {
    const { column, down } = this;
    if (column < 0) return this.rows;
    return [...this.rows].sort((one, other) => compare(one[column], other[column]) * (down ? -1 : 1));
  }

  #sortBy(at) {
    [this.column, this.down, this.page] = [at, this.column === at && !this.down, 0];
    this.#draw();
  }

  #turn(by) {
    this.page += by;
    this.#draw();
  }

  #draw() {
    const shown = this.#ordered.slice(this.page * this.size, (this.page + 1) * this.size);
    const head = h(
      "tr",
      {},
      this.head.map((cell, at) => this.#headCell(cell, at)),
    );
    const pages = this.rows.length > this.size ? [this.#pages()] : [];
    this.node.replaceChildren(
      h("div", { class: "table-caption" }, this.caption),
      frame(head, shown, this.caption || "Table"),
      ...pages,
    );
  }

  #headCell(cell, at) {
    const sorted = at === this.column ? (this.down ? "descending" : "ascending") : "none";
    const button = h(
      "button",
      { type: "button", class: "sort", on: { click: () => this.#sortBy(at) } },
      cellContent(cell),
    );
    return h("th", { scope: "col", "aria-sort": sorted, class: cellClass(this.rows[0]?.[at]) }, button);
  }

  #pages() {
    const [first, last] = [this.page * this.size + 1, Math.min((this.page + 1) * this.size, this.rows.length)];
    const back = iconButton("back", "Previous page", () => this.#turn(-1));
    const next = iconButton("back", "Next page", () => this.#turn(1), { class: "icon-button flip" });
    back.disabled = first === 1;
    next.disabled = last === this.rows.length;
    return h(
      "div",
      { class: "table-pages" },
      back,
      h("span", { class: "muted" }, `${first}–${last} of ${this.rows.length}`),
      next,
    );
  }
}

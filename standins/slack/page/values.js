/** What a person filled in, as `/control/` takes it: option values, ids, texts, dates; never whole elements. */

const TEXTS = new Set(["plain_text_input", "number_input", "email_text_input", "url_text_input"]);

export const isText = (element) => TEXTS.has(element.type);
export const isMulti = (element) => element.type.startsWith("multi_");
export const isStateful = (element) =>
  Boolean(element?.action_id) &&
  !["button", "overflow", "image", "feedback_buttons", "icon_button", "workflow_button"].includes(element.type);

/** An option as a value: external selects keep the whole option, for nobody else knows it. */
const optionValue = (element, option) => (element.type.includes("external") ? option : option.value);

const optionValues = (element, options) => (options || []).map((option) => optionValue(element, option));

const INITIAL = {
  datepicker: "initial_date",
  timepicker: "initial_time",
  datetimepicker: "initial_date_time",
  users_select: "initial_user",
  conversations_select: "initial_conversation",
  channels_select: "initial_channel",
  multi_users_select: "initial_users",
  multi_conversations_select: "initial_conversations",
  multi_channels_select: "initial_channels",
};

/** What an untouched element holds. */
export function initialValue(element) {
  if (
    element.type === "checkboxes" ||
    element.type === "multi_static_select" ||
    element.type === "multi_external_select"
  )
    return optionValues(element, element.initial_options);
  if (element.initial_option) return optionValue(element, element.initial_option);
  if (element.type === "file_input") return [];
  if (isText(element)) return element.initial_value ?? "";
  if (element.type === "rich_text_input") return element.initial_value ?? null;
  return element[INITIAL[element.type]] ?? (isMulti(element) ? [] : null);
}

/** Files that were sent from here or stand in a state, by id: a value holds only ids. */
export const filesById = new Map();

function fileValue(file) {
  filesById.set(file.id, file);
  return file.id;
}

/** An entry of `view.state.values`, as the server keeps it, as a value. */
export function stateValue(element, entry) {
  if ("selected_options" in entry) return optionValues(element, entry.selected_options);
  if ("selected_option" in entry) return entry.selected_option && optionValue(element, entry.selected_option);
  if ("files" in entry) return (entry.files || []).map(fileValue);
  if ("value" in entry) return entry.value ?? "";
  const key = Object.keys(entry).find((name) => name.startsWith("selected_") || name === "rich_text_value");
  return key ? entry[key] : initialValue(element);
}

/** Every stateful element of some blocks. @returns {{block: object, element: object}[]} */
export function statefulElements(blocks) {
  return (blocks || []).flatMap((block) => [
    ...[block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])]
      .filter(isStateful)
      .map((element) => ({ block, element })),
    ...statefulElements(block.child_blocks),
  ]);
}

/** Text as the rich_text block a plain typed answer stands for, and back. */
export const richFromText = (text) =>
  text ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] } : null;
export const textFromRich = (rich) =>
  (rich?.elements || []).map((part) => (part.elements || []).map((run) => run.text || "").join("")).join("\n");

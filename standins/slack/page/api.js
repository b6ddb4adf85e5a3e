/** The only way out of the page: the calls of `/control/` and its stream of notices. */

/** What the server refused, in its own sentence. */
export class Refused extends Error {
  constructor(status, answer) {
    super(answer.message || answer.error || `The local workspace answered ${status}.`);
    this.status = status;
    this.code = answer.error;
  }
}

async function answered(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.ok === false) throw new Refused(response.status, answer);
  return answer;
}

/** `GET /control/{path}` with a query; empty arguments are left out. */
export async function look(path, query = {}) {
  const parameters = new URLSearchParams(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== null),
  );
  return answered(await fetch(`/control/${path}?${parameters}`));
}

/** `POST /control/{path}` with a JSON body. */
export async function act(path, body) {
  const headers = { "Content-Type": "application/json" };
  return answered(await fetch(`/control/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** Send one file; without a channel it waits for a message or a file input. @returns {Promise<{file: object}>} */
export async function upload(user, file, fields = {}) {
  const form = new FormData();
  form.append("user", user);
  for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
  form.append("file", file, file.name);
  return answered(await fetch("/control/upload", { method: "POST", body: form }));
}

/** Where the bytes of a file are, for this user. */
export const fileAddress = (file, user) =>
  `/control/files/${encodeURIComponent(file.id)}?user=${encodeURIComponent(user)}`;

/**
 * Listen for notices. `changed` gets `{what, channel, ts}`; `connected` gets true after each (re)connection, when everything may have moved, and false when it breaks.
 * @returns {() => void} stops listening
 */
export function listen(user, changed, connected) {
  const source = new EventSource(`/control/stream?user=${encodeURIComponent(user)}`);
  source.addEventListener("change", (event) => changed(JSON.parse(event.data)));
  source.addEventListener("open", () => connected(true));
  source.addEventListener("error", () => connected(false));
  return () => source.close();
}

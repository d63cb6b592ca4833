// The letter of a bulk verb on a row that one is at: the row is ticked and the verb asked for.

import { any, toggle } from "./picking.js";

const TYPED_IN = "input:not([type=checkbox]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || any()) return;
  if (event.target.matches?.(TYPED_IN) || document.querySelector("dialog[open]")) return;
  const row = document.activeElement?.closest?.("[data-row]");
  const verb = row && document.querySelector(`#list-bulk [data-shortcut="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!verb) return;
  event.preventDefault();
  toggle(row.id.slice(4), true);
  verb.click();
});

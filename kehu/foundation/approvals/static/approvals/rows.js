// Rows of the form of a rule that go when their button is pressed; what stands beside the form hears of it.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove-row]");
  if (!button) return;
  const form = button.closest("form");
  const row = button.closest("[data-row]");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (next?.querySelector("select") ?? form.querySelector("button")).focus();
  form.dispatchEvent(new CustomEvent("rows-changed", { bubbles: true }));
});

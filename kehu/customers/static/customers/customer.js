// The customer's page: copying.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  document.body.dispatchEvent(new CustomEvent("toast", { detail: { message: button.dataset.copied, tone: "good" } }));
});

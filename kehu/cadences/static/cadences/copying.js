// Copies the text of a step, so that it can be put into any program that sends.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  const text = button && document.getElementById(button.dataset.copies);
  if (!text) return;
  await navigator.clipboard.writeText(text.textContent);
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = before;
  }, 1500);
});

// Working through a call list: Escape leaves the note, so that the keys 1 to 9 are outcomes again. A button that was
// pressed twice counts once: the second press would be for the next one.
const form = document.querySelector(".cl-call");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !form?.contains(document.activeElement)) return;
  document.activeElement.blur();
});

form?.addEventListener("submit", () => {
  // After the browser has taken the value of the pressed button.
  setTimeout(() => { for (const one of form.querySelectorAll(".cl-outcome")) one.disabled = true; });
});
addEventListener("pageshow", () => { for (const one of document.querySelectorAll(".cl-outcome")) one.disabled = false; });

// A file may be dropped on the form; its name shows at once.

const form = document.querySelector("form[data-drop]");
const input = form?.querySelector("input[type=file]");
const area = form?.querySelector("[data-drop-area]");
const name = form?.querySelector("[data-drop-name]");

function show() {
  const file = input.files[0];
  if (file) name.textContent = file.name;
}

if (form) {
  input.addEventListener("change", show);
  for (const kind of ["dragover", "dragenter"]) area.addEventListener(kind, (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
  });
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-busy", "true");
  });
}

// The log-in page: one click takes on a person of the demo company; the first wrong input gets the focus.

for (const button of document.querySelectorAll("[data-demo]")) {
  button.addEventListener("click", () => {
    const form = document.getElementById("login");
    form.elements.login.value = button.dataset.demo;
    form.elements.password.value = button.dataset.password;
    form.requestSubmit();
  });
}
document.querySelector("[data-first-error]")?.focus();

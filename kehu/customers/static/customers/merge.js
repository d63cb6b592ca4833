// The merge page: the result column follows the choices.

document.getElementById("merge")?.addEventListener("change", (event) => {
  const row = event.target.closest("[data-choice]");
  if (!row) return;
  const [ours, theirs] = [...row.querySelectorAll("[data-value]")].map((one) => one.textContent);
  const chosen = row.querySelector("input:checked").value;
  row.querySelector("[data-result]").value = { survivor: ours, loser: theirs, both: `${ours}, ${theirs}` }[chosen];
  row.querySelector("[data-why]")?.remove();
});

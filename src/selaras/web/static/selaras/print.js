// The button that prints: the only one that needs a script.
document.addEventListener("click", function (event) {
  if (event.target.closest("[data-print]")) window.print();
});

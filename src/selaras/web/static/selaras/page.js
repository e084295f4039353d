// The menu is open on wide pages and folded on narrow ones; everything else is HTML and htmx.
(function () {
  "use strict";
  var menu = document.getElementById("menu");
  if (!menu) return;
  var wide = window.matchMedia("(min-width: 60rem)");
  function fit() { menu.open = wide.matches; }
  wide.addEventListener("change", fit);
  fit();
})();

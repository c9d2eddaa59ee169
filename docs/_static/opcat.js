// What scrolls sideways can be reached, and so scrolled, with the keyboard (WCAG 2.2, 2.1.1).
document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("article pre, article .table-wrapper")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
});
